import MemtypeEngine
import Screen

/// A register in bits, above the panes: fields, both readings, and an address compared with it; bits are flipped here.
struct BitsView: Layer {
  var name: RegisterName
  /// The word and the bit that the cursor is on.
  var word = 0
  var bit = 12
  var top = 0

  init(_ name: RegisterName) { self.name = name }

  var context: Context { .bits }
  var helpSection: String { "Registers in bits" }
  var hints: [Hint] {
    [
      Hint(.cancel, "close"), Hint(.flipBit, "flip"), Hint(.bitLeft, "bit"), Hint(.down, "word"),
      Hint(.nextRegister, "next register"), Hint(.goToAddress, "address"), Hint(.undo, "undo"),
      Hint(.nextDevice, "device"),
    ]
  }

  func remark(in explorer: Explorer) -> String {
    guard let field = bits(in: explorer)?.words[safe: word]?.field(ofBit: bit) else {
      return "bit \(bit): reserved"
    }
    return "bit \(bit): \(field.text)"
  }

  private func bits(in explorer: Explorer) -> RegisterBits? {
    explorer.evaluation.bits(of: name, at: explorer.cursorAddress)
  }

  /// An edit may have taken the register away: another one takes its place.
  func normalized(in explorer: Explorer) -> BitsView {
    var view = self
    if bits(in: explorer) == nil {
      view.name = explorer.evaluation.register(decidingAt: explorer.cursorAddress)
    }
    guard let bits = view.bits(in: explorer) else { return view }
    view.word = min(max(0, word), bits.words.count - 1)
    view.bit = min(max(0, bit), bits.bitCount - 1)
    let rows = view.rows(bits, width: explorer.readerWidth).count
    view.top = min(max(0, top), max(0, rows - explorer.readerRows))
    return view
  }

  // MARK: Keys and mouse

  /// Up and down go through the words, and past them through the text.
  func move(_ motion: Motion, in explorer: inout Explorer) {
    guard let bits = bits(in: explorer) else { return }
    let rows = rows(bits, width: explorer.readerWidth).count
    let page = explorer.readerRows
    explorer.change(BitsView.self) { view in
      switch motion {
      case .up where view.top > 0: view.top -= 1
      case .up: view.word -= 1
      case .down where view.word < bits.words.count - 1: view.word += 1
      case .first: view.bit = bits.bitCount - 1
      case .last: view.bit = 0
      default: view.top = motion.from(view.top, page: page, count: rows)
      }
    }
  }

  fileprivate func moveBit(_ step: Int, in explorer: inout Explorer) {
    explorer.change(BitsView.self) { $0.bit += step }
  }

  /// The next of the registers that there are, or the one before.
  fileprivate func goToRegister(_ step: Int, in explorer: inout Explorer) {
    let names = explorer.evaluation.registerNames
    guard !names.isEmpty else { return }
    let place = names.firstIndex(of: name) ?? 0
    var view = BitsView(names[(place + step + names.count) % names.count])
    view.bit = bit
    explorer.update(view)
  }

  fileprivate func flip(in explorer: inout Explorer) {
    let (word, bit) = (word, bit)
    guard let bits = bits(in: explorer), let label = bits.words[safe: word]?.name else { return }
    let (name, evaluation) = (name, explorer.evaluation)
    explorer.commit("flip bit \(bit) of \(label)") { scenario throws(EditError) in
      try scenario.flipping(bit: bit, ofWord: word, in: name, of: evaluation)
    }
  }

  /// Sets the register back to how it was opened; a forced range to the one that Linux computes.
  func revert(in explorer: inout Explorer) {
    let (name, opened) = (name, explorer.document.baseline)
    explorer.commit("\(name.word) as it was opened") { scenario throws(EditError) in
      scenario.restoring(name, from: opened)
    }
  }

  func cancel(in explorer: inout Explorer) -> [Effect] {
    explorer.close()
    return []
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    let page = explorer.overlayPage
    guard page.contains(column: column, row: row) else { return explorer.perform(.cancel) }
    guard let bits = bits(in: explorer) else { return [] }
    let rows = rows(bits, width: explorer.readerWidth)
    let columns = BitColumns(bitCount: bits.bitCount, width: explorer.readerWidth)
    guard case .word(let word)? = rows[safe: top + row - page.row - 1]?.line,
      let bit = columns.bit(at: column - page.column - 2)
    else { return [] }
    let isThere = self.word == word && self.bit == bit
    explorer.change(BitsView.self) { ($0.word, $0.bit) = (word, bit) }
    return isThere ? explorer.perform(.flipBit) : []
  }

  /// All of it as text.
  func copied(in explorer: Explorer) -> String? { bits(in: explorer)?.text(width: 80) }

  // MARK: Drawing

  private struct Row {
    var line: RegisterBits.Line
    var text: String
  }

  /// The lines as they stand on the page, long texts broken.
  private func rows(_ bits: RegisterBits, width: Int) -> [Row] {
    let columns = BitColumns(bitCount: bits.bitCount, width: width)
    return bits.lines.flatMap { line -> [Row] in
      let text = bits.text(line, columns)
      guard case .text = line else { return [Row(line: line, text: text)] }
      return wrapped(text, width: width).enumerated().map { row, part in
        Row(line: line, text: row == 0 ? part : "  \(part)")
      }
    }
  }

  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    guard let bits = bits(in: explorer) else { return }
    let width = explorer.readerWidth
    let columns = BitColumns(bitCount: bits.bitCount, width: width)
    let rows = rows(bits, width: width)
    canvas.within(explorer.overlayPage, on: .overlay) { canvas in
      let inside = canvas.box(
        title: bits.title, trailing: "\(explorer.scenario.cpu.physBits) phys bits", isFocused: true)
      canvas.within(inside.inset(columns: 1)) { canvas in
        for row in 0..<canvas.rows {
          guard let line = rows[safe: top + row] else { break }
          draw(line, bits, columns, row: row, in: explorer, on: &canvas)
        }
      }
      canvas.scrollBar(
        column: canvas.columns - 1, row: 1, rows: explorer.readerRows, top: top, content: rows.count)
    }
  }

  private func draw(
    _ row: Row, _ bits: RegisterBits, _ columns: BitColumns, row place: Int, in explorer: Explorer,
    on canvas: inout Canvas
  ) {
    canvas.text(row.text, column: 0, row: place, style(of: row.line, bits), width: canvas.columns)
    switch row.line {
    case .word(let index):
      guard let word = bits.words[safe: index] else { return }
      canvas.text(word.label, column: 0, row: place, Style(.label), width: BitColumns.label)
      for bit in 0..<bits.bitCount where word.field(ofBit: bit) == nil {
        restyle(columns, bit, place, on: &canvas) { $0.role = .dim }
      }
      if index == self.word {
        restyle(columns, bit, place, on: &canvas) { $0.attributes.insert(.reversed) }
      }
    case .address: canvas.text("addr", column: 0, row: place, Style(.label), width: BitColumns.label)
    case .comparison:
      canvas.text("equal", column: 0, row: place, Style(.label), width: BitColumns.label)
      for bit in 0..<bits.bitCount {
        let mark = bits.mark(ofBit: bit)
        guard mark != "." else { continue }
        let glyph = mark == "x" ? explorer.glyphs.differs : mark
        canvas.put(
          glyph, column: columns.column(of: bit), row: place,
          mark == "x" ? Style(.warning, bold: true) : Style(.good))
      }
    case .tableRow(let type):
      // The cell that holds has brackets, too.
      for (index, patType) in PATView.patTypes.enumerated() where bits.pat?.isCurrent(type, patType) == true {
        canvas.restyle(Region(column: 11 + 6 * index, row: place, columns: 6, rows: 1)) {
          $0.role = .strong
          $0.attributes.insert(.reversed)
        }
      }
    default: break
    }
  }

  private func restyle(
    _ columns: BitColumns, _ bit: Int, _ row: Int, on canvas: inout Canvas, _ change: (inout Style) -> Void
  ) {
    canvas.restyle(Region(column: columns.column(of: bit), row: row, columns: 1, rows: 1), change)
  }

  private func style(of line: RegisterBits.Line, _ bits: RegisterBits) -> Style {
    switch line {
    case .numbers, .comparison: Style(.dim)
    case .patTitles, .tableTitles: Style(.label)
    case .word: Style(.value)
    case .address: Style(.address)
    case .patEntry(let number): bits.pat?.current?.entry == number ? Style(.strong, bold: true) : Style(.text)
    case .text, .tableRow, .blank: Style(.text)
    }
  }
}

extension Command {
  static let showBits = Command(
    "bits", .anyPane, ["#"], "the register under the cursor in bits: the address's on the ruler",
    argument: .register, unless: { $0.registerAtCursor == nil ? "this machine has no MTRRs and no PAT" : nil }
  ) { explorer in
    if let name = explorer.registerAtCursor { explorer.open(BitsView(name)) }
  }

  static let flipBit = Command(
    "flip-bit", .bits, [" ", .enter], "flip the bit, as one step that u takes back"
  ) { $0.top(BitsView.self)?.flip(in: &$0) }

  static let bitLeft = Command("bit-left", .bits, [.left, "h"], "to the next higher bit") {
    $0.top(BitsView.self)?.moveBit(1, in: &$0)
  }

  static let bitRight = Command("bit-right", .bits, [.right, "l"], "to the next lower bit") {
    $0.top(BitsView.self)?.moveBit(-1, in: &$0)
  }

  static let nextRegister = Command("next-register", .bits, [.tab, "]"], "to the next register") {
    $0.top(BitsView.self)?.goToRegister(1, in: &$0)
  }

  static let previousRegister = Command(
    "previous-register", .bits, [.backTab, "["], "to the register before"
  ) { $0.top(BitsView.self)?.goToRegister(-1, in: &$0) }
}

extension Explorer {
  /// What is meant where one is: among the inputs the register of the row, elsewhere what decides at the ruler's cursor.
  fileprivate var registerAtCursor: RegisterName? {
    let names = evaluation.registerNames
    let own = focus == .inputs ? currentField.flatMap(register) : nil
    let wanted = own ?? evaluation.register(decidingAt: cursorAddress)
    return names.contains(wanted) ? wanted : names.first
  }

  private func register(of path: InputPath) -> RegisterName? {
    switch path.list {
    case .variableRanges?: return .variable(path.index)
    case .fixedSlots?: return .fixed(path.index / 8)
    case .entries?, .devices?: return nil
    case nil: break
    }
    switch path.key {
    case "mtrr.capabilities": return .capabilities
    case "pat", "cpu.pat-msr": return .pat
    case "mtrr.syscfg": return .syscfg
    case "mtrr.top-mem2": return .topMem2
    case "behaviour", "forced-range": return evaluation.forcedRanges.isEmpty ? nil : .forced(0)
    case let key
    where key.hasPrefix("mtrr.default-type") || key == "mtrr.enabled" || key == "mtrr.fixed-enabled":
      return .defaultType
    default: return nil
    }
  }
}

extension Argument {
  /// A register by its name.
  static let register = Argument(
    what: "a register: mtrr0, forced, deftype, cap, fixed3, pat",
    candidates: { explorer, text in
      fitting(explorer.evaluation.registerNames.map { Candidate(text: $0.word) }, text)
    },
    run: { explorer, text throws(ArgumentError) in
      let names = explorer.evaluation.registerNames
      guard let name = names.first(where: { $0.word == text.lowercased() }) else {
        let words = names.map(\.word).joined(separator: " ")
        throw ArgumentError(text: "\"\(text)\" is no register here: there are \(words)")
      }
      explorer.open(BitsView(name))
      return []
    })
}
