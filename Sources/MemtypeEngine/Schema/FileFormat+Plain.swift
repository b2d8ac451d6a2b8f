extension FileFormat where Value == UInt64 {
  /// Written in hex.
  static let number = word(
    NumberText.accepted, read: { try? NumberText.parse($0) }, write: \.grouped, parse: parseNumber)

  @Sendable fileprivate static func parseNumber(_ text: String) throws(EditError) -> UInt64 {
    do throws(NumberError) { return try NumberText.parse(text) } catch { throw .number(error) }
  }
}

extension FileFormat where Value == Int {
  static func integer(_ range: ClosedRange<Int> = Int.min...Int.max) -> FileFormat {
    let accepted = range.lowerBound == .min ? "a whole number" : "\(range.lowerBound) to \(range.upperBound)"
    let (distance, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
    let names = overflow || distance >= 32 ? [] : range.map(String.init)
    return word(
      accepted, names: names,
      read: { text in number(text).flatMap { range.contains($0) ? $0 : nil } },
      value: { .integer($0) })
  }

  /// Edits keep it within limits; files may hold what some machine or command line said.
  static func limited(to range: ClosedRange<Int>) -> FileFormat {
    let accepted = "\(range.lowerBound) to \(range.upperBound)"
    return word(accepted, read: number, value: { .integer($0) }) { text throws(EditError) in
      guard let value = number(text), range.contains(value) else {
        throw .notAccepted(text, accepted: accepted)
      }
      return value
    }
  }

  @Sendable private static func number(_ text: String) -> Int? {
    Int(text) ?? (try? NumberText.parse(text)).flatMap { Int(exactly: $0) }
  }
}

extension FileFormat where Value == Bool {
  /// `true` and `false`, or in the words of the field; `on`, `off`, `yes` and `no` are read as well.
  static func flag(on: String = "on", off: String = "off") -> FileFormat {
    let accepted = "true or false"
    @Sendable func read(_ text: String) -> Bool? {
      switch simplified(text) {
      case "true", "yes", "on", simplified(on): true
      case "false", "no", "off", simplified(off): false
      default: nil
      }
    }
    return FileFormat(
      accepted: accepted, shape: .value(["true", "false"], accepted: accepted),
      choices: [(on, true), (off, false)],
      read: { node throws(ScenarioFileError) in
        guard let word = node.word, let value = read(word) else { throw node.rejected(accepted: accepted) }
        return value
      }, write: { .flag($0) },
      parse: { text throws(EditError) in
        guard let value = read(text) else { throw .notAccepted(text, accepted: "on or off") }
        return value
      })
  }

  static let flag = flag()
}

extension FileFormat where Value == String {
  static let text = word("a text", read: { $0 }, write: { $0 })
}
