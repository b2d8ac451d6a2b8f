import MemtypeEngine
import Screen

/// What the views need of an evaluation, worked out once for each evaluation and not for each frame.
struct Derived: Sendable {
  /// The kernel log, in words.
  var log: [ListLine]
  var inputRows: [InputRow]
  /// The ruler's rows by segment.
  var segmentRows: [RulerRows.Row]
  /// How many variable ranges are in force.
  var laneCount: Int
  /// The devices whose drivers fail, as indexes.
  var failing: Set<Int>

  init(_ evaluation: Evaluation, _ glyphs: GlyphSet) {
    log = Explorer.log(of: evaluation, glyphs)
    inputRows = InputRow.rows(of: evaluation.scenario)
    segmentRows = RulerRows.segmentRows(evaluation)
    laneCount = evaluation.segments.reduce(0) { count, segment in
      if case .variable(let indexes) = segment.source { max(count, (indexes.max() ?? -1) + 1) } else { count }
    }
    failing = Set(evaluation.outcomes.filter(\.isFailure).map(\.device))
  }
}

/// The lines of a list, as long as neither its width nor what it shows changes.
struct CachedLines: Sendable {
  var width: Int
  var lines: [ListLine]
}
