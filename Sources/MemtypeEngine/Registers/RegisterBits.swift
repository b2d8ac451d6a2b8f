/// A register opened: its words in fields, what they say, and for a base/mask pair an address compared with it.
public struct RegisterBits: Hashable, Sendable {
  public var name: RegisterName
  /// `MTRR 0, the firmware's: MSR 0x200 and 0x201`.
  public var title: String
  public var words: [RegisterWord]
  /// Of a base/mask pair.
  public var comparison: MaskComparison?
  /// The PAT and the types below it.
  public var pat: PATView?
  /// What it amounts to, one sentence each.
  public var notes: [String]
  /// How many bits of the words are worth a column: 64, or the physical width where nothing is above it.
  public var bitCount: Int
}

extension Evaluation {
  /// A register in bits, with an address to compare; nil for one that there is not.
  public func bits(of name: RegisterName, at address: PhysicalAddress) -> RegisterBits? {
    let words = words(of: name)
    guard !words.isEmpty else { return nil }
    let pair: VariableRange? =
      switch name {
      case .variable(let index): scenario.mtrr.variable[safe: index]
      case .forced(let index): forcedRanges[safe: index]
      default: nil
      }
    let comparison = pair.map { MaskComparison($0, address: address, physBits: scenario.cpu.physBits) }
    return RegisterBits(
      name: name, title: title(of: name), words: words, comparison: comparison,
      pat: name == .pat ? PATView(self, address: address) : nil,
      notes: notes(on: name, words, comparison), bitCount: bitCount(words, comparison))
  }

  private func title(of name: RegisterName) -> String {
    let msr = name.msr.map { "MSR \($0.prefixedHex())" } ?? ""
    switch name {
    case .variable(let index):
      return "MTRR \(index), the firmware's: \(msr) and \(((name.msr ?? 0) &+ 1).prefixedHex())"
    case .forced(let index):
      let number = forcedRanges.count > 1 ? " \(index)" : ""
      return "The guest's forced range\(number): in memory, never in a register"
    default: return "\(words(of: name).first?.name ?? ""): \(msr)"
    }
  }

  private func bitCount(_ words: [RegisterWord], _ comparison: MaskComparison?) -> Int {
    let top = words.map { 64 - $0.value.leadingZeroBitCount }.max() ?? 0
    let least =
      comparison == nil
      ? words.flatMap(\.fields).map { $0.bits.upperBound + 1 }.max() ?? 0
      : scenario.cpu.physBits
    // Whole groups of four.
    return min(64, (max(top, least, 16) + 3) / 4 * 4)
  }

  private func notes(
    on name: RegisterName, _ words: [RegisterWord], _ comparison: MaskComparison?
  ) -> [String] {
    var notes: [String] = []
    if let comparison { notes += comparison.notes }
    switch name {
    case .variable, .defaultType, .fixed, .capabilities:
      if override.isApplied {
        notes.append("this kernel forces a state of its own: for Linux this register has no effect")
      }
    case .forced:
      notes.append(
        "mask_lo is ~(4 GiB - TOLUD - 1), mask_hi the physical width above bit 31: kvm_init_platform")
    case .pat where pat.isWritten: notes.append("the kernel writes a layout of its own over what it found")
    default: break
    }
    let refused = words.filter { $0.reservedBits != 0 }.map {
      "\($0.label) has \($0.reservedBits.prefixedHex())"
    }
    if !refused.isEmpty, name.msr != nil {
      notes.append("reserved bits are set, which a processor refuses: \(refused.joined(separator: ", "))")
    }
    return notes
  }
}

extension MaskComparison {
  /// Both readings, and where they differ.
  var notes: [String] {
    guard pair.isValid else { return ["V is clear: the pair is not used"] }
    let type = pair.type.name
    let linuxText = linux.map { "\(Self.text($0)) \(type)" } ?? "nothing: the range wraps around"
    var notes = ["Linux takes the mask for a size: \(linuxText)"]
    let runs = hardware.map(Self.text).joined(separator: ", ")
    let more = runCount > UInt64(hardware.count) ? " and so on, \(runCount) in all" : ""
    notes.append("a processor compares bits: \(hardware.isEmpty ? "nothing matches" : runs + more) \(type)")
    guard !differences.isEmpty else { return notes + ["both readings are the same"] }
    let first = differences.map {
      "\(Self.text($0.range)) \($0.isLinux ? "only Linux" : "only the processor")"
    }
    let rest = differences.count == Self.listed ? ", and perhaps more" : ""
    return notes + ["they differ: \(first.joined(separator: ", "))\(rest)"]
  }

  private static func text(_ range: AddressRange) -> String { "\(range.start.grouped)-\(range.last.grouped)" }

  /// What comes of the comparison at the address.
  public var verdict: String {
    let place = address.grouped
    guard pair.isValid else { return "\(place): not compared, V is clear" }
    let hardware = isMatchedByHardware ? "matches" : "does not match: \(Self.bits(differing)) differ"
    let linux = isMatchedByLinux ? "inside Linux's range" : "outside Linux's range"
    return "\(place) \(hardware); it is \(linux)"
  }

  /// `bit 31`, `bits 47, 31 and 2 more`.
  private static func bits(_ value: UInt64) -> String {
    let all = (0..<64).reversed().filter { value &>> UInt64($0) & 1 == 1 }
    let text = all.prefix(4).map(String.init).joined(separator: ", ")
    let more = all.count > 4 ? " and \(all.count - 4) more" : ""
    return (all.count == 1 ? "bit " : "bits ") + text + more
  }
}
