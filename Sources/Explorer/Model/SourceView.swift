import MemtypeEngine

/// The scenario as its file, line by line: everything in it can be changed here, also what has no input of its own.
struct SourceView: Hashable, Sendable {
  /// A line that is being typed.
  struct Edit: Hashable, Sendable {
    var editor: LineEditor
    /// It is a new one below the cursor's.
    var isNew: Bool
    /// Why the text cannot be as it stands.
    var problem: String?
  }

  private(set) var lines: [String]
  /// The lines of the scenario that is compared with.
  let baseline: [String]
  private(set) var marks: LineMarks
  var selection = 0
  var top = 0
  var edit: Edit?

  /// Longer files are looked at once a line is finished, not at every key.
  static let mostPreviewed = 1500
  static let longestLine = 2000

  init(_ lines: [String], baseline: [String]) {
    self.lines = lines
    self.baseline = baseline
    marks = LineMarks(of: lines, against: baseline)
  }

  /// The scenario became another.
  mutating func show(_ lines: [String], selection: Int) {
    self.selection = min(max(0, selection), max(0, lines.count - 1))
    guard lines != self.lines else { return }
    self.lines = lines
    marks = LineMarks(of: lines, against: baseline)
  }

  /// The text with the line as it is being typed.
  var text: String { Self.joined(edited(by: edit?.editor.text)) }

  /// The lines with another text in place of the one that is typed, or at the cursor.
  func edited(by text: String?) -> [String] {
    var lines = lines
    guard let text else { return lines }
    if edit?.isNew == true {
      lines.insert(text, at: min(selection + 1, lines.count))
    } else if lines.indices.contains(selection) {
      lines[selection] = text
    }
    return lines
  }

  static func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

  static func lines(of text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// Blanks before a line's text, those of a list's dash included.
  static func depth(_ line: String) -> Int { line.prefix { $0 == " " || $0 == "-" }.count }

  /// The lines that belong to the one at the cursor: those below it that lie deeper.
  var block: Range<Int> {
    guard lines.indices.contains(selection) else { return 0..<0 }
    let own = lines[selection].prefix { $0 == " " }.count
    var end = selection + 1
    while end < lines.count, lines[end].prefix(while: { $0 == " " }).count > own { end += 1 }
    return selection..<end
  }

  /// What a new line below the cursor's begins with.
  var newLine: String {
    guard lines.indices.contains(selection) else { return "" }
    let line = lines[selection]
    let indent = line.prefix { $0 == " " }
    if line.dropFirst(indent.count).hasPrefix("- ") { return indent + "- " }
    // Below a heading what is new belongs to it.
    if line.hasSuffix(":"), lines.indices.contains(selection + 1) {
      let next = lines[selection + 1]
      let deeper = next.prefix { $0 == " " }
      if deeper.count > indent.count {
        return deeper + (next.dropFirst(deeper.count).hasPrefix("- ") ? "- " : "")
      }
    }
    return String(indent)
  }
}
