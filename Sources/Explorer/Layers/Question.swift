import Screen

/// Something that is asked on the bottom line, for what cannot be taken back.
struct Question: Layer {
  typealias Answer = @Sendable (inout Explorer) -> [Effect]

  var text: String
  /// What each command that answers it does.
  var answers: [Command: Answer]
  /// What doing nothing does.
  var stay: Answer = { _ in [] }

  var question: String? { text }
  var context: Context { .question }
  var leavesPanes: Bool { true }
  var helpSection: String { "Scenarios, saving, recovery" }
  var hints: [Hint] {
    [
      Hint(.answerYes, "yes"), Hint(.answerSave, "save"), Hint(.answerDiscard, "discard"),
      Hint(.leaveForNow, "later"), Hint(.cancel, "stay"),
    ]
  }

  func cancel(in explorer: inout Explorer) -> [Effect] {
    explorer.close()
    return stay(&explorer)
  }
}

extension Explorer {
  fileprivate func whyNoAnswer(_ command: Command) -> String? {
    top(Question.self)?.answers[command] == nil ? "" : nil
  }

  fileprivate mutating func answer(_ command: Command) -> [Effect] {
    guard let answer = top(Question.self)?.answers[command] else { return [] }
    close()
    return answer(&self)
  }
}

extension Command {
  static let answerYes: Command = Command(
    "answer-yes", .question, ["y"], "do it", unless: { $0.whyNoAnswer(.answerYes) },
    effects: { $0.answer(.answerYes) })

  static let answerSave: Command = Command(
    "answer-save", .question, ["s"], "save it, then go on", unless: { $0.whyNoAnswer(.answerSave) },
    effects: { $0.answer(.answerSave) })

  static let answerDiscard: Command = Command(
    "answer-discard", .question, ["d"], "go on without saving; the edits are lost",
    unless: { $0.whyNoAnswer(.answerDiscard) }, effects: { $0.answer(.answerDiscard) })

  static let leaveForNow: Command = Command(
    "leave-for-now", .question, ["q", .control("c")],
    "leave without saving; the next start offers the edits again",
    unless: {
      guard $0.isJournalBroken else { return $0.whyNoAnswer(.leaveForNow) }
      return
        "the journal cannot be written: \($0.keyName(.answerSave, in: .question)) saves, \($0.keyName(.answerDiscard, in: .question)) discards"
    }, effects: { $0.answer(.leaveForNow) })
}
