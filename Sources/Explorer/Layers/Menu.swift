import MemtypeEngine
import Screen

/// A list above the panes to choose from. What is typed narrows it.
struct Menu: Layer {
  struct Item: Hashable, Sendable {
    /// Its place in the list that whoever made the menu knows.
    var index: Int
    var text: String
    /// More about it, dim behind the text.
    var detail = ""
    /// It is the one in force.
    var isCurrent = false
    /// It is there, but not in force: a step that was taken back.
    var isDim = false
    /// Why it cannot be chosen.
    var problem: String?
  }

  /// What an item does, once the menu is closed.
  typealias Choice = @Sendable (inout Explorer, Item) -> [Effect]

  let title: String
  let items: [Item]
  /// The section of the manual that the help begins with.
  let helpSection: String
  /// Enter.
  private let choose: Choice
  /// What the cursor is on is shown at once, as far as that can be taken back.
  var preview: (@Sendable (inout Explorer, Item) -> Void)?
  /// Esc: takes back what was shown.
  var takeBack: (@Sendable (inout Explorer) -> [Effect])?
  /// Del: forgets what the cursor is on; the menu is closed before.
  var forget: Choice?
  /// Something that is not in the list, where what is typed stands for it.
  var offer: (@Sendable (String) -> Item?)?
  /// Behind what is said where nothing fits.
  var emptyHint = ""

  private(set) var filter = LineEditor()
  /// The items that fit what is typed, the best first.
  private(set) var shown: [Item]
  /// The row of `shown` that the cursor is on.
  var selection: Int

  /// The cursor begins on the item in force, or on the first.
  init(title: String, _ items: [Item], helpSection: String, choose: @escaping Choice) {
    self.title = title
    self.items = items
    self.helpSection = helpSection
    self.choose = choose
    shown = items
    selection = items.firstIndex(where: \.isCurrent) ?? 0
  }

  var selected: Item? { shown.indices.contains(selection) ? shown[selection] : nil }

  /// Changes what is typed; where that narrows the list the cursor goes to what fits best.
  private mutating func narrow(_ change: (inout LineEditor) -> Void) {
    let before = filter.characters
    change(&filter)
    guard filter.characters != before else { return }
    let text = AddressExpression.trimmed(filter.text)
    let kept = selected
    shown =
      text.isEmpty
      ? items : TextMatch.ranked(items) { TextMatch.rank(text, in: $0.text, beside: $0.detail) }
    selection = text.isEmpty ? shown.firstIndex { $0 == kept } ?? 0 : 0
  }

  private mutating func addOffer() {
    guard let item = offer?(AddressExpression.trimmed(filter.text)),
      !shown.contains(where: { $0.text == item.text })
    else { return }
    shown.insert(item, at: 0)
    selection = 0
  }
}

// MARK: Keys and mouse

extension Menu {
  var context: Context { .menu }
  var takesText: Bool { true }
  var hints: [Hint] {
    [
      Hint(.commit, "choose"), Hint(.cancel, "close"), Hint(.down, "next"), Hint(.discardItem, "forget"),
    ]
  }

  private func change(in explorer: inout Explorer, _ change: (inout Menu) -> Void) {
    var menu = self
    change(&menu)
    menu.addOffer()
    explorer.update(menu)
    if let item = menu.selected, item != selected { preview?(&explorer, item) }
  }

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let page = page(in: explorer)
    change(in: &explorer) { $0.selection = motion.from($0.selection, page: page, count: $0.shown.count) }
  }

  func edit(_ edit: (inout LineEditor) -> Void, in explorer: inout Explorer) {
    change(in: &explorer) { $0.narrow(edit) }
  }

  func commit(in explorer: inout Explorer) -> [Effect] {
    guard let item = selected else { return [] }
    if let problem = item.problem {
      explorer.notice = Explorer.Notice(text: problem, isBad: true)
      return []
    }
    explorer.close()
    return choose(&explorer, item)
  }

  func cancel(in explorer: inout Explorer) -> [Effect] {
    explorer.close()
    return takeBack?(&explorer) ?? []
  }

  fileprivate func discard(in explorer: inout Explorer) -> [Effect] {
    guard let forget, let item = selected else { return [] }
    explorer.close()
    return forget(&explorer, item)
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    let region = region(in: explorer)
    let part = OverlayPart.at(column, row, in: region, first: 2, count: region.rows - 3) {
      let index = top(in: explorer) + $0
      return shown.indices.contains(index) ? index : nil
    }
    return press(part, selected: selection, in: &explorer, enter: .commit) { explorer, item in
      change(in: &explorer) { $0.selection = item }
    }
  }
}

extension Command {
  static let discardItem = Command(
    "discard-item", .menu, [.delete], "forget what the cursor is on, where that can be",
    unless: { $0.top(Menu.self)?.forget == nil ? "" : nil },
    effects: { $0.top(Menu.self)?.discard(in: &$0) ?? [] })
}

// MARK: Drawing

extension Menu {
  private func region(in explorer: Explorer) -> Region {
    let size = explorer.size
    // Title, the line that is typed, and the list.
    let rows = min(items.count + 3, max(5, size.rows * 2 / 3), size.rows - 2)
    return Region(size).centered(columns: min(size.columns, 92), rows: rows)
  }

  /// The items on one page.
  private func page(in explorer: Explorer) -> Int { max(1, region(in: explorer).rows - 3) }

  /// The cursor is in the middle where the list is longer than the page.
  private func top(in explorer: Explorer) -> Int {
    let page = page(in: explorer)
    return max(0, min(selection - page / 2, shown.count - page))
  }

  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    let top = top(in: explorer)
    canvas.within(region(in: explorer), on: .overlay) { canvas in
      let inside = canvas.box(
        title: title, trailing: shown.isEmpty ? "" : "\(selection + 1) of \(shown.count)", isFocused: true)
      canvas.within(inside) { canvas in
        let start = canvas.text("narrow: ", column: 1, row: 0, Style(.label))
        let place = Region(column: start, columns: max(0, canvas.columns - start - 1), rows: 1)
        canvas.within(place, on: .field) { canvas in
          explorer.drawEditor(filter, width: canvas.columns, on: &canvas)
        }
        let list = Region(row: 1, columns: canvas.columns, rows: canvas.rows - 1)
        canvas.within(list) { canvas in drawItems(from: top, on: &canvas) }
      }
      canvas.scrollBar(
        column: canvas.columns - 1, row: 2, rows: page(in: explorer), top: top, content: shown.count)
    }
  }

  private func drawItems(from top: Int, on canvas: inout Canvas) {
    guard !shown.isEmpty else {
      canvas.text(
        "nothing fits: Backspace widens the list\(emptyHint)", column: 1, row: 0, Style(.dim))
      return
    }
    let widest = items.reduce(0) { max($0, DisplayWidth.of($1.text)) }
    let textWidth = min(widest, max(12, canvas.columns * 3 / 5))
    for row in 0..<canvas.rows where top + row < shown.count {
      let item = shown[top + row]
      let isCursor = top + row == selection
      if isCursor { canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.strong)) }
      if item.isCurrent { canvas.put(canvas.glyphs.bullet, column: 1, row: row, Style(.good)) }
      let style = Style(item.isDim ? .dim : item.isCurrent ? .strong : .text, bold: item.isCurrent)
      canvas.text(item.text, column: 3, row: row, style, width: textWidth)
      canvas.text(
        item.problem ?? item.detail, column: textWidth + 5, row: row,
        Style(item.problem == nil ? .dim : .bad), width: max(0, canvas.columns - textWidth - 6))
      if isCursor { canvas.lay(Region(row: row, columns: canvas.columns, rows: 1), on: .cursor) }
    }
  }
}
