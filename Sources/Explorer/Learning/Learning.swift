import Lessons
import MemtypeEngine
import Screen

/// A lesson that is gone through: where the learner is in it.
struct Learning: Sendable {
  enum Phase: Sendable {
    /// Nothing is asked in this step.
    case reading
    case asking
    case answered(AnswerVerdict)
  }

  let lesson: Lesson
  /// The document that shows the step's machine.
  let document: Int
  var index: Int
  var asked: AskedQuestion?
  var phase = Phase.reading
  /// The option under the cursor.
  var selection = 0
  var isSure = false
  var hintCount = 0
  /// The first line of the text that is shown.
  var top = 0
  /// The learner tries something of his own; one key leads back.
  var isOffPath = false
  /// The lesson has the keyboard, not a pane.
  var isFocused = true
  var progress: LessonProgress

  var step: LessonStep { lesson.steps[index] }

  /// A question waits for its answer: nothing may show what that is.
  var isAsking: Bool {
    if case .asking = phase { !isOffPath } else { false }
  }

  var verdict: AnswerVerdict? {
    if case .answered(let verdict) = phase { verdict } else { nil }
  }

  /// Whether the options are chosen from, rather than an answer typed.
  var hasOptions: Bool { !(asked?.options.isEmpty ?? true) }
}

extension Explorer {
  /// Begins a lesson, or goes on with one: its machine is one more document, which is thrown away at the end.
  public mutating func begin(_ lesson: Lesson, progress: LessonProgress? = nil) {
    guard !lesson.steps.isEmpty else { return }
    if learning != nil { leaveLesson() }
    var progress = progress ?? LessonProgress(lesson: lesson.name)
    if progress.isDone(of: lesson.steps.count) { progress.step = 0 }
    let first = lesson.steps[min(progress.step, lesson.steps.count - 1)]
    add(first.scenario, .copy, path: nil, record: MachineRecord(evidence: first.evidence))
    document.isThrowaway = true
    learning = Learning(
      lesson: lesson, document: document.id, index: min(progress.step, lesson.steps.count - 1),
      progress: progress)
    resize(to: screenSize)
    enterStep()
  }

  /// Shows the machine of the lesson's step as it is before the question is answered.
  mutating func enterStep() {
    guard bringLessonForward(), var learning, learning.lesson.steps.indices.contains(learning.index) else {
      return
    }
    let step = learning.step
    layers = []
    boot = nil
    search = nil
    document = Document(
      step.scenario, id: learning.document, origin: .copy, path: nil, isKept: true,
      record: MachineRecord(evidence: step.evidence))
    document.isThrowaway = true
    let complete = engine.evaluate(step.scenario)
    baseline = complete
    baselineKind = .opened
    isComparing = false
    learning.asked = step.question.flatMap {
      // By the model itself: what an engine shows is not what is asked.
      try? AskedQuestion(
        $0, in: Situation(MemtypeEngine.evaluate(step.scenario), evidence: step.evidence), seed: learning.seed
      )
    }
    learning.phase = learning.asked == nil ? .reading : .asking
    (learning.selection, learning.isSure, learning.hintCount, learning.top) = (0, false, 0, 0)
    (learning.isOffPath, learning.isFocused) = (false, true)
    learning.progress.step = learning.index
    self.learning = learning
    show(complete, afterStep: learning.asked == nil ? nil : step.veiledStep(complete))
    ruler.cursor = min(step.place ?? Self.firstAddress(of: evaluation), evaluation.lastAddress)
    if let name = step.pane, let pane = Pane.all.first(where: { $0.room.name == name }) { focus(on: pane) }
    places = VisitedPlaces()
  }

  /// Puts an evaluation in force as it is after a step of the boot; nil for the whole boot.
  private mutating func show(_ complete: Evaluation, afterStep step: Int?) {
    boot = step.map {
      BootView(step: min(max(1, $0), max(1, complete.trace.steps.count)), complete: complete)
    }
    if complete.trace.steps.isEmpty { boot = nil }
    adopt(evaluation: complete)
  }

  /// Takes an answer: what is hidden is shown, and what leads there is said.
  mutating func answer(_ text: String) -> [Effect] {
    guard var learning, learning.isAsking, let asked = learning.asked else { return [] }
    let verdict = asked.verdict(on: text)
    learning.phase = .answered(verdict)
    learning.progress.record(
      step: learning.index, isRight: verdict.isRight, isSure: learning.isSure, rule: verdict.misconception)
    learning.isFocused = true
    self.learning = learning
    // The verdict begins at the top of what is seen.
    let top = verdictLine
    self.learning?.top = top
    let complete = wholeBoot
    show(complete, afterStep: learning.step.revealedStep(complete))
    return keepProgress()
  }

  mutating func keepProgress() -> [Effect] {
    guard let learning, learning.keepsProgress else { return [] }
    return [.keepProgress(learning.progress)]
  }

  /// The next step, or the end of the lesson.
  mutating func goToStep(_ index: Int) -> [Effect] {
    guard var learning else { return [] }
    guard index < learning.lesson.steps.count else {
      learning.progress.step = learning.lesson.steps.count
      self.learning = learning
      let effects = keepProgress()
      let (right, wrong) = (learning.progress.right.count, learning.progress.wrong.count)
      leaveLesson()
      notice = Notice(
        text: "\(learning.lesson.title): done"
          + (right + wrong > 0 ? ", \(right) of \(right + wrong) right the first time" : "")
          + learning.progress.advice + "; \(keyName(.learn)) lists the lessons")
      return effects
    }
    learning.index = max(0, index)
    self.learning = learning
    enterStep()
    return keepProgress()
  }

  /// Everything that was open before is in front again.
  mutating func leaveLesson() {
    guard let learning else { return }
    layers = []
    self.learning = nil
    resize(to: screenSize)
    if document.id == learning.document {
      // Where it is the only one left it stays, as one like others.
      document.isThrowaway = false
      closeFront()
    } else {
      others.remove(learning.document)
    }
    notice = nil
  }

  /// The learner tries something of his own with the step's machine, all of which is shown.
  mutating func leavePath() {
    guard var learning else { return }
    (learning.isOffPath, learning.isFocused) = (true, false)
    self.learning = learning
    let complete = wholeBoot
    boot = nil
    adopt(evaluation: complete)
    notice = Notice(text: "off the lesson's path: try what you like; \(keyName(.learn)) comes back")
  }

  /// Back to the lesson: to the keyboard, and from what was tried to the step as it was.
  mutating func comeBack() {
    guard let learning else { return }
    if learning.isOffPath || document.id != learning.document || document.scenario != learning.step.scenario {
      enterStep()
      if case .answered(let verdict) = learning.phase {
        self.learning?.phase = .answered(verdict)
        let complete = wholeBoot
        show(complete, afterStep: learning.step.revealedStep(complete))
      }
      self.learning?.hintCount = learning.hintCount
      notice = nil
    }
    self.learning?.isFocused = true
  }

  /// Puts the lesson's own document in front; false where somebody has closed it, and the lesson begins anew with
  /// another one.
  private mutating func bringLessonForward() -> Bool {
    guard let learning, document.id != learning.document else { return true }
    guard let place = openDocuments.firstIndex(where: { $0.id == learning.document }) else {
      begin(learning.lesson, progress: learning.progress)
      return false
    }
    bringForward(place)
    return true
  }

  /// An edit leads off the path by itself.
  mutating func noticeLeavingPath() {
    guard let learning, !learning.isOffPath else { return }
    if document.id != learning.document || document.scenario != learning.step.scenario {
      self.learning?.isOffPath = true
      self.learning?.isFocused = false
    }
  }
}

extension Learning {
  /// The order of options differs from step to step, and is the same whenever the step is shown.
  fileprivate var seed: UInt64 {
    lesson.name.utf8.reduce(UInt64(index) &+ 0x51) { $0 &* 31 &+ UInt64($1) }
  }

  /// A quiz is made anew each time.
  var keepsProgress: Bool { !lesson.isQuiz }
}

extension OpenDocuments {
  /// Forgets a document that is not in front.
  mutating func remove(_ id: Int) {
    before.removeAll { $0.document.id == id }
    after.removeAll { $0.document.id == id }
  }
}

extension LessonProgress {
  /// The wrong rule that gave most answers, where one gave several, and the lesson that is about it.
  fileprivate var advice: String {
    let most = rules.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
    guard let most, most.value > 1, Course.names.indices.contains(most.key.lesson - 1) else { return "" }
    return "; \(most.value) times by \"\(most.key.rule.wrong)\": lesson \(Course.names[most.key.lesson - 1])"
  }
}
