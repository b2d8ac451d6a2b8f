import MemtypeEngine

/// Reads a lesson: front matter between lines of `---`, then a heading `## TITLE` for each step.
///
/// Below a heading stand lines of `key: value` up to the first empty one, then text. A line `? QUESTION` begins what is
/// asked: `ask:` says of what kind, `- OPTION [rule]` proposes wrong answers, `hint:` helps. What follows the next empty
/// line is said once the answer is in.
public struct LessonReader {
  private let file: String
  private let sources: LessonSources
  private var lesson: Lesson
  private var scenario = Scenario.bareMetal
  private var evidence = Evidence.none
  private var lines: [Line]
  private var isScenarioSet = false

  private struct Line {
    var number: Int
    var text: String
    var isBlank: Bool { text.allSatisfy { $0 == " " } }
  }

  /// No lesson is longer than this many bytes.
  public static let largestFile = 1 << 20

  /// Reads a lesson's text.
  ///
  /// - Parameters:
  ///   - text: The file's contents.
  ///   - name: The lesson's name.
  ///   - file: For messages.
  ///   - sources: What the text alone cannot say.
  /// - Returns: The lesson, its steps with all changes made.
  /// - Throws: `LessonError` for the first thing that cannot be.
  public static func read(
    _ text: String, name: String, file: String, sources: LessonSources = .plain
  ) throws(LessonError) -> Lesson {
    guard text.utf8.count <= largestFile else {
      throw LessonError(file: file, line: nil, found: "more than 1 MiB", accepted: "a lesson")
    }
    var reader = LessonReader(text, name: name, file: file, sources: sources)
    try reader.readFrontMatter()
    while !reader.lines.isEmpty { try reader.readStep() }
    guard !reader.lesson.steps.isEmpty else {
      throw LessonError(
        file: file, line: nil, found: "no step", accepted: "headings ## TITLE, one for each step")
    }
    return reader.lesson
  }

  private init(_ text: String, name: String, file: String, sources: LessonSources) {
    self.file = file
    self.sources = sources
    lesson = Lesson(name: name)
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().map {
      index, line in
      Line(number: index + 1, text: String(line))
    }
  }

  private func error(_ line: Int?, _ found: String, accepted: String) -> LessonError {
    LessonError(file: file, line: line, found: FileNode.printable(found, limit: 200), accepted: accepted)
  }

  // MARK: Lines

  /// `key: value`; nil for another line.
  private static func pair(_ text: String) -> (key: String, value: String)? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let key = text[..<colon]
    guard !key.isEmpty, key.allSatisfy({ $0.isASCII && ($0.isLowercase || $0 == "-") }) else { return nil }
    return (String(key), trimmed(text[text.index(after: colon)...]))
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    AddressExpression.trimmed(String(text))
  }

  private mutating func take() -> Line? { lines.isEmpty ? nil : lines.removeFirst() }

  /// The lines up to one that begins otherwise, which stays.
  private mutating func takeLines(until ends: (Line) -> Bool) -> [Line] {
    let count = lines.firstIndex(where: ends) ?? lines.count
    defer { lines.removeFirst(count) }
    return Array(lines.prefix(count))
  }

  // MARK: Front matter

  private static let frontKeys = "title, minutes, goal, needs, out-of-scope, scenario, set"

  private mutating func readFrontMatter() throws(LessonError) {
    lines = Array(lines.drop(while: \.isBlank))
    guard let first = take(), Self.trimmed(first.text) == "---" else {
      throw error(
        1, "no front matter", accepted: "a line ---, lines of key: value (\(Self.frontKeys)), and --- again")
    }
    var isClosed = false
    while !isClosed, let line = take() {
      if Self.trimmed(line.text) == "---" {
        isClosed = true
      } else if !line.isBlank {
        try readFront(line)
      }
    }
    guard isClosed else { throw error(1, "front matter without an end", accepted: "a line --- behind it") }
    guard !lesson.title.isEmpty else {
      throw error(1, "no title", accepted: "title: TEXT in the front matter")
    }
    let before = takeLines { $0.text.hasPrefix("## ") }
    if let line = before.first(where: { !$0.isBlank }) {
      throw error(line.number, "\"\(line.text)\" before the first step", accepted: "## TITLE")
    }
  }

  private mutating func readFront(_ line: Line) throws(LessonError) {
    guard let (key, value) = Self.pair(line.text) else {
      throw error(line.number, "\"\(line.text)\"", accepted: "key: value with \(Self.frontKeys)")
    }
    switch key {
    case "title": lesson.title = value
    case "goal": lesson.goal = value
    case "out-of-scope": lesson.outOfScope = value
    case "needs":
      lesson.needs = value.split(separator: ",").map { Self.trimmed($0) }
    case "minutes":
      guard let minutes = Int(value), (1...600).contains(minutes) else {
        throw error(line.number, "minutes is \"\(value)\"", accepted: "a number of minutes, 1 to 600")
      }
      lesson.minutes = minutes
    case "scenario", "set": _ = try change(key, value, line.number)
    default: throw error(line.number, "\"\(key)\" is no key of a lesson", accepted: Self.frontKeys)
    }
  }

  /// Takes `scenario:` and `set:`; false for another key.
  private mutating func change(_ key: String, _ value: String, _ line: Int) throws(LessonError) -> Bool {
    switch key {
    case "scenario":
      guard let named = Scenario.builtIn(named: value) else {
        let known = Scenario.builtIn.map(\.name).joined(separator: ", ")
        throw error(line, "\"\(value)\" is no built-in scenario", accepted: known)
      }
      (scenario, evidence) = (named, .none)
    case "set":
      guard let equals = value.firstIndex(of: "=") else {
        throw error(line, "\"\(value)\"", accepted: "set: KEY=VALUE, as --set takes it")
      }
      let path = Self.trimmed(value[..<equals])
      do {
        let node = try sources.value(Self.trimmed(value[value.index(after: equals)...]), path)
        scenario = try scenario.applying([InputEdit(key: path, value: node)])
      } catch let problem as InputEditError {
        throw error(line, "\(problem.key): \(problem.reason)", accepted: "KEY=VALUE, as --set takes it")
      } catch let problem as AskingError {
        throw error(line, problem.found, accepted: problem.accepted)
      } catch {
        throw self.error(line, "\(error)", accepted: "KEY=VALUE, as --set takes it")
      }
    default: return false
    }
    return true
  }

  // MARK: Steps

  private mutating func readStep() throws(LessonError) {
    guard let heading = take(), heading.text.hasPrefix("## ") else { return }
    let head = takeLines { $0.isBlank || $0.text.hasPrefix("## ") }
    var step = LessonStep(
      title: Self.trimmed(heading.text.dropFirst(3)), line: heading.number, scenario: scenario)
    var places: [(String, Int)] = []
    for line in head {
      guard let (key, value) = Self.pair(line.text) else {
        throw error(line.number, "\"\(line.text)\"", accepted: "key: value, or an empty line before text")
      }
      if key == "goto" {
        places.append((value, line.number))
      } else {
        try read(key, value, line.number, into: &step)
      }
    }
    let body = takeLines { $0.text.hasPrefix("? ") || $0.text.hasPrefix("## ") }
    try readLog(in: body, into: &step)
    step.scenario = scenario
    // Names and summaries of scenarios tell how their stories end.
    (step.scenario.name, step.scenario.summary) = (lesson.title, "")
    step.evidence = evidence
    for (value, line) in places { try go(to: value, line, in: &step) }
    if let line = lines.first, line.text.hasPrefix("? ") { try readQuestion(into: &step) }
    try check(&step)
    lesson.steps.append(step)
  }

  private static let stepKeys = "scenario, set, goto, pane, before, cover, show, log"

  private mutating func read(
    _ key: String, _ value: String, _ line: Int, into step: inout LessonStep
  ) throws(LessonError) {
    if try change(key, value, line) { return }
    switch key {
    case "pane": step.pane = try pane(value, line)
    case "before": step.veil = value == "nothing" ? .none : value == "types" ? .types : .before(value)
    case "cover": for name in Self.words(value) { step.covered.insert(try pane(name, line)) }
    case "log": step.logLines.append(value)
    case "show":
      for name in Self.words(value) {
        guard let shown = LessonStep.Shown(rawValue: name) else {
          let known = LessonStep.Shown.allCases.map(\.rawValue).joined(separator: ", ")
          throw error(line, "\"\(name)\" cannot be shown", accepted: known)
        }
        step.shown.append(shown)
      }
    default: throw error(line, "\"\(key)\" is no key of a step", accepted: Self.stepKeys)
    }
  }

  private static func words(_ text: String) -> [String] {
    text.split { $0 == "," || $0 == " " }.map(String.init)
  }

  /// The names of panes, as `show-NAME` has them.
  public static let panes = [
    "ruler", "inputs", "drivers", "memory-types", "reasons", "log", "steps", "changes", "evidence",
  ]

  private func pane(_ name: String, _ line: Int) throws(LessonError) -> String {
    guard Self.panes.contains(name) else {
      throw error(line, "\"\(name)\" is no pane", accepted: Self.panes.joined(separator: ", "))
    }
    return name
  }

  private func go(to text: String, _ line: Int, in step: inout LessonStep) throws(LessonError) {
    do throws(PlaceError) {
      step.place = try evaluate(step.scenario).address(text)
    } catch {
      throw self.error(line, error.text, accepted: "an address or a name of a place")
    }
  }

  /// Text, and a fenced block ```` ```log ```` with the kernel log of a machine.
  private mutating func readLog(in body: [Line], into step: inout LessonStep) throws(LessonError) {
    var text: [String] = []
    var log: (lines: [String], start: Int)?
    for line in body {
      if let open = log {
        guard Self.trimmed(line.text) == "```" else {
          log?.lines.append(line.text)
          continue
        }
        do throws(AskingError) {
          (scenario, evidence) = try sources.machine(open.lines.joined(separator: "\n"))
        } catch {
          throw self.error(open.start, error.found, accepted: error.accepted)
        }
        text += open.lines.map { "    " + $0 }
        log = nil
      } else if Self.trimmed(line.text) == "```log" {
        log = ([], line.number)
      } else {
        text.append(line.text)
      }
    }
    if let log {
      throw error(log.start, "a log without an end", accepted: "a line of three backquotes behind it")
    }
    step.text = TextBlock.blocks(text)
  }

  // MARK: Questions

  private mutating func readQuestion(into step: inout LessonStep) throws(LessonError) {
    guard let first = take() else { return }
    var question = Question(Self.trimmed(first.text.dropFirst(2)), [])
    step.questionLine = first.number
    for line in takeLines(until: { $0.isBlank || $0.text.hasPrefix("## ") }) {
      if line.text.hasPrefix("- ") {
        question.proposals.append(try proposal(line))
      } else if let (key, value) = Self.pair(line.text), ["ask", "hint"].contains(key) {
        if key == "hint" {
          question.hints.append(value)
        } else {
          question.words = value.split(separator: " ").map(String.init)
          step.questionLine = line.number
        }
      } else if question.words.isEmpty {
        question.text += " " + Self.trimmed(line.text)
      } else {
        throw error(
          line.number, "\"\(line.text)\"", accepted: "- OPTION [rule], ask:, hint:, or an empty line")
      }
    }
    guard !question.words.isEmpty else {
      throw error(first.number, "a question without ask:", accepted: "ask: KIND ARGUMENTS")
    }
    step.question = question
    let after = takeLines {
      $0.text.hasPrefix("## ") || $0.text.hasPrefix("? ") || $0.text.hasPrefix("teacher:")
    }
    step.conclusion = TextBlock.blocks(after.map(\.text))
    if let line = lines.first, line.text.hasPrefix("? ") {
      throw error(line.number, "a second question", accepted: "one question in a step")
    }
    if let line = lines.first, line.text.hasPrefix("teacher:") {
      let notes = takeLines { $0.text.hasPrefix("## ") }.map(\.text)
      step.notes = TextBlock.blocks(
        [Self.trimmed((notes.first ?? "").dropFirst("teacher:".count))] + notes.dropFirst())
    }
  }

  /// `- WB`, `- WB [default-joins]`, `- [default-joins]`.
  private func proposal(_ line: Line) throws(LessonError) -> Question.Proposal {
    var text = Self.trimmed(line.text.dropFirst(2))
    var misconception: Misconception?
    if text.hasSuffix("]"), let open = text.lastIndex(of: "[") {
      let name = String(text[text.index(after: open)...].dropLast())
      guard let known = Misconception(rawValue: name) else {
        let all = Misconception.allCases.map(\.name).joined(separator: ", ")
        throw error(line.number, "[\(name)] is no wrong rule that is known", accepted: all)
      }
      misconception = known
      text = Self.trimmed(text[..<open])
    }
    guard !text.isEmpty || misconception != nil else {
      throw error(line.number, "an empty option", accepted: "- TEXT, - TEXT [rule] or - [rule]")
    }
    return Question.Proposal(text.isEmpty ? nil : text, misconception)
  }

  /// What can only be found out with the machine at hand.
  private func check(_ step: inout LessonStep) throws(LessonError) {
    let situation = Situation(evaluate(step.scenario), evidence: step.evidence)
    if case .before(let id) = step.veil, !situation.evaluation.trace.steps.contains(where: { $0.id == id }) {
      let known = situation.evaluation.trace.steps.map(\.id).joined(separator: ", ")
      throw error(
        step.line, "before: \"\(id)\" is no step of this boot", accepted: "\(known), types, nothing")
    }
    guard let question = step.question else { return }
    do throws(AskingError) {
      let asked = try AskedQuestion(question, in: situation)
      if let place = step.place(givingAway: asked) {
        throw AskingError(
          "\(place) gives the answer away: \(asked.solution.answer)",
          accepted: "text that leaves it to the learner")
      }
    } catch {
      throw self.error(step.questionLine, error.found, accepted: error.accepted)
    }
  }
}
