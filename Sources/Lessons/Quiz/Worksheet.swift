/// A quiz on paper: questions on one sheet, answers with their rules on another.
public struct Worksheet: Sendable {
  public let quiz: Quiz

  public init(_ quiz: Quiz) { self.quiz = quiz }

  private var heading: String {
    "mtrrscope quiz --level \(quiz.level) --seed \(quiz.seed) --count \(quiz.questions.count): "
      + Quiz.title(ofLevel: quiz.level)
  }

  private static let letters = ["a", "b", "c", "d", "e"]

  /// The sheet that is handed out, 78 columns.
  public var questions: String {
    var lines = [heading, ""]
    for (index, question) in quiz.questions.enumerated() {
      let number = "\(index + 1)."
      lines += Self.wrapped(question.asked.question.text, first: "\(number) ", rest: "    ")
      lines += question.given.map { "      \($0)" }
      for (letter, option) in zip(Self.letters, question.asked.options) {
        lines += Self.wrapped(option.text, first: "   \(letter)) ", rest: "      ")
      }
      lines += ["   Because: ______________________________________________________________", ""]
    }
    return lines.joined(separator: "\n")
  }

  /// Answers, each with what leads to it and which wrong rules make the other options.
  public var key: String {
    var lines = ["Key to " + heading, ""]
    for (index, question) in quiz.questions.enumerated() {
      let options = question.asked.options
      let right = options.firstIndex { question.asked.isRight($0.text) } ?? 0
      lines += Self.wrapped("\(Self.letter(right)) \(question.answer)", first: "\(index + 1). ", rest: "    ")
      for reason in question.asked.verdict(on: question.answer).reasons {
        lines += Self.wrapped(reason, first: "     ", rest: "     ")
      }
      for (place, option) in options.enumerated() where place != right {
        guard let rule = option.misconception?.rule.wrong else { continue }
        let because = question.asked.verdict(on: option.text).because
        let text = because.isEmpty ? "\"\(rule)\"" : "\"\(rule)\": \(because)"
        lines += Self.wrapped("\(Self.letter(place)) \(text)", first: "   not ", rest: "       ")
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }

  private static func letter(_ index: Int) -> String {
    letters.indices.contains(index) ? "\(letters[index]))" : "\(index + 1))"
  }

  /// Breaks at blanks; a longer word stands on a line of its own.
  private static func wrapped(_ text: String, first: String, rest: String) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > 78 {
        lines.append(line)
        (line, isEmpty) = (rest, true)
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [line]
  }
}
