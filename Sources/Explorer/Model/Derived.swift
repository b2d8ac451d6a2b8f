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
  var segmentRows: [RulerRows.Row] {
    didSet { stretchStarts = Self.starts(segmentRows) }
  }
  /// Where its stretches begin.
  private(set) var stretchStarts: [PhysicalAddress]
  /// Registers, tracked entries and the other reading as lanes.
  var lanes: RulerLanes
  /// Made when the height is known.
  var minimap: Minimap?
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
  /// Those that are mapped, but not as they were asked for.
  var regressed: Set<Int>

  init(_ evaluation: Evaluation, _ glyphs: GlyphSet, open: Set<InputSection> = []) {
    log = Explorer.log(of: evaluation, glyphs).map { .line($0) }
    inputRows = InputRow.rows(of: evaluation.scenario, open: open)
    firmware = evaluation.scenario.text(of: .firmware)
    segmentRows = RulerRows.segmentRows(evaluation)
    stretchStarts = Self.starts(segmentRows)
    (divergences, hasAllDivergences) = evaluation.divergences(limit: Self.comparedPieces)
    lanes = RulerLanes(evaluation, divergences, glyphs)
    processor = evaluation.processorReading
    widestName = evaluation.scenario.devices.reduce(0) { max($0, DisplayWidth.of($1.name)) }
    failing = Set(evaluation.outcomes.filter(\.isFailure).map(\.device))
    regressed = Set(evaluation.regressions.map(\.device))
  }

  private static func starts(_ rows: [RulerRows.Row]) -> [PhysicalAddress] {
    rows.compactMap { if case .stretch(let range, _) = $0 { range.start } else { nil } }
  }

  /// How many stretches of the ruler's rows by segment begin before the one that holds an address. O(log n).
  func stretchIndex(of address: PhysicalAddress) -> Int {
    var low = 0
    var high = stretchStarts.count
    while low < high {
      let middle = (low + high) / 2
      if stretchStarts[middle] <= address { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
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
