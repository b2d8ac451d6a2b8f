import MemtypeEngine

/// A question about a machine. Its answer is computed when it is asked; nothing here says what it is.
public struct Question: Hashable, Sendable {
  /// An answer that is no right one, as the author of a lesson or a generator proposes it.
  public struct Proposal: Hashable, Sendable {
    /// nil for what the wrong rule gives.
    public var text: String?
    public var misconception: Misconception?

    public init(_ text: String?, _ misconception: Misconception? = nil) {
      (self.text, self.misconception) = (text, misconception)
    }
  }

  /// The sentence.
  public var text: String
  /// The kind and its arguments: `type 0xb_8000`.
  public var words: [String]
  /// Empty where the answer is typed.
  public var proposals: [Proposal]
  /// From the row to look at to the rule applied to other numbers.
  public var hints: [String]

  public init(_ text: String, _ words: [String], proposals: [Proposal] = [], hints: [String] = []) {
    self.text = text
    self.words = words
    self.proposals = proposals
    self.hints = hints
  }

  /// `type 0xb_8000`: the kind, and what its answer rests on.
  static func solve(
    _ words: [String], _ situation: Situation
  ) throws(AskingError) -> (kind: QuestionKind, reply: Reply, solution: Solution) {
    guard let name = words.first, let kind = QuestionKind.named(name) else {
      let known = QuestionKind.all.map(\.name).joined(separator: ", ")
      throw AskingError("\"\(words.first ?? "")\" is no kind of question", accepted: known)
    }
    var rest = Words(Array(words.dropFirst()), situation)
    let solution = try kind.solve(&rest)
    try rest.end()
    // What is asked behind `with` decides how the answer is typed.
    let inner = name == QuestionKind.with.name && words.count > 2 ? QuestionKind.named(words[2]) : kind
    return (kind, inner?.reply ?? kind.reply, solution)
  }
}

/// A question with its answer, at the moment when it is asked.
public struct AskedQuestion: Hashable, Sendable {
  /// A choice.
  public struct Option: Hashable, Sendable {
    public var text: String
    /// The wrong rule that makes it.
    public var misconception: Misconception?
  }

  public let question: Question
  public let reply: Reply
  let solution: Solution
  /// In the order on the screen; empty where the answer is typed.
  public let options: [Option]

  /// Options are put in an order that `seed` decides.
  ///
  /// - Parameters:
  ///   - question: What is asked.
  ///   - situation: The machine that it is asked about.
  ///   - seed: The same seed gives the same order.
  /// - Throws: `AskingError` where this machine does not have what is asked about, or where options coincide.
  public init(_ question: Question, in situation: Situation, seed: UInt64 = 0) throws(AskingError) {
    self.question = question
    let (_, reply, solution) = try Question.solve(question.words, situation)
    self.reply = reply
    self.solution = solution
    var wrong: [Option] = []
    // What cannot be typed is chosen, if need be among what wrong rules give.
    let isChosen = question.proposals.isEmpty && !reply.isTyped
    for proposal in isChosen ? Self.proposals(solution, most: 3) : question.proposals {
      let option = try Self.option(proposal, solution)
      guard !wrong.contains(where: { $0.text == option.text }) else {
        throw AskingError("two options are \"\(option.text)\"", accepted: "options that differ")
      }
      wrong.append(option)
    }
    guard !wrong.isEmpty || reply.isTyped else {
      throw AskingError("no options", accepted: "options, as this answer cannot be typed")
    }
    var random = SeededRandom(seed: seed)
    options = wrong.isEmpty ? [] : random.shuffled(wrong + [Option(text: solution.answer)])
  }

  private static func option(
    _ proposal: Question.Proposal, _ solution: Solution
  ) throws(AskingError) -> Option {
    var text = proposal.text
    if text == nil, let misconception = proposal.misconception {
      let given = solution.mistakes.first {
        $0.misconception == misconception && $0.answer != solution.answer
      }
      guard let given else {
        let known = Set(
          solution.mistakes.filter { $0.answer != solution.answer }.compactMap(\.misconception?.name))
        throw AskingError(
          "[\(misconception.name)] gives no wrong answer here",
          accepted: "the option written out, or one of: \(known.sorted().joined(separator: ", "))")
      }
      text = given.answer
    }
    guard let text, text != solution.answer else {
      throw AskingError(
        "the option \"\(solution.answer)\" is the right answer",
        accepted: "wrong options; the right one is computed")
    }
    return Option(text: text, misconception: proposal.misconception)
  }

  /// Options that wrong rules make, where the author proposes none: at most so many, those with a rule behind them
  /// first, none of them twice.
  static func proposals(_ solution: Solution, most: Int) -> [Question.Proposal] {
    var texts: Set<String> = [solution.answer]
    let ordered =
      solution.mistakes.filter { $0.misconception != nil }
      + solution.mistakes.filter { $0.misconception == nil }
    let fresh = ordered.filter { texts.insert($0.answer).inserted }
    return fresh.prefix(most).map { Question.Proposal($0.answer, $0.misconception) }
  }

  /// For what plays a lesson by itself.
  public var rightAnswer: String { solution.answer }

  /// Whether an answer is right; it is as `reply` writes it, or an option's text.
  public func isRight(_ answer: String) -> Bool { answer == solution.answer }

  /// What is said to an answer that was given.
  public func verdict(on answer: String) -> AnswerVerdict {
    let isRight = isRight(answer)
    let option = options.first { $0.text == answer }
    let mistake =
      solution.mistakes.first { $0.answer == answer && $0.misconception == option?.misconception }
      ?? solution.mistakes.first { $0.answer == answer && $0.misconception != nil }
    return AnswerVerdict(
      answer: answer, isRight: isRight, right: solution.answer, reasons: solution.reasons,
      misconception: isRight ? nil : option?.misconception ?? mistake?.misconception,
      because: isRight ? "" : mistake?.because ?? "")
  }
}

/// What is said to an answer: what is, with its reasons, and where a wrong one comes from.
public struct AnswerVerdict: Hashable, Sendable {
  public var answer: String
  public var isRight: Bool
  public var right: String
  /// From facts to the right answer.
  public var reasons: [String]
  /// The wrong rule that gives the answer; nil where none is known to.
  public var misconception: Misconception?
  /// How that rule comes to it; may be empty.
  public var because: String

  /// The answer and the right one as parts of a sentence: in quotes where they are more than a word.
  public var saidInWords: String { Self.quoted(answer) }
  public var rightInWords: String { Self.quoted(right) }

  private static func quoted(_ text: String) -> String { text.contains(" ") ? "\"\(text)\"" : text }

  /// How the wrong answer comes about, as sentences; empty for a right one.
  public var saidChain: [String] {
    guard !isRight else { return [] }
    guard let misconception else { return ["no rule gives \(saidInWords) here"] }
    let rule = misconception.rule
    return [
      "\(saidInWords) is what \"\(rule.wrong)\" gives" + (because.isEmpty ? "" : ": \(because)"),
      "but \(rule.right)",
    ]
  }
}
