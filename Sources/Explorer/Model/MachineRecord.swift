import MemtypeEngine

/// What a machine was read from: what it said, and the texts in which that stands.
public struct MachineRecord: Sendable {
  public var evidence: Evidence
  /// Named as the facts name their files.
  public var texts: [LoadedText]

  public static let none = MachineRecord()

  public init(evidence: Evidence = .none, texts: [LoadedText] = []) {
    self.evidence = evidence
    self.texts = texts
  }

  /// The text in which a fact stands, and its line there from 0; nil where it is not at hand.
  func place(of fact: Fact) -> (text: Int, line: Int)? {
    guard let text = texts.firstIndex(where: { $0.name == fact.place.file }) else { return nil }
    return texts[text].line(numbered: fact.place.line, holding: fact.text).map { (text, $0) }
  }
}

/// A text that was loaded. Its lines are made as they are looked at: it may have millions.
public struct LoadedText: Sendable {
  public struct Line: Hashable, Sendable {
    /// As an editor counts them in the file.
    public var number: Int
    /// Fit for a terminal.
    public var text: String

    public init(number: Int, text: String) {
      self.number = number
      self.text = text
    }
  }

  public let name: String
  public let count: Int
  let line: @Sendable (Int) -> Line

  /// `line` is asked for places from 0 to `count` - 1; the numbers never fall.
  public init(name: String, count: Int, line: @escaping @Sendable (Int) -> Line) {
    self.name = name
    self.count = count
    self.line = line
  }

  /// The place of a line of the file: where several have its number the one that holds a text. O(log n).
  func line(numbered number: Int, holding text: String) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if line(middle).number < number { low = middle + 1 } else { high = middle }
    }
    guard low < count else { return nil }
    var place = low
    while place < count, line(place).number == line(low).number {
      if line(place).text.contains(text) { return place }
      place += 1
    }
    return low
  }
}
