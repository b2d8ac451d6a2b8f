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
  /// The address space by type and by the register that gives it.
  let typeRanges: [Evaluation.TypeRange]
  let strip: StripContent
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
    typeRanges = evaluation.typeRanges
    strip = StripContent(evaluation, types: typeRanges)
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
  /// The ruler's rows are split where the readings differ; more pieces than this would hide everything else.
  private static let mostSplits = 24

  var hasFewDivergences: Bool { hasAllDivergences && divergences.count <= Self.mostSplits }

  /// Where a stretch begins or ends over which the readings differ.
  var divergenceBorders: [PhysicalAddress] { divergences.flatMap { [$0.range.start, $0.range.end] } }

  /// How many pieces of a range are read differently.
  func divergenceCount(in range: AddressRange) -> Int {
    divergences.reduce(0) { $0 + ($1.range.overlaps(range) ? 1 : 0) }
  }

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

/// The ruler's rows by segment.
final class SegmentRows: Sendable {
  /// Every row.
  let rows: [RulerRows.Row]
  /// Those that are shown: a group is one row until it is unfolded.
  let shown: [RulerRows.Row]
  /// In address order.
  private let groups: [RulerGroup]

  init(_ rows: [RulerRows.Row], groups: [RulerGroup], unfolded: Set<Fold>) {
    self.rows = rows
    self.groups = groups
    var folded = groups.filter { !unfolded.contains($0.fold) }[...]
    var shown: [RulerRows.Row] = []
    for row in rows {
      guard case .stretch(let range, let segments) = row, let group = folded.first,
        range.start >= group.range.start
      else {
        shown.append(row)
        continue
      }
      if range.start == group.range.start {
        shown.append(.stretch(group.range, segments: segments))
      } else if case .stretch(_, let before)? = shown.last {
        shown[shown.count - 1] = .stretch(
          group.range, segments: before.lowerBound..<max(before.upperBound, segments.upperBound))
      }
      if range.end >= group.range.end { folded = folded.dropFirst() }
    }
    self.shown = shown
  }

  /// The group that a row stands for.
  func group(shownAs range: AddressRange) -> RulerGroup? {
    group(holding: range.start).flatMap { $0.range == range ? $0 : nil }
  }

  /// O(log n).
  func group(holding address: PhysicalAddress) -> RulerGroup? {
    let index = groups.partitioningIndex { $0.range.end > address }
    return index < groups.count && groups[index].range.contains(address) ? groups[index] : nil
  }
}
