import Screen

/// How the terminal draws characters, as ECMA-48's style codes describe it.
struct Pen: Hashable {
  var foreground = Color.own
  var background = Color.own
  var isBold = false
  var isDim = false
  var isUnderlined = false
  var isReversed = false

  enum Color: Hashable {
    case own
    case basic(Int)
    case indexed(Int)
  }

  /// A blank shows nothing but the background.
  var showsOnlyBackground: Bool { !isReversed && !isUnderlined }

  /// Takes in the parameters of a style sequence; nil for codes that are not known.
  func taking(_ parameters: ArraySlice<UInt8>) -> Pen? {
    var numbers: [Int] = []
    for part in parameters.split(separator: 0x3b, omittingEmptySubsequences: false) {
      var number = 0
      for byte in part {
        guard (0x30...0x39).contains(byte), number < 1000 else { return nil }
        number = number * 10 + Int(byte - 0x30)
      }
      numbers.append(number)
    }
    var pen = self
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
        guard rest.popFirst() == 5, let index = rest.popFirst() else { return nil }
        if number == 38 { pen.foreground = .indexed(index) } else { pen.background = .indexed(index) }
      default: return nil
      }
    }
    return pen
  }

  /// The parameters of the sequence that makes this of another pen; nil stands for any.
  ///
  /// `exactColors` are sent in place of indices, which curses has no other way to name.
  func codes(from shown: Pen?, _ exactColors: [UInt8: RGB]) -> String {
    if self == Pen() { return "" }
    var codes: [String] = []
    var from = shown ?? Pen()
    if shown == nil { codes.append("0") }
    if (from.isBold && !isBold) || (from.isDim && !isDim) {
      codes.append("22")
      (from.isBold, from.isDim) = (false, false)
    }
    if from.isUnderlined && !isUnderlined { codes.append("24") }
    if from.isReversed && !isReversed { codes.append("27") }
    if isBold && !from.isBold { codes.append("1") }
    if isDim && !from.isDim { codes.append("2") }
    if isUnderlined && !from.isUnderlined { codes.append("4") }
    if isReversed && !from.isReversed { codes.append("7") }
    if from.foreground != foreground { codes.append(foreground.code(30, exactColors)) }
    if from.background != background { codes.append(background.code(40, exactColors)) }
    return codes.joined(separator: ";")
  }
}

extension Pen.Color {
  fileprivate func code(_ base: Int, _ exactColors: [UInt8: RGB]) -> String {
    switch self {
    case .own: return "\(base + 9)"
    case .basic(let index): return "\(base + index)"
    case .indexed(let index):
      guard let exact = exactColors[UInt8(clamping: index)] else { return "\(base + 8);5;\(index)" }
      return "\(base + 8);2;\(exact.red);\(exact.green);\(exact.blue)"
    }
  }
}
