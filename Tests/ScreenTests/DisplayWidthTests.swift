import Screen
import TestSupport
import Testing

@Suite(.bounded) struct DisplayWidthTests {
  @Test(
    arguments: [
      ("", 0), ("abc", 3), ("日本語", 6), ("e\u{301}", 1), ("é", 1), ("😀", 2), ("─│┌▸✓", 5), ("ｱ", 1), ("Ａ", 2),
      ("한글", 4), ("\u{1100}\u{1161}", 2), ("\u{1b}", 1), ("\u{200d}", 1), ("❤\u{fe0f}", 1), ("\u{20000}", 2),
      ("µ±×", 3), ("а", 1), ("\u{fe0f}", 0), ("\u{0e01}\u{0e34}", 1),
    ] as [(String, Int)])
  func width(text: String, columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test func everyGlyphIsOneColumn() {
    for glyphs in [GlyphSet.unicode, .console, .ascii] {
      for (name, value) in Mirror(reflecting: glyphs).children {
        guard let scalar = value as? Unicode.Scalar else { continue }
        #expect(DisplayWidth.of(scalar) == 1, "\(name ?? "")")
        if glyphs == .ascii { #expect(scalar.isASCII, "\(name ?? "")") }
      }
      for (name, value) in Mirror(reflecting: glyphs.box).children {
        guard let scalar = value as? Unicode.Scalar else { continue }
        #expect(DisplayWidth.of(scalar) == 1, "\(name ?? "")")
      }
    }
  }

  @Test func everyScalarIsMeasuredAsItIsDrawn() {
    // One of each block of 64 over the whole code space.
    for value in stride(from: UInt32(0x20), to: 0x11_0000, by: 61) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      var canvas = Canvas(size: Size(columns: 4, rows: 1))
      let end = canvas.text("a" + String(Character(scalar)), column: 0, row: 0)
      #expect(end == 1 + DisplayWidth.of(scalar))
      #expect(canvas.frame[1, 0].isBlank == (DisplayWidth.of(scalar) == 0 || scalar == " "))
    }
  }
}
