import Screen
import TestSupport
import Testing
import VisibleText

/// The one rule for text that leaves the program.
@Suite(.bounded) struct VisibleTextTests {
  @Test(
    arguments: [
      ("plain, ümläut 日本語 µ±× ✓ e\u{301} ❤\u{fe0f}", "plain, ümläut 日本語 µ±× ✓ e\u{301} ❤\u{fe0f}"),
      ("\u{1b}]0;t\u{7}", "\\x1b]0;t\\x07"), ("\u{7f}\u{9b}\u{85}\u{ad}", "\\x7f\\x9b\\x85\\xad"),
      ("a\nb\tc", "a\\x0ab\\x09c"),
      ("\u{202e}\u{2066}\u{61c}", "\\u{202e}\\u{2066}\\u{61c}"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
      ("\u{200b}\u{200d}\u{feff}\u{2060}", "\\u{200b}\\u{200d}\\u{feff}\\u{2060}"),
      ("\u{e0041}\u{e0100}\u{3164}\u{115f}", "\\u{e0041}\\u{e0100}\\u{3164}\\u{115f}"),
    ] as [(String, String)])
  func hiddenCharactersAreShown(text: String, shown: String) {
    #expect(printable(text) == shown)
    #expect(isPrintable(printable(text)))
  }

  @Test func layoutMayKeepLinesAndTabs() {
    #expect(printableLines("a\n\tb\r\u{1b}") == "a\n\tb\\x0d\\x1b")
  }

  @Test func whateverUnicodeCallsFormatOrIgnorableIsHidden() {
    for value in UInt32(0)...0x10_ffff {
      guard let scalar = Unicode.Scalar(value), value != 0xfe0e, value != 0xfe0f else { continue }
      let properties = scalar.properties
      var mustBeHidden = properties.isDefaultIgnorableCodePoint || properties.isBidiControl
      switch properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: mustBeHidden = true
      default: break
      }
      if mustBeHidden != scalar.isHidden {
        // What no version of Unicode has given a meaning yet may be hidden ahead of time.
        #expect(scalar.isHidden && properties.generalCategory == .unassigned, "U+\(String(value, radix: 16))")
      }
      if scalar.isHidden {
        var canvas = Canvas(size: Size(columns: 2, rows: 1))
        canvas.text(String(Character(scalar)), column: 0, row: 0)
        #expect(DisplayWidth.of(scalar) == 1, "U+\(String(value, radix: 16))")
        #expect(!canvas.frame.text.unicodeScalars.contains { $0.isHidden && $0 != "\n" })
      }
    }
  }

  @Test func jsonIsEscapedNotChanged() {
    #expect(
      printableJSON("{\n\t\"a\": \"\u{9b}\u{202e}é\u{e0041}\"}\n")
        == "{\n\t\"a\": \"\\u009b\\u202eé\\udb40\\udc41\"}\n")
  }
}
