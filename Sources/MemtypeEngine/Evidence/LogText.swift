/// A message of the kernel log in the words of today's kernels, so that old and new forms of it compare equal.
///
/// Blanks and leading zeros count for nothing, and neither do prefixes that came or went with a release.
struct LogText: Hashable, Sendable {
  /// Words, numbers in hex or decimal without leading zeros.
  let words: [Substring]

  init(_ message: String) {
    var words = Self.words(message[...])
    if words.first == "e820:", let second = words.dropFirst().first, second != "update", second != "remove" {
      words.removeFirst()
    }
    if words.count == 2, words[1] == "Disabled", words[0] == "MTRR:" || words[0] == "mtrr:" {
      words.removeFirst()
    }
    if let layout = Self.oldPATLine(words) {
      words = Self.words(PATMessage.configuration(layout).text[...])
    } else if words.count > 3, words[0].hasSuffix("PAT"), words[1] == "configuration" {
      words.replaceSubrange(0..<2, with: ["x86/PAT:", "Configuration"])
    }
    if words.suffix(2) == ["by", "CPU."] { words.insert("the", at: words.count - 1) }
    Self.renew(memoryMapLine: &words)
    // Older kernels do not say what disabled it.
    if words == ["x86/PAT:", "PAT", "support", "disabled."] {
      words = ["x86/PAT:", "PAT", "support", "disabled", "via", "boot", "option."]
    }
    self.words = words.map(Self.withoutZeros)
  }

  /// `modified: 0000000000100000 - 00000000cfda0000 (usable)`, before 3.5: the end is not included.
  private static func renew(memoryMapLine words: inout [Substring]) {
    guard words.count >= 5, words[0].hasSuffix(":"), words[2] == "-", words[4].hasPrefix("("),
      words.last?.hasSuffix(")") == true, words[1].utf8.count == 16, words[3].utf8.count == 16,
      let start = UInt64(words[1], radix: 16), let end = UInt64(words[3], radix: 16), end > start
    else { return }
    let range = "\(start.prefixedHex(width: 16))-\((end - 1).prefixedHex(width: 16))"
    var type = words[4...].joined(separator: " ")
    type.removeFirst()
    type.removeLast()
    words = [words[0], "mem", Substring(range)] + Self.words(type[...])
  }

  /// `x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106`: what was written, up to 4.1.
  private static func oldPATLine(_ words: [Substring]) -> UInt64? {
    guard words.starts(with: ["x86", "PAT", "enabled:"]), let place = words.firstIndex(of: "new"),
      place + 1 < words.count, words[place + 1].hasPrefix("0x")
    else { return nil }
    return UInt64(words[place + 1].dropFirst(2), radix: 16)
  }

  private static func words(_ text: Substring) -> [Substring] {
    text.split { $0 == " " || $0 == "\t" || $0 == "[" || $0 == "]" }
  }

  /// Numbers have as many digits as the processor's width wants, or as a release prints.
  private static func withoutZeros(_ word: Substring) -> Substring {
    guard word.contains("0"), word.utf8.count > 1 else { return word }
    var result = ""
    var number = ""
    for character in word {
      if character.isHexDigit {
        number.append(character)
        continue
      }
      result += stripped(number)
      number = ""
      result.append(character)
    }
    return Substring(result + stripped(number))
  }

  private static func stripped(_ digits: String) -> Substring {
    let rest = digits.drop { $0 == "0" }
    return rest.isEmpty ? digits.prefix(1) : rest
  }

  /// The first words are these.
  func starts(with text: String) -> Bool {
    words.starts(with: Self.words(text[...]))
  }

  /// Whether it begins with all that another one says, and that is more than a few words.
  func continues(_ other: LogText) -> Bool {
    other.words.count >= 4 && words.count > other.words.count && words.starts(with: other.words)
  }

  /// Whether a word is among them.
  func contains(_ word: String) -> Bool { words.contains { $0 == word } }
}
