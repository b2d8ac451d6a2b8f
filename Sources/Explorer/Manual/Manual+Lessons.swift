import Lessons

/// What the chapters on lessons have from the lessons themselves.
extension Manual {
  /// Names in braces that stand for lists, beside those of commands.
  static let lists: [String: String] = [
    "panes": LessonReader.panes.joined(separator: ", "),
    "shown": LessonStep.Shown.allCases.map(\.rawValue).joined(separator: ", "),
  ]

  static let glossary: [Term] = Glossary.standard.entries.map { entry -> Term in
    let also = entry.aliases.isEmpty ? "" : " Also: \(entry.aliases.joined(separator: ", "))."
    let text = "\(entry.text)\(also) On the screen: \(entry.screen). Source: \(entry.source)."
    return Term(word: entry.term, text: text)
  }

  static let questionKinds: [Term] = QuestionKind.all.map {
    Term(word: "\($0.name) \($0.arguments)", text: "\($0.help).")
  }

  static let misconceptions: [Term] = Misconception.allCases.map {
    Term(word: $0.name, text: "\($0.rule.wrong); but \($0.rule.right).")
  }
}
