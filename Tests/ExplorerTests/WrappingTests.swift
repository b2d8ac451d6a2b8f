import Screen
import TestSupport
import Testing

@testable import Explorer

@Suite(.bounded) struct WrappingTests {
  @Test func aLongWordIsCutInTime() {
    for word in [
      String(repeating: "n", count: 200_000), String(repeating: "日", count: 100_000),
      String(repeating: "e\u{301}", count: 100_000),
    ] {
      let lines = wrapped(word, width: 33)
      #expect(lines.joined() == word)
      #expect(lines.allSatisfy { DisplayWidth.of($0) <= 33 })
      #expect(lines.dropLast().allSatisfy { DisplayWidth.of($0) >= 32 })
    }
  }

  @Test func aCharacterThatIsTooWideStandsAlone() {
    #expect(wrapped("日本", width: 1) == ["日", "本"])
    #expect(wrapped("ab 日本cd e", width: 3) == ["ab", "日", "本c", "d e"])
  }
}
