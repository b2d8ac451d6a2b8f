import MemtypeEngine

/// Something that can be asked, with how its answer is computed from a machine: `type 0xb_8000`.
///
/// Each is one record, beside what it is about, and has a line in `all`.
public struct QuestionKind: Sendable {
  /// As lesson files spell it.
  public let name: String
  /// What follows the name, for the manual.
  public let arguments: String
  /// What is asked, in one line.
  public let help: String
  public let reply: Reply
  let solve: @Sendable (inout Words) throws(AskingError) -> Solution

  init(
    _ name: String, _ arguments: String, _ help: String, _ reply: Reply,
    _ solve: @escaping @Sendable (inout Words) throws(AskingError) -> Solution
  ) {
    self.name = name
    self.arguments = arguments
    self.help = help
    self.reply = reply
    self.solve = solve
  }

  /// Every kind, in the order of the manual.
  public static let all: [QuestionKind] =
    ofPermissions + ofTypes + ofRegisters + ofPages + ofRequests + ofLogs + ofMaps + ofMachines + combining

  public static func named(_ name: String) -> QuestionKind? { byName[name] }

  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
}

/// The answer to a question, with what leads to it and what wrong rules would give.
public struct Solution: Hashable, Sendable {
  public var answer: String
  /// From facts to the answer, each with the kernel function or the section of a manual that it rests on.
  public var reasons: [String]
  /// What wrong rules give, also where that is the right answer.
  public var mistakes: [Mistake]

  public struct Mistake: Hashable, Sendable {
    /// nil for an answer that is wrong without a rule behind it.
    public var misconception: Misconception?
    public var answer: String
    /// How the wrong rule comes to it; may be empty.
    public var because: String

    init(_ misconception: Misconception?, _ answer: String, because: String = "") {
      (self.misconception, self.answer, self.because) = (misconception, answer, because)
    }
  }

  init(_ answer: String, reasons: [String] = [], mistakes: [Mistake] = []) {
    (self.answer, self.reasons, self.mistakes) = (answer, reasons, mistakes)
  }
}

extension Reason {
  /// The sentence with its source.
  var sentence: String { source.isEmpty ? text : "\(text) (\(source))" }
}

extension Situation {
  /// The reasons for an address that rest on some rules.
  func reasons(at address: PhysicalAddress, _ rules: Set<ReasonRule>) -> [String] {
    explain(address, in: evaluation).filter { $0.rule.map(rules.contains) ?? false }.map(\.sentence)
  }

  /// The reasons that are about a step of the boot.
  func reasons(of step: BootStep) -> [String] {
    guard let mapping = step.mapping else { return [] }
    return explain(mapping.range.start, in: evaluation)
      .filter { $0.step == step.number && $0.rule != .pageBits }.map(\.sentence)
  }
}
