/// The MTRRs as somebody found them after the boot, where they are not what the boot began with.
///
/// Both states are true, each at its time: the kernel reads the registers once, early (`mtrr_bp_init`), and later ones
/// are those of a user's write to /proc/mtrr, of a driver, or of somebody with `wrmsr`.
public struct LaterRegisters: Hashable, Sendable {
  /// What shows them: `msrs.txt`.
  public var source: String
  public var registers: MTRRRegisters
  /// What the boot began with.
  public var boot: MTRRRegisters
  /// `MTRR 1: unused at boot, later WC 0x8800_0000-0x8801_ffff`, one for each difference.
  public var changes: [String]

  public var facts: [Fact] {
    changes.map { Fact(place: Fact.Place(file: source, line: 0), text: $0, claim: .later) }
  }

  /// nil where the two do not differ in anything that has an effect.
  ///
  /// `showsFixed` is false where the source does not show the fixed-range registers.
  public init?(
    source: String, registers: MTRRRegisters, since boot: MTRRRegisters, physBits: Int,
    showsFixed: Bool = true
  ) {
    self.source = source
    self.registers = registers
    self.boot = boot
    var changes: [String] = []
    func compare<Value: Equatable>(_ what: String, _ old: Value, _ new: Value, _ text: (Value) -> String) {
      if old != new { changes.append("\(what): \(text(old)) at boot, later \(text(new))") }
    }
    compare("the MTRRs", boot.isEnabled, registers.isEnabled) { $0 ? "enabled" : "disabled" }
    compare("default type", boot.defaultType, registers.defaultType) { $0.name }
    if showsFixed, boot.hasFixed, boot.isEnabled, registers.isEnabled {
      compare("fixed ranges", boot.isFixedEnabled, registers.isFixedEnabled) { $0 ? "enabled" : "disabled" }
      if boot.isFixedEnabled, boot.fixed != registers.fixed {
        changes.append("fixed ranges: their types were changed later")
      }
    }
    for number in 0..<max(boot.variable.count, registers.variable.count) {
      let (old, new) = (boot.variable[safe: number] ?? .unused, registers.variable[safe: number] ?? .unused)
      guard old != new, old.isValid || new.isValid else { continue }
      compare("MTRR \(number)", old, new) { $0.text(physBits: physBits) }
    }
    guard !changes.isEmpty else { return nil }
    self.changes = changes
  }
}

extension VariableRange {
  /// `WC 0x8800_0000-0x8801_ffff`, as Linux reads the pair.
  fileprivate func text(physBits: Int) -> String {
    guard isValid else { return "unused" }
    guard let range = linuxRange(reservedHighBits: ~UInt64.mask(bits: physBits)) else {
      return "\(type.name) without a range"
    }
    return "\(type.name) \(range.start.grouped)-\(range.last.grouped)"
  }
}
