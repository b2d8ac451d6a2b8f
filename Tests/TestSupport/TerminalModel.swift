/// A strict model of a terminal: what a program's output leaves on the screen.
///
/// It knows the sequences of xterm, the Linux console and the VT100 that a careful program uses, and notes every
/// other one in `unknown`, so that a test fails on what some terminal would print as rubbish.
public struct TerminalModel: Sendable {
  public struct Cell: Hashable, Sendable {
    public var character: Character = " "
    public var pen = Pen()
  }

  /// Colours by index, nil for the terminal's own.
  public struct Pen: Hashable, Sendable {
    public var foreground: Int?
    public var background: Int?
    public var isBold = false
    public var isDim = false
    public var isUnderlined = false
    public var isReversed = false

    public init() {}
  }

  public private(set) var columns: Int
  public private(set) var rows: Int
  public internal(set) var cells: [[Cell]]
  public internal(set) var row = 0
  public internal(set) var column = 0
  /// Private modes that are set.
  public internal(set) var modes: Set<Int> = TerminalModel.initialModes
  public internal(set) var isKeypadInApplicationMode = false
  /// What OSC 52 put there, still in base64.
  public internal(set) var clipboard: [String] = []
  /// Sequences that the model does not know.
  public internal(set) var unknown: [String] = []
  /// Sequences that another one cut short; terminals begin anew, but only a crash excuses it.
  public private(set) var cutSequences = 0
  public internal(set) var pen = Pen()
  /// All bytes that were ever fed.
  public private(set) var byteCount = 0

  /// Autowrap and a visible cursor.
  public static let initialModes: Set<Int> = [7, 25]

  var top = 0
  var bottom: Int
  var isWrapPending = false
  var saved = (row: 0, column: 0)
  var mainScreen: [[Cell]]?
  var isDrawingLines = false
  var lineSets: (g0: Bool, g1: Bool) = (false, false)
  private var state = State.ground
  private var sequence: [UInt8] = []
  private var encoded: [UInt8] = []

  private enum State: Sendable {
    case ground, escape, charset(UInt8), control, string(UInt8), stringEscape(UInt8)
  }

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    bottom = rows - 1
    cells = TerminalModel.blank(columns, rows)
  }

  static func blank(_ columns: Int, _ rows: Int) -> [[Cell]] {
    Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
  }

  /// The screen as lines without trailing blanks.
  public var text: String { lines.joined(separator: "\n") }

  public var lines: [String] {
    cells.map { row in
      var line = String(row.map(\.character).filter { $0 != "\0" })
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// As a terminal does that does not reflow: lines are cut or get blanks.
  public mutating func resize(columns: Int, rows: Int) {
    for index in cells.indices {
      cells[index] = Array(cells[index].prefix(columns))
      cells[index] += Array(repeating: Cell(), count: columns - cells[index].count)
    }
    cells = Array(cells.prefix(rows))
    cells += TerminalModel.blank(columns, rows - cells.count)
    self.columns = columns
    self.rows = rows
    (top, bottom) = (0, rows - 1)
    (row, column) = (min(row, rows - 1), min(column, columns - 1))
    isWrapPending = false
  }

  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { feed(byte) }
  }

  private mutating func feed(_ byte: UInt8) {
    byteCount += 1
    switch state {
    case .ground: ground(byte)
    case .escape: escape(byte)
    case .charset(let which):
      designate(which, byte)
      state = .ground
    case .control:
      if (0x40...0x7e).contains(byte) {
        state = .ground
        control(String(decoding: sequence, as: UTF8.self), Character(Unicode.Scalar(byte)))
      } else if (0x20...0x3f).contains(byte) {
        sequence.append(byte)
      } else if byte == 0x1b {
        cutSequences += 1
        state = .escape
      } else {
        unknown.append("CSI with byte \(byte)")
        state = .ground
      }
    case .string(let kind):
      if byte == 7 {
        endString(kind)
      } else if byte == 0x1b {
        state = .stringEscape(kind)
      } else {
        sequence.append(byte)
      }
    case .stringEscape(let kind):
      if byte != 0x5c { unknown.append("string cut by ESC") }
      endString(kind)
    }
  }

  private mutating func ground(_ byte: UInt8) {
    if byte < 0x80, !encoded.isEmpty {
      unknown.append("cut UTF-8 \(encoded)")
      encoded = []
    }
    switch byte {
    case 0x1b: state = .escape
    case 0x07: break
    case 0x08:
      column = max(0, column - 1)
      isWrapPending = false
    case 0x09:
      column = min(columns - 1, (column / 8 + 1) * 8)
    case 0x0a: lineFeed()
    case 0x0d:
      column = 0
      isWrapPending = false
    case 0x0e: isDrawingLines = lineSets.g1
    case 0x0f: isDrawingLines = lineSets.g0
    case 0x20..<0x7f: put(isDrawingLines ? TerminalModel.lineDrawing(byte) : Character(Unicode.Scalar(byte)))
    case 0x80...0xff:
      encoded.append(byte)
      let first = encoded[0]
      let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
      if length == 1 { unknown.append("byte \(byte)") }
      guard encoded.count >= length else { return }
      if length > 1 { putDecoded(String(decoding: encoded, as: UTF8.self)) }
      encoded = []
    default: unknown.append("control \(byte)")
    }
  }

  private mutating func putDecoded(_ text: String) {
    guard let scalar = text.unicodeScalars.first else { return }
    if (0x80..<0xa0).contains(scalar.value) || scalar == "\u{fffd}" {
      unknown.append("scalar \(scalar.value)")
    }
    if [.nonspacingMark, .enclosingMark].contains(scalar.properties.generalCategory) {
      let at = isWrapPending ? column : max(0, column - 1)
      let base = cells[row][at].character == "\0" ? max(0, at - 1) : at
      cells[row][base].character = Character(String(cells[row][base].character) + text)
    } else {
      put(Character(scalar))
    }
  }

  private mutating func escape(_ byte: UInt8) {
    sequence = []
    state = .ground
    switch Character(Unicode.Scalar(byte)) {
    case "[": state = .control
    case "]", "P": state = .string(byte)
    case "(", ")": state = .charset(byte)
    case "M": reverseLineFeed()
    case "D": lineFeed()
    case "E":
      column = 0
      lineFeed()
    case "7": saved = (row, column)
    case "8": (row, column) = (min(saved.row, rows - 1), min(saved.column, columns - 1))
    case "=": isKeypadInApplicationMode = true
    case ">": isKeypadInApplicationMode = false
    case "\u{1b}":
      // Begins anew, as terminals take it: what ends a program may cut its last sequence after the first byte.
      cutSequences += 1
      state = .escape
    default: unknown.append("ESC \(Unicode.Scalar(byte))")
    }
  }

  private mutating func designate(_ which: UInt8, _ set: UInt8) {
    let drawsLines = set == UInt8(ascii: "0")
    if !drawsLines, set != UInt8(ascii: "B"), set != UInt8(ascii: "U") { unknown.append("charset \(set)") }
    if which == UInt8(ascii: "(") {
      lineSets.g0 = drawsLines
      isDrawingLines = drawsLines
    } else {
      lineSets.g1 = drawsLines
    }
  }

  private mutating func endString(_ kind: UInt8) {
    state = .ground
    let text = String(decoding: sequence, as: UTF8.self)
    if kind == UInt8(ascii: "]"), text.hasPrefix("52;c;") {
      clipboard.append(String(text.dropFirst(5)))
    } else {
      unknown.append("string \(text.prefix(20))")
    }
  }
}
