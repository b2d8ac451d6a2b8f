import TestSupport
import Testing

@testable import Terminal

@Suite(.bounded) struct ClipboardTests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("µ\n", "wrUK"),
  ])
  func base64(text: String, encoded: String) {
    #expect(Clipboard.base64(Array(text.utf8)) == encoded)
    #expect(Clipboard.sequence(text) == "\u{1b}]52;c;\(encoded)\u{7}")
  }

  @Test func longTextIsCutAtACharacter() {
    let text = String(repeating: "é", count: Clipboard.largestText)
    let sequence = Clipboard.sequence("a" + text)
    let payload = sequence.dropFirst(7).dropLast()
    // One letter and 37 496 whole characters: 74 993 bytes.
    #expect(payload.utf8.count == (74_993 + 2) / 3 * 4)
    #expect(payload.hasSuffix("="))
  }

  @Test func screenGetsPiecesOfItsOwn() {
    let wrapped = Clipboard.sequence(String(repeating: "x", count: 1000), screenPassthrough: true)
    let pieces = wrapped.split(separator: "\u{1b}\\")
    #expect(pieces.count == 3)
    #expect(pieces.allSatisfy { $0.hasPrefix("\u{1b}P") && $0.utf8.count <= 514 })
  }
}
