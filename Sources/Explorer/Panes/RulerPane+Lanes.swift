import MemtypeEngine
import Screen

/// Which register, entry or reading covers which stretch: lanes between what lies there and what is tracked.
extension Explorer {
  func drawLaneTitles(_ columns: RulerColumns, on canvas: inout Canvas) {
    for (i, lane) in columns.lanes.enumerated() {
      let title: Unicode.Scalar? =
        switch lane {
        case .registers(0): columns.hiddenLaneCount > 0 ? "+" : "M"
        case .registers: nil
        case .hardware: "h"
        case .tracked: nil
        }
      if let title { canvas.put(title, column: columns.laneStart + i, row: 0, Style(.dim)) }
    }
  }

  func drawLanes(
    _ range: AddressRange, row: Int, isFirst: Bool, _ columns: RulerColumns, on canvas: inout Canvas
  ) {
    for (i, lane) in columns.lanes.enumerated() {
      let here = RulerLanes.lanes(self.lanes(of: lane), in: range)
      guard let first = here.first else { continue }
      let style = Style(TypePattern(first.type).role)
      let shape =
        here.count > 1 ? canvas.glyphs.bullet : shape(of: first, in: range, isFirst: isFirst, canvas.glyphs)
      canvas.put(shape, column: columns.laneStart + i, row: row, style)
    }
  }

  /// A divider does not cut what goes on below it.
  func drawLanes(
    acrossDividerAt address: PhysicalAddress, row: Int, _ columns: RulerColumns, on canvas: inout Canvas
  ) {
    guard address > 0 else { return }
    for (i, lane) in columns.lanes.enumerated() {
      let around = AddressRange(address &- 1, min(address, evaluation.lastAddress) &+ 1)
      guard let covering = RulerLanes.lanes(self.lanes(of: lane), in: around).first,
        covering.range.start < address, covering.range.end > address
      else { continue }
      canvas.put(
        canvas.glyphs.lane, column: columns.laneStart + i, row: row, Style(TypePattern(covering.type).role))
    }
  }

  /// Where it begins a lane says what it is; so does the first row of a page that begins inside of it.
  private func shape(
    of lane: RulerLane, in range: AddressRange, isFirst: Bool, _ glyphs: GlyphSet
  ) -> Unicode.Scalar {
    let begins = lane.range.start >= range.start
    let ends = lane.range.end <= range.end
    if begins && ends && lane.label == glyphs.laneStart { return glyphs.lane }
    // The upper end of a tracked entry, whichever way the addresses run.
    if lane.label == glyphs.laneStart {
      if begins { return ruler.isLowAtBottom ? glyphs.laneEnd : glyphs.laneStart }
      return ends ? (ruler.isLowAtBottom ? glyphs.laneStart : glyphs.laneEnd) : glyphs.lane
    }
    if begins || isFirst { return lane.label }
    if ends { return ruler.isLowAtBottom ? glyphs.laneStart : glyphs.laneEnd }
    return glyphs.lane
  }

  private func lanes(of lane: RulerColumns.Lane) -> [RulerLane] {
    switch lane {
    case .registers(let column):
      derived.lanes.registers.indices.contains(column) ? derived.lanes.registers[column] : []
    case .hardware: derived.lanes.hardware
    case .tracked: derived.lanes.tracked
    }
  }
}
