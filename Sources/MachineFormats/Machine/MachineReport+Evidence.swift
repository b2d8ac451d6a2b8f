import MemtypeEngine

extension MachineReport {
  /// Everything that was read from lines, in the order of the files: what the machine said.
  var evidence: Evidence {
    var evidence = Evidence(facts: otherFacts)
    guard let log else { return evidence }
    let reader = LogFacts(log)
    var facts = Self.factsOfOtherBoots(log) + reader.facts()
    // MSRs show the registers after a cleanup, and what it did cannot be told from them.
    if msrs != nil, log.value.mtrr.dump == nil {
      for i in facts.indices where facts[i].claim == .cleanup { facts[i].claim = .other }
    }
    // How much RAM was covered or lost can only be held against a memory map that somebody printed.
    if !log.value.hasMap, log.value.lastPFNs.isEmpty, procIOMem == nil {
      for i in facts.indices where facts[i].claim == .cleanup || facts[i].claim == .trim {
        facts[i].claim = .other
      }
    }
    evidence.facts = facts + evidence.facts
    evidence.log = log.file
    evidence.coversSetUp = reader.coversSetUp
    evidence.coversDrivers = log.value.devices.marks.userSpace != nil
    return evidence
  }

  /// Boots of the same log that were not taken, and what failed in them. No model is held against it.
  private static func factsOfOtherBoots(_ log: Named<BootLog>) -> [Fact] {
    guard !log.value.otherBoots.isEmpty else { return [] }
    let count = log.value.otherBoots.count + 1
    return log.value.otherBoots.flatMap { boot in
      let release = boot.release.map { " of Linux \($0.text)" } ?? ""
      let title = Fact(
        place: Fact.Place(file: log.file, line: boot.line),
        text: "another boot\(release) begins: of \(count) boots the last one with a memory map is taken",
        claim: .otherBoot)
      return [title]
        + boot.failures.filter { $0.value.saysWho }.prefix(64).map { failure in
          Fact(
            place: Fact.Place(file: log.file, line: failure.line), text: failure.value.line, claim: .otherBoot
          )
        }
    }
  }

  static let factLimit = 20_000
}

extension LogFailure {
  /// Its text without what a mailer or an editor leaves at the end.
  var line: String { text.split(separator: " ").joined(separator: " ") }

  /// A driver, a place or a number: what a kernel's message has, and a sentence in a mail has not.
  var saysWho: Bool {
    kind != .driverMapping && kind != .driver || driver != nil || range != nil || error != nil
  }
}

/// Turns the messages of a log that were read into facts.
private struct LogFacts {
  private let file: String
  private let log: BootLog
  private let failures: [Int: LogFailure]
  /// The lines between which the kernel gives up RAM: the first and the last count of RAM.
  private let trimming: ClosedRange<Int>?

  init(_ log: MachineReport.Named<BootLog>) {
    file = log.file
    self.log = log.value
    failures = Dictionary(log.value.failures.map { ($0.line, $0.value) }) { first, _ in first }
    let counts = log.value.lastPFNs.map(\.line)
    if let first = counts.first, let last = counts.last, first < last {
      trimming = first...last
    } else {
      trimming = nil
    }
  }

  /// What the kernel says of RAM that it gives up would stand in this log.
  var coversSetUp: Bool {
    trimming != nil
      || !log.lastPFNs.isEmpty && (!log.devices.tables.isEmpty || log.devices.marks.coreRevision != nil)
  }

  func facts() -> [Fact] {
    var facts: [Fact] = []
    for message in log.messages where message.isRead || Self.isCover(message) {
      guard facts.count < MachineReport.factLimit else { break }
      let claim = claim(of: message)
      facts.append(
        Fact(
          place: Fact.Place(file: file, line: message.line),
          text: failures[message.line]?.line ?? excerpt(of: message), claim: claim,
          request: request(message.line)))
    }
    return facts
  }

  /// `total RAM covered: 1508M` tells how much RAM the MTRRs covered before the cleanup.
  private static func isCover(_ message: LogMessages.Message) -> Bool {
    ByteScanner(message.bytes).starts(with: "total RAM covered")
  }

  private func request(_ line: Int) -> Fact.RegisterRequest? {
    guard let failure = failures[line], failure.kind.isRefusedMTRR, let range = failure.range,
      let type = failure.requested
    else { return nil }
    return Fact.RegisterRequest(range: range, type: type)
  }

  private func excerpt(of message: LogMessages.Message) -> String {
    var text = message.text
    while text.last == " " || text.last == "\r" { text.removeLast() }
    return text.utf8.count <= 240 ? text : String(text.prefix(200)) + "..."
  }

  /// Prefixes of messages and what they are about; the first that fits counts.
  private static let prefixes: [(StaticString, Claim)] = [
    ("Linux version ", .release), ("Command line: ", .commandLine), ("Kernel command line: ", .commandLine),
    ("BIOS-", .memoryMap), ("Xen: ", .memoryMap), ("user: ", .memoryMap), ("extended: ", .memoryMap),
    ("modified: ", .trim), ("modified physical RAM map:", .trim), ("update e820 for mtrr", .trim),
    ("CPU MTRRs all blank", .platform), ("WARNING: BIOS bug: CPU MTRRs don't cover", .trim),
    ("last_pfn = ", .lastPFN), ("MTRR default type", .registers), ("MTRR fixed ranges", .registers),
    ("MTRR variable ranges", .registers), ("TOM2: ", .registers), ("MTRR map: ", .mtrrMap),
    ("MTRRs ", .mtrrState), ("Disabled", .mtrrState), ("MTRR: Disabled", .mtrrState),
    ("mtrr: Disabled", .mtrrState), ("total RAM covered", .cleanup),
    ("Found optimal setting for mtrr clean up", .cleanup), ("x86/PAT: Configuration", .pat),
    ("x86/PAT: PAT ", .pat), ("x86/PAT: MTRRs disabled", .pat), ("x86 PAT enabled", .pat),
    ("PAT configuration", .pat), ("x86/PAT: memtype_reserve added", .tracked),
    ("x86/PAT: memtype_free", .tracked), ("PAT: [mem", .tracked), ("ACPI: Core revision", .release),
    ("ACPI: ", .device), ("pci ", .device), ("pci_bus ", .device), ("PCI: ", .device), ("hpet", .device),
    ("tpm", .device), ("IOAPIC[", .device), ("efifb: ", .device), ("vesafb: ", .device),
    ("simple-framebuffer ", .device), ("clocksource: hpet", .device), ("Run /", .device),
    ("Hypervisor detected", .platform), ("systemd[1]: Detected", .platform),
    ("Detected virtualization", .platform),
    ("DMI: ", .platform), ("Memory Encryption", .platform),
    ("AMD ", .platform), ("tdx: ", .platform), ("smpboot: ", .platform), ("smp: ", .platform),
    ("SEV-SNP: ", .platform), ("kvm_amd: SEV", .platform), ("SEV supported: ", .platform),
    ("virt/tdx: ", .platform), ("kvm-clock", .platform), ("Booting paravirtualized", .platform),
    ("SEV: ", .platform),
    ("Hyper-V: ", .platform), ("efi: ", .platform),
  ]

  private func claim(of message: LogMessages.Message) -> Claim {
    var scanner = ByteScanner(message.bytes)
    if scanner.starts(with: "e820: update ") || scanner.starts(with: "e820: remove ") {
      return isTrim(message) ? .trim : .memoryMapChange
    }
    _ = scanner.skip("e820: ")
    // A 32-bit kernel counts in its own way, which the model does not know.
    if log.is32Bit, scanner.starts(with: "last_pfn = ") { return .platform }
    for (prefix, claim) in Self.prefixes where scanner.starts(with: prefix) {
      return claim == .device && failures[message.line] != nil ? .failure : claim
    }
    if let failure = failures[message.line] { return failure.saysWho ? .failure : .other }
    return Self.claim(ofDumped: message.bytes)
  }

  /// An update between the two counts of RAM, of usable memory, and not of the first page.
  private func isTrim(_ message: LogMessages.Message) -> Bool {
    guard let trimming, trimming.contains(message.line) else { return false }
    return log.e820.contains { event in
      guard event.line == message.line, case .update(let range, .ram, .reserved) = event.value else {
        return false
      }
      return range != AddressRange(0, .page)
    }
  }

  /// Lines of the register dump and of the map's entries begin with blanks or a digit.
  private static func claim(ofDumped message: ArraySlice<UInt8>) -> Claim {
    let words = message.split(maxSplits: 4, whereSeparator: SourceLine.isBlank)
    guard let first = words.first, words.count >= 2 else { return .other }
    if BootLog.seaBIOSEntry(message) != nil { return .memoryMap }
    let isNumber = first.allSatisfy { ByteScanner.digit($0) != nil }
    let second = ByteScanner(words[1])
    if isNumber, second.starts(with: "base") || second.starts(with: "disabled") { return .registers }
    if first.last == UInt8(ascii: ":"), first.dropLast().allSatisfy({ ByteScanner.digit($0) != nil }) {
      return .mtrrMap
    }
    var run = ByteScanner(first)
    return run.hexPair() != nil && run.rest.isEmpty ? .registers : .other
  }
}
