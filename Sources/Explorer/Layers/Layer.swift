import Screen

/// Something above the panes that has the keyboard: a page, a list, a line that is typed, a question.
///
/// The explorer keeps a stack of them; the last one gets keys, pasted text and clicks. Its methods are called on a copy:
/// a layer that changes puts itself back with `Explorer.update(_:)`, one that is done leaves with `Explorer.close()`.
protocol Layer: Sendable {
  /// Whose keys work while it is on top.
  var context: Context { get }
  /// Characters that are no command are typed into it.
  var takesText: Bool { get }
  /// It stands on the bottom line or in a pane: what lies below it is still seen.
  var leavesPanes: Bool { get }
  /// What the bottom line offers, in this order.
  var hints: [Hint] { get }
  /// The section of the manual that its help begins with.
  var helpSection: String { get }

  /// Brings cursors into range, after every event.
  func normalized(in explorer: Explorer) -> Self
  func draw(in explorer: Explorer, on canvas: inout Canvas)
  /// False where something else stands in place of the hints.
  var showsHints: Bool { get }
  /// Draws that.
  func drawLine(in explorer: Explorer, on canvas: inout Canvas)
  /// What is asked before the hints.
  var question: String? { get }
  /// What the bottom line says behind the hints, where there is room.
  func remark(in explorer: Explorer) -> String

  /// Moves its cursor or its page.
  func move(_ motion: Motion, in explorer: inout Explorer)
  /// Changes the text that is typed.
  func edit(_ change: (inout LineEditor) -> Void, in explorer: inout Explorer)
  /// Takes a character that is no command.
  func type(_ character: Character, in explorer: inout Explorer)
  /// A key that means nothing here.
  func refuse(_ key: Key, in explorer: inout Explorer)
  func paste(_ line: String, in explorer: inout Explorer)
  func complete(in explorer: inout Explorer)
  /// Enter.
  func commit(in explorer: inout Explorer) -> [Effect]
  /// Esc.
  func cancel(in explorer: inout Explorer) -> [Effect]
  /// A click on the screen above the bottom line.
  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect]
  /// What `copy-line` sends; nil where there is nothing to copy.
  func copied(in explorer: Explorer) -> String?
}

/// A command with the words that the bottom line has for it.
struct Hint: Hashable, Sendable {
  var command: Command
  var words: String

  init(_ command: Command, _ words: String) {
    self.command = command
    self.words = words
  }
}

/// A movement of a cursor in a list or of a page in a text.
enum Motion: Hashable, Sendable {
  case up, down, pageUp, pageDown, halfPageUp, halfPageDown, first, last

  /// The row that it leads to from another, within a list.
  func from(_ row: Int, page: Int, count: Int) -> Int {
    let target =
      switch self {
      case .up: row - 1
      case .down: row + 1
      case .pageUp: row - max(1, page - 1)
      case .pageDown: row + max(1, page - 1)
      case .halfPageUp: row - max(1, page / 2)
      case .halfPageDown: row + max(1, page / 2)
      case .first: 0
      case .last: count - 1
      }
    return min(max(0, target), max(0, count - 1))
  }
}

extension Layer {
  var takesText: Bool { false }
  var leavesPanes: Bool { false }
  var question: String? { nil }
  var showsHints: Bool { true }

  func normalized(in explorer: Explorer) -> Self { self }
  func draw(in explorer: Explorer, on canvas: inout Canvas) {}
  func drawLine(in explorer: Explorer, on canvas: inout Canvas) {}
  func remark(in explorer: Explorer) -> String { "" }

  func move(_ motion: Motion, in explorer: inout Explorer) {}
  func edit(_ change: (inout LineEditor) -> Void, in explorer: inout Explorer) {}
  func type(_ character: Character, in explorer: inout Explorer) {
    guard takesText else { return }
    edit({ $0.insert(String(character)) }, in: &explorer)
  }
  func refuse(_ key: Key, in explorer: inout Explorer) {}
  func paste(_ line: String, in explorer: inout Explorer) {
    if takesText { edit({ $0.insert(line) }, in: &explorer) } else { explorer.refusePaste() }
  }
  func complete(in explorer: inout Explorer) {}
  func commit(in explorer: inout Explorer) -> [Effect] { [] }
  func cancel(in explorer: inout Explorer) -> [Effect] {
    explorer.close()
    return []
  }
  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] { [] }
  func copied(in explorer: Explorer) -> String? { nil }

  /// What a click on a list of choices does: it goes to a row, on the row that one is on already it does what Enter does,
  /// and beside the list it closes it.
  func press(
    _ part: OverlayPart, selected: Int, in explorer: inout Explorer, enter: Command,
    select: (inout Explorer, Int) -> Void
  ) -> [Effect] {
    switch part {
    case .item(selected): return explorer.perform(enter)
    case .item(let item):
      explorer.notice = nil
      select(&explorer, item)
      return []
    case .inside: return []
    case .outside: return explorer.perform(.cancel)
    }
  }
}

extension Explorer {
  /// What has the keyboard: the top layer's keys, or those of the pane with the focus.
  var context: Context {
    layers.last?.context ?? (learning?.isFocused == true ? .lesson : focus.room.context)
  }

  /// The top layer, where it is of a kind.
  func top<L: Layer>(_ kind: L.Type = L.self) -> L? { layers.last as? L }

  /// The topmost layer of a kind, also below others.
  func layer<L: Layer>(_ kind: L.Type = L.self) -> L? { layers.lazy.compactMap { $0 as? L }.last }

  mutating func open(_ layer: any Layer) { layers.append(layer) }

  /// Puts a changed layer in the place of the topmost one of its kind.
  mutating func update<L: Layer>(_ layer: L) {
    if let place = layers.lastIndex(where: { $0 is L }) { layers[place] = layer }
  }

  mutating func change<L: Layer>(_ kind: L.Type, _ change: (inout L) -> Void) {
    guard var layer = layer(kind) else { return }
    change(&layer)
    update(layer)
  }

  mutating func close() { _ = layers.popLast() }

  /// Changes the text of the layer that takes it.
  mutating func edit(_ change: (inout LineEditor) -> Void) { layers.last?.edit(change, in: &self) }

  mutating func type(replacing text: String) { edit { $0.replaceAll(text) } }

  mutating func complete() { layers.last?.complete(in: &self) }
  mutating func commitText() -> [Effect] { layers.last?.commit(in: &self) ?? [] }
  mutating func cancel() -> [Effect] { layers.last?.cancel(in: &self) ?? [] }

  /// Moves what has the keyboard.
  mutating func move(_ motion: Motion) {
    if let layer = layers.last {
      layer.move(motion, in: &self)
    } else if learning?.isFocused == true {
      moveInLesson(motion)
    } else {
      move(motion, in: focus)
    }
  }

  mutating func paste(_ text: String) {
    let firstLine = String(text.prefix { !$0.isNewline })
    if let layer = layers.last { layer.paste(firstLine, in: &self) } else { refusePaste() }
  }

  mutating func refusePaste() {
    notice = Notice(text: "pasted text goes into a value or an address: Enter on an input, or g")
  }

  /// A stray click does not throw away what is typed.
  mutating func keepTyping() {
    notice = Notice(
      text: "\(keyName(.commit, in: context)) keeps what is typed, \(keyName(.cancel, in: context)) leaves it"
    )
  }
}
