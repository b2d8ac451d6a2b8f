extension LogComparison {
  /// A line of the machine's log, of the modelled one, or of both.
  public struct Line: Hashable, Sendable {
    /// Of the evidence's facts.
    public var fact: Int?
    /// Of the modelled log.
    public var modelled: Int?
    public var side: Side
  }

  public enum Side: Hashable, Sendable {
    case both
    /// The machine's log has it, the modelled one does not.
    case onlyLogged
    /// The other way round.
    case onlyModelled

    /// As in a comparison of two texts: `=`, `+`, `-`.
    public var mark: String {
      switch self {
      case .both: "="
      case .onlyLogged: "+"
      case .onlyModelled: "-"
      }
    }
  }

  /// Both logs as one list, each line once: the machine's in its own order, and what only the model prints where the
  /// model has it. Empty where no file of the input is a log.
  public func lines(of evidence: Evidence) -> [Line] {
    guard let log = evidence.log else { return [] }
    var result: [Line] = []
    var rest = onlyModelled[...]
    for (i, fact) in evidence.facts.enumerated() where fact.place.file == log && fact.claim != .otherBoot {
      let counterpart = i < counterparts.count ? counterparts[i] : nil
      if let counterpart {
        while let next = rest.first, next < counterpart {
          result.append(Line(modelled: next, side: .onlyModelled))
          rest.removeFirst()
        }
      }
      let isSame = i < marks.count && marks[i] == .same
      result.append(Line(fact: i, modelled: counterpart, side: isSame ? .both : .onlyLogged))
    }
    return result + rest.map { Line(modelled: $0, side: .onlyModelled) }
  }
}
