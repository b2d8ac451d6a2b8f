import MemtypeEngine

/// What somebody wrote around the lines of a log: where no line names the platform, a sentence may. It is a guess, and
/// called one, with the words that it came from.
struct PlatformGuess {
  struct Candidate {
    var platform: Platform
    var word: String
    var line: Int
  }

  /// The most ordinary first.
  var candidates: [Candidate]
}

extension ScenarioBuilder {
  /// Words and what they speak for, the most ordinary platform first.
  private static let platformWords: [(word: String, platforms: [Platform])] = [
    ("SNP", [.sevSNP]), ("TDX", [.tdx]), ("confidential", [.sevSNP, .tdx]), ("CoCo", [.sevSNP, .tdx]),
    ("SEV-ES", [.sevES]), ("SEV", [.sev]), ("dom0", [.xenDom0]), ("domU", [.xenDomU]), ("Hyper-V", [.hyperV]),
    ("Azure", [.hyperV]), ("VMware", [.vmware]), ("ESXi", [.vmware]), ("VirtualBox", [.virtualBox]),
    ("KVM", [.kvm]), ("QEMU", [.kvm]), ("Proxmox", [.kvm]), ("libvirt", [.kvm]), ("GCP", [.kvm]),
    ("Google Compute Engine", [.kvm]), ("EC2", [.kvm]),
  ]

  private static let vendorWords: [(word: String, vendor: CPU.Vendor)] = [
    ("EPYC", .amd), ("Ryzen", .amd), ("AMD", .amd), ("Xeon", .intel), ("Intel", .intel),
  ]

  /// The platform that the sentences around a log's lines name. `machine` is what the firmware's tables say, which
  /// a guess may narrow down and not change.
  mutating func guessPlatform(on machine: Platform?) -> Platform? {
    guard let log, machine == nil || machine == .kvm, report.cpuInfo == nil, QEMUMachine(report) == nil,
      log.platform.dmi == nil || machine != nil
    else { return nil }
    let vendor = Self.vendor(of: log.platform.cpu?.value.name ?? "") ?? proseVendor()
    var candidates: [PlatformGuess.Candidate] = []
    for (word, platforms) in Self.platformWords {
      guard let line = prose.firstLines[word] else { continue }
      for platform in platforms where !candidates.contains(where: { $0.platform == platform }) {
        if let machine, platform.isKVM != machine.isKVM { continue }
        if let vendor, let required = platform.requiredVendor, required != vendor { continue }
        candidates.append(.init(platform: platform, word: word, line: line))
      }
    }
    // SNP is an SEV, too, and both run on KVM: the closer word counts.
    if candidates.contains(where: { $0.platform == .sevSNP || $0.platform == .tdx }) {
      candidates.removeAll { $0.platform != .sevSNP && $0.platform != .tdx }
    }
    guard let first = candidates.first, first.platform != machine else { return nil }
    platformGuess = PlatformGuess(candidates: Array(candidates.prefix(3)))
    return first.platform
  }

  /// Of the processor, by its trade name.
  mutating func proseVendor() -> CPU.Vendor? {
    guard log?.platform.cpu == nil else { return nil }
    let words = prose.firstLines
    let named = Self.vendorWords.filter { words[$0.word] != nil }.map(\.vendor)
    return Set(named).count == 1 ? named.first : nil
  }

  private static func vendor(of processor: String) -> CPU.Vendor? {
    processor.contains("AMD") ? .amd : processor.contains("Intel") ? .intel : nil
  }

  /// The platforms that the words may mean, each with what its firmware and its kernel would leave behind.
  mutating func considerPlatforms(_ scenario: Scenario, isForced: Bool) {
    guard let guess = platformGuess else { return }
    let file = report.log?.file ?? "the log"
    var candidates = guess.candidates.map { candidate in
      OpenInput.Candidate(
        "\(candidate.platform.rawValue), a guess from the word \(candidate.word) (\(file):\(candidate.line))",
        .all([
          .platform(candidate.platform), .vendor(candidate.platform.requiredVendor ?? scenario.cpu.vendor),
          .registers(scenario.mtrr),
        ]))
    }
    if isForced, log?.mtrr.isReadOnly == nil {
      // An ordinary guest reads its registers: with and without a hole.
      let layouts = RegisterLayouts(
        scenario.firmwareMap, physBits: scenario.cpu.physBits, count: 8, fixed: Self.fixed(wpFrom: 0xc0000),
        topMem2: nil)
      for layout in [layouts.uncachedHole, layouts.allWriteBack] {
        candidates.append(
          OpenInput.Candidate(
            "an ordinary guest of KVM, \(layout.name)",
            .all([.platform(.kvm), .vendor(scenario.cpu.vendor), layout.edit])))
      }
    } else if !isForced {
      candidates.append(
        OpenInput.Candidate(
          "bare metal",
          .all([.platform(.bareMetal), .vendor(scenario.cpu.vendor), .registers(scenario.mtrr)])))
    }
    assume(
      "no line of the log names the platform", oneOf: candidates,
      settledBy: "dmesg | grep -e 'Hypervisor detected' -e 'Memory Encryption' -e DMI:")
  }
}

extension ScenarioBuilder {
  /// Which of the words above stand in the sentences around a log's lines, each with the first line that has it.
  struct Prose {
    private(set) var firstLines: [String: Int] = [:]

    /// More lines are a log, not a mail, and longer ones are no sentence.
    private static let lineLimit = 4_000
    private static let sentenceLimit = 2_000
    /// By their first letter, small.
    private static let words = Dictionary(
      grouping: (platformWords.map(\.word) + vendorWords.map(\.word)).map {
        (name: $0, bytes: Array($0.utf8))
      },
      by: { $0.bytes[0] | 0x20 })

    init(_ log: BootLog?) {
      guard let log, log.messages.unreadCount <= Self.lineLimit else { return }
      // A sentence about a driver that cannot map its registers is one all the same.
      let sentences = Set(log.failures.filter { !$0.value.saysWho }.map(\.line))
      for message in log.messages where !message.isRead || sentences.contains(message.line) {
        guard message.bytes.count <= Self.sentenceLimit else { continue }
        for start in message.bytes.indices
        where start == message.bytes.startIndex || !message.bytes[start - 1].joinsWords {
          for word in Self.words[message.bytes[start] | 0x20, default: []]
          where firstLines[word.name] == nil && message.bytes.hasWords(word.bytes, at: start) {
            firstLines[word.name] = message.line
          }
        }
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether these words stand there, in any case of letters, and not as parts of others, of addresses or names of
  /// hosts.
  fileprivate func hasWords(_ words: [UInt8], at start: Int) -> Bool {
    let end = start + words.count
    guard end <= endIndex else { return false }
    for (offset, byte) in words.enumerated() where self[start + offset] | 0x20 != byte | 0x20 { return false }
    return end == endIndex || !isJoined(at: end)
  }

  /// A dot joins a host's name and ends a sentence.
  private func isJoined(at index: Int) -> Bool {
    guard self[index] == UInt8(ascii: ".") else { return self[index].joinsWords }
    return index + 1 < endIndex && self[index + 1].isWordCharacter
  }
}

extension UInt8 {
  fileprivate var joinsWords: Bool {
    isWordCharacter || self == UInt8(ascii: ".") || self == UInt8(ascii: "@") || self == UInt8(ascii: "/")
  }

  fileprivate var isWordCharacter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || (0x30...0x39).contains(self)
      || self == UInt8(ascii: "_")
  }
}
