import MemtypeEngine

/// Something on the ruler that the mouse holds.
struct RulerDrag: Sendable {
  enum Grip: Hashable, Sendable {
    /// The rows from where the button went down.
    case selection(from: PhysicalAddress)
    case tolud
    /// The lower border of a variable range moves all of it, the upper one changes its size.
    case rangeStart(Int)
    case rangeEnd(Int)
  }

  var grip: Grip
  /// The rows as they were when it was taken, so that a place on the screen keeps its address.
  var rows: RulerRows
  var top: Int
  /// The scenario in force is a preview of where it is now.
  var isPreviewed = false

  /// The addresses of a row of the screen, counted from the first one of the ruler.
  func range(atRow row: Int) -> AddressRange {
    let place = min(max(0, top + row), max(0, rows.count - 1))
    switch rows[place] {
    case .stretch(let range, _): return range
    case .divider(let marks):
      let address = marks.first?.address ?? 0
      return AddressRange(address, address)
    }
  }
}
