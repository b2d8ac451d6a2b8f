import Lessons
import MemtypeEngine
import Screen

/// A lesson that plays itself: for exports, and to find what gives answers away.
public struct LessonPlay {
  /// The screens of one step.
  public struct StepScreens: Sendable {
    public var title: String
    public var before: Frame
    /// With the right answer given; nil where nothing is asked.
    public var after: Frame?
    /// For whoever teaches.
    public var notes: [TextBlock]
  }

  let lesson: Lesson
  let size: Size

  public init(_ lesson: Lesson, size: Size) {
    self.lesson = lesson
    self.size = ScreenLayout.drawable(size)
  }

  /// Every step's screen, before and after the right answer.
  public func screens() -> [StepScreens] {
    lesson.steps.indices.map { index in
      var explorer = self.explorer(at: index)
      let before = frame(of: explorer, size: size)
      var after: Frame?
      if let right = explorer.learning?.asked.map(\.rightAnswer) {
        _ = explorer.answer(right)
        explorer.normalizeViewState()
        after = frame(of: explorer, size: size)
      }
      let step = lesson.steps[index]
      return StepScreens(title: step.title, before: before, after: after, notes: step.notes)
    }
  }

  /// What is wrong with a lesson that its text alone does not tell: steps whose screen, before the answer, hangs on
  /// something that lies ahead. Each as a sentence; none for a good lesson.
  public static func problems(
    _ lesson: Lesson,
    sizes: [Size] = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)]
  ) -> [String] {
    sizes.flatMap { size in
      let play = LessonPlay(lesson, size: size)
      return lesson.steps.indices.compactMap { play.leak(at: $0) }
    }
  }

  func explorer(at index: Int, engine: Engine = .model) -> Explorer {
    var progress = LessonProgress(lesson: lesson.name)
    progress.step = index
    var explorer = Explorer(.bareMetal, size: size, engine: engine)
    // Which pane stands beside the ruler hangs on what was open before.
    explorer.recent = Pane.all
    explorer.begin(lesson, progress: progress)
    explorer.normalizeViewState()
    return explorer
  }

  /// Whether the screen before the answer tells of what lies ahead. Every pane is looked at.
  ///
  /// The same boot is played with another ending: other types, other outcomes, another log behind the step that is
  /// shown. A screen that shows nothing of what lies ahead is the same, cell by cell.
  private func leak(at index: Int) -> String? {
    let step = lesson.steps[index]
    let complete = evaluate(step.scenario)
    guard step.question != nil, let shown = step.veiledStep(complete) else { return nil }
    let engine = Engine(
      evaluate: { MemtypeEngine.evaluate($0).withOtherEnding(after: shown) }, explain: Engine.model.explain)
    var (real, other) = (explorer(at: index), explorer(at: index, engine: engine))
    var seen: Set<Pane> = []
    for pane in Pane.all where !seen.contains(pane) {
      real.focus(on: pane)
      other.focus(on: pane)
      real.normalizeViewState()
      other.normalizeViewState()
      seen.formUnion(real.layout.boxes.map(\.pane))
      if let line = difference(real, other) {
        return
          "step \(index + 1), \(step.title), at \(size.columns)x\(size.rows): with pane \(pane.number) a line tells "
          + "of what lies ahead: \(line)"
      }
    }
    return nil
  }
}

extension LessonPlay {
  /// The first line of the screen beside the lesson that is not the same in both.
  private func difference(_ real: Explorer, _ other: Explorer) -> String? {
    let (frame, different) = (frame(of: real, size: size), frame(of: other, size: size))
    for row in 0..<real.size.rows {
      for column in 0..<real.size.columns where frame[column, row] != different[column, row] {
        let line = String((0..<real.size.columns).map { frame[$0, row].character }.filter { $0 != "\0" })
        return AddressExpression.trimmed(line)
      }
    }
    return nil
  }
}

extension Evaluation {
  /// The same boot up to a step, and behind it one in which everything comes out otherwise.
  func withOtherEnding(after step: Int) -> Evaluation {
    var other = self
    for index in other.trace.steps.indices where other.trace.steps[index].number > step {
      other.trace.steps[index].log = []
      guard var mapping = other.trace.steps[index].mapping else { continue }
      mapping.outcome = mapping.isMapped ? .failed(-99) : .mapped(.wt)
      mapping.got = mapping.got == .wt ? .wp : .wt
      mapping.decidedBy = 1
      other.trace.steps[index].mapping = mapping
    }
    other.trace.changes.removeAll { $0.step > step }
    other.trace.states.removeAll { $0.step > step }
    other.mtrr = other.trace.states.last?.mtrr ?? MTRRState(cpu: scenario.cpu, kernel: scenario.kernel)
    other.tracked = []
    for index in other.outcomes.indices { other.outcomes[index].status = .failed(-99) }
    for index in other.segments.indices { other.segments[index].type = .wt }
    // What the kernel has done with its state by then is known.
    if !evaluation(afterStep: step).override.isApplied {
      other.override = override.isApplied ? .notTried : .applied(.wt, [])
    }
    return other
  }
}
