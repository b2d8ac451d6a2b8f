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
    /// The terminal's own numbers.
    case indexed(UInt8)
    case exact(RGB)
  }

  /// A blank shows nothing but the background.
  var showsOnlyBackground: Bool { !isReversed && !isUnderlined }

  /// The parameters of the sequence that makes this of another pen; nil stands for any.
  func codes(from shown: Pen?) -> String {
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
    if from.foreground != foreground { codes.append(foreground.code(30)) }
    if from.background != background { codes.append(background.code(40)) }
    return codes.joined(separator: ";")
  }
}

extension Pen.Color {
  /// 30 is the text's, 40 the background's.
  fileprivate func code(_ base: Int) -> String {
    switch self {
    case .own: "\(base + 9)"
    case .indexed(let index) where index < 8: "\(base + Int(index))"
    // aixterm's bright colours, which terminals of 16 colours know.
    case .indexed(let index) where index < 16: "\(base + 52 + Int(index))"
    case .indexed(let index): "\(base + 8);5;\(index)"
    case .exact(let color): "\(base + 8);2;\(color.red);\(color.green);\(color.blue)"
    }
  }
}
