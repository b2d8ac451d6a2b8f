import MemtypeEngine
import Screen

/// A command by its name, with the list of those that the text may mean.
struct CommandPrompt: LinePrompt {
  var editor = LineEditor()
  /// The row of the list.
  var selection = 0
  var label: String { ": " }

  private var items: [Palette.Item] { Palette.items(for: text) }

  mutating func textChanged(in explorer: inout Explorer) { selection = 0 }

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let count = items.count
    explorer.change(CommandPrompt.self) { $0.selection = motion.from(selection, page: 1, count: count) }
  }

  func complete(in explorer: inout Explorer) { complete(from: Explorer.commandNames, in: &explorer) }

  func commit(in explorer: inout Explorer) -> [Effect] {
    if let command = chosenCommand(in: explorer) {
      explorer.close()
      return explorer.run(command)
    }
    guard !text.isEmpty else {
      explorer.close()
      return []
    }
    do {
      let address = try explorer.address(text)
      explorer.close()
      explorer.go(to: address)
    } catch {
      explorer.notice = Explorer.Notice(
        text: "\"\(text)\" is no command; Tab completes names", isBad: true)
    }
    return []
  }

  /// The command that Enter runs: the one that was gone to in the list, the one that the text names, or the
  /// likeliest, unless the text is an address.
  private func chosenCommand(in explorer: Explorer) -> Command? {
    if selection > 0 { return items.indices.contains(selection) ? items[selection].command : nil }
    if let command = Explorer.command(named: text) { return command }
    guard !text.isEmpty, (try? explorer.address(text)) == nil else { return nil }
    return items.first?.command
  }

  func answer(in explorer: Explorer) -> (text: String, isGood: Bool) {
    guard !text.isEmpty else { return ("the name of a command", false) }
    if let command = Explorer.command(named: text) {
      let reason = explorer.whyNot(command)
      return ("\(command.name): \(reason ?? command.help)", reason == nil)
    }
    let matches = Explorer.commandNames.filter { $0.hasPrefix(text.lowercased()) }
    return (matches.isEmpty ? "no such command" : matches.joined(separator: " "), false)
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    let items = items
    let region = region(items.count, in: explorer)
    let top = top(items.count, height: region.rows - 2)
    let part = OverlayPart.at(column, row, in: region, first: 1, count: region.rows - 2) {
      items.indices.contains(top + $0) ? top + $0 : nil
    }
    switch part {
    case .item(let item):
      explorer.close()
      return explorer.run(items[item].command)
    case .inside: return []
    case .outside: return explorer.perform(.cancel)
    }
  }

  // MARK: Drawing

  /// Above the line that is typed.
  private func region(_ count: Int, in explorer: Explorer) -> Region {
    let size = explorer.size
    let rows = min(max(1, count) + 2, max(3, min(16, size.rows - 4)))
    return Region(column: 0, row: max(0, size.rows - 1 - rows), columns: min(size.columns, 92), rows: rows)
  }

  private func top(_ count: Int, height: Int) -> Int {
    let cursor = min(max(0, selection), max(0, count - 1))
    return Viewport.settledTop(max(0, cursor - height + 1), cursor: cursor, count: count, height: height)
  }

  /// The commands that the typed text may mean, each with its keys.
  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    let items = items
    let cursor = min(max(0, selection), max(0, items.count - 1))
    canvas.within(region(items.count, in: explorer), on: .overlay) { canvas in
      let inside = canvas.box(
        title: "Commands", trailing: items.isEmpty ? "" : "\(cursor + 1) of \(items.count)", isFocused: true)
      let top = top(items.count, height: inside.rows)
      canvas.within(inside) { canvas in
        if items.isEmpty { canvas.text("no command has these letters", column: 1, row: 0, Style(.dim)) }
        for row in 0..<canvas.rows where top + row < items.count {
          draw(items[top + row], explorer, row: row, isCursor: top + row == cursor, on: &canvas)
        }
      }
    }
  }

  private func draw(
    _ item: Palette.Item, _ explorer: Explorer, row: Int, isCursor: Bool, on canvas: inout Canvas
  ) {
    let reason = explorer.whyNot(item.command)
    let entry = explorer.keymap.entries.first {
      $0.command == item.command && Context.ofPanes.contains($0.context)
    }
    let keys = (entry?.keys ?? []).map(\.name).joined(separator: " ")
    if isCursor { canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.strong)) }
    canvas.text(
      item.command.name, column: 1, row: row, Style(reason == nil ? .strong : .disabled), width: 18)
    canvas.text(keys, column: 20, row: row, Style(.key, bold: true), width: 12)
    canvas.text(
      reason ?? item.help, column: 33, row: row, Style(reason == nil ? .text : .disabled),
      width: max(0, canvas.columns - 34))
    if isCursor { canvas.lay(Region(row: row, columns: canvas.columns, rows: 1), on: .cursor) }
  }
}

extension Command {
  static let runCommand = Command(
    "run-command", .anyPane, [":"], "the list of commands: type a few letters"
  ) { $0.open(CommandPrompt()) }
}
