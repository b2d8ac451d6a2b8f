/// How far somebody is in a lesson.
public struct LessonProgress: Hashable, Sendable {
  public var lesson: String
  /// The step to go on with, from 0; the number of steps for a lesson that is done.
  public var step = 0
  /// Steps whose question was answered right, and wrong, the first time.
  public var right: Set<Int> = []
  public var wrong: Set<Int> = []
  /// Of those, the ones that the learner was sure of.
  public var sure: Set<Int> = []
  /// How many hints were taken.
  public var hints = 0
  /// How often a wrong rule gave the answer.
  public var rules: [Misconception: Int] = [:]

  public init(lesson: String) { self.lesson = lesson }

  public func isDone(of count: Int) -> Bool { step >= count }

  /// Takes in the first answer to a step's question; later ones do not count.
  public mutating func record(step: Int, isRight: Bool, isSure: Bool, rule: Misconception?) {
    guard !right.contains(step), !wrong.contains(step) else { return }
    if isRight { right.insert(step) } else { wrong.insert(step) }
    if isSure { sure.insert(step) }
    if let rule { rules[rule, default: 0] += 1 }
  }

  // MARK: Kept as a line of text

  /// `masks step 3 right 0,2 wrong 1 sure 0 hints 1 rules any-size:1`.
  public var line: String {
    func list(_ steps: Set<Int>) -> String {
      steps.isEmpty ? "-" : steps.sorted().map { String($0) }.joined(separator: ",")
    }
    let counts = rules.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue):\($0.value)" }
    return
      "\(lesson) step \(step) right \(list(right)) wrong \(list(wrong)) sure \(list(sure)) hints \(hints) "
      + "rules \(counts.isEmpty ? "-" : counts.joined(separator: ","))"
  }

  /// nil for a line that is none; what is not known of one that is counts as nothing.
  public init?(line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard let name = words.first, words.count % 2 == 1, words.count > 1 else { return nil }
    lesson = name
    func steps(_ text: String) -> Set<Int> {
      Set(text.split(separator: ",").compactMap { Int($0) }.filter { $0 >= 0 })
    }
    for index in stride(from: 1, to: words.count, by: 2) {
      let value = words[index + 1]
      switch words[index] {
      case "step": step = max(0, Int(value) ?? 0)
      case "right": right = steps(value)
      case "wrong": wrong = steps(value)
      case "sure": sure = steps(value)
      case "hints": hints = max(0, Int(value) ?? 0)
      case "rules":
        for pair in value.split(separator: ",") {
          let parts = pair.split(separator: ":")
          guard parts.count == 2, let rule = Misconception(rawValue: String(parts[0])),
            let count = Int(parts[1])
          else { continue }
          rules[rule] = max(0, count)
        }
      default: continue
      }
    }
  }
}
