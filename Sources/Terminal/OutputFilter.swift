import Screen

/// Makes the output of curses shorter without changing what it shows.
///
/// Curses goes through the screen row by row, sends both colours whenever one changes, resets everything to end
/// bold, and ends each update in the terminal's own colours. This takes an update apart into runs of characters in
/// one style, each at its place, and sends them in an order in which the style and the cursor change
/// little. It keeps account of what the terminal has: a blank needs no text colour, a cursor motion nothing.
/// Between updates the terminal keeps the last style; `finish` ends that.
///
/// For terminals that know the ECMA-48 style codes, those that end an attribute (22, 24, 27) included.
struct OutputFilter {
  /// A part of a row in one style.
  struct Run {
    var start: CursorPosition
    /// The column after it; an erasure leaves the cursor where it is.
    var end: Int
    /// The columns that it may change.
    var reach: Range<Int>
    var pen: Pen
    /// Only the pen's background counts.
    var isBlank: Bool
    var characters: CharacterSets
    /// Of the filter's `text`.
    var bytes: Range<Int>
  }

  /// Which characters bytes stand for: curses says so again and again, and it is nearly always ASCII's.
  struct CharacterSets: Hashable {
    var first: UInt8 = UInt8(ascii: "B")
    /// Shift in or shift out; nil on terminals that are never sent one.
    var shift: UInt8?
  }

  /// Colours to send in place of indices, which curses has no other way to name.
  var exactColors: [UInt8: RGB] = [:] {
    didSet { if exactColors != oldValue { shown = nil } }
  }
  /// A character in the last column leaves the cursor in a place that only the terminal knows.
  var size: Size

  /// What the terminal has; nil before the first style: it could be anything.
  var shown: Pen?
  private var wanted = Pen()
  var shownCharacters: CharacterSets?
  private var wantedCharacters = CharacterSets()
  /// Where the terminal's cursor is; nil where that is not known.
  var place: CursorPosition?
  /// Where curses takes the cursor to be; nil for wherever the terminal has it after the last run.
  private(set) var cursor: CursorPosition?
  /// Writing over one half of a wide character changes the other: once there are any, nothing changes places.
  private(set) var keepsOrder = false
  /// Lines are about to be scrolled: within margins everything is sent as it comes.
  private var hasMargins = false
  /// Where in the update the last character begins, for what repeats it.
  private var lastCharacter: Int?
  /// What is yet to be sent.
  var runs: [Run] = []
  private(set) var text: [UInt8] = []
  var output: [UInt8] = []

  init(size: Size) { self.size = size }

  /// So many runs are put in order at a time: a long update is still seen to go from top to bottom.
  static let window = 48

  /// The shorter form of one update; sequences are never cut between two. A cursor that nobody sees may end anywhere.
  mutating func shorten(_ bytes: [UInt8], showsCursor: Bool) -> [UInt8] {
    output.removeAll(keepingCapacity: true)
    guard !bytes.isEmpty else { return [] }
    // Resizing moves the cursor, and other programs may write: every update finds its own way.
    if cursor != nil { place = nil }
    lastCharacter = nil
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x1b: index = escape(bytes, index)
      case 0x08:
        move(bytes, index..<index + 1) { $0.column = max(0, $0.column - 1) }
        index += 1
      case 0x0d:
        move(bytes, index..<index + 1) { $0.column = 0 }
        index += 1
      case 0x0e, 0x0f:
        wantedCharacters.shift = byte
        index += 1
      case 0x00..<0x20:
        // A line feed may scroll, which brings in the background.
        pass(bytes, index..<index + 1, needsBackground: byte == 0x0a)
        loseCursor()
        index += 1
      default: index = character(bytes, index)
      }
    }
    flush()
    if showsCursor { goToCursor() }
    return output
  }

  /// What puts the terminal back to its own style, after which anything may be shown.
  mutating func finish() -> [UInt8] {
    output.removeAll(keepingCapacity: true)
    settle(Pen(), CharacterSets(first: UInt8(ascii: "B"), shift: wantedCharacters.shift), isBlank: false)
    wanted = Pen()
    wantedCharacters = CharacterSets()
    (shown, shownCharacters, place, cursor) = (nil, nil, nil, nil)
    return output
  }

  // MARK: Taking apart

  /// Scrolls line by line: several emulators do not know the sequences that scroll more (nor the one that repeats a
  /// character), whatever their entry says. Curses has its cursor on the margin then, where both are the same.
  private mutating func scroll(by step: [UInt8], _ count: Int) {
    for _ in 0..<min(count, size.rows) { pass(step, step.indices, needsBackground: true) }
    loseCursor()
  }

  /// One character and the marks on it, or a byte of none. Returns the index after it.
  private mutating func character(_ bytes: [UInt8], _ start: Int) -> Int {
    let first = bytes[start]
    let count = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
    let end = min(start + count, bytes.count)
    lastCharacter = start
    let width = first < 0x80 ? 1 : Self.width(bytes[start..<end])
    guard let at = cursor, width > 0 || isContinued(at), at.column + width <= size.columns else {
      // Where the cursor is only the terminal knows: at the end of a line it may wrap.
      passText(bytes, start..<end)
      return end
    }
    if width > 1 { keepsOrder = true }
    add(bytes[start..<end], at, width, isBlank: first == 0x20)
    let next = at.column + width
    cursor = next < size.columns ? CursorPosition(row: at.row, column: next) : nil
    return end
  }

  /// 0 for what joins the character before it, and for what is not text at all.
  private static func width(_ bytes: ArraySlice<UInt8>) -> Int {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let scalar = text.unicodeScalars.first, scalar != "\u{fffd}" else { return 0 }
    return DisplayWidth.of(scalar)
  }

  /// Whether the last run ends at a place.
  private func isContinued(_ at: CursorPosition) -> Bool {
    runs.last.map { $0.start.row == at.row && $0.end == at.column && !$0.bytes.isEmpty } ?? false
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>, _ at: CursorPosition, _ width: Int, isBlank: Bool) {
    let isBlank = isBlank && wanted.showsOnlyBackground
    if isContinued(at), let joined = joined(runs[runs.count - 1], isBlank: isBlank) {
      text += bytes
      var run = joined
      run.end += width
      run.reach = run.reach.lowerBound..<max(run.reach.upperBound, run.end)
      run.bytes = run.bytes.lowerBound..<text.count
      runs[runs.count - 1] = run
      return
    }
    open(at, reach: at.column..<at.column + width, bytes, width: width, isBlank: isBlank)
  }

  /// A run with the wanted style for what comes next; nil if it takes another one.
  private func joined(_ run: Run, isBlank: Bool) -> Run? {
    // An erasure is over.
    guard run.end > run.start.column else { return nil }
    let isAlike =
      run.pen == wanted
      || run.pen.background == wanted.background && run.pen.showsOnlyBackground && wanted.showsOnlyBackground
    if isBlank { return isAlike ? run : nil }
    guard run.isBlank else { return run.pen == wanted && run.characters == wantedCharacters ? run : nil }
    guard isAlike else { return nil }
    var run = run
    (run.pen, run.characters, run.isBlank) = (wanted, wantedCharacters, false)
    return run
  }

  private mutating func open(
    _ at: CursorPosition, reach: Range<Int>, _ bytes: ArraySlice<UInt8>, width: Int, isBlank: Bool
  ) {
    // What is written twice is written in order.
    let mayOverlap = runs.contains { $0.start.row == at.row && $0.reach.upperBound > reach.lowerBound }
    if mayOverlap || runs.count >= Self.window { flush() }
    let start = text.count
    text += bytes
    runs.append(
      Run(
        start: at, end: at.column + width, reach: reach, pen: wanted, isBlank: isBlank,
        characters: wantedCharacters, bytes: start..<text.count))
  }

  /// Takes in one sequence and returns the index after it.
  private mutating func escape(_ bytes: [UInt8], _ start: Int) -> Int {
    guard start + 1 < bytes.count else {
      pass(bytes, start..<bytes.count)
      return bytes.count
    }
    switch bytes[start + 1] {
    case UInt8(ascii: "["):
      guard let end = bytes[(start + 2)...].firstIndex(where: { (0x40...0x7e).contains($0) }) else {
        pass(bytes, start..<bytes.count)
        return bytes.count
      }
      control(bytes, start..<end + 1)
      return end + 1
    case UInt8(ascii: "(") where start + 2 < bytes.count:
      wantedCharacters.first = bytes[start + 2]
      return start + 3
    case UInt8(ascii: "="), UInt8(ascii: ">"):
      pass(bytes, start..<start + 2, needsPlace: false)
      return start + 2
    default:
      let end = min(bytes.count, start + 2)
      pass(bytes, start..<end, needsBackground: true)
      loseCursor()
      return end
    }
  }

  /// A control sequence: motions and styles are taken in, the rest is passed on in its place.
  private mutating func control(_ bytes: [UInt8], _ whole: Range<Int>) {
    let parameters = bytes[whole.dropFirst(2).dropLast()]
    let final = Unicode.Scalar(bytes[whole.upperBound - 1])
    let numbers = Self.numbers(parameters)
    let size = size
    func number(_ index: Int) -> Int { max(1, numbers.flatMap { index < $0.count ? $0[index] : nil } ?? 1) }
    switch final {
    case "m":
      if let pen = wanted.taking(parameters) {
        wanted = pen
      } else {
        pass(bytes, whole, needsStyle: true)
        shown = nil
      }
    case "H" where numbers != nil && !hasMargins:
      cursor = CursorPosition(row: min(size.rows, number(0)) - 1, column: min(size.columns, number(1)) - 1)
    case "A" where numbers != nil: move(bytes, whole) { $0.row = max(0, $0.row - number(0)) }
    case "B" where numbers != nil: move(bytes, whole) { $0.row = min(size.rows - 1, $0.row + number(0)) }
    case "C" where numbers != nil:
      move(bytes, whole) { $0.column = min(size.columns - 1, $0.column + number(0)) }
    case "D" where numbers != nil: move(bytes, whole) { $0.column = max(0, $0.column - number(0)) }
    case "G" where numbers != nil: move(bytes, whole) { $0.column = min(size.columns, number(0)) - 1 }
    case "d" where numbers != nil: move(bytes, whole) { $0.row = min(size.rows, number(0)) - 1 }
    case "X", "K": erase(bytes, whole, final, number(0), isFromStart: parameters.first == 0x31)
    case "b":
      guard let lastCharacter else { break }
      for _ in 0..<min(number(0), size.columns) { _ = character(bytes, lastCharacter) }
    case "S": scroll(by: [0x0a], number(0))
    case "T": scroll(by: [0x1b, UInt8(ascii: "M")], number(0))
    case "h", "l":
      pass(bytes, whole, needsPlace: false)
      if parameters.first == UInt8(ascii: "?") { privateMode(parameters.dropFirst()) }
    case "t", "c": pass(bytes, whole, needsPlace: false)
    case "r":
      pass(bytes, whole)
      loseCursor()
      hasMargins = !parameters.isEmpty && numbers != [1, size.rows]
    case "J", "P", "@": pass(bytes, whole, needsBackground: true)
    default:
      // Shifting brings in the background, and may move the cursor.
      pass(bytes, whole, needsBackground: true)
      loseCursor()
    }
  }

  /// The numbers of a sequence, 0 for those left out; nil where there is anything else.
  private static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int]? {
    var numbers = [0]
    for byte in parameters {
      switch byte {
      case 0x30...0x39:
        numbers[numbers.count - 1] = min(numbers[numbers.count - 1] * 10 + Int(byte - 0x30), 65_535)
      case 0x3b: numbers.append(0)
      default: return nil
      }
    }
    return numbers
  }

  private mutating func privateMode(_ parameters: ArraySlice<UInt8>) {
    for mode in Self.numbers(parameters) ?? [] {
      // Another screen, another cursor.
      if mode == 47 || mode == 1049 { loseCursor() }
    }
  }

  private mutating func erase(
    _ bytes: [UInt8], _ whole: Range<Int>, _ final: Unicode.Scalar, _ count: Int, isFromStart: Bool
  ) {
    guard let at = cursor, wanted.showsOnlyBackground else {
      pass(bytes, whole, needsBackground: true)
      return
    }
    let reach =
      final == "X" ? at.column..<at.column + count : isFromStart ? 0..<at.column + 1 : at.column..<Int.max
    open(at, reach: reach, bytes[whole], width: 0, isBlank: true)
  }

  private mutating func move(_ bytes: [UInt8], _ whole: Range<Int>, _ change: (inout CursorPosition) -> Void)
  {
    guard var at = cursor else {
      flush()
      output += bytes[whole]
      place = nil
      return
    }
    change(&at)
    cursor = at
  }

  // MARK: Passing on

  /// Sends something in its place, after all that came before it.
  private mutating func pass(
    _ bytes: [UInt8], _ range: Range<Int>, needsPlace: Bool = true, needsBackground: Bool = false,
    needsStyle: Bool = false
  ) {
    flush()
    if needsPlace { goToCursor() }
    if needsBackground || needsStyle { settle(wanted, wantedCharacters, isBlank: !needsStyle) }
    output += bytes[range]
    if cursor == nil { place = nil }
  }

  private mutating func passText(_ bytes: [UInt8], _ range: Range<Int>) {
    keepsOrder = keepsOrder || bytes[range.lowerBound] >= 0x80
    flush()
    goToCursor()
    settle(wanted, wantedCharacters, isBlank: bytes[range.lowerBound] == 0x20 && wanted.showsOnlyBackground)
    output += bytes[range]
    loseCursor()
  }

  /// Only the terminal knows where it is now.
  private mutating func loseCursor() { (cursor, place) = (nil, nil) }

  private mutating func goToCursor() {
    guard let cursor, cursor != place else { return }
    CursorMotion(from: place, to: cursor).write(to: &output)
    place = cursor
  }

  mutating func write(_ bytes: Range<Int>) { output += text[bytes] }

  mutating func clearRuns() {
    runs.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
  }
}
