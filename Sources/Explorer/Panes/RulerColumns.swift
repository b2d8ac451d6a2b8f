import MemtypeEngine
import Screen

/// Where the parts of a ruler's row stand.
struct RulerColumns: Hashable, Sendable {
  /// A column of lanes, and what runs in it.
  enum Lane: Hashable, Sendable {
    /// Register lanes, by their column in `RulerLanes`.
    case registers(Int)
    case hardware
    case tracked
  }

  /// After the cursor's mark.
  var addressWidth: Int
  /// While comparing, the type before: a cell of its texture and its letters.
  var old: Int?
  var bar: Range<Int>
  var type: Int
  var typeWidth: Int
  /// By segment only; the column after the size's last digit.
  var sizeEnd: Int?
  var what: Int
  var whatWidth: Int
  /// The first lane's column, and what runs in each, as far as there is room.
  var laneStart: Int
  var lanes: [Lane]
  /// Columns of lanes that there is no room for.
  var hiddenLaneCount: Int
  /// While comparing, what was tracked before, where there is room for both.
  var oldTracked: Int?
  var tracked: Int
  var mark: Int

  static let trackedWidth = 3
  /// What lies there keeps this much before anything gets lanes.
  private static let leastWhat = 10

  /// `░WB →`.
  static let oldWidth = 5

  init(
    width: Int, addressWidth: Int, reading: Ruler.Reading, lanes all: RulerLanes, isComparing: Bool = false
  ) {
    self.addressWidth = addressWidth
    old = isComparing ? addressWidth + 3 : nil
    let barWidth =
      switch reading {
      case .bySegment: width < 52 ? 2 : width < 60 ? 3 : 6
      // A power of two, so that each cell stands for a power of two of bytes.
      case .toScale: width < 42 ? 4 : width < 52 ? 8 : width < 90 ? 16 : 32
      }
    let barStart = addressWidth + 3 + (isComparing ? Self.oldWidth : 0)
    bar = barStart..<barStart + (isComparing && width < 60 ? min(barWidth, 2) : barWidth)
    type = bar.upperBound + 1
    typeWidth = 3
    let afterType = type + typeWidth + 1
    sizeEnd = reading == .bySegment && width >= (isComparing ? 56 : 41) ? afterType + 5 : nil
    what = (sizeEnd ?? afterType - 1) + 1
    mark = width - 2
    tracked = mark - 1 - Self.trackedWidth
    oldTracked = isComparing && width >= 64 ? tracked - Self.trackedWidth - 1 : nil
    let tracked = oldTracked ?? self.tracked
    let room = max(0, tracked - what - 1 - Self.leastWhat)
    var wanted = all.registers.indices.map { Lane.registers($0) }
    if !all.hardware.isEmpty { wanted.append(.hardware) }
    if !all.tracked.isEmpty { wanted.append(.tracked) }
    lanes = Array(wanted.prefix(room))
    hiddenLaneCount = wanted.count - lanes.count
    // The tracker's lane stands beside its types, with nothing between.
    let gap = lanes.last == .tracked ? 0 : 1
    laneStart = tracked - gap - lanes.count
    whatWidth = max(0, laneStart - 1 - what)
  }
}
