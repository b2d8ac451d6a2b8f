import TestSupport
import Testing

@testable import Explorer

@Suite(.bounded) struct LineEditorTests {
  @Test func theFirstCharacterReplacesWhatWasOffered() {
    var editor = LineEditor("2G")
    editor.insert("3")
    editor.insert("G")
    #expect(editor.text == "3G" && editor.cursor == 2)
    editor = LineEditor("2G")
    editor.move(by: -1)
    editor.insert("1")
    #expect(editor.text == "21G")
  }

  @Test func deletingStopsAtTheEnds() {
    var editor = LineEditor("ab")
    editor.deleteForward()
    editor.deleteBackward()
    editor.deleteBackward()
    editor.deleteBackward()
    #expect(editor.text.isEmpty && editor.cursor == 0)
    editor.insert("tpm + 64K")
    editor.deleteWordBackward()
    #expect(editor.text == "tpm + ")
    editor.moveToStart()
    editor.deleteForward()
    #expect(editor.text == "pm + ")
    editor.moveToEnd()
    #expect(editor.cursor == 5)
  }

  @Test func controlCharactersAndTooMuchAreLeftOut() {
    var editor = LineEditor()
    editor.insert("a\u{1b}[2J\u{7}b\u{202e}")
    #expect(!editor.text.unicodeScalars.contains { $0.value < 0x20 })
    editor.insert(String(repeating: "x", count: 500))
    #expect(editor.characters.count == editor.longest)
  }
}
