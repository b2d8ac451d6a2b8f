import MemtypeEngine
import TestSupport
import Testing

@Suite(.bounded) struct QuotedWordsTests {
  @Test func wordsAreReadAsAShellReadsThem() {
    #expect(QuotedWords.split("a.txt 'b c' \"d e\"f  g") == ["a.txt", "b c", "d ef", "g"])
    #expect(QuotedWords.split("  ").isEmpty && QuotedWords.split("''") == [""])
  }

  @Test(arguments: ["a b", "it's", "say \"hi\"", "plain"])
  func aQuotedWordIsReadAgain(word: String) {
    #expect(QuotedWords.split("x " + QuotedWords.quoted(word, isWhole: true)) == ["x", word])
  }
}
