/// Reads where to go: numbers, names, and sums of them such as `tolud+64K` or `4g-1`.
package struct AddressExpression {
  /// What a name stands for; nil for a name that means nothing.
  package var resolve: (String) -> PhysicalAddress?

  package init(resolve: @escaping (String) -> PhysicalAddress?) { self.resolve = resolve }

  package func parse(_ text: String) throws(NumberError) -> PhysicalAddress {
    var result: PhysicalAddress?
    var sign: Character = "+"
    var term = ""
    if Self.trimmed(text).hasPrefix("-") { throw .negative(text) }
    // A closing "+" flushes the last term.
    for character in text + "+" {
      guard character == "+" || (character == "-" && !isInsideName(term)) else {
        term.append(character)
        continue
      }
      let value = try value(of: term)
      if let sum = result {
        let (next, overflow) =
          sign == "+" ? sum.addingReportingOverflow(value) : sum.subtractingReportingOverflow(value)
        if overflow { throw sign == "+" ? .tooLarge(text) : .negative(text) }
        result = next
      } else {
        result = value
      }
      sign = character
      term = ""
    }
    guard let result else { throw .empty }
    return result
  }

  /// Device names may hold hyphens: `pci-1`.
  private func isInsideName(_ term: String) -> Bool {
    let name = Self.trimmed(term)
    return !name.isEmpty && resolve(name) == nil && (try? NumberText.parse(name)) == nil
  }

  private func value(of term: String) throws(NumberError) -> UInt64 {
    let name = Self.trimmed(term)
    if let named = resolve(name) { return named }
    return try NumberText.parse(name)
  }

  /// The text without blanks at its ends.
  package static func trimmed(_ text: String) -> String {
    // Most texts have none: a sweep asks thousands of times.
    func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7f }
    if let first = text.utf8.first, let last = text.utf8.last, isPlain(first), isPlain(last) { return text }
    return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
