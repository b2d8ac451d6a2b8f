import Screen
import TestSupport
import Testing

@Suite(.bounded) struct ColorTests {
  @Test func readsHexadecimalColours() {
    #expect(RGB(hex: "#a0C4ff") == RGB(0xa0, 0xc4, 0xff))
    #expect(RGB(hex: "000000") == RGB(0, 0, 0))
    #expect(RGB(hex: "#fa0") == RGB(0xff, 0xaa, 0))
    #expect(RGB(0x01, 0xc4, 0xff).hex == "#01c4ff")
    for wrong in ["", "#", "12345", "1234567", "gggggg", "12 456", "##12345", "１２３４５６"] {
      #expect(RGB(hex: wrong) == nil, "\(wrong)")
    }
  }

  @Test func contrastIsThatOfWCAG() {
    #expect(abs(RGB(0, 0, 0).contrast(with: RGB(255, 255, 255)) - 21) < 1e-9)
    // The published example of a grey that just passes AA on white, and one that just fails.
    #expect(RGB(0x76, 0x76, 0x76).contrast(with: RGB(255, 255, 255)) >= 4.5)
    #expect(RGB(0x77, 0x77, 0x77).contrast(with: RGB(255, 255, 255)) < 4.5)
  }

  @Test func oklabMatchesPublishedValues() {
    func near(_ color: RGB, _ l: Double, _ a: Double, _ b: Double) -> Bool {
      let lab = OKLab(color)
      return abs(lab.lightness - l) < 0.001 && abs(lab.a - a) < 0.001 && abs(lab.b - b) < 0.001
    }
    #expect(near(RGB(255, 255, 255), 1, 0, 0))
    #expect(near(RGB(0, 0, 0), 0, 0, 0))
    #expect(near(RGB(255, 0, 0), 0.628, 0.225, 0.126))
    #expect(near(RGB(0, 255, 0), 0.866, -0.234, 0.179))
    #expect(near(RGB(0, 0, 255), 0.452, -0.032, -0.312))
  }

  @Test func optionThenNoColorThenColorTerm() {
    #expect(ColorChoice.auto.wanted(noColor: nil, colorTerm: nil) == nil)
    #expect(ColorChoice.auto.wanted(noColor: "", colorTerm: nil) == nil)
    #expect(ColorChoice.auto.wanted(noColor: "1", colorTerm: "truecolor") == ColorDepth.none)
    #expect(ColorChoice.auto.wanted(noColor: nil, colorTerm: "truecolor") == .truecolor)
    #expect(ColorChoice.sixteen.wanted(noColor: "1", colorTerm: nil) == .sixteen)
    #expect(ColorChoice.never.wanted(noColor: nil, colorTerm: "24bit") == ColorDepth.none)
    #expect(
      [-1, 0, 7, 8, 15, 16, 88, 256, 0x1000000].map { ColorDepth(colors: $0).rawValue }
        == [0, 0, 0, 8, 8, 16, 16, 256, 256])
  }

  @Test func base24ColoursFallBack() throws {
    let colors = Dictionary(
      uniqueKeysWithValues: Scheme.Slot.allCases.filter(\.isRequired).map {
        ($0, RGB(UInt8($0.rawValue), 0, 0))
      })
    let scheme = try #require(Scheme(name: "x", colors: colors))
    #expect(scheme[.base12] == scheme[.base08])
    #expect(scheme[.base17] == scheme[.base0E])
    #expect(Scheme.Slot.base0A.name == "base0A" && Scheme.Slot.base17.name == "base17")
    var fewer = colors
    fewer[.base0F] = nil
    #expect(Scheme(name: "x", colors: fewer) == nil)
  }
}
