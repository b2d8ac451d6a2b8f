import Screen

extension Explorer {
  private func menuRegion(_ menu: Menu) -> Region {
    let columns = min(size.columns, 92)
    // Title, the line that is typed, and the list.
    let rows = min(menu.items.count + 3, max(5, size.rows * 2 / 3), size.rows - 2)
    return Region(size).centered(columns: columns, rows: rows)
  }

  /// The items on one page.
  func menuPage(_ menu: Menu) -> Int { max(1, menuRegion(menu).rows - 3) }

  func drawMenu(_ menu: Menu, on canvas: inout Canvas) {
    canvas.within(menuRegion(menu), on: .overlay) { canvas in
      let count = menu.shown.count
      let inside = canvas.box(
        title: menu.title, trailing: count == 0 ? "" : "\(menu.selection + 1) of \(count)", isFocused: true)
      canvas.within(inside) { canvas in
        let start = canvas.text("narrow: ", column: 1, row: 0, Style(.label))
        canvas.within(Region(column: start, columns: max(0, canvas.columns - start - 1), rows: 1), on: .field)
        {
          canvas in
          drawEditor(menu.filter, width: canvas.columns, on: &canvas)
        }
        let list = Region(row: 1, columns: canvas.columns, rows: canvas.rows - 1)
        canvas.within(list) { canvas in drawItems(of: menu, on: &canvas) }
      }
      canvas.scrollBar(
        column: canvas.columns - 1, row: 2, rows: menuPage(menu), top: menuTop(menu), content: count)
    }
  }

  func part(of menu: Menu, column: Int, row: Int) -> OverlayPart {
    let region = menuRegion(menu)
    return .at(column, row, in: region, first: 2, count: region.rows - 3) {
      let index = menuTop(menu) + $0
      return menu.shown.indices.contains(index) ? index : nil
    }
  }

  /// The cursor is in the middle where the list is longer than the page.
  private func menuTop(_ menu: Menu) -> Int {
    let page = menuPage(menu)
    return max(0, min(menu.selection - page / 2, menu.shown.count - page))
  }

  private func drawItems(of menu: Menu, on canvas: inout Canvas) {
    guard !menu.shown.isEmpty else {
      let more = menu.purpose == .choices(.kernel) ? ", or type a whole release: 6.12.117" : ""
      canvas.text("nothing fits: Backspace widens the list\(more)", column: 1, row: 0, Style(.dim))
      return
    }
    let top = menuTop(menu)
    let widest = menu.items.reduce(0) { max($0, DisplayWidth.of($1.text)) }
    let textWidth = min(widest, max(12, canvas.columns * 3 / 5))
    for row in 0..<canvas.rows where top + row < menu.shown.count {
      let item = menu.shown[top + row]
      let isCursor = top + row == menu.selection
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
