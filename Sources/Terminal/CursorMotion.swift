/// A place for the terminal's cursor, from 0.
struct CursorPosition: Hashable {
  var row: Int
  var column: Int
}

/// The shortest sequence that brings the cursor from one place to another, for terminals that know ECMA-48's motions.
///
/// A line feed is a motion too: the line is in a mode that leaves it alone, and there is always a row below.
struct CursorMotion: Equatable {
  private enum Part: Equatable {
    case none
    /// A control character, so many times.
    case controls(UInt8, Int)
    /// Its final letter and one number, which is left out where it is 1.
    case sequence(Unicode.Scalar, Int)
    /// Back to the first column and so many to the right.
    case fromStart(Int)

    var length: Int {
      switch self {
      case .none: 0
      case .controls(_, let count): count
      case .sequence(_, let number): number == 1 ? 3 : 3 + CursorMotion.digits(number)
      case .fromStart(let count): count == 0 ? 1 : 1 + Part.sequence("C", count).length
      }
    }

    func write(to output: inout [UInt8]) {
      switch self {
      case .none: break
      case .controls(let control, let count): for _ in 0..<count { output.append(control) }
      case .sequence(let letter, let number):
        output += "\u{1b}[\(number == 1 ? "" : String(number))\(letter)".utf8
      case .fromStart(let count):
        output.append(0x0d)
        if count > 0 { Part.sequence("C", count).write(to: &output) }
      }
    }

    static func shorter(_ one: Part, _ other: Part) -> Part { other.length < one.length ? other : one }
  }

  private var vertical = Part.none
  private var horizontal = Part.none
  /// Both at once, whatever the place was before.
  private var absolute: CursorPosition?

  var length: Int {
    guard let absolute else { return vertical.length + horizontal.length }
    return Self.absoluteLength(absolute)
  }

  init(from: CursorPosition?, to: CursorPosition) {
    guard let from else {
      absolute = to
      return
    }
    if from.row != to.row {
      let count = abs(to.row - from.row)
      let isDown = to.row > from.row
      vertical = .shorter(.sequence(isDown ? "B" : "A", count), .sequence("d", to.row + 1))
      if isDown { vertical = .shorter(vertical, .controls(0x0a, count)) }
    }
    if from.column != to.column {
      let count = abs(to.column - from.column)
      let isRight = to.column > from.column
      horizontal = .shorter(.sequence(isRight ? "C" : "D", count), .sequence("G", to.column + 1))
      if !isRight { horizontal = .shorter(horizontal, .controls(0x08, count)) }
      horizontal = .shorter(horizontal, .fromStart(to.column))
    }
    if Self.absoluteLength(to) < vertical.length + horizontal.length { absolute = to }
  }

  func write(to output: inout [UInt8]) {
    guard let absolute else {
      vertical.write(to: &output)
      horizontal.write(to: &output)
      return
    }
    let (row, column) = (absolute.row + 1, absolute.column + 1)
    let numbers = column == 1 ? (row == 1 ? "" : "\(row)") : "\(row);\(column)"
    output += "\u{1b}[\(numbers)H".utf8
  }

  private static func absoluteLength(_ place: CursorPosition) -> Int {
    let (row, column) = (place.row + 1, place.column + 1)
    if column == 1 { return row == 1 ? 3 : 3 + digits(row) }
    return 4 + digits(row) + digits(column)
  }

  private static func digits(_ number: Int) -> Int {
    var (count, rest) = (1, number)
    while rest >= 10 { (count, rest) = (count + 1, rest / 10) }
    return count
  }
}
