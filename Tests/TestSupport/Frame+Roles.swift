import Screen

extension Frame {
  /// One letter for the role of each cell, or for the surface of a blank one, without trailing blanks; emphasis is not
  /// shown.
  public var roleText: String {
    (0..<size.rows).map { row in
      var line = String(
        (0..<size.columns).map { column in
          let cell = self[column, row]
          return cell.isBlank ? cell.style.surface.letter : cell.style.role.letter
        })
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}

extension Role {
  /// The role as one letter of `roleText`.
  public var letter: Character {
    switch self {
    case .text: "t"
    case .strong: "s"
    case .dim: "d"
    case .title: "T"
    case .border: "b"
    case .borderFocused: "B"
    case .key: "k"
    case .address: "a"
    case .label: "l"
    case .value: "v"
    case .changed: "c"
    case .match: "m"
    case .good: "g"
    case .bad: "X"
    case .warning: "W"
    case .note: "n"
    case .disabled: "x"
    case .typeUC: "0"
    case .typeUCMinus: "7"
    case .typeWC: "1"
    case .typeWT: "4"
    case .typeWP: "5"
    case .typeWB: "6"
    case .typeNone: "N"
    }
  }
}

extension Surface {
  /// How a blank cell on this surface appears in `roleText`.
  public var letter: Character {
    switch self {
    case .plain: " "
    case .cursor: ">"
    case .cursorUnfocused: "-"
    case .bar: "="
    case .field: "_"
    case .fieldInvalid: "!"
    case .overlay: "."
    }
  }
}
