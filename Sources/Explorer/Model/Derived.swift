import MemtypeEngine
import Screen

/// What the views need of an evaluation, worked out once for each evaluation and not for each frame.
struct Derived: Sendable {
  /// The kernel log, in words.
  var log: [ListRow]
  var inputRows: [InputRow]
  /// The firmware model's name: finding it means setting up every model.
  var firmware: String
  /// The ruler's rows by segment.
  var segmentRows: [RulerRows.Row]
  /// How many variable ranges are in force.
  var laneCount: Int
  /// Where a processor would read the MTRRs otherwise than Linux does, in address order.
  var divergences: [MTRRState.Divergence]
  /// False where the comparison was given up after so many pieces.
  var hasAllDivergences: Bool
  /// The processor's own reading of its registers.
  var processor: HardwareReading
  /// The widest name of a device.
  var widestName: Int
  /// The devices whose drivers fail, as indexes.
  var failing: Set<Int>

  init(_ evaluation: Evaluation, _ glyphs: GlyphSet) {
    log = Explorer.log(of: evaluation, glyphs).map { .line($0) }
    inputRows = InputRow.rows(of: evaluation.scenario)
    firmware = evaluation.scenario.text(of: .firmware)
    segmentRows = RulerRows.segmentRows(evaluation)
    laneCount = evaluation.segments.reduce(0) { count, segment in
      if case .variable(let indexes) = segment.source { max(count, (indexes.max() ?? -1) + 1) } else { count }
    }
    (divergences, hasAllDivergences) = evaluation.divergences(limit: Self.comparedPieces)
    processor = evaluation.processorReading
    widestName = evaluation.scenario.devices.reduce(0) { max($0, DisplayWidth.of($1.name)) }
    failing = Set(evaluation.outcomes.filter(\.isFailure).map(\.device))
  }

  /// Masks with holes can make millions of pieces.
  static let comparedPieces = 256

  /// Whether the two readings disagree anywhere in a range. O(log n).
  func isDivergent(in range: AddressRange) -> Bool {
    var low = 0
    var high = divergences.count
    while low < high {
      let middle = (low + high) / 2
      if divergences[middle].range.end <= range.start { low = middle + 1 } else { high = middle }
    }
    return low < divergences.count && divergences[low].range.start < range.end
  }
}
