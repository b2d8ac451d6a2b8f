import MemtypeEngine
import Screen

extension Explorer {
  /// Where the list of commands stands: above the line that is typed.
  private func paletteRegion(_ count: Int) -> Region {
    let rows = min(max(1, count) + 2, max(3, min(16, size.rows - 4)))
    let columns = min(size.columns, 92)
    return Region(column: 0, row: max(0, size.rows - 1 - rows), columns: columns, rows: rows)
  }

  func part(of prompt: Prompt, column: Int, row: Int) -> OverlayPart {
    let items = Palette.items(for: AddressExpression.trimmed(prompt.editor.text))
    let region = paletteRegion(items.count)
    return .at(column, row, in: region, first: 1, count: region.rows - 2) {
      let index = paletteTop(prompt, items.count, height: region.rows - 2) + $0
      return items.indices.contains(index) ? index : nil
    }
  }

  private func paletteTop(_ prompt: Prompt, _ count: Int, height: Int) -> Int {
    let cursor = min(max(0, prompt.selection), max(0, count - 1))
    return Viewport.settledTop(max(0, cursor - height + 1), cursor: cursor, count: count, height: height)
  }

  /// The commands that the typed text may mean, each with its keys.
  func drawPalette(_ prompt: Prompt, on canvas: inout Canvas) {
    let items = Palette.items(for: AddressExpression.trimmed(prompt.editor.text))
    let region = paletteRegion(items.count)
    let cursor = min(max(0, prompt.selection), max(0, items.count - 1))
    canvas.within(region, on: .overlay) { canvas in
      let inside = canvas.box(
        title: "Commands", trailing: items.isEmpty ? "" : "\(cursor + 1) of \(items.count)", isFocused: true)
      let top = paletteTop(prompt, items.count, height: inside.rows)
      canvas.within(inside) { canvas in
        if items.isEmpty { canvas.text("no command has these letters", column: 1, row: 0, Style(.dim)) }
        for row in 0..<canvas.rows where top + row < items.count {
          draw(items[top + row], row: row, isCursor: top + row == cursor, on: &canvas)
        }
      }
    }
  }

  private func keys(of command: Command) -> String {
    let entries = keymap.entries.filter { $0.command == command }
    let here = entries.first { [.anyPane, .ruler, .inputs, .list].contains($0.context) }
    return (here?.keys ?? []).map(\.name).joined(separator: " ")
  }

  private func draw(_ item: Palette.Item, row: Int, isCursor: Bool, on canvas: inout Canvas) {
    let reason = whyNot(item.command)
    if isCursor { canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.strong)) }
    canvas.text(
      item.command.rawValue, column: 1, row: row, Style(reason == nil ? .strong : .disabled), width: 18)
    canvas.text(keys(of: item.command), column: 20, row: row, Style(.key, bold: true), width: 12)
    canvas.text(
      reason ?? item.help, column: 33, row: row, Style(reason == nil ? .text : .disabled),
      width: max(0, canvas.columns - 34))
    if isCursor { canvas.lay(Region(row: row, columns: canvas.columns, rows: 1), on: .cursor) }
  }
}
