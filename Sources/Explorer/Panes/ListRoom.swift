import MemtypeEngine
import Screen

/// A pane that is a list of lines with a cursor.
protocol ListRoom: PaneRoom {
  /// The rows for a width. They are kept until the evaluation, what it is compared with, the step of the boot or, where
  /// they follow the ruler's cursor, that cursor is another one.
  func rows(in explorer: Explorer, width: Int) -> [ListRow]
  /// What a row looks like that is more than a line.
  func line(_ row: ListRow, in explorer: Explorer, width: Int) -> ListLine
  /// Whether a row is about a failure.
  func isBad(_ row: ListRow, in explorer: Explorer) -> Bool
  /// Opens a row that folds, or folds it away; false for one that does not.
  func open(_ row: ListRow, in explorer: inout Explorer) -> Bool
  /// The rows are about the address under the ruler's cursor.
  var followsCursor: Bool { get }
  /// Enter on the row under the cursor, and why that does nothing.
  func enter(in explorer: inout Explorer)
  func whyNotEnter(in explorer: Explorer) -> String?
  /// Where the cursor goes when a new evaluation comes: to the first failure; without one to the end.
  var endsAtBottom: Bool { get }
}

/// A row of a list before anybody looks at it: a scenario may have ten thousand devices, a screen sixty rows.
enum ListRow: Hashable, Sendable {
  case line(ListLine)
  /// An element of what the pane lists, by its index.
  case item(Int)
  /// More about an element; the cursor does not stand on it.
  case detail(Int)
  /// An element by its id.
  case named(String)

  /// Wider than any text.
  static let copiedWidth = 4000

  var isSelectable: Bool {
    switch self {
    case .line(let line): line.isSelectable
    case .detail: false
    case .item, .named: true
    }
  }
}

extension ListRoom {
  var context: Context { .list }
  var hints: [Hint] { [Hint(.goToRow, "go there")] }
  var helpSection: String { "Drivers, memory types, reasons, log" }
  var followsCursor: Bool { false }
  var endsAtBottom: Bool { false }

  func whyNotEnter(in explorer: Explorer) -> String? {
    let line = explorer.selectedLine(of: pane)
    return line?.address == nil && line?.fold == nil ? "this row is about no address" : nil
  }

  func enter(in explorer: inout Explorer) {
    guard let address = explorer.selectedLine(of: pane)?.address else { return }
    explorer.go(to: address)
    explorer.focus(on: .ruler)
  }

  func line(_ row: ListRow, in explorer: Explorer, width: Int) -> ListLine {
    if case .line(let line) = row { line } else { ListLine() }
  }

  func open(_ row: ListRow, in explorer: inout Explorer) -> Bool {
    guard case .line(let line) = row, let fold = line.fold else { return false }
    explorer.toggle(fold)
    return true
  }

  func isBad(_ row: ListRow, in explorer: Explorer) -> Bool {
    if case .line(let line) = row { line.isBad } else { false }
  }

  /// Draws the list with its cursor in a region without borders.
  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    let rows = explorer.rows(of: pane, width: canvas.columns)
    let viewport = explorer.viewports[pane] ?? Viewport()
    let indent = explorer.indents[pane] ?? 0
    let wanted = explorer.search.flatMap { $0.list == pane && !$0.text.isEmpty ? $0.text.lowercased() : nil }
    for row in 0..<canvas.rows {
      let index = viewport.top + row
      guard rows.indices.contains(index) else { break }
      var line = line(rows[index], in: explorer, width: canvas.columns)
      if let wanted, line.isSelectable, line.text.lowercased().contains(wanted) {
        for i in line.spans.indices { line.spans[i].style.role = .match }
      }
      canvas.spans(line.spans, column: -indent, row: row, width: canvas.columns + indent)
      if explorer.isPointed(pane, index) { Explorer.light(row: row, on: &canvas) }
      if explorer.focus == pane, index == viewport.cursor, line.isSelectable {
        // A block at the left is seen in every theme, the rest of the line in most.
        canvas.lay(Region(row: row, columns: canvas.columns, rows: 1), on: .cursor)
        canvas.restyle(Region(row: row, columns: 1, rows: 1)) { $0.attributes.insert(.reversed) }
      }
    }
  }

  func extent(in explorer: Explorer, height: Int) -> (top: Int, count: Int, height: Int, first: Int) {
    (explorer.viewports[pane]?.top ?? 0, explorer.rows(of: pane).count, height, 0)
  }

  func normalize(in explorer: inout Explorer, _ region: Region) {
    let rows = explorer.rows(of: pane, width: region.columns)
    if explorer.showsFailure.remove(pane) != nil {
      let row = rows.firstIndex { isBad($0, in: explorer) } ?? (endsAtBottom ? rows.count : 0)
      explorer.viewports[pane] = Viewport(cursor: row, top: endsAtBottom ? row : max(0, row - 4))
    }
    explorer.normalizeViewport(of: pane, count: rows.count, height: region.rows) { rows[$0].isSelectable }
  }

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let rows = explorer.rows(of: pane)
    explorer.moveList(pane, motion, count: rows.count) { rows[$0].isSelectable }
    explorer.follow(pane)
  }

  func press(column: Int, row: Int, _ region: Region, in explorer: inout Explorer) {
    let target = (explorer.viewports[pane]?.top ?? 0) + row
    let rows = explorer.rows(of: pane)
    if rows.indices.contains(target), rows[target].isSelectable {
      explorer.viewports[pane, default: Viewport()].cursor = target
      explorer.follow(pane)
    }
  }

  /// The item under the cursor as it would be if there were room for all of it: its row and what goes on below it.
  func copied(in explorer: Explorer) -> String {
    let shown = explorer.rows(of: pane)
    let before = shown.prefix(explorer.viewports[pane]?.cursor ?? 0).count { $0.isSelectable }
    let width = ListRow.copiedWidth
    let rows = rows(in: explorer, width: width)
    guard let start = rows.indices.filter({ rows[$0].isSelectable }).dropFirst(before).first else {
      return ""
    }
    let below = rows[(start + 1)...].prefix { row in
      !row.isSelectable && line(row, in: explorer, width: width).text.hasPrefix(" ")
    }
    return ([rows[start]] + below).map { squeezed(line($0, in: explorer, width: width).text) }
      .joined(separator: "\n")
  }

  /// Without the blanks that make columns of it.
  private func squeezed(_ text: String) -> String {
    text.split(separator: "  ", omittingEmptySubsequences: true)
      .map { AddressExpression.trimmed(String($0)) }.filter { !$0.isEmpty }.joined(separator: "  ")
  }
}

extension Explorer {
  /// The rows of a list as wide as it is on the screen.
  func rows(of pane: Pane) -> [ListRow] { rows(of: pane, width: width(of: pane)) }

  func rows(of pane: Pane, width: Int) -> [ListRow] {
    guard let room = pane.room as? any ListRoom else { return [] }
    return memo.rows(pane, rowsKey(width: width, followsCursor: room.followsCursor)) {
      room.rows(in: self, width: width)
    }
  }

  /// The row of a list that its cursor is on.
  func selectedRow(of pane: Pane) -> ListRow? {
    let rows = rows(of: pane)
    let row = viewports[pane]?.cursor ?? 0
    return rows.indices.contains(row) ? rows[row] : nil
  }

  func selectedLine(of pane: Pane) -> ListLine? {
    guard let room = pane.room as? any ListRoom, let row = selectedRow(of: pane) else { return nil }
    return room.line(row, in: self, width: width(of: pane))
  }

  /// The row of the focused list that the cursor is on.
  var selectedLine: ListLine? { selectedLine(of: focus) }

  mutating func moveList(_ pane: Pane, _ motion: Motion, count: Int, isSelectable: (Int) -> Bool) {
    let old = viewports[pane]?.cursor ?? 0
    var target = motion.from(old, page: max(1, pageHeight(of: pane)), count: count)
    if target >= old {
      // Below the last row that one can stand on there may be others.
      target =
        (target..<max(target, count)).first(where: isSelectable)
        ?? (old..<max(old, count)).last(where: isSelectable) ?? old
    } else {
      let above = (0...max(0, target)).last { $0 < count && isSelectable($0) }
      target = above ?? (max(0, target)..<old).first(where: isSelectable) ?? old
      // Nothing to stand on is further up, but headings may be.
      if !(0..<target).contains(where: isSelectable) { viewports[pane, default: Viewport()].top = 0 }
    }
    viewports[pane, default: Viewport()].cursor = target
  }

  mutating func normalizeViewport(of pane: Pane, count: Int, height: Int, isSelectable: (Int) -> Bool) {
    var viewport = viewports[pane] ?? Viewport()
    viewport.cursor = Self.nearest(viewport.cursor, count: count, isSelectable)
    viewport.settle(count: count, height: height)
    viewports[pane] = viewport
  }

  /// The row nearest to one that the cursor may stand on, downwards first.
  private static func nearest(_ row: Int, count: Int, _ isSelectable: (Int) -> Bool) -> Int {
    guard count > 0 else { return 0 }
    let row = min(max(0, row), count - 1)
    return (row..<count).first(where: isSelectable) ?? (0..<row).last(where: isSelectable) ?? 0
  }

  /// A line that only says something.
  func note(_ text: String) -> ListLine {
    ListLine(spans: [Span(text, Style(.dim))], isSelectable: false)
  }

  /// What a pane says where it has nothing to show, and what to do about it.
  func notes(_ text: String, _ width: Int) -> [ListRow] {
    wrapped(text, width: max(8, width)).map { .line(note($0)) }
  }
}

extension Command {
  static let goToRow = Command(
    "go-to-row", .list, [.enter], "go to this row's address on the ruler; in the boot to the step",
    unless: { ($0.focus.room as? any ListRoom)?.whyNotEnter(in: $0) }
  ) {
    if let room = $0.focus.room as? any ListRoom, let row = $0.selectedRow(of: $0.focus),
      room.open(row, in: &$0)
    {
      return
    }
    ($0.focus.room as? any ListRoom)?.enter(in: &$0)
  }

  static let scrollLeft = Command("scroll-left", .list, [.left, "h"], "show what is further left") {
    $0.indents[$0.focus, default: 0] = max(0, $0.indents[$0.focus, default: 0] - 8)
  }

  static let scrollRight = Command("scroll-right", .list, [.right, "l"], "show what is further right") {
    $0.scrollRight()
  }
}

extension Explorer {
  fileprivate mutating func scrollRight() {
    guard let room = focus.room as? any ListRoom else { return }
    let width = width(of: focus)
    let shown = rows(of: focus).dropFirst(viewports[focus]?.top ?? 0).prefix(pageHeight(of: focus))
    let widest = shown.map { room.line($0, in: self, width: width).width }.max() ?? 0
    indents[focus, default: 0] = min(indents[focus, default: 0] + 8, max(0, widest - 8))
  }
}
