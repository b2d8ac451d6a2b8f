/// One line of a file, cleaned: no line end, no terminal control sequences, no NUL.
public struct SourceLine: Sendable {
  /// From 1, as an editor counts.
  public var number: Int
  /// UTF-8, but nothing is promised: a damaged file may hold any bytes.
  public var bytes: ArraySlice<UInt8>

  public init(number: Int, bytes: ArraySlice<UInt8>) {
    self.number = number
    self.bytes = bytes
  }

  /// For messages; invalid UTF-8 shows as the replacement character.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  public var isBlank: Bool { bytes.allSatisfy(Self.isBlank) }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// A file's name and its lines.
///
/// Takes text as people save and paste it: any line end, UTF-8 and UTF-16, colour codes and other terminal sequences,
/// every kind of blank, quoted-printable, HTML, BBCode (`PastedText`). Linear in the size.
public struct SourceText: Sendable {
  /// Files beyond this are refused: no capture is near it, and reading one must not exhaust a small machine.
  public static let sizeLimit = 64 << 20

  public let name: String
  public let lines: SourceLines
  /// The cleaned text, of which the lines are parts.
  var buffer: [UInt8] { lines.bytes }

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    // A scenario file means what it says to the letter.
    let isPasted = !name.hasSuffix(".yaml") && !name.hasSuffix(".yml")
    let text = PastedText.cleaned(bytes, isPasted: isPasted)
    lines = SourceLines(text.bytes, numbers: text.numbers)
  }

  public init(name: String, text: String) { self.init(name: name, bytes: Array(text.utf8)) }

  /// The lines at some places, with the numbers that they have here.
  func part(_ isWanted: (Int) -> Bool) -> SourceText {
    // Most texts are one list from end to end.
    if lines.indices.allSatisfy(isWanted) { return self }
    var selection = SourceLines.Selection()
    for (place, line) in lines.enumerated() where isWanted(place) { selection.append(line) }
    return SourceText(name: name, lines: SourceLines(selection, of: buffer))
  }

  /// The lines that are left of these: what comes back is a part of the line.
  func mapped(_ body: (SourceLine) -> ArraySlice<UInt8>?) -> SourceText {
    var selection = SourceLines.Selection()
    for line in lines {
      if let part = body(line) { selection.append(SourceLine(number: line.number, bytes: part)) }
    }
    return SourceText(name: name, lines: SourceLines(selection, of: buffer))
  }

  private init(name: String, lines: SourceLines) {
    self.name = name
    self.lines = lines
  }

  /// The last part of the path.
  public var baseName: String { name.split(separator: "/").last.map(String.init) ?? name }
}
