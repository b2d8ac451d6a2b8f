import MemtypeEngine
import Screen

/// For showing things to others: keys as they are pressed, and a row that stays lit.
struct Presenting: Hashable, Sendable {
  /// What stays lit: a row of a list, or an address of the ruler.
  enum Pointer: Hashable, Sendable {
    case row(Pane, Int)
    case address(PhysicalAddress)
  }

  var pointer: Pointer?
  var showsKeys = false
  /// The last keys, the latest last.
  private(set) var keys: [String] = []

  private static let mostKeys = 8

  mutating func pressed(_ key: Key) {
    guard showsKeys else { return }
    keys = (keys + [key.name]).suffix(Self.mostKeys)
  }

  mutating func toggleKeys() {
    showsKeys.toggle()
    keys = []
  }
}

extension Command {
  static let toggleKeys = Command(
    "toggle-keys", .anyPane, [], "show keys as they are pressed, for whoever looks on"
  ) { $0.presenting.toggleKeys() }

  static let togglePointer = Command(
    "toggle-pointer", .anyPane, ["*"], "let this row stay lit wherever the cursor goes, or put it out",
    aliases: ["point"]
  ) { $0.togglePointer() }
}

extension Explorer {
  fileprivate mutating func togglePointer() {
    let here: Presenting.Pointer =
      focus == .ruler ? .address(cursorAddress) : .row(focus, viewports[focus]?.cursor ?? 0)
    presenting.pointer = presenting.pointer == here ? nil : here
    notice = Notice(
      text: presenting.pointer == nil
        ? "nothing is lit any more" : "this row stays lit; \(keyName(.togglePointer)) on it puts it out")
  }

  /// Whether a row of a list stays lit.
  func isPointed(_ pane: Pane, _ row: Int) -> Bool { presenting.pointer == .row(pane, row) }

  /// Whether a stretch of the ruler does.
  func isPointed(_ range: AddressRange) -> Bool {
    if case .address(let address)? = presenting.pointer { range.contains(address) } else { false }
  }

  /// Lights a row up, in every theme and without colours, too.
  static func light(row: Int, on canvas: inout Canvas) {
    canvas.restyle(Region(row: row, columns: canvas.columns, rows: 1)) {
      $0.attributes.formUnion([.reversed, .bold])
    }
  }

  /// The last keys at the end of the last line.
  func drawKeys(_ line: Region, on canvas: inout Canvas) {
    guard presenting.showsKeys, !presenting.keys.isEmpty else { return }
    let text = " \(presenting.keys.joined(separator: " ")) "
    let width = min(DisplayWidth.of(text), line.columns)
    canvas.text(
      text, column: line.endColumn - width, row: line.row, Style(.key, on: .bar, bold: true, reversed: true),
      width: width, truncate: .head)
  }
}
