import MemtypeEngine
import Screen

/// What the views need of an evaluation, worked out once for each evaluation and not for each frame.
final class EvaluationView: Sendable {
  /// A line of the kernel log, put into words when it is looked at.
  struct LogLine: Sendable {
    var message: KernelMessage
    /// What the step that printed it maps.
    var address: PhysicalAddress?
  }

  let log: [LogLine]
  /// Registers, tracked entries and the other reading as lanes.
  let lanes: RulerLanes
  /// Where a processor would read the MTRRs otherwise than Linux does, in address order.
  let divergences: [MTRRState.Divergence]
  /// False where the comparison was given up after so many pieces.
  let hasAllDivergences: Bool
  /// The processor's own reading of its registers.
  let processor: HardwareReading
  /// The widest name of a device.
  let widestName: Int
  /// The devices whose drivers fail, as indexes.
  let failing: Set<Int>
  /// Those that are mapped, but not as they were asked for.
  let regressed: Set<Int>

  init(_ evaluation: Evaluation, _ glyphs: GlyphSet) {
    log = evaluation.trace.steps.flatMap { step in
      step.log.map { LogLine(message: $0, address: step.mapping?.range.start) }
    }
    (divergences, hasAllDivergences) = evaluation.divergences(limit: Self.comparedPieces)
    lanes = RulerLanes(evaluation, divergences, glyphs)
    processor = evaluation.processorReading
    widestName = evaluation.scenario.devices.reduce(0) { max($0, DisplayWidth.of($1.name)) }
    failing = Set(evaluation.outcomes.filter(\.isFailure).map(\.device))
    regressed = Set(evaluation.regressions.map(\.device))
  }

  func logLine(_ index: Int) -> LogLine? { log.indices.contains(index) ? log[index] : nil }

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

/// The evaluation that is in force beside the one that it is compared with.
final class ComparedEvaluations: Sendable {
  let old: Evaluation
  let comparison: Comparison

  init(old: Evaluation, new: Evaluation) {
    self.old = old
    comparison = Comparison(from: old, to: new)
  }
}

/// The ruler's rows by segment, and where its stretches begin.
final class SegmentRows: Sendable {
  let rows: [RulerRows.Row]
  let starts: [PhysicalAddress]

  init(_ rows: [RulerRows.Row]) {
    self.rows = rows
    starts = rows.compactMap { if case .stretch(let range, _) = $0 { range.start } else { nil } }
  }

  /// How many stretches begin before the one that holds an address. O(log n).
  func index(of address: PhysicalAddress) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= address { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }
}
