/// The part of a list that is on the screen, and the cursor in it.
struct Viewport: Hashable, Sendable {
  /// The row that the cursor is on.
  var cursor = 0
  /// The first row shown.
  var top = 0

  /// Brings both into range and the cursor into view.
  ///
  /// The cursor moves inside the page; at an edge the view goes on by a third of it, so that most steps repaint
  /// two lines. A cursor that jumped further than that is shown a third from the top.
  mutating func settle(count: Int, height: Int) {
    cursor = min(max(0, cursor), max(0, count - 1))
    top = Self.settledTop(top, cursor: cursor, count: count, height: height)
  }

  static func settledTop(_ top: Int, cursor: Int, count: Int, height: Int) -> Int {
    guard height > 0, count > 0 else { return 0 }
    let last = max(0, count - height)
    var top = min(max(0, top), last)
    let third = max(1, height / 3)
    if cursor < top {
      top = top - cursor <= third ? top - third : cursor - min(third, height - 1)
    } else if cursor - top >= height {
      let below = cursor - top - height + 1
      top = below <= third ? top + third : cursor - min(third, height - 1)
    }
    return min(max(0, min(top, cursor)), last)
  }
}
