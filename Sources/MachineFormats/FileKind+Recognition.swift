/// What a text is made of: people paste several lists, and a piece of a log, into one.
struct RecognisedText: Sendable {
  struct Part: Sendable {
    var kind: FileKind
    /// The whole text, or the lines of it that are of this kind.
    var source: SourceText
    /// Lines that are of this kind for certain.
    var count: Int
    /// What was read, where it had to be read to tell.
    var content: FileKind.Content?
  }

  /// Largest first; empty for a text that is of no kind.
  var parts: [Part] = []
  /// The first line that belongs to no part, and how many there are. A log has such lines, so none are counted beside one.
  var foreign: (first: SourceLine, count: Int)?
}

extension FileKind {
  /// The kind of the largest part of a text, by its content; by its name only where it is empty. nil: of no kind.
  public init?(recognising source: SourceText) {
    guard let kind = Self.recognise(source).parts.first?.kind else { return nil }
    self = kind
  }

  static func recognise(_ source: SourceText) -> RecognisedText {
    guard source.lines.contains(where: { !$0.isBlank }) else {
      let stem = source.baseName.split(separator: ".").first.map(String.init) ?? source.baseName
      guard source.lines.isEmpty, let kind = all.first(where: { $0.emptyNames.contains(stem) }) else {
        return RecognisedText()
      }
      return RecognisedText(parts: [.init(kind: kind, source: source, count: 0)])
    }
    for kind in all {
      if case .whole(let matches) = kind.recognition, matches(source) {
        return RecognisedText(parts: [.init(kind: kind, source: source, count: source.lines.count)])
      }
    }
    return LineSorter(source).recognised()
  }
}

/// Gives each line of a text to the kind that it is of.
private struct LineSorter {
  private struct Regular {
    var kind: FileKind
    var least: Int
    var follows: @Sendable (SourceLine) -> Bool
    var matches: @Sendable (ArraySlice<UInt8>) -> Bool
  }

  private static let regular: [Regular] = FileKind.all.compactMap { kind in
    guard case .lines(let least, let follows, let matches) = kind.recognition else { return nil }
    return Regular(kind: kind, least: least, follows: follows, matches: matches)
  }

  /// By themselves: to take one out of the others would copy all of a kind for every line.
  private static let matchers = regular.map(\.matches)
  private static let followers = regular.map(\.follows)
  /// No list has lines so short; a text of nothing else may have millions.
  private static let shortestLine = 3

  private let source: SourceText
  /// For each line the index of its kind among the regular ones, or `nobody`: a byte a line.
  private var owners: [UInt8] = []
  private static let nobody = UInt8.max
  private var counts = Array(repeating: 0, count: regular.count)

  init(_ source: SourceText) {
    self.source = source
    owners.reserveCapacity(source.lines.count)
    for line in source.lines {
      let owner = Self.owner(of: LogPrefix.quotes(line.bytes))
      if let owner { counts[owner] += 1 }
      owners.append(owner.map { UInt8($0) } ?? Self.nobody)
    }
    var above: Int?
    for (i, line) in source.lines.enumerated() where !line.isBlank {
      if let owner = owner(ofLine: i), counts[owner] < Self.regular[owner].least { owners[i] = Self.nobody }
      if owners[i] == Self.nobody, let above, Self.followers[above](line) { owners[i] = UInt8(above) }
      above = owner(ofLine: i)
    }
  }

  private func owner(ofLine index: Int) -> Int? {
    owners[index] == Self.nobody ? nil : Int(owners[index])
  }

  private static func owner(of bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first, bytes.count >= shortestLine else { return nil }
    // A kernel message's time stamp: most lines of most texts.
    if first == UInt8(ascii: "["), let second = bytes.dropFirst().first,
      SourceLine.isBlank(second) || ByteScanner.isDigit(second)
    {
      return nil
    }
    return matchers.firstIndex { $0(bytes) }
  }

  func recognised() -> RecognisedText {
    let used = counts.indices.filter { counts[$0] > 0 && counts[$0] >= Self.regular[$0].least }
    let others = source.lines.lazy.enumerated().lazy
      .filter { owners[$0.offset] == Self.nobody && !$0.element.isBlank }.map(\.element)
    var result = RecognisedText()
    if others.first(where: { _ in true }) != nil, let log = reading(isAlone: used.isEmpty) {
      result.parts.append(log)
    } else if let first = others.first(where: { !isPrompt($0.quoted) }) {
      if used.isEmpty { return single() }
      result.foreign = (first, others.reduce(0) { $0 + (isPrompt($1.quoted) ? 0 : 1) })
    }
    // A reader sees the whole text where it is the only one, so it can say what is wrong with a line.
    let isOnly = used.count == 1 && result.parts.isEmpty
    for index in used {
      let lines = isOnly ? source : source.part { owner(ofLine: $0) == index }
      result.parts.append(.init(kind: Self.regular[index].kind, source: lines, count: counts[index]))
    }
    result.parts.sort { $0.count > $1.count }
    return result
  }

  /// The lines of no regular kind as the kind that only reading tells.
  private func reading(isAlone: Bool) -> RecognisedText.Part? {
    let text = isAlone ? source : source.part { owners[$0] == Self.nobody }
    for kind in FileKind.all {
      guard case .reading(let read) = kind.recognition else { continue }
      let (content, count) = read(text)
      if count > 0 { return .init(kind: kind, source: text, count: count, content: content) }
    }
    return nil
  }

  private func single() -> RecognisedText {
    var places: [Int] = []
    for (place, line) in source.lines.enumerated() where !line.quoted.isEmpty && !isPrompt(line.quoted) {
      places.append(place)
      if places.count > 1 { return RecognisedText() }
    }
    guard let place = places.first else { return RecognisedText() }
    let line = source.lines[place].quoted
    for kind in FileKind.all {
      if case .singleLine(let matches) = kind.recognition, matches(line) {
        // The command that was typed above it is no part of it.
        return RecognisedText(parts: [.init(kind: kind, source: source.part { $0 == place }, count: 1)])
      }
    }
    return RecognisedText()
  }
}

extension SourceLine {
  /// Without the marks of an e-mail's quotation, and without indentation.
  var quoted: ArraySlice<UInt8> { LogPrefix.quotes(bytes) }
}
