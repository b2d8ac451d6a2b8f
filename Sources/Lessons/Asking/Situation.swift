import MemtypeEngine

/// What a question is asked about: a machine with all that follows from it, and what it said itself.
public struct Situation: Sendable {
  public let evaluation: Evaluation
  public let evidence: Evidence

  public init(_ evaluation: Evaluation, evidence: Evidence = .none) {
    self.evaluation = evaluation
    self.evidence = evidence
  }

  public init(_ scenario: Scenario) { self.init(evaluate(scenario)) }

  var scenario: Scenario { evaluation.scenario }
}

/// Why something cannot be asked: what was found, and what would do.
public struct AskingError: Error, Hashable, Sendable {
  public var found: String
  public var accepted: String

  public init(_ found: String, accepted: String) {
    self.found = found
    self.accepted = accepted
  }
}

/// Words behind the name of a kind of question, taken one after the other.
struct Words {
  private var words: ArraySlice<String>
  let situation: Situation

  init(_ words: [String], _ situation: Situation) {
    self.words = words[...]
    self.situation = situation
  }

  private var evaluation: Evaluation { situation.evaluation }

  mutating func word(_ what: String) throws(AskingError) -> String {
    guard let word = words.popFirst() else { throw AskingError("nothing", accepted: what) }
    return word
  }

  /// All that is left.
  mutating func rest() -> [String] {
    defer { words = [] }
    return Array(words)
  }

  func end() throws(AskingError) {
    if let word = words.first {
      throw AskingError("\"\(word)\" behind the question", accepted: "nothing more")
    }
  }

  /// A number, a name of a place, or a sum of them.
  mutating func address() throws(AskingError) -> PhysicalAddress {
    let word = try word("an address or a name")
    do throws(PlaceError) {
      return try evaluation.address(word)
    } catch {
      throw AskingError(error.text, accepted: "an address such as 0xfed4_0000, or a name")
    }
  }

  mutating func number() throws(AskingError) -> UInt64 {
    let word = try word("a number")
    do throws(NumberError) {
      return try NumberText.parse(word)
    } catch {
      throw AskingError(error.text, accepted: NumberText.accepted)
    }
  }

  /// The index of a device, by its id.
  mutating func device() throws(AskingError) -> Int {
    let word = try word("a device")
    guard let index = situation.scenario.devices.firstIndex(where: { $0.id == word }) else {
      let known = situation.scenario.devices.map(\.id).joined(separator: ", ")
      throw AskingError("\"\(word)\" is no device", accepted: known)
    }
    return index
  }

  /// A step of the boot, by its id, or the step in which a device's driver maps it.
  mutating func step() throws(AskingError) -> BootStep {
    let word = try word("a step of the boot or a device")
    guard let step = situation.step(word) else {
      let known = evaluation.trace.steps.filter { $0.mapping != nil }.map(\.id).joined(separator: ", ")
      throw AskingError("\"\(word)\" is no step that maps anything, and no device", accepted: known)
    }
    return step
  }

  /// `UC`, `UC-`, `WC` ...: with UC-, as the PAT has it.
  mutating func type() throws(AskingError) -> MemoryType {
    let word = try word("a memory type")
    let all = MemoryType.mtrrTypes + [.ucMinus]
    guard let type = all.first(where: { $0.name.lowercased() == word.lowercased() }) else {
      throw AskingError("\"\(word)\" is no memory type", accepted: all.map(\.name).joined(separator: ", "))
    }
    return type
  }

  mutating func mode() throws(AskingError) -> PageCacheMode {
    let type = try type()
    guard let mode = PageCacheMode.allCases.first(where: { $0.memoryType == type }) else {
      throw AskingError("\(type.name)", accepted: "a mode that a page can have")
    }
    return mode
  }
}

extension Situation {
  /// A step that maps something, by its id, or the one in which a device's driver maps it.
  func step(_ name: String) -> BootStep? {
    let steps = evaluation.trace.steps.filter { $0.mapping != nil }
    if let step = steps.first(where: { $0.id == name }) { return step }
    guard let index = scenario.devices.firstIndex(where: { $0.id == name }),
      let outcome = evaluation.outcomes.first(where: { $0.device == index })
    else { return nil }
    return outcome.step.flatMap(evaluation.step)
      ?? steps.first { $0.device == index && ($0.work.isDriver || $0.isFixmap) }
  }
}

extension BootStep {
  var isFixmap: Bool { if case .fixmap = work { true } else { false } }
}
