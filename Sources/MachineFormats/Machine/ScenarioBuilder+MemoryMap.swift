import MemtypeEngine

/// The firmware memory map as the log tells it: the last printed map with the changes after it applied.
///
/// Two changes are left out, since the kernel makes them after it has asked for TOLUD and makes them again in the
/// evaluation: the first page reserved, and RAM from 640 KiB to 1 MiB removed (`trim_bios_range`).
struct LoggedMemoryMap {
  private(set) var entries: [E820Entry] = []
  /// The name of the last printed map, `BIOS-e820`, `modified`.
  private(set) var name = ""
  /// The heading of the first map is there, so its first lines are, too.
  private(set) var isWhole = false
  /// `mem=` and `memmap=` have been applied.
  private(set) var isUserDefined = false
  private(set) var firstLine = 0
  /// The map as it was before the kernel took RAM out of it that the MTRRs do not cover; nil if it took none.
  private(set) var untrimmed: [E820Entry]?

  /// Maps of the same name before it, as a search through several logs finds them.
  private(set) var earlierMaps = 0

  private var setupData: [AddressRange] = []
  private var isReplaced = true
  private var changes = 0
  /// `trim_bios_range` ran: what is reserved from now on, the MTRR code reserves.
  private var isTrimmedByBIOS = false
  private var beforeTrim: [E820Entry]?

  /// More entries than the kernel's own table holds are no memory map (`E820_MAX_ENTRIES`).
  static let entryLimit = 3200
  private static let changeLimit = 512

  /// `counts` are the lines in which the kernel counted RAM. What it changes after the last of them is for itself: the
  /// firmware's map stays.
  init(_ events: [Logged<E820Event>], counts: [Int]) {
    for event in events {
      if let last = counts.last, event.line > last, !event.value.isPrinted { continue }
      if let first = counts.first, event.line > first { isTrimmedByBIOS = true }
      switch event.value {
      case .heading(let heading):
        isReplaced = true
        if heading == "BIOS-provided" { isWhole = true }
        if heading == "user-defined" { isUserDefined = true }
      case .entry(let map, let entry): append(entry, map: map, line: event.line)
      case .update(let range, from: .ram, to: .ram):
        // Memory with setup_data is taken out of what counts as RAM, though it prints as such.
        if setupData.count < Self.changeLimit { setupData.append(range) }
        change { table, log in
          table.update(range.start, size: range.size, from: .ram, to: .reservedKern, log: &log)
        }
      case .update(let range, let from, let to):
        if range == AddressRange(0, .page), from == .ram, to == .reserved || from == to { continue }
        if isTrimmedByBIOS, from == .ram, to == .reserved { beforeTrim = beforeTrim ?? entries }
        change { table, log in table.update(range.start, size: range.size, from: from, to: to, log: &log) }
      case .remove(let range, let type):
        if range == AddressRange(0xa0000, .mib), type == .ram {
          isTrimmedByBIOS = true
          continue
        }
        change { table, log in table.remove(range.start, size: range.size, type: type, log: &log) }
      }
    }
  }

  private mutating func append(_ entry: E820Entry, map: String, line: Int) {
    if isReplaced || map != name {
      // Once RAM has been counted only the trim makes a new map; what it took out may not be printed.
      if map == "modified", isTrimmedByBIOS, !entries.isEmpty { beforeTrim = beforeTrim ?? entries }
      entries = []
      name = map
      firstLine = line
      isReplaced = false
      if map == "user" { isUserDefined = true }
      if map == "modified" { untrimmed = beforeTrim }
    } else if entries.count > 1, entry.address <= entries[0].address {
      // The kernel prints a map in order: one that begins anew is another machine's, or another boot's.
      entries = []
      firstLine = line
      earlierMaps += 1
    }
    guard entries.count < Self.entryLimit else { return }
    var entry = entry
    if entry.type == .ram, setupData.contains(entry.range) { entry.type = .reservedKern }
    entries.append(entry)
  }

  /// Lets the kernel's own table code do it.
  private mutating func change(_ body: (inout E820Table, inout KernelLog) -> Void) {
    changes += 1
    guard changes <= Self.changeLimit, !entries.isEmpty else { return }
    var messages = KernelLog()
    var table = E820Table()
    for entry in entries { table.add(entry, log: &messages) }
    body(&table, &messages)
    table.sanitize()
    entries = table.entries
  }
}

extension E820Event {
  /// The firmware's map or a later one, not a change of it.
  fileprivate var isPrinted: Bool {
    switch self {
    case .entry, .heading: true
    case .update, .remove: false
    }
  }
}

extension ScenarioBuilder {
  /// The firmware's memory map from the best source: a whole one in the log, /sys/firmware/memmap, /proc/iomem, a part
  /// of one in the log; at last a guess.
  mutating func memoryMap(kernel: KernelRevision) -> [E820Entry] {
    let logged = log.map { LoggedMemoryMap($0.e820, counts: $0.lastPFNs.map(\.line)) }
    if let logged, logged.entries.count >= 2,
      logged.isWhole || report.firmwareMemMap == nil && report.procIOMem == nil
    {
      if logged.earlierMaps > 0 {
        assume(
          "\(logged.earlierMaps + 1) memory maps of several boots or machines",
          "the last one, from \(place(logged.firstLine))")
      }
      if !logged.isWhole { return partialMap(logged) }
      note("memory map: \(logged.name), \(place(logged.firstLine))")
      isMemoryApplied = logged.isUserDefined
      if logged.name == "modified" {
        untrimmedMap = logged.untrimmed
        note("the map is the one after the kernel gave up RAM that the MTRRs do not cover")
      } else if logged.isUserDefined {
        note("mem= and memmap= are in the printed map already")
      }
      return logged.entries
    }
    if let map = report.firmwareMemMap, !map.value.entries.isEmpty {
      note("memory map: \(map.file)")
      return map.value.entries.map(\.entry)
    }
    if let iomem = report.procIOMem, !iomem.value.isHidden {
      let entries = Self.entries(iomem.value)
      if entries.contains(where: { $0.type == .ram }) {
        isMemoryApplied = true
        assume("no firmware memory map", "the one that \(iomem.file) shows, with the kernel's own changes")
        if entries.allSatisfy({ $0.address >= .mib }) {
          assume("the first MiB in \(iomem.file)", "as every PC has it")
          return Self.lowMemory + entries
        }
        return entries
      }
    } else if let iomem = report.procIOMem {
      assume("addresses in \(iomem.file), which was not read as root", "the file is left out")
    }
    if let logged, !logged.entries.isEmpty { return partialMap(logged) }
    return guessedMap()
  }

  /// A map that is cut off, with RAM below what is left of it as far as the kernel counted it.
  private mutating func partialMap(_ logged: LoggedMemoryMap) -> [E820Entry] {
    let entries = partialLowMap(logged)
    // What is left reaches above 4 GiB, or the end is what is missing.
    return entries.contains { $0.range.end > .fourGiB } ? entries : entries + highRAM()
  }

  private mutating func partialLowMap(_ logged: LoggedMemoryMap) -> [E820Entry] {
    note("memory map: \(logged.name), \(place(logged.firstLine))")
    isMemoryApplied = logged.isUserDefined
    let left = "\(logged.entries.count) \(logged.entries.count == 1 ? "entry" : "entries")"
    let isBegun = logged.entries.contains { $0.address == 0 }
    let missing = "the \(isBegun ? "rest" : "beginning") of the memory map"
    let counted = countedEnds ?? []
    let lowRAM = logged.entries.filter { $0.type == .ram && $0.address < .fourGiB }
    let end = lowRAM.reduce(0) { max($0, min($1.range.end, .fourGiB)) }
    let lowCount = counted.last(where: { $0 <= .fourGiB })
    let first = logged.entries.map(\.address).filter { $0 >= .mib }.min()
    // What lies below 1 MiB is not all of it.
    let guess = lowCount == nil && end <= .mib ? guessedLowRAM : nil
    // A guess ends where something else begins; what the registers say does not.
    let limit = lowestHole == nil ? first ?? .fourGiB : .fourGiB
    guard let low = lowCount ?? guess.map({ min($0.end, limit) }), low > max(end, .mib) else {
      guard logged.entries.count > 1 else {
        // append_e820_table refuses a map of one entry, so another one was there.
        assume(
          missing, "the \(left) that is left, and the BIOS reserved below 1 MiB")
        return logged.entries + [E820Entry(AddressRange(0xf_0000, .mib), .reserved)]
      }
      assume(missing, "the \(left) that are left")
      return logged.entries
    }
    let source = guess?.reason ?? ", from last_pfn"
    assume(
      missing, "RAM up to \(low.grouped)\(source), and the \(left) left"
    )
    let next = first ?? low
    var entries = logged.entries
    if next > .mib {
      if !entries.contains(where: { $0.address < .mib }) { entries += Self.lowMemory }
      entries.append(E820Entry(AddressRange(.mib, min(low, next)), .ram))
    }
    // The rest of it lies between what is left.
    if low > next, !entries.contains(where: { $0.range.contains(low &- 1) }) {
      let start = entries.filter { $0.range.end <= low }.reduce(0) { max($0, $1.range.end) }
      if start < low { entries.append(E820Entry(AddressRange(start, low), .ram)) }
    }
    return entries.sorted { $0.address < $1.address }
  }

  /// Takes the firmware's own map where the evaluation gives up the same RAM as the kernel did, so that a what-if on
  /// the MTRRs gets it back.
  mutating func useUntrimmedMap(_ scenario: inout Scenario) {
    guard let map = untrimmedMap else { return }
    var trial = scenario
    trial.firmwareMap = map
    let (wanted, got) = (evaluate(scenario), evaluate(trial))
    guard got.tolud == wanted.tolud, got.memoryMap == wanted.memoryMap else {
      assume(
        "the memory map that was printed last is one that the kernel had changed",
        oneOf: [
          OpenInput.Candidate("the one from before, as the log has it", .memoryMap(map)),
          OpenInput.Candidate("the last one", .memoryMap(scenario.firmwareMap)),
        ], settledBy: "grep . /sys/firmware/memmap/*/*")
      return
    }
    scenario = trial
    note("the evaluation gives it up likewise, so the scenario has the map from before")
  }

  /// The e820 resources of the tree, wherever they stand in it.
  private static func entries(_ iomem: ProcIOMem) -> [E820Entry] {
    var entries: [E820Entry] = []
    for resource in iomem.resources where entries.count < LoggedMemoryMap.entryLimit {
      guard let type = E820Type(word: Array(resource.name.utf8)[...]) else { continue }
      entries.append(E820Entry(resource.range, type))
    }
    return entries
  }

  /// RAM up to what the kernel calls the end of it, or to where the UC ranges begin.
  private mutating func guessedMap() -> [E820Entry] {
    if let map = otherMap() { return map }
    let low: UInt64
    if let ends = countedEnds {
      low = ends.last(where: { $0 <= .fourGiB }) ?? lowestHole ?? 3 * .gib
      isMemoryApplied = true
      assume("no memory map", "RAM up to \(low.grouped), from last_pfn")
    } else {
      let guess = guessedLowRAM
      // RAM that the kernel names lies below the end of it.
      let named = knownRAM.map(\.end).filter { $0 <= .fourGiB }.max() ?? 0
      low = max(guess.end, min(named.roundedUp(to: Self.firmwareMemory), .fourGiB))
      assume("no memory map", "RAM up to \(low.grouped)\(low > guess.end ? ", a guess" : guess.reason)")
    }
    var entries = Self.lowMemory
    if low > .mib { entries += withoutKnown(AddressRange(.mib, low)) }
    return entries + highRAM()
  }

  /// Where RAM ends by each line in which the kernel counted it; nil where there is none.
  private var countedEnds: [UInt64]? {
    guard let counts = log?.lastPFNs, !counts.isEmpty else { return nil }
    return counts.map { min($0.value, 1 << 40) << 12 }
  }

  /// What the kernel called RAM when it refused a mapping of it.
  var knownRAM: [AddressRange] { failedMappings.compactMap(\.ram) }

  /// RAM above 4 GiB where no map has any: as far as something says that there is some.
  private mutating func highRAM() -> [E820Entry] {
    let end: UInt64
    if let counted = countedEnds?.max(), counted > .fourGiB {
      end = min(counted, .top)
      assume("no memory map above 4 GiB", "RAM up to \(end.grouped), from last_pfn")
    } else if let top = log?.mtrr.topMem2 ?? log?.mtrr.dump?.topMem2.map({ Logged($0, line: 0) }),
      top.value > .fourGiB
    {
      end = min(top.value & ~0xfff, .top)
      assume("no memory map above 4 GiB", "RAM up to TOM2, \(end.grouped)")
    } else if let high = cacheable.high, high > .fourGiB {
      end = high
      assume("no memory map above 4 GiB", "RAM up to \(end.grouped), where the registers end WB")
    } else if let last = knownRAM.map(\.end).filter({ $0 > .fourGiB && $0 <= .top }).max() {
      end = min(last.roundedUp(to: .gib), .top)
      assume(
        "no memory map above 4 GiB",
        "RAM up to \(end.grouped), a guess: the kernel calls what lies below it RAM")
    } else if let log, let pat = log.pat.configuration?.line, let count = log.lastPFNs.first, count.line > pat
    {
      // setup_arch counts RAM below 4 GiB, behind the PAT, only where there is more above.
      end = 2 * .fourGiB
      assume(
        "no memory map above 4 GiB",
        "RAM up to \(end.grouped), a guess: last_pfn is counted again at \(place(count.line)), so there is some"
      )
    } else {
      return []
    }
    return [E820Entry(AddressRange(.fourGiB, end), .ram)]
  }

  /// RAM, but for what is known to be none: ACPI's tables, lines of a cut /proc/iomem, and what drivers asked for and did
  /// not get.
  private func withoutKnown(_ ram: AddressRange) -> [E820Entry] {
    var known: [E820Entry] = (log?.devices.tables ?? []).map { E820Entry($0.value.range.pageRounded, .acpi) }
    if let iomem = report.procIOMem, !iomem.value.isHidden { known += Self.entries(iomem.value) }
    known += failedMappings.filter { $0.ram == nil }.compactMap(\.range).map {
      E820Entry($0.pageRounded, .reserved)
    }
    var entries: [E820Entry] = []
    var start = ram.start
    for piece in known.sorted(by: { $0.address < $1.address }) {
      let part = AddressRange(max(piece.address, start), min(piece.range.end, ram.end))
      guard !part.isEmpty else { continue }
      if part.start > start { entries.append(E820Entry(AddressRange(start, part.start), .ram)) }
      entries.append(E820Entry(part, piece.type))
      start = part.end
    }
    if start < ram.end { entries.append(E820Entry(AddressRange(start, ram.end), .ram)) }
    return entries
  }

  /// Firmware puts its tables below the end of low RAM; what it keeps there for itself is smaller than this.
  private static let firmwareMemory: UInt64 = 256 * .mib

  /// Where low RAM may end: above every table of ACPI or SMBIOS that the log names.
  private var endOfTables: UInt64? {
    let ends =
      (log?.devices.tables ?? []).map(\.value.range.end)
      + (log?.platform.firmwareTables ?? []).map { $0.value.adding(clamped: 1) }
    guard let last = ends.filter({ $0 > .mib && $0 <= .fourGiB }).max() else { return nil }
    // Tables of a machine whose RAM reaches 4 GiB would leave no room for devices.
    let end = last.roundedUp(to: Self.firmwareMemory)
    return end < .fourGiB ? end : last.roundedUp(to: .mib)
  }

  /// Where the first range above 1 MiB and below 4 GiB begins that the registers do not make WB.
  private var lowestHole: UInt64? { cacheable.low }

  /// Where RAM below 4 GiB may end if nobody says so, and what speaks for it, as the end of a sentence.
  private var guessedLowRAM: (end: UInt64, reason: String) {
    // A framebuffer made WC lies somewhere above the RAM.
    if let base = lowestHole,
      registerRanges.ranges.contains(where: { $0.type == .wc && $0.range.start == base })
    {
      return (min(2 * .gib, base), ", a guess")
    }
    if let base = lowestHole {
      let isHole = registerRanges.ranges.contains { $0.type == .uc && $0.range.start == base }
      return (base, isHole ? ", where the UC ranges begin" : ", where the registers end WB")
    }
    if let top = endOfTables {
      let whose = log?.devices.tables.isEmpty == false ? "ACPI's" : "the firmware's"
      return (top, ", as \(whose) tables lie near the end of it")
    }
    return (2 * .gib, ", a guess")
  }

  /// Where write-back ends below 4 GiB and above it, by the registers that any source has; nil where they do not end
  /// it, or do not begin it.
  private var cacheable: (low: UInt64?, high: UInt64?) {
    let (known, ranges) = registerRanges
    let defaultType = known ?? (ranges.contains { $0.type == .wb } ? .uc : .wb)
    func isWriteBack(_ address: PhysicalAddress) -> Bool {
      let types = ranges.filter { $0.range.contains(address) }.map(\.type)
      return types.isEmpty ? defaultType == .wb : types.allSatisfy { $0 == .wb }
    }
    let borders = ranges.flatMap { [$0.range.start, $0.range.end] }.sorted()
    func end(from start: PhysicalAddress) -> UInt64? {
      isWriteBack(start) ? borders.first { $0 > start && !isWriteBack($0) } : nil
    }
    let low = end(from: .mib).flatMap { $0 < .fourGiB ? $0 : nil }
    // A default type of WB goes on behind the RAM.
    return (low, defaultType == .wb ? nil : end(from: .fourGiB))
  }

  /// The ranges in the registers of the first source that has them, and the default type where it tells one.
  private var registerRanges: (defaultType: MemoryType?, ranges: [FirmwareLog.TypedRange]) {
    func ranges(_ pairs: [VariableRange]) -> [FirmwareLog.TypedRange] {
      pairs.filter(\.isValid).compactMap { pair in
        RegisterBlock(pair, physBits: 64 - pair.maskBits.leadingZeroBitCount).map {
          FirmwareLog.TypedRange(range: $0.range, type: $0.type)
        }
      }
    }
    if let dump = log?.mtrr.dump {
      return (dump.defaultType, ranges(dump.variable.compactMap(\.content)))
    }
    if let list = report.anyProcMTRR {
      return (
        nil,
        list.registers.map {
          FirmwareLog.TypedRange(
            range: AddressRange($0.base, $0.base.adding(clamped: $0.size)), type: $0.type)
        }
      )
    }
    guard let registers = report.msrs?.value.mtrr ?? report.firmwareLog?.value.mtrr else { return (nil, []) }
    return registers.isEnabled ? (registers.defaultType, ranges(registers.variable)) : (nil, [])
  }
}
