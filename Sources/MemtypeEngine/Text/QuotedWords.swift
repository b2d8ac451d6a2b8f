/// Words between blanks, as a shell has them: quotes keep blanks in a word.
package enum QuotedWords {
  package static func split(_ text: String) -> [String] { words(text).map(\.word) }

  /// The words with the places where they begin, their quotes included.
  package static func words(_ text: String) -> [(start: String.Index, word: String)] {
    var words: [(start: String.Index, word: String)] = []
    var isInWord = false
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if quote == nil, character == " " {
        isInWord = false
        continue
      }
      if !isInWord { words.append((index, "")) }
      isInWord = true
      if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
      } else {
        words[words.count - 1].word.append(character)
      }
    }
    return words
  }

  /// A word as it stands among others. The closing quote waits until nothing more can follow.
  package static func quoted(_ word: String, isWhole: Bool) -> String {
    guard word.contains(where: { " '\"".contains($0) }) else { return word }
    let mark = word.contains("\"") ? "'" : "\""
    return mark + word + (isWhole && !word.hasSuffix("/") ? mark : "")
  }
}
