extension TerminalModel {
  /// What erasing leaves: a blank in the pen's background.
  var erased: Cell {
    var cell = Cell()
    cell.pen.background = pen.background
    return cell
  }

  mutating func put(_ character: Character) {
    let width = TerminalModel.isWide(character) ? 2 : 1
    if isWrapPending || column + width > columns {
      column = 0
      lineFeed()
      isWrapPending = false
    }
    cutWideCharacter(at: column)
    if width == 2 { cutWideCharacter(at: column + 1) }
    cells[row][column] = Cell(character: character, pen: pen)
    if width == 2 { cells[row][column + 1] = Cell(character: "\0", pen: pen) }
    if column + width >= columns {
      column = columns - 1
      isWrapPending = modes.contains(7)
    } else {
      column += width
    }
  }

  /// The other half of a wide character goes when one is overwritten.
  private mutating func cutWideCharacter(at column: Int) {
    if cells[row][column].character == "\0", column > 0 { cells[row][column - 1].character = " " }
    if column + 1 < columns, cells[row][column + 1].character == "\0" {
      cells[row][column + 1].character = " "
    }
  }

  mutating func lineFeed() {
    isWrapPending = false
    if row == bottom { shift(from: top, by: 1) } else { row = min(rows - 1, row + 1) }
  }

  mutating func reverseLineFeed() {
    isWrapPending = false
    if row == top { shift(from: top, by: -1) } else { row = max(0, row - 1) }
  }

  /// Moves the lines from one to the bottom margin up, or down for a negative number.
  mutating func shift(from first: Int, by number: Int) {
    guard first <= bottom else { return }
    let blank = Array(repeating: erased, count: columns)
    for _ in 0..<min(abs(number), bottom - first + 1) {
      if number > 0 {
        cells.remove(at: first)
        cells.insert(blank, at: bottom)
      } else {
        cells.remove(at: bottom)
        cells.insert(blank, at: first)
      }
    }
  }

  mutating func erase(_ row: Int, _ columns: Range<Int>) {
    for column in columns { cells[row][column] = erased }
  }

  mutating func eraseLine(_ mode: Int) {
    switch mode {
    case 0: erase(row, column..<columns)
    case 1: erase(row, 0..<column + 1)
    case 2: erase(row, 0..<columns)
    default: unknown.append("CSI \(mode)K")
    }
  }

  mutating func eraseScreen(_ mode: Int) {
    switch mode {
    case 0:
      erase(row, column..<columns)
      for row in row + 1..<max(row + 1, rows) { erase(row, 0..<columns) }
    case 1:
      for row in 0..<row { erase(row, 0..<columns) }
      erase(row, 0..<column + 1)
    case 2: for row in 0..<rows { erase(row, 0..<columns) }
    default: unknown.append("CSI \(mode)J")
    }
  }

  static func isWide(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return switch value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xff01...0xff60,
      0x1f300...0x1faff,
      0x20000...0x3fffd:
      true
    default: false
    }
  }

  /// The VT100's second character set.
  static func lineDrawing(_ byte: UInt8) -> Character {
    let shapes = Array("◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")
    return byte >= 0x60 && byte < 0x7f ? shapes[Int(byte) - 0x60] : Character(Unicode.Scalar(byte))
  }
}
