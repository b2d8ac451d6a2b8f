import MemtypeEngine
import Screen

/// What the views need of an evaluation, worked out once for each evaluation and not for each frame.
struct Derived: Sendable {
  /// The kernel log, in words.
  var log: [ListRow]
  var inputRows: [InputRow]
  /// The ruler's rows by segment.
  var segmentRows: [RulerRows.Row]
  /// How many variable ranges are in force.
  var laneCount: Int
  /// Where a processor would read the MTRRs otherwise than Linux does; the first few hundred.
  var divergences: [MTRRState.Divergence]
  /// The widest name of a device.
  var widestName: Int
  /// The devices whose drivers fail, as indexes.
  var failing: Set<Int>

  init(_ evaluation: Evaluation, _ glyphs: GlyphSet) {
    log = Explorer.log(of: evaluation, glyphs).map { .line($0) }
    inputRows = InputRow.rows(of: evaluation.scenario)
    segmentRows = RulerRows.segmentRows(evaluation)
    laneCount = evaluation.segments.reduce(0) { count, segment in
      if case .variable(let indexes) = segment.source { max(count, (indexes.max() ?? -1) + 1) } else { count }
    }
    divergences = evaluation.divergences(limit: 256).list
    widestName = evaluation.scenario.devices.reduce(0) { max($0, DisplayWidth.of($1.name)) }
    failing = Set(evaluation.outcomes.filter(\.isFailure).map(\.device))
  }

  /// The first disagreement of the two readings in a range.
  func divergence(in range: AddressRange) -> MTRRState.Divergence? {
    divergences.first { $0.range.overlaps(range) }
  }
}
