import MemtypeEngine

/// What a type permits.
extension QuestionKind {
  static let ofPermissions = [secondRead, writes]

  static let secondRead = QuestionKind(
    "second-read", "TYPE or ADDRESS", "what a second read of a register that changed meanwhile may return",
    .text
  ) { words throws(AskingError) in
    let (type, permissions, reasons) = try permissions(&words)
    var mistakes = [
      Solution.Mistake(.typeAlwaysActs, TypePermissions.freshRead, because: "device reads are never cached")
    ]
    mistakes.append(.init(.wpReadOnly, "nothing: the access faults"))
    if !permissions.cachesReads { mistakes.append(.init(.wcCaches, TypePermissions.cachedRead)) }
    let rule =
      permissions.cachesReads
      ? "\(type.name) permits reads from the cache (SDM 3A, Memory Types and Their Properties)"
      : "\(type.name) permits no cached read (SDM 3A, Memory Types and Their Properties)"
    return Solution(permissions.secondRead, reasons: reasons + [rule], mistakes: mistakes)
  }

  static let writes = QuestionKind(
    "writes", "TYPE or ADDRESS", "what may become of writes", .text
  ) { words throws(AskingError) in
    let (type, permissions, reasons) = try permissions(&words)
    var mistakes = [Solution.Mistake(.wpReadOnly, "they fault")]
    mistakes.append(.init(.wcCaches, TypePermissions.Writes.cached.rawValue))
    for other in TypePermissions.Writes.allCases { mistakes.append(.init(nil, other.rawValue)) }
    let rule = "\(type.name): \(permissions.writes.rawValue) (SDM 3A, Memory Types and Their Properties)"
    return Solution(permissions.writes.rawValue, reasons: reasons + [rule], mistakes: mistakes)
  }

  /// A type by its name, or the one that an address has.
  private static func permissions(
    _ words: inout Words
  ) throws(AskingError) -> (MemoryType, TypePermissions, [String]) {
    var copy = words
    if let type = try? copy.type(), let permissions = TypePermissions(type) {
      words = copy
      return (type, permissions, [])
    }
    let address = try words.address()
    let situation = words.situation
    guard let type = situation.evaluation.segment(at: address)?.type, let permissions = TypePermissions(type)
    else { throw AskingError("\(address.grouped) has no type", accepted: "an address with a type") }
    return (type, permissions, situation.reasons(at: address, ReasonRule.ofTypes))
  }
}

extension ReasonRule {
  /// Those that decide about the MTRR type of an address.
  static let ofTypes: Set<ReasonRule> = [
    .overriddenState, .forcedState, .forcedOnKVM, .refusedState, .noMTRRs, .mtrrsOff, .defaultType,
    .fixedRanges,
    .tom2, .variableRange, .shortMask, .overlap, .undefinedOverlap,
  ]
}
