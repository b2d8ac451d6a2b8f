import MemtypeEngine

/// A question that was made, with the machine that it is about and its checked answer.
public struct QuizQuestion: Sendable {
  /// What is to be known of the machine, line by line.
  public var given: [String]
  public var scenario: Scenario
  public var asked: AskedQuestion

  /// The right answer.
  public var answer: String { asked.solution.answer }
}

/// Questions of a level: the same seed gives the same ones.
public struct Quiz: Sendable {
  /// 1: read one register. 2: ranges. 3: effective types and single requests. 4: logs, the boot and memory maps.
  /// 5: verdicts on machines.
  public static let levels = 1...5
  public static let mostQuestions = 1000

  public let seed: UInt64
  public let level: Int
  public let questions: [QuizQuestion]

  /// Level and count are brought into their ranges.
  public init(seed: UInt64, level: Int, count: Int) {
    self.seed = seed
    self.level = min(max(level, Self.levels.lowerBound), Self.levels.upperBound)
    var maker = QuestionMaker(seed: seed &+ UInt64(self.level) &* 0x1_0000_0001)
    var questions: [QuizQuestion] = []
    var texts: Set<[String]> = []
    var misses = 0
    let wanted = min(max(count, 1), Self.mostQuestions)
    // A level has only so many small questions: after enough misses one comes twice.
    while questions.count < wanted {
      guard let next = maker.question(level: self.level) else { continue }
      let isNew = texts.insert([next.asked.question.text] + next.given).inserted
      misses += isNew ? 0 : 1
      if isNew || misses > 200 { questions.append(next) }
    }
    self.questions = questions
  }

  /// What a level asks about.
  public static func title(ofLevel level: Int) -> String {
    switch level {
    case ...1: "reading one register"
    case 2: "ranges"
    case 3: "effective types and single requests"
    case 4: "logs, the boot and memory maps"
    default: "verdicts on machines"
    }
  }
}

/// Makes questions from random numbers.
struct QuestionMaker {
  var random: SeededRandom
  /// Evaluations of machines that many questions share, by their physical width.
  private var plain: [Int: Situation] = [:]

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// What a question is made of.
  struct Draft {
    var text: String
    var words: [String]
    var given: [String] = []
    /// nil for the shared machine of a physical width.
    var scenario: Scenario?
    var physBits = 39
  }

  /// A question of a level; nil where the numbers make none with two wrong answers.
  mutating func question(level: Int) -> QuizQuestion? {
    let makers = Self.makers(level)
    let draft = makers[random.below(makers.count)](&self)
    let situation = draft.scenario.map { Situation($0) } ?? plainSituation(draft.physBits)
    guard let solution = try? Question.solve(draft.words, situation).solution else { return nil }
    // Never padded with nonsense: a wrong option comes of a wrong rule.
    let wrong = AskedQuestion.proposals(solution, most: 3).filter { $0.misconception != nil }
    let isYesOrNo = ["yes", "no"].contains(solution.answer)
    guard wrong.count >= (isYesOrNo ? 1 : 2) else { return nil }
    let question = Question(draft.text, draft.words, proposals: wrong)
    guard let asked = try? AskedQuestion(question, in: situation, seed: random.next()) else { return nil }
    return QuizQuestion(given: draft.given, scenario: situation.scenario, asked: asked)
  }

  /// A PC whose registers do not matter.
  private mutating func plainSituation(_ physBits: Int) -> Situation {
    if let known = plain[physBits] { return known }
    var scenario = Scenario.bareMetal
    scenario.cpu.physBits = physBits
    scenario.devices = []
    scenario.mtrr = MTRRRegisters(
      capabilities: 0x508, defaultTypeRegister: 0xc06, fixed: FixedRanges(repeating: .wb),
      variable: Array(repeating: .unused, count: 8))
    scenario.name = "a PC of \(physBits) bits"
    scenario.summary = ""
    let situation = Situation(scenario)
    plain[physBits] = situation
    return situation
  }

  private typealias Maker = (inout QuestionMaker) -> Draft

  private static func makers(_ level: Int) -> [Maker] {
    switch level {
    case 1: [{ $0.maskSize() }, { $0.enables() }, { $0.patEntry() }, { $0.fixedByte() }, { $0.typeNumber() }]
    case 2: [{ $0.registers() }, { $0.mask() }, { $0.legal() }, { $0.overlap() }, { $0.matches() }]
    case 3: [{ $0.combine() }, { $0.held() }, { $0.hint() }, { $0.undefined() }]
    case 4: [{ $0.logMeans() }, { $0.logNumbers() }, { $0.lastByte() }, { $0.tolud() }, { $0.conflict() }]
    default: [{ $0.verdict() }, { $0.hardware() }, { $0.forced() }, { $0.failing() }]
    }
  }

  // MARK: Random pieces

  mutating func physBits() -> Int { random.pick([36, 39, 40, 42, 46, 48, 52]) ?? 39 }
  mutating func pick<Element>(_ elements: [Element], else other: Element) -> Element {
    random.pick(elements) ?? other
  }
}
