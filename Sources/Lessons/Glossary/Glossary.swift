/// Every term, one paragraph each: what it is, where it stands on the screen, and where it comes from.
public struct Glossary: Sendable {
  public struct Entry: Hashable, Sendable {
    public var term: String
    /// Other words for it.
    public var aliases: [String] = []
    public var text = ""
    /// Where it stands on the screen.
    public var screen = ""
    public var source = ""

    /// Everything that it goes by.
    public var names: [String] { [term] + aliases }
  }

  /// In the order of the data file: from types to machines.
  public let entries: [Entry]

  /// The glossary that comes with the program.
  public static let standard = Glossary(String(decoding: PackageResources.glossary_md, as: UTF8.self))

  /// Reads a data file: a heading `## TERM` for each entry, lines `also:`, `screen:` and `source:`, then text.
  init(_ text: String) {
    var entries: [Entry] = []
    for line in text.split(whereSeparator: \.isNewline).map(String.init) {
      if line.hasPrefix("## ") {
        entries.append(Entry(term: String(line.dropFirst(3))))
        continue
      }
      guard !entries.isEmpty else { continue }
      let last = entries.count - 1
      if line.hasPrefix("also: ") {
        entries[last].aliases = line.dropFirst(6).split(separator: ",").map { word in
          String(word.drop { $0 == " " })
        }
      } else if line.hasPrefix("screen: ") {
        entries[last].screen = String(line.dropFirst(8))
      } else if line.hasPrefix("source: ") {
        entries[last].source = String(line.dropFirst(8))
      } else {
        entries[last].text += (entries[last].text.isEmpty ? "" : " ") + line
      }
    }
    self.entries = entries
  }

  /// The entry with a name, whatever its case.
  public func entry(named name: String) -> Entry? {
    let name = name.lowercased()
    return entries.first { $0.names.contains { $0.lowercased() == name } }
  }

  /// Those whose names begin with a text, and then those that hold it.
  public func entries(fitting text: String) -> [Entry] {
    let text = text.lowercased()
    let beginning = entries.filter { $0.names.contains { $0.lowercased().hasPrefix(text) } }
    return beginning
      + entries.filter { entry in
        !beginning.contains(entry) && entry.names.contains { $0.lowercased().contains(text) }
      }
  }

  /// The entries whose names stand in a text as whole words, in the text's order; a longer name goes before a shorter
  /// one at the same place.
  public func terms(in text: String) -> [Entry] {
    let text = Array(text.lowercased())
    var found: [(place: Int, length: Int, entry: Entry)] = []
    for entry in entries {
      let places = entry.names.compactMap { name in
        Self.place(of: Array(name.lowercased()), in: text).map { (place: $0, length: name.count) }
      }
      if let best = places.min(by: { ($0.place, -$0.length) < ($1.place, -$1.length) }) {
        found.append((best.place, best.length, entry))
      }
    }
    return found.sorted { ($0.place, -$0.length) < ($1.place, -$1.length) }.map(\.entry)
  }

  private static func place(of word: [Character], in text: [Character]) -> Int? {
    guard !word.isEmpty, text.count >= word.count else { return nil }
    return (0...text.count - word.count).first { start in
      let end = start + word.count
      guard Array(text[start..<end]) == word else { return false }
      // UC- is no UC.
      let before = start == 0 || !isWord(text[start - 1])
      let after = end == text.count || !(isWord(text[end]) || text[end] == "-" && word.last != "-")
      return before && after
    }
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
