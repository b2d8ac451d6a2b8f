import Lessons
import Screen

extension Command {
  static let learn = Command(
    "learn", .anyPane, ["L"], "lessons: choose one, or come back to the one that is open", argument: .lesson,
    also: [Use(.lesson, ["l"], "the list of lessons")],
    effects: { explorer in
      if let learning = explorer.learning, !learning.isFocused || learning.isOffPath {
        explorer.comeBack()
      } else {
        explorer.openLessons()
      }
      return []
    })

  static let answerOrGoOn = Command(
    "lesson-go-on", .lesson, [.enter], "give the answer under the cursor, or type it; then go on",
    effects: { $0.answerOrGoOn() })

  static let chooseOption = [1, 2, 3, 4, 5].map { number in
    Command(
      "answer-\(number)", .lesson,
      [.character(Character(String(number))), .character(Character(Unicode.Scalar(UInt8(96 + number))))],
      "go to option \(number)", unless: { $0.whyNoOption(number - 1) }
    ) { $0.learning?.selection = number - 1 }
  }

  static let toggleSure = Command(
    "lesson-sure", .lesson, ["s"], "say that you are sure of the answer, or that it is a guess",
    unless: { $0.learning?.isAsking == true ? nil : "" }
  ) { $0.learning?.isSure.toggle() }

  static let takeHint = Command(
    "lesson-hint", .lesson, ["h"], "a hint: which row to look at, which rule, and the rule applied elsewhere",
    unless: { $0.whyNoHint }
  ) { $0.takeHint() }

  static let nextLessonStep = Command(
    "lesson-next", .lesson, ["n", .right], "the next step; a question that waits stays unanswered",
    effects: { explorer in explorer.goToStep((explorer.learning?.index ?? 0) + 1) })

  static let previousLessonStep = Command(
    "lesson-previous", .lesson, ["p", .left], "the step before, its question unanswered",
    effects: { explorer in explorer.goToStep((explorer.learning?.index ?? 0) - 1) })

  static let leavePath = Command(
    "lesson-try", .lesson, ["o"], "leave the lesson's path and try things with its machine; L comes back"
  ) { $0.leavePath() }

  static let lookAround = Command(
    "lesson-look", .lesson, [.tab, .escape], "give the keyboard to the panes; L comes back"
  ) { $0.learning?.isFocused = false }

  static let endLesson = Command(
    "lesson-end", .lesson, ["q"], "leave the lesson; it goes on there another time"
  ) { $0.leaveLesson() }

  /// Those that are about a lesson.
  static let ofLessons: [Command] =
    [.learn, answerOrGoOn] + chooseOption + [
      toggleSure, takeHint, nextLessonStep, previousLessonStep, leavePath, lookAround, endLesson,
    ]
}

extension Argument {
  static let lesson = Argument(
    what: "a lesson's name",
    candidates: { explorer, text in
      fitting(explorer.host.lessons().map { Candidate(text: $0.name, detail: $0.title) }, text)
    },
    run: { explorer, text throws(ArgumentError) in
      let names = explorer.host.lessons().map(\.name)
      let beginning = names.filter { $0.hasPrefix(text) }
      guard let name = names.first(where: { $0 == text }) ?? (beginning.count == 1 ? beginning[0] : nil)
      else {
        throw ArgumentError(text: "\"\(text)\" is no lesson: there are \(names.joined(separator: " "))")
      }
      return explorer.beginLesson(named: name)
    })
}

extension Explorer {
  fileprivate func whyNoOption(_ index: Int) -> String? {
    guard let learning, learning.isAsking, let asked = learning.asked else { return "" }
    if asked.options.isEmpty { return "this answer is typed: \(keyName(.answerOrGoOn, in: .lesson)) begins" }
    return asked.options.indices.contains(index) ? nil : "there are \(asked.options.count) options"
  }

  fileprivate var whyNoHint: String? {
    guard let learning, learning.isAsking else { return "" }
    let count = learning.asked?.question.hints.count ?? 0
    return learning.hintCount < count
      ? nil : count == 0 ? "this question has no hints" : "that was the last hint"
  }

  fileprivate mutating func takeHint() {
    learning?.hintCount += 1
    learning?.progress.hints += 1
    learning?.top = .max
  }

  fileprivate mutating func answerOrGoOn() -> [Effect] {
    guard let learning else { return [] }
    if learning.isOffPath {
      comeBack()
      return []
    }
    guard learning.isAsking, let asked = learning.asked else { return goToStep(learning.index + 1) }
    guard asked.options.isEmpty else {
      let selection = min(learning.selection, asked.options.count - 1)
      return answer(asked.options[selection].text)
    }
    open(AnswerPrompt(accepted: asked.reply.accepted))
    return []
  }

  /// The lessons, to choose one; those that cannot be read say why.
  mutating func openLessons() {
    let items = host.lessons().enumerated().map { index, lesson in
      Menu.Item(
        index: index, text: lesson.title, detail: lesson.detail,
        isCurrent: lesson.name == learning?.lesson.name, problem: lesson.problem)
    }
    guard !items.isEmpty else {
      notice = Notice(text: "there are no lessons here", isBad: true)
      return
    }
    open(
      Menu(title: "Lessons", items, helpSection: "Lessons") { explorer, item in
        let lessons = explorer.host.lessons()
        guard lessons.indices.contains(item.index) else { return [] }
        return explorer.beginLesson(named: lessons[item.index].name)
      })
  }

  fileprivate mutating func beginLesson(named name: String) -> [Effect] {
    switch host.lesson(name) {
    case .success(let opened):
      begin(opened.lesson, progress: opened.progress)
      return []
    case .failure(let problem):
      notice = Notice(text: problem.text, isBad: true)
      return []
    }
  }
}

/// The answer to a lesson's question, where it is typed.
struct AnswerPrompt: LinePrompt {
  var editor = LineEditor(longest: 200)
  let accepted: String
  var label: String { "answer: " }
  var helpSection: String { "Lessons" }
  var hints: [Hint] { [Hint(.commit, "answer"), Hint(.cancel, "later"), Hint(.clearText, "clear")] }

  init(accepted: String) { self.accepted = accepted }

  func answer(in explorer: Explorer) -> (text: String, isGood: Bool) {
    guard let asked = explorer.learning?.asked, let text = asked.reply.canonical(text) else {
      return (accepted, false)
    }
    return ("= \(text)", true)
  }

  func commit(in explorer: inout Explorer) -> [Effect] {
    guard let asked = explorer.learning?.asked, let text = asked.reply.canonical(text) else {
      explorer.notice = Explorer.Notice(text: "\"\(text)\" is no answer; accepted: \(accepted)", isBad: true)
      return []
    }
    explorer.close()
    return explorer.answer(text)
  }
}
