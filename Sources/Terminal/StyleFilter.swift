import Screen

/// Makes the output of curses shorter without changing what it shows.
///
/// Curses sends both colours whenever one changes, resets everything to end bold, and ends each update in the
/// terminal's own colours. This keeps account of what the terminal has, and sends only what the next
/// character needs: a blank needs no text colour, a cursor motion nothing. Between updates the terminal
/// keeps the last style; `finish` ends that.
///
/// For terminals that know the ECMA-48 style codes, those that end an attribute (22, 24, 27) included.
struct StyleFilter {
  /// A style as the codes describe it; colours as the parameters that set them.
  private struct Pen: Equatable {
    var foreground = Color.own
    var background = Color.own
    var isBold = false
    var isDim = false
    var isUnderlined = false
    var isReversed = false
  }

  private enum Color: Equatable {
    case own
    case basic(Int)
    case indexed(Int)

    func code(_ base: Int, _ exactColors: [UInt8: RGB]) -> String {
      switch self {
      case .own: return "\(base + 9)"
      case .basic(let index): return "\(base + index)"
      case .indexed(let index):
        guard let exact = exactColors[UInt8(clamping: index)] else { return "\(base + 8);5;\(index)" }
        return "\(base + 8);2;\(exact.red);\(exact.green);\(exact.blue)"
      }
    }
  }

  /// Colours to send in place of indices, which curses has no other way to name.
  var exactColors: [UInt8: RGB] = [:] {
    didSet { if exactColors != oldValue { shown = nil } }
  }

  /// Nil before the first style: it could be anything.
  private var shown: Pen?
  private var wanted = Pen()
  private var shownSet: UInt8?
  private var wantedSet = UInt8(ascii: "B")
  private var output: [UInt8] = []

  /// The shorter form of one update; sequences are never cut between two.
  mutating func shorten(_ bytes: [UInt8]) -> [UInt8] {
    output.removeAll(keepingCapacity: true)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x1b: index = escape(bytes, index)
      // Cursor motions; a line feed may scroll, which brings in the background.
      case 0x08, 0x0d:
        output.append(byte)
        index += 1
      case 0x20:
        settle(blank: true)
        output.append(byte)
        index += 1
      default:
        settle(blank: byte == 0x0a)
        output.append(byte)
        index += 1
      }
    }
    return output
  }

  /// What puts the terminal back to its own style, after which anything may be shown.
  mutating func finish() -> [UInt8] {
    output.removeAll(keepingCapacity: true)
    wanted = Pen()
    wantedSet = UInt8(ascii: "B")
    settle(blank: false)
    shown = nil
    shownSet = nil
    return output
  }

  /// Copies or takes in one sequence and returns the index after it.
  private mutating func escape(_ bytes: [UInt8], _ start: Int) -> Int {
    guard start + 1 < bytes.count else { return copy(bytes, start, start + 1) }
    switch bytes[start + 1] {
    case UInt8(ascii: "["):
      guard let end = bytes[(start + 2)...].firstIndex(where: { (0x40...0x7e).contains($0) }) else {
        return copy(bytes, start, bytes.count)
      }
      let parameters = bytes[(start + 2)..<end]
      switch bytes[end] {
      case UInt8(ascii: "m"):
        if !take(parameters) {
          settle(blank: false)
          shown = nil
          return copy(bytes, start, end + 1)
        }
        return end + 1
      case UInt8(ascii: "H"), UInt8(ascii: "A"), UInt8(ascii: "B"), UInt8(ascii: "C"), UInt8(ascii: "D"),
        UInt8(ascii: "G"), UInt8(ascii: "d"), UInt8(ascii: "h"), UInt8(ascii: "l"), UInt8(ascii: "r"),
        UInt8(ascii: "t"), UInt8(ascii: "c"):
        return copy(bytes, start, end + 1)
      case UInt8(ascii: "b"):
        settle(blank: false)
        return copy(bytes, start, end + 1)
      default:
        // Erasing and shifting bring in the background.
        settle(blank: true)
        return copy(bytes, start, end + 1)
      }
    case UInt8(ascii: "("):
      guard start + 2 < bytes.count else { return copy(bytes, start, bytes.count) }
      wantedSet = bytes[start + 2]
      return start + 3
    default:
      settle(blank: true)
      return copy(bytes, start, start + 2)
    }
  }

  private mutating func copy(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    output.append(contentsOf: bytes[start..<min(end, bytes.count)])
    return max(end, start + 1)
  }

  /// Takes the codes of a style sequence into what is wanted: false for one that is not known.
  private mutating func take(_ parameters: ArraySlice<UInt8>) -> Bool {
    var pen = wanted
    var numbers: [Int] = []
    for part in parameters.split(separator: 0x3b, omittingEmptySubsequences: false) {
      var number = 0
      for byte in part {
        guard (0x30...0x39).contains(byte), number < 1000 else { return false }
        number = number * 10 + Int(byte - 0x30)
      }
      numbers.append(number)
    }
    var rest = numbers[...]
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
      case 30...37: pen.foreground = .basic(number - 30)
      case 39: pen.foreground = .own
      case 40...47: pen.background = .basic(number - 40)
      case 49: pen.background = .own
      case 38, 48:
        guard rest.popFirst() == 5, let index = rest.popFirst() else { return false }
        if number == 38 { pen.foreground = .indexed(index) } else { pen.background = .indexed(index) }
      default: return false
      }
    }
    wanted = pen
    return true
  }

  /// Brings the terminal to the wanted style, as far as a blank shows it.
  private mutating func settle(blank isBlank: Bool) {
    if shownSet != wantedSet, !isBlank || shownSet == nil {
      output += [0x1b, UInt8(ascii: "("), wantedSet]
      shownSet = wantedSet
    }
    var target = wanted
    if isBlank, let shown, !wanted.isReversed, !wanted.isUnderlined {
      target.foreground = shown.foreground
      target.isBold = shown.isBold
      target.isDim = shown.isDim
    }
    guard shown != target else { return }
    output += [0x1b, UInt8(ascii: "[")] + Array(codes(to: target).utf8) + [UInt8(ascii: "m")]
    shown = target
  }

  private func codes(to target: Pen) -> String {
    if target == Pen() { return "" }
    var codes: [String] = []
    var from = shown ?? Pen()
    if shown == nil { codes.append("0") }
    if (from.isBold && !target.isBold) || (from.isDim && !target.isDim) {
      codes.append("22")
      (from.isBold, from.isDim) = (false, false)
    }
    if from.isUnderlined && !target.isUnderlined { codes.append("24") }
    if from.isReversed && !target.isReversed { codes.append("27") }
    if target.isBold && !from.isBold { codes.append("1") }
    if target.isDim && !from.isDim { codes.append("2") }
    if target.isUnderlined && !from.isUnderlined { codes.append("4") }
    if target.isReversed && !from.isReversed { codes.append("7") }
    if from.foreground != target.foreground { codes.append(target.foreground.code(30, exactColors)) }
    if from.background != target.background { codes.append(target.background.code(40, exactColors)) }
    return codes.joined(separator: ";")
  }
}
