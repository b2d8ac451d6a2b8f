/// The one rule for text that leaves the program: on the screen, in reports and errors, in JSON and in file names.
///
/// Whatever commands a terminal, turns text round, breaks a line or takes no room is shown as what it is, `\x1b` or
/// `\u{202e}`, so that nothing from a file takes effect and nothing hides.
extension Unicode.Scalar {
  /// C0, DEL and C1; format characters, among them the bidirectional controls; line and paragraph separators;
  /// whatever Unicode lets a renderer leave out (Default_Ignorable_Code_Point), save the two selectors that tell a
  /// picture from a letter (U+FE0E, U+FE0F), which stand behind what they change.
  public var isHidden: Bool {
    switch value {
    case 0x20..<0x7f: return false
    case 0..<0xa0, 0xad: return true
    case ..<0x300: return false
    case 0xfe0e, 0xfe0f: return false
    case 0x34f, 0x61c, 0x115f...0x1160, 0x17b4...0x17b5, 0x180b...0x180f, 0x200b...0x200f, 0x2028...0x202e,
      0x2060...0x206f, 0x3164, 0xfe00...0xfe0d, 0xfeff, 0xffa0, 0xfff0...0xfffb, 0x1bca0...0x1bca3,
      0x1d173...0x1d17a, 0xe0000...0xe0fff:
      return true
    // The ideographs, Hangul and the drawing characters have none.
    case 0x2070..<0x3164, 0x3165..<0xfe00: return false
    default: break
    }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }

  /// `\x1b`, `\u{202e}`.
  fileprivate var shown: String {
    let digits = String(value, radix: 16)
    return value < 0x100 ? "\\x" + (digits.count < 2 ? "0" : "") + digits : "\\u{\(digits)}"
  }
}

/// One line of text, fit for a terminal or a pipe: what is hidden is shown, line feeds and tabs too.
public func printable(_ text: String) -> String { shown(text) { $0.isHidden } }

/// Text whose lines and columns are laid out already: line feeds and tabs stay.
public func printableLines(_ text: String) -> String {
  shown(text) { $0.isHidden && $0 != "\n" && $0 != "\t" }
}

/// Whether all of a text shows as it is.
public func isPrintable(_ text: String) -> Bool { !text.unicodeScalars.contains(where: \.isHidden) }

private func shown(_ text: String, _ isHidden: (Unicode.Scalar) -> Bool) -> String {
  guard text.unicodeScalars.contains(where: isHidden) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isHidden(scalar) { result += scalar.shown } else { result.unicodeScalars.append(scalar) }
  }
  return result
}

/// A JSON document with what is hidden in its strings as `\uXXXX`; a reader gets the same text.
public func printableJSON(_ document: String) -> String {
  func isHidden(_ scalar: Unicode.Scalar) -> Bool { scalar.isHidden && scalar != "\n" && scalar != "\t" }
  guard document.unicodeScalars.contains(where: isHidden) else { return document }
  var result = ""
  for scalar in document.unicodeScalars {
    guard isHidden(scalar) else {
      result.unicodeScalars.append(scalar)
      continue
    }
    for unit in scalar.utf16 {
      let digits = String(unit, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
  return result
}
