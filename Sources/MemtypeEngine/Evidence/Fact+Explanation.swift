extension Fact {
  /// What a refused request for an MTRR ran into; nil for other facts, and where nothing is in the way.
  public func explanation(_ state: MTRRState) -> String? {
    guard let request else { return nil }
    for (index, register) in state.variable.enumerated() {
      guard let range = register.linuxRange(reservedHighBits: state.reservedHighBits),
        range.overlaps(request.range), !request.type.canShare(with: register.type)
      else { continue }
      return "\(request.type.name) for \(request.range.start.grouped)-\(request.range.last.grouped) "
        + "was refused by MTRR \(index), which is \(register.type.name) over "
        + "\(range.start.grouped)-\(range.last.grouped)"
    }
    return "\(request.type.name) for \(request.range.start.grouped)-\(request.range.last.grouped) was refused"
  }
}

extension MemoryType {
  /// Which types a new MTRR may overlap with (`types_compatible`).
  fileprivate func canShare(with other: MemoryType) -> Bool {
    self == other || self == .uc || other == .uc || self == .wt && other == .wb || self == .wb && other == .wt
  }
}
