import MemtypeEngine

extension FileFormat where Value == UInt64 {
  /// Written in hex.
  static let number = word(NumberText.accepted, read: { try? NumberText.parse($0) }, write: \.grouped)
}

extension FileFormat where Value == Int {
  static func integer(_ range: ClosedRange<Int> = Int.min...Int.max) -> FileFormat {
    let accepted = range.lowerBound == .min ? "a whole number" : "\(range.lowerBound) to \(range.upperBound)"
    return word(accepted) { text in
      guard let value = Int(text) ?? (try? NumberText.parse(text)).flatMap({ Int(exactly: $0) }) else {
        return nil
      }
      return range.contains(value) ? value : nil
    } write: { value in
      String(value)
    }
  }
}

extension FileFormat where Value == Bool {
  static let flag = word("true or false") { text in
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  } write: { value in
    value ? "true" : "false"
  }
}

extension FileFormat where Value == String {
  static let text = word("a text", read: { $0 }, write: { $0 })
}
