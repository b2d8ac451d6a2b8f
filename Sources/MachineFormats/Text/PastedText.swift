/// A text as people save and paste it on its way to clean lines.
///
/// Each stage takes off one kind of decoration; all are linear, and lines keep the numbers that they have in the file.
struct PastedText {
  /// UTF-8, lines ended by line feeds.
  var bytes: [UInt8]
  /// For each line its number in the file; nil: counted from 1.
  var numbers: [UInt32]?

  /// Without encoding, control sequences, transfer encoding and markup.
  static func cleaned(_ bytes: [UInt8], isPasted: Bool = true) -> PastedText {
    var text = PastedText(bytes: TextEncoding.decoded(bytes), numbers: nil)
    var traits = TextTraits(text.bytes)
    if traits.hasTerminalBytes { text.bytes = TerminalText.cleaned(text.bytes) }
    guard isPasted else { return text }
    if MailParts.areIn(text.bytes) {
      text = MailParts.decoded(text)
      traits = TextTraits(text.bytes)
      if traits.hasTerminalBytes { text.bytes = TerminalText.cleaned(text.bytes) }
    }
    if traits.isQuotedPrintable {
      text = QuotedPrintable.decoded(text)
      // What was escaped may have to be cleaned itself.
      traits = TextTraits(text.bytes)
      if traits.hasTerminalBytes { text.bytes = TerminalText.cleaned(text.bytes) }
    }
    if traits.hasTags || traits.hasBBCode || traits.hasMarkdownEscapes {
      text = Markup(traits).removed(from: text)
    }
    if traits.hasJoinedLines { text = JoinedLines.separated(text) }
    return text
  }

  /// Builds a text from another one, line numbers included.
  struct Builder {
    private let source: PastedText
    private var bytes: [UInt8] = []
    private var numbers: [UInt32] = []
    /// The line of the source that is being read, from 0, and the one with which the line being written began.
    private var sourceLine = 0
    private var isAtStart = true
    private(set) var isBlankSoFar = true

    init(_ source: PastedText) {
      self.source = source
      bytes.reserveCapacity(source.bytes.count)
    }

    mutating func append(_ byte: UInt8) {
      if isAtStart {
        numbers.append(source.number(of: sourceLine))
        isAtStart = false
      }
      bytes.append(byte)
      guard byte == 0x0a else {
        if !SourceLine.isBlank(byte) { isBlankSoFar = false }
        return
      }
      sourceLine += 1
      isAtStart = true
      isBlankSoFar = true
    }

    /// The source's line ends here, the one being written does not.
    mutating func skipLineEnd() { sourceLine += 1 }

    /// The line being written ends here, the source's does not.
    mutating func breakLine() {
      append(0x0a)
      sourceLine -= 1
    }

    func finished() -> PastedText { PastedText(bytes: bytes, numbers: numbers) }
  }

  func number(of line: Int) -> UInt32 {
    guard let numbers else { return UInt32(clamping: line + 1) }
    return line < numbers.count ? numbers[line] : (numbers.last ?? 0) + 1
  }
}
