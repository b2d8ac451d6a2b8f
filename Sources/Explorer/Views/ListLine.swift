import MemtypeEngine
import Screen

/// A line of a pane that is a list.
struct ListLine: Hashable, Sendable {
  var spans: [Span] = []
  /// Where Enter goes on the ruler.
  var address: PhysicalAddress?
  var isSelectable = true
  /// What Enter chooses among what an input may be.
  var choice: Choice?
  /// The fact whose text Enter opens, by its index.
  var fact: Int?
  /// What Enter unfolds or folds.
  var fold: Fold?
  /// It is about a failure.
  var isBad = false

  struct Choice: Hashable, Sendable {
    var input: Int
    var candidate: Int
  }

  var text: String { spans.map(\.text).joined() }
  var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// Adds text, in a column of a given width if there is one.
  mutating func add(_ text: String, _ style: Style = Style(), width: Int? = nil, align: Alignment = .leading)
  {
    guard let width else {
      spans.append(Span(text, style))
      return
    }
    let blanks = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    spans.append(Span(align == .trailing ? blanks + text : text + blanks, style))
  }

  /// A text that is no wider than so many columns.
  static func cut(_ text: String, _ width: Int, _ glyphs: GlyphSet) -> String {
    guard DisplayWidth.of(text) > width, width > 0 else { return text }
    var result = ""
    var used = 0
    for character in text {
      let next = DisplayWidth.of(String(character))
      guard used + next <= width - 1 else { break }
      result.append(character)
      used += next
    }
    return result + String(glyphs.ellipsis)
  }

  mutating func add(_ text: String, _ role: Role, width: Int? = nil, align: Alignment = .leading) {
    add(text, Style(role), width: width, align: align)
  }
}

/// Breaks text into lines at blanks; a word longer than a line is cut.
func wrapped(_ text: String, width: Int) -> [String] {
  let width = max(1, width)
  var lines: [String] = []
  var line = ""
  var used = 0
  for word in text.split(separator: " ", omittingEmptySubsequences: true) {
    var word = word
    var needed = DisplayWidth.of(word)
    if used > 0, used + 1 + needed > width {
      lines.append(line)
      (line, used) = ("", 0)
    }
    while needed > width {
      let head = headFitting(word, width: width)
      lines.append(String(head.text))
      word = word[head.text.endIndex...]
      needed -= head.width
    }
    line += (used > 0 ? " " : "") + word
    used += (used > 0 ? 1 : 0) + needed
  }
  if !line.isEmpty || lines.isEmpty { lines.append(line) }
  return lines
}

/// As many whole characters as fit, at least one.
private func headFitting(_ word: Substring, width: Int) -> (text: Substring, width: Int) {
  var end = word.startIndex
  var used = 0
  while end < word.endIndex {
    let next = DisplayWidth.of(String(word[end]))
    if used + next > width, end > word.startIndex { break }
    used += next
    word.formIndex(after: &end)
  }
  return (word[..<end], used)
}
