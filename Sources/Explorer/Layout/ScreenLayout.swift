import Screen

/// Where everything stands for a size of the screen. Neighbouring panes share their border lines.
struct ScreenLayout: Hashable, Sendable {
  struct Box: Hashable, Sendable {
    var pane: Pane
    /// With its borders.
    var frame: Region
    /// All that share this place, in the order of their digits.
    var candidates: [Pane]

    init(pane: Pane, frame: Region, candidates: [Pane] = []) {
      (self.pane, self.frame) = (pane, frame)
      self.candidates = candidates.isEmpty ? [pane] : candidates.sorted { $0.number < $1.number }
    }

    var inside: Region { frame.inset(columns: 1, rows: 1) }
  }

  var title: Region
  var hints: Region
  /// The panes that have a box, from left to right and top to bottom.
  var boxes: [Box] = []
  /// The address space to scale, above the panes, with its borders; nil where there is no room for it.
  var strip: Region?
  /// The kernel log has no box: it stands below the others' bottom border.
  var log: Region?

  static let smallest = Size(columns: 40, rows: 10)

  /// The part of a size that a frame can have.
  static func drawable(_ size: Size) -> Size {
    Size(
      columns: min(max(0, size.columns), Frame.largestSide), rows: min(max(0, size.rows), Frame.largestSide))
  }

  /// Whether there is room for anything at all.
  static func fits(_ size: Size) -> Bool { size.columns >= smallest.columns && size.rows >= smallest.rows }

  /// `recent` is every pane, the one that had the focus last first: where panes share a place it decides.
  ///
  /// `typeCount` stretches are listed as memory types, and below them some of `divergenceCount`. `isMaximized`: the pane
  /// with the focus has the screen for itself.
  init(
    size: Size, recent: [Pane], deviceCount: Int, typeCount: Int = 0, divergenceCount: Int = 0,
    isMaximized: Bool = false
  ) {
    title = Region(columns: size.columns, rows: min(1, size.rows))
    hints = Region(row: max(0, size.rows - 1), columns: size.columns, rows: size.rows > 1 ? 1 : 0)
    guard Self.fits(size) else { return }
    let focus = recent.first ?? .ruler
    guard !isMaximized else {
      boxes = [Box(pane: focus, frame: Region(row: 1, columns: size.columns, rows: size.rows - 2))]
      return
    }
    let logRows = Self.logRows(size)
    log = Region(row: size.rows - 1 - logRows, columns: size.columns, rows: logRows)
    let stripRows = Self.stripRows(size)
    if stripRows > 0 { strip = Region(row: 1, columns: size.columns, rows: stripRows + 2) }
    // The panes share the border below the strip.
    let top = stripRows > 0 ? 2 + stripRows : 1
    let body = Region(row: top, columns: size.columns, rows: size.rows - 1 - top - logRows)
    let place = Placement(
      recent: recent, deviceCount: deviceCount, typeCount: typeCount, divergenceCount: divergenceCount)
    switch size.columns {
    case ..<64: boxes = [place.box(of: Pane.all.filter { $0 != .log }, body)]
    case ..<112: boxes = place.two(body)
    case ..<170: boxes = place.three(body)
    default: boxes = body.rows >= 28 ? place.four(body) : place.three(body)
    }
  }

  /// Where a pane's content is; nil while it is not on the screen.
  func content(of pane: Pane) -> Region? {
    boxes.first { $0.pane == pane }?.inside ?? (pane == .log ? log : nil)
  }

  /// The order in which Tab goes through the panes: as they stand on the screen, those that share a place after each
  /// other.
  var tabOrder: [Pane] { boxes.flatMap(\.candidates) + (log == nil ? [] : [.log]) }

  /// The pane at a position of the screen.
  func pane(column: Int, row: Int) -> Pane? {
    if let log, log.contains(column: column, row: row) { return .log }
    return boxes.first { $0.inside.contains(column: column, row: row) }?.pane
      ?? boxes.first { $0.frame.contains(column: column, row: row) }?.pane
  }

  /// Rows of the strip without its borders.
  private static func stripRows(_ size: Size) -> Int {
    guard size.columns >= 64 else { return 0 }
    switch size.rows {
    case ..<22: return 0
    case ..<34: return 4
    default: return 6
    }
  }

  /// The same whatever has the focus, so that nothing jumps.
  private static func logRows(_ size: Size) -> Int {
    switch size.rows {
    case ..<14: 1
    case ..<20: 2
    case ..<32: 3
    case ..<50: 5
    case ..<70: 9
    default: size.rows / 5
    }
  }
}

/// Divides the screen between the panes.
private struct Placement {
  var recent: [Pane]
  var deviceCount: Int
  var typeCount: Int
  var divergenceCount: Int

  /// The one of several panes for the same place that had the focus last.
  func shown(of candidates: [Pane]) -> Pane {
    recent.first { candidates.contains($0) } ?? candidates.first ?? .ruler
  }

  func box(of candidates: [Pane], _ frame: Region) -> ScreenLayout.Box {
    .init(pane: shown(of: candidates), frame: frame, candidates: candidates)
  }

  func two(_ body: Region) -> [ScreenLayout.Box] {
    let side = min(max(34, body.columns * 2 / 5), 44)
    let (left, right) = columns(body, body.columns - side + 1)
    var result = [ScreenLayout.Box(pane: .ruler, frame: left)]
    if body.rows >= 32 {
      let upper: [Pane] = [.drivers, .inputs, .types, .steps]
      result += stack(right, [(upper, right.rows * 11 / 20), ([.reasons, .changes, .evidence], 0)])
    } else {
      result.append(
        box(of: [.drivers, .inputs, .types, .reasons, .steps, .changes, .evidence], right))
    }
    return result
  }

  func three(_ body: Region) -> [ScreenLayout.Box] {
    let isRoomy = body.columns >= 140
    let (left, rest) = columns(body, isRoomy ? 36 : 34)
    let (middle, right) = columns(rest, rest.columns - (isRoomy ? 46 : 37) + 1)
    let drivers = min(deviceCount + 5, max(6, right.rows * 3 / 10))
    let types = min(max(5, right.rows / 5), 9) + (divergenceCount > 0 ? min(divergenceCount, 3) + 1 : 0)
    let free = right.rows - drivers - types
    let stacked: [(panes: [Pane], rows: Int)]
    if body.rows >= 40 {
      stacked = [
        ([.reasons, .changes, .evidence], free / 2 + 2), ([.drivers], drivers), ([.types], types),
        ([.steps], 0),
      ]
    } else {
      stacked = [
        ([.reasons, .steps, .changes, .evidence], free + 1), ([.drivers], drivers), ([.types], 0),
      ]
    }
    return [.init(pane: .inputs, frame: left), .init(pane: .ruler, frame: middle)] + stack(right, stacked)
  }

  func four(_ body: Region) -> [ScreenLayout.Box] {
    let (left, rest) = columns(body, 38)
    // A ruler that is wider than its rows have words only draws them apart: the lists get the rest.
    let side = max(min(56, body.columns / 4 - 3), (body.columns - left.columns - Self.widestRuler) / 2)
    let (middle, sides) = columns(rest, rest.columns - 2 * side + 2)
    let (third, fourth) = columns(sides, side)
    let upper = min(deviceCount * 2 + 5, max(6, fourth.rows / 2))
    // Reasons are long and memory types mostly few; an edit that makes some more of them moves nothing.
    let types = min(upper, max(8, typeCount + divergenceCount + 3))
    return [.init(pane: .inputs, frame: left), .init(pane: .ruler, frame: middle)]
      + stack(third, [([.reasons, .changes, .evidence], third.rows - types + 1), ([.types], 0)])
      + stack(fourth, [([.drivers], upper), ([.steps], 0)])
  }

  private static let widestRuler = 110

  /// Two boxes side by side with one line between them.
  private func columns(_ region: Region, _ width: Int) -> (Region, Region) {
    let (left, rest) = region.split(left: width)
    let right = Region(column: rest.column - 1, row: rest.row, columns: rest.columns + 1, rows: rest.rows)
    return (left, right)
  }

  /// Boxes one above the other with one line between them; the last one takes what is left.
  private func stack(_ region: Region, _ parts: [(panes: [Pane], rows: Int)]) -> [ScreenLayout.Box] {
    var row = region.row
    var result: [ScreenLayout.Box] = []
    for (i, part) in parts.enumerated() {
      let left = region.endRow - row
      let rows = i == parts.count - 1 ? left : min(part.rows, left)
      let frame = Region(column: region.column, row: row, columns: region.columns, rows: rows)
      result.append(box(of: part.panes, frame))
      row += max(0, rows - 1)
    }
    return result
  }
}
