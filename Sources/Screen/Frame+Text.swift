extension Frame {
  /// The frame as lines of text without trailing blanks, joined by newlines.
  public var text: String {
    (0..<size.rows).map { row in line(row) { $0.isRightHalf ? nil : $0.character } }.joined(separator: "\n")
  }

  /// One letter for the role of each cell, or for the surface of a blank one; emphasis is not shown.
  public var roleText: String {
    (0..<size.rows).map { row in
      line(row) { $0.isBlank ? $0.style.surface.letter : $0.style.role.letter }
    }.joined(separator: "\n")
  }

  private func line(_ row: Int, _ letter: (Cell) -> Character?) -> String {
    var line = ""
    for cell in cells[row * size.columns..<(row + 1) * size.columns] {
      if let letter = letter(cell) { line.append(letter) }
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
