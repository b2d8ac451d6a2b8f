import MemtypeEngine
import Screen

/// A stretch of addresses that something covers, drawn beside the ruler.
struct RulerLane: Hashable, Sendable {
  var range: AddressRange
  /// Where it begins: the number of a variable MTRR, `f` for a block of the fixed ones, `g` for a range that the guest
  /// forces on itself.
  var label: Unicode.Scalar
  /// What it makes of the stretch.
  var type: MemoryType
  /// The variable range of Linux's state that it stands for.
  var register: Int?
}

/// The lanes beside the ruler, as the graph of a log has them: one for each block of fixed MTRRs and for each variable
/// MTRR in force, for the tracker's entries, and for what hardware reads otherwise. A column is used again once
/// what stood in it has ended.
struct RulerLanes: Hashable, Sendable {
  /// Each in address order, without overlap.
  private(set) var registers: [[RulerLane]] = []
  private(set) var hardware: [RulerLane] = []
  private(set) var tracked: [RulerLane] = []

  /// Masks with holes can make millions of pieces.
  static let most = 1024

  init(_ evaluation: Evaluation, _ divergences: [MTRRState.Divergence], _ glyphs: GlyphSet) {
    pack(Self.fixed(evaluation) + Self.variable(evaluation))
    hardware = divergences.map {
      RulerLane(range: $0.range, label: glyphs.differs, type: $0.hardware.type)
    }
    let starts = Set(evaluation.tracked.map(\.range.start))
    for segment in evaluation.segments {
      guard let mode = segment.tracked else { continue }
      if let last = tracked.last, last.range.end == segment.range.start, last.type == mode.memoryType,
        !starts.contains(segment.range.start)
      {
        tracked[tracked.count - 1].range.end = segment.range.end
      } else {
        tracked.append(RulerLane(range: segment.range, label: glyphs.laneStart, type: mode.memoryType))
      }
    }
  }

  /// 64 KiB, 16 KiB and 4 KiB slots, as far as they are in force.
  private static func fixed(_ evaluation: Evaluation) -> [RulerLane] {
    let blocks = [
      AddressRange(0, 0x8_0000), AddressRange(0x8_0000, 0xc_0000), AddressRange(0xc_0000, 0x10_0000),
    ]
    return blocks.compactMap { block in
      let inside = evaluation.segments[evaluation.segmentIndexes(in: block)]
      guard let first = inside.first(where: { $0.source == .fixed }) else { return nil }
      return RulerLane(range: block, label: "f", type: first.type)
    }
  }

  private static func variable(_ evaluation: Evaluation) -> [RulerLane] {
    var lanes: [RulerLane] = []
    /// The lane of each register that goes on.
    var open: [Int: Int] = [:]
    let isForced = evaluation.override.isApplied
    for segment in evaluation.segments {
      guard let indexes = segment.source.ranges else { continue }
      for index in indexes {
        if let lane = open[index], lanes[lane].range.end == segment.range.start {
          lanes[lane].range.end = segment.range.end
        } else if lanes.count < most {
          open[index] = lanes.count
          lanes.append(
            RulerLane(
              range: segment.range, label: isForced ? "g" : label(index), type: segment.type,
              register: index))
        }
      }
    }
    return lanes
  }

  /// `0` to `9`, then `a` to `z`.
  private static func label(_ index: Int) -> Unicode.Scalar {
    String(min(max(0, index), 35), radix: 36).unicodeScalars.first ?? "?"
  }

  private mutating func pack(_ lanes: [RulerLane]) {
    for lane in lanes.sorted(by: { $0.range.start < $1.range.start }) {
      if let free = registers.firstIndex(where: { ($0.last?.range.end ?? 0) <= lane.range.start }) {
        registers[free].append(lane)
      } else {
        registers.append([lane])
      }
    }
  }

  /// The lanes of a column that share a byte with a range. O(log n).
  static func lanes(_ column: [RulerLane], in range: AddressRange) -> ArraySlice<RulerLane> {
    var low = 0
    var high = column.count
    while low < high {
      let middle = (low + high) / 2
      if column[middle].range.end <= range.start { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < column.count, column[end].range.start < range.end { end += 1 }
    return column[low..<end]
  }
}
