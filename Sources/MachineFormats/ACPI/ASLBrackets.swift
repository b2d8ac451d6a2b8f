import MemtypeEngine

/// Where each opening bracket of a text is closed.
///
/// Brackets close in the order in which they opened, of whatever kind they are: a text that iasl writes has no others.
struct ASLBrackets {
  /// What is behind so many pairs counts as not closed: eight bytes are kept of each.
  static let limit = 1 << 20

  /// In the order of the text.
  private var openings: [UInt32] = []
  /// 0 where it is missing.
  private var closings: [UInt32] = []
  /// The line from which on brackets were left out.
  private(set) var cutLine: Int?

  /// `lexer` stands at the beginning of the text.
  init(_ lexer: ASLLexer) {
    var lexer = lexer
    var open: [Int] = []
    while lexer.token.kind != .end {
      switch lexer.token.kind {
      case .sign("{"), .sign("("), .sign("["):
        guard openings.count < Self.limit else {
          cutLine = lexer.token.line
          return
        }
        open.append(openings.count)
        openings.append(UInt32(truncatingIfNeeded: lexer.start))
        closings.append(0)
      case .sign("}"), .sign(")"), .sign("]"):
        if let last = open.popLast() { closings[last] = UInt32(truncatingIfNeeded: lexer.start) }
      default: break
      }
      lexer.advance()
    }
  }

  /// The place of the closing bracket; nil where it is missing.
  func close(ofOpening place: Int) -> Int? {
    let index = openings.partitioningIndex { Int($0) >= place }
    guard index < openings.count, Int(openings[index]) == place, closings[index] > 0 else { return nil }
    return Int(closings[index])
  }
}
