import MemtypeEngine
import Screen

/// Borders on the ruler follow the mouse: TOLUD, and both ends of a variable MTRR. What follows from where they are
/// is shown at once, and one step of the history once the button is released; any key takes it back.
extension Explorer {
  /// Takes hold of what is at a position of the ruler, in cells from its corner.
  mutating func grab(column: Int, row: Int, width: Int) {
    let rows = rulerRows
    let place = ruler.top + row
    guard !isGuarded, place >= 0, place < rows.count else { return }
    let grip: RulerDrag.Grip
    switch rows[place] {
    case .divider:
      guard rows.isTOLUD(place) else { return }
      unfoldBelowTOLUD()
      grip = .tolud
    case .stretch(let range, _):
      grip = border(at: column, in: range, rows, width: width) ?? .selection(from: range.start)
    }
    drag = RulerDrag(grip: grip, rows: rulerRows, top: ruler.top)
  }

  /// TOLUD is dragged over the pieces of RAM below it: they are seen, and the divider stays near
  /// where it is on the screen.
  private mutating func unfoldBelowTOLUD() {
    guard let group = segmentRows.group(holding: evaluation.tolud &- 1), unfolded.insert(group.fold).inserted
    else {
      return
    }
    guard !ruler.isLowAtBottom else { return }
    ruler.top = min(ruler.top + group.count - 1, max(0, rulerRows.count - pageHeight(of: .ruler)))
  }

  /// The border of a register's lane in a row.
  private func border(at column: Int, in range: AddressRange, _ rows: RulerRows, width: Int) -> RulerDrag
    .Grip?
  {
    let columns = rulerColumns(rows, width: width, height: pageHeight(of: .ruler))
    guard columns.lanes.indices.contains(column - columns.laneStart),
      case .registers(let index) = columns.lanes[column - columns.laneStart],
      let lane = RulerLanes.lanes(derived.lanes.registers[index], in: range).first,
      let register = lane.register
    else { return nil }
    // The range that the kernel makes up begins at TOLUD.
    if evaluation.override.isApplied { return lane.range.start >= range.start ? .tolud : nil }
    if lane.range.start >= range.start { return .rangeStart(register) }
    return lane.range.end <= range.end ? .rangeEnd(register) : nil
  }

  /// The mouse is over another row, counted from the first one of the ruler.
  mutating func drag(toRow row: Int) {
    guard var drag else { return }
    let range = drag.range(atRow: row)
    if case .selection(let anchor) = drag.grip {
      ruler.anchor = anchor
      ruler.cursor = min(range.start, evaluation.lastAddress)
      return
    }
    do {
      guard let next = try moved(drag.grip, to: range) else { return }
      drag.isPreviewed = true
      self.drag = drag
      show(next)
      notice = Notice(text: "\(text(of: drag.grip)); release keeps it, any key takes it back")
    } catch {
      notice = Notice(text: error.reason, isBad: true)
    }
  }

  /// The document's scenario with a border at a row; nil where it has no such border.
  private func moved(_ grip: RulerDrag.Grip, to range: AddressRange) throws(EditError) -> Scenario? {
    let scenario = document.scenario
    switch grip {
    case .selection: return nil
    case .tolud: return try scenario.settingTOLUD(range.start & ~(.page &- 1))
    case .rangeStart(let index):
      guard let size = size(ofRange: index) else { return nil }
      return try scenario.settingRangeBase(index, range.start & ~(size &- 1))
    case .rangeEnd(let index):
      guard size(ofRange: index) != nil else { return nil }
      let base = scenario.mtrr.variable[index].baseAddress
      return try scenario.settingRangeSize(index, Self.legalSize(from: base, to: range.end))
    }
  }

  private func size(ofRange index: Int) -> UInt64? {
    let ranges = document.scenario.mtrr.variable
    return ranges.indices.contains(index)
      ? ranges[index].contiguousSize(physBits: document.scenario.cpu.physBits) : nil
  }

  /// The largest power of two that a base is aligned to and that does not reach beyond an end; a page at least.
  static func legalSize(from base: PhysicalAddress, to end: PhysicalAddress) -> UInt64 {
    var size = UInt64.page
    let wanted = end.subtracting(clamped: base)
    while size << 1 > size, size << 1 <= wanted, base & ((size << 1) &- 1) == 0 { size <<= 1 }
    return size
  }

  private func text(of grip: RulerDrag.Grip) -> String {
    guard let field = grip.field else { return "" }
    return "\(scenario.name(of: field)) \(document.scenario.text(at: field)) → \(scenario.text(at: field))"
  }

  /// The button is released: what is shown is kept.
  mutating func drop() {
    guard let drag else { return }
    self.drag = nil
    guard drag.isPreviewed, let field = drag.grip.field else { return }
    if scenario != document.scenario { commit(scenario, field) } else { notice = nil }
  }

  /// Everything is as it was before the border was taken.
  mutating func cancelDrag() {
    guard drag != nil else { return }
    drag = nil
    show(document.scenario)
  }
}

extension RulerDrag.Grip {
  /// The input that it changes.
  var field: InputPath? {
    switch self {
    case .selection: nil
    case .tolud: "tolud"
    case .rangeStart(let index): .range(index, "base")
    case .rangeEnd(let index): .range(index, "size")
    }
  }
}
