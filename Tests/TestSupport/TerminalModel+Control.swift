extension TerminalModel {
  /// A control sequence: parameters and the final letter.
  mutating func control(_ parameters: String, _ final: Character) {
    // A style leaves the cursor past the last column, as xterm does.
    if final != "m" { isWrapPending = false }
    if parameters.hasPrefix("?") {
      privateMode(String(parameters.dropFirst()), final)
      return
    }
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    guard parameters.allSatisfy({ $0.isNumber || $0 == ";" }) else {
      unknown.append("CSI \(parameters)\(final)")
      return
    }
    func count(_ index: Int = 0) -> Int { max(1, index < numbers.count ? numbers[index] ?? 1 : 1) }
    switch final {
    case "H", "f": (row, column) = (min(rows, count(0)) - 1, min(columns, count(1)) - 1)
    case "A": row = max(row >= top ? top : 0, row - count())
    case "B": row = min(row <= bottom ? bottom : rows - 1, row + count())
    case "C": column = min(columns - 1, column + count())
    case "D": column = max(0, column - count())
    case "G": column = min(columns, count()) - 1
    case "d": row = min(rows, count()) - 1
    case "J": eraseScreen(numbers.first.flatMap { $0 } ?? 0)
    case "K": eraseLine(numbers.first.flatMap { $0 } ?? 0)
    case "X": erase(row, column..<min(columns, column + count()))
    case "P":
      let number = min(count(), columns - column)
      cells[row].removeSubrange(column..<column + number)
      cells[row] += Array(repeating: erased, count: number)
    case "@":
      let number = min(count(), columns - column)
      cells[row].removeLast(number)
      cells[row].insert(contentsOf: Array(repeating: erased, count: number), at: column)
    case "L": shift(from: row, by: -count())
    case "M": shift(from: row, by: count())
    case "r":
      top = count(0) - 1
      bottom = numbers.count > 1 ? min(rows, count(1)) - 1 : rows - 1
      (row, column) = (0, 0)
    case "m": select(numbers.map { $0 ?? 0 })
    // Insert mode off, the shape of screen's cursor, and the title stack.
    case "l" where parameters == "4": break
    case "h" where parameters == "34": break
    case "t" where parameters == "22;0;0" || parameters == "23;0;0": break
    default: unknown.append("CSI \(parameters)\(final)")
    }
  }

  private mutating func privateMode(_ parameters: String, _ final: Character) {
    let known: Set<Int> = [1, 7, 12, 25, 47, 1000, 1002, 1006, 1049, 2004]
    let numbers = parameters.split(separator: ";").compactMap { Int($0) }
    // The Linux console's cursor shape.
    if final == "c", parameters == "0" || parameters == "1" || parameters == "8" { return }
    guard final == "h" || final == "l", !numbers.isEmpty, known.isSuperset(of: numbers) else {
      unknown.append("CSI ?\(parameters)\(final)")
      return
    }
    for number in numbers where number != 12 {
      if number == 1049 || number == 47, modes.contains(number) != (final == "h") { switchScreen() }
      if final == "h" { modes.insert(number) } else { modes.remove(number) }
    }
  }

  private mutating func switchScreen() {
    if let main = mainScreen {
      cells = main.map { Array(($0 + Array(repeating: Cell(), count: columns)).prefix(columns)) }
      cells = Array((cells + TerminalModel.blank(columns, rows)).prefix(rows))
      mainScreen = nil
      (row, column) = (min(saved.row, rows - 1), min(saved.column, columns - 1))
    } else {
      mainScreen = cells
      saved = (row, column)
      cells = TerminalModel.blank(columns, rows)
    }
  }

  private mutating func select(_ numbers: [Int]) {
    var rest = numbers.isEmpty ? [0] : numbers[...]
    while let number = rest.popFirst() {
      switch number {
      case 0: pen = Pen()
      case 1: pen.isBold = true
      case 2: pen.isDim = true
      case 4: pen.isUnderlined = true
      case 7: pen.isReversed = true
      case 22: (pen.isBold, pen.isDim) = (false, false)
      case 24: pen.isUnderlined = false
      case 27: pen.isReversed = false
      case 30...37: pen.foreground = number - 30
      case 40...47: pen.background = number - 40
      case 90...97: pen.foreground = number - 82
      case 100...107: pen.background = number - 92
      case 39: pen.foreground = nil
      case 49: pen.background = nil
      case 10: break
      case 38, 48:
        if rest.first == 2, rest.count >= 4, rest.allSatisfy({ (0...255).contains($0) }) {
          let color = TerminalModel.exactColor(Array(rest.dropFirst().prefix(3)))
          rest = rest.dropFirst(4)
          if number == 38 { pen.foreground = color } else { pen.background = color }
          continue
        }
        guard rest.popFirst() == 5, let index = rest.popFirst(), (0...255).contains(index) else {
          unknown.append("SGR \(numbers)")
          return
        }
        if number == 38 { pen.foreground = index } else { pen.background = index }
      default: unknown.append("SGR \(numbers)")
      }
    }
  }

  /// How the pen holds a colour of 24 bits: above all indices.
  public static func exactColor(_ channels: [Int]) -> Int {
    channels.reduce(1) { $0 << 8 | $1 }
  }
}
