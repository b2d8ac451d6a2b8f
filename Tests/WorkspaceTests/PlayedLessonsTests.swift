import Lessons
import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer
@testable import Workspace

/// Every lesson of the course, played to its end with the keys that a learner has.
@Suite(.bounded) struct PlayedLessonsTests {
  private func begin(_ name: String, _ size: Size = Size(columns: 80, rows: 24)) throws -> Explorer {
    var explorer = Explorer(.snpForcedWB, size: size)
    explorer.begin(try LessonLibrary().lesson(name))
    return explorer
  }

  private func press(_ explorer: inout Explorer, _ key: Key) -> [Effect] { explorer.update(.key(key)) }

  private func type(_ text: String, _ explorer: inout Explorer) {
    for character in text { _ = explorer.update(.key(.character(character))) }
  }

  /// Gives an answer as a learner does: by its letter, or typed.
  private func answer(_ text: String, _ explorer: inout Explorer) throws {
    let asked = try #require(explorer.learning?.asked)
    if asked.options.isEmpty {
      _ = press(&explorer, .enter)
      type(text, &explorer)
    } else {
      let index = try #require(asked.options.firstIndex { $0.text == text })
      _ = press(&explorer, .character(Character(Unicode.Scalar(UInt8(97 + index)))))
    }
    _ = press(&explorer, .enter)
  }

  @Test(arguments: Course.names) func rightAnswersLeadToTheEnd(name: String) throws {
    var explorer = try begin(name)
    let count = try #require(explorer.learning?.lesson.steps.count)
    var kept: LessonProgress?
    for index in 0..<count {
      let learning = try #require(explorer.learning, "\(name) ended before step \(index + 1)")
      #expect(learning.index == index)
      if let asked = learning.asked {
        #expect(learning.isAsking)
        try answer(asked.rightAnswer, &explorer)
        #expect(explorer.learning?.verdict?.isRight == true, "\(name), step \(index + 1)")
      }
      for case .keepProgress(let progress) in press(&explorer, .enter) { kept = progress }
    }
    #expect(explorer.learning == nil)
    let progress = try #require(kept)
    #expect(progress.isDone(of: count) && progress.wrong.isEmpty && !progress.right.isEmpty)
    // What was open before is in front again, and nothing is left to save.
    #expect(explorer.document.scenario == .snpForcedWB && explorer.others.count == 1)
    #expect(explorer.unsavedScenarios.isEmpty)
  }

  /// Each wrong option is met with where it comes from and with the reasons for what is.
  @Test(arguments: Course.names) func wrongAnswersAreMetWithReasons(name: String) throws {
    var explorer = try begin(name, Size(columns: 160, rows: 60))
    let steps = try #require(explorer.learning?.lesson.steps)
    for index in steps.indices {
      guard let asked = explorer.learning?.asked else {
        _ = press(&explorer, .enter)
        continue
      }
      let wrong = asked.options.map(\.text).filter { !asked.isRight($0) }
      for option in wrong {
        try answer(option, &explorer)
        let verdict = try #require(explorer.learning?.verdict)
        #expect(!verdict.isRight)
        let text = explorer.lessonLines(width: 400).map(\.text).joined(separator: "\n")
        func quoted(_ words: String) -> String { words.contains(" ") ? "\"\(words)\"" : words }
        #expect(
          text.contains("You said \(quoted(option)); it is \(quoted(asked.rightAnswer))"),
          "\(name), step \(index + 1)")
        for sentence in verdict.saidChain + verdict.reasons {
          #expect(text.contains(sentence), "\(name): \(sentence)")
        }
        // Back and forth: the question is as it was.
        _ = explorer.goToStep(index)
        #expect(explorer.learning?.isAsking == true)
      }
      if let first = wrong.first { try answer(first, &explorer) }
      if wrong.isEmpty { try answer(asked.reply == .yesOrNoForTests ? "yes" : asked.rightAnswer, &explorer) }
      _ = press(&explorer, .enter)
    }
    #expect(explorer.learning == nil)
  }

  /// Before a question is answered nothing on the screen hangs on what lies ahead, whichever pane is looked at.
  @Test(arguments: Course.names) func nothingGivesAnAnswerAway(name: String) throws {
    let lesson = try LessonLibrary().lesson(name)
    let problems = LessonPlay.problems(
      lesson, sizes: [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)])
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
  }

  /// The proof above would find a leak: without a veil it does.
  @Test func aLeakIsFound() throws {
    var lesson = try LessonLibrary().lesson("boot-order")
    lesson.steps[0].veil = .before("driver:tpm")
    lesson.steps[0].question = Question(
      "Who holds the TPM?", ["gets", "acpi:\\_SB.TPM.TPMR"], proposals: [.init("UC-")])
    // What the question is about lies before the veil: that is no leak of what is ahead, and nothing is found.
    #expect(LessonPlay.problems(lesson, sizes: [Size(columns: 80, rows: 24)]).isEmpty)
    let complete = evaluate(lesson.steps[0].scenario)
    var real = Explorer(lesson.steps[0].scenario, size: Size(columns: 80, rows: 24))
    var other = Explorer(
      lesson.steps[0].scenario, size: Size(columns: 80, rows: 24),
      engine: Engine(evaluate: { evaluate($0).withOtherEnding(after: 3) }, explain: Engine.model.explain))
    #expect(real.screenText != other.screenText)
    real.go(toStep: 3)
    other.go(toStep: 3)
    // Where the cursor begins hangs on what fails.
    (real.ruler, other.ruler) = (Ruler(), Ruler())
    real.normalizeViewState()
    other.normalizeViewState()
    #expect(real.screenText == other.screenText)
    #expect(complete.trace.steps.count > 3)
  }

  /// Commands that show what lies ahead wait; moving, reading and asking for terms do not.
  @Test func commandsThatTellHaveToWait() throws {
    var explorer = try begin("boot-order")
    let frame = explorer.screenText
    for command in [
      Command.nextStep, .showCures, .cycleBehaviour, .copyReport, .firstTouch, .nextConflict,
      .toggleComparison,
      .editSource, .goToRow, .undo, .openScenario,
    ] {
      #expect(explorer.whyNot(command) != nil, "\(command.name)")
      #expect(explorer.perform(command).isEmpty)
    }
    explorer.notice = nil
    explorer.learning?.isFocused = true
    #expect(explorer.screenText == frame)
    for command in [Command.down, .help, .explainTerm, .search, .maximizePane] {
      #expect(explorer.whyNot(command) == nil, "\(command.name)")
    }
    // Setting an input by its name is an edit, too.
    _ = press(&explorer, .tab)
    _ = press(&explorer, .character(":"))
    type("tolud 3G", &explorer)
    _ = press(&explorer, .enter)
    #expect(explorer.notice?.isBad == true && explorer.learning?.isAsking == true)
  }

  @Test func theLearnerMayLeaveThePathAndComeBack() throws {
    var explorer = try begin("boot-order")
    let (step, segments) = (explorer.boot?.step, explorer.evaluation.segments)
    func panes() -> [Substring] {
      // The last lines are messages and keys.
      let size = Size(columns: 80, rows: 24)
      return frame(of: explorer, size: size).text.split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast(3)
    }
    _ = explorer.update(.resized(Size(columns: 80, rows: 24)))
    let before = panes()
    _ = press(&explorer, .character("o"))
    #expect(panes() != before)
    #expect(explorer.learning?.isOffPath == true && explorer.boot == nil)
    _ = press(&explorer, .character("K"))
    #expect(explorer.document.scenario.behaviour == .forcedWBAndPCIHole)
    #expect(explorer.unsavedScenarios.isEmpty)
    _ = press(&explorer, .character("L"))
    #expect(explorer.learning?.isAsking == true)
    #expect(explorer.boot?.step == step && explorer.evaluation.segments == segments)
    #expect(panes() == before)
    #expect(explorer.document.scenario == explorer.learning?.step.scenario)
  }

  /// After the answer an edit leads off the path by itself, and the answer is there again afterwards.
  @Test func anEditAfterTheAnswerIsOffThePath() throws {
    var explorer = try begin("boot-order")
    try answer("UC-", &explorer)
    _ = press(&explorer, .tab)
    _ = press(&explorer, .character("K"))
    #expect(explorer.learning?.isOffPath == true)
    _ = press(&explorer, .character("L"))
    #expect(explorer.learning?.verdict?.isRight == true && explorer.learning?.isOffPath == false)
  }

  /// A lesson begins where it was left.
  @Test func progressIsTakenUp() throws {
    let lesson = try LessonLibrary().lesson("masks")
    var progress = LessonProgress(lesson: "masks")
    progress.step = 2
    var explorer = Explorer(.bareMetal, size: Size(columns: 80, rows: 24))
    explorer.begin(lesson, progress: progress)
    #expect(explorer.learning?.index == 2)
    progress.step = lesson.steps.count
    explorer.begin(lesson, progress: progress)
    #expect(explorer.learning?.index == 0)
  }

  /// At every size there is room for the lesson, and for the explorer beside it.
  @Test(arguments: [(80, 24), (100, 30), (120, 40), (200, 60), (60, 22), (40, 12)])
  func everySizeHasRoom(columns: Int, rows: Int) throws {
    let explorer = try begin("masks", Size(columns: columns, rows: rows))
    let region = try #require(explorer.lessonRegion)
    #expect(region.columns <= columns && region.rows <= rows)
    let text = frame(of: explorer, size: Size(columns: columns, rows: rows)).text
    #expect(text.contains("Base and mask"))
    if rows >= 24 { #expect(explorer.size.rows >= 12 && ScreenLayout.fits(explorer.size)) }
  }

  /// A quiz in the explorer keeps no progress.
  @Test func aQuizIsPlayed() throws {
    var explorer = Explorer(.bareMetal, size: Size(columns: 80, rows: 24))
    explorer.begin(Lesson(Quiz(seed: 1, level: 2, count: 3)))
    for _ in 0..<3 {
      let asked = try #require(explorer.learning?.asked)
      try answer(asked.rightAnswer, &explorer)
      #expect(explorer.learning?.verdict?.isRight == true)
      #expect(!press(&explorer, .enter).contains { if case .keepProgress = $0 { true } else { false } })
    }
    #expect(explorer.learning == nil)
  }
}

extension Reply {
  fileprivate static let yesOrNoForTests = Reply.words(["yes", "no"])
}

extension Explorer {
  fileprivate var screenText: String {
    let frame = frame(of: self, size: screenSize)
    return frame.text + frame.roleText
  }
}
