import Explorer
import MachineFormats
import VisibleText

extension Opened {
  /// What the explorer shows of what was read.
  public var record: MachineRecord {
    MachineRecord(evidence: evidence, texts: (report?.texts ?? []).map(LoadedText.init))
  }
}

extension LoadedText {
  fileprivate init(_ source: SourceText) {
    // Facts name their files by the last part of the path.
    self.init(name: source.baseName, count: source.lines.count) { place in
      let line = source.lines[place]
      return Line(number: line.number, text: printable(Self.withoutTabs(line.text)))
    }
  }

  /// Tabs as blanks up to the next eighth column.
  private static func withoutTabs(_ text: String) -> String {
    guard text.utf8.contains(0x09) else { return text }
    var result = ""
    var column = 0
    for character in text {
      let blanks = 8 - column % 8
      result += character == "\t" ? String(repeating: " ", count: blanks) : String(character)
      column += character == "\t" ? blanks : 1
    }
    return result
  }
}
