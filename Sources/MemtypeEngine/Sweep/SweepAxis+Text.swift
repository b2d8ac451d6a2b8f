extension SweepAxis {
  /// What is accepted, for messages.
  package static let accepted = "KEY=A..B:STEP or KEY=V1,V2, such as tolud=1G..2G:16M"

  /// Reads `tolud=1G..4G:16M` or `kernel=6.11,6.18`; `value` reads a value of a list, where words alone do not do.
  ///
  /// - Throws: `SweepError`; of `value` whatever it throws.
  package init(
    parsing text: String,
    value: (_ text: String, _ key: String) throws -> FileNode = { FileNode(.word($0), name: $1) }
  ) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw SweepError("\(text): accepted: \(Self.accepted)")
    }
    if let steps = Self.ends(parts[1]) {
      self = try Self.steps(key: parts[0], steps)
      return
    }
    let pieces = Self.pieces(of: parts[1])
    let nodes = try pieces.map { try value($0, parts[0]) }
    self.init(key: parts[0], values: .list(nodes), isCount: pieces.allSatisfy(Self.isDecimal))
  }

  /// What stands between commas, outside of brackets; the text itself where a piece would be empty.
  package static func pieces(of text: String) -> [String] {
    var pieces = [""]
    var depth = 0
    for character in text {
      if "[{(".contains(character) { depth += 1 }
      if "]})".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        pieces.append("")
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
    return pieces.contains("") ? [text] : pieces
  }

  private struct Steps {
    var text: String
    var ends: [String]
    var step: String?
  }

  /// The parts of `1G..4G:16M`; nil for what is no range.
  private static func ends(_ text: String) -> Steps? {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = halves.first else { return nil }
    var rest = first
    while let dot = rest.firstIndex(of: ".") {
      let next = first.index(after: dot)
      if next < first.endIndex, first[next] == "." {
        return Steps(
          text: text, ends: [String(first[..<dot]), String(first[first.index(after: next)...])],
          step: halves.count == 2 ? String(halves[1]) : nil)
      }
      rest = first[next...]
    }
    return nil
  }

  /// The step may be left out between counts, `36..52`.
  private static func steps(key: String, _ range: Steps) throws -> SweepAxis {
    func bad(_ reason: String) -> SweepError {
      SweepError("\(key)=\(range.text): \(reason); accepted: A..B:STEP, such as 1G..4G:16M")
    }
    let isCount = range.ends.allSatisfy(isDecimal)
    guard isCount || range.step != nil else { throw bad("no step") }
    do {
      let (start, end) = (try NumberText.parse(range.ends[0]), try NumberText.parse(range.ends[1]))
      let step = try range.step.map { try NumberText.parse($0) } ?? 1
      guard step > 0 else { throw bad("the step is 0") }
      guard start <= end else { throw bad("it begins behind its end") }
      guard let count = Int(exactly: (end - start) / step), count < .max else {
        throw bad("too many values")
      }
      return SweepAxis(
        key: key, values: .steps(start: start, step: step, count: count + 1),
        isCount: isCount && (range.step.map(isDecimal) ?? true))
    } catch let error as NumberError {
      throw bad(error.text)
    }
  }

  private static func isDecimal(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
