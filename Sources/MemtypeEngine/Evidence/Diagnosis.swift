/// An evaluation held against what the machine itself said, and how sure its answers are.
public struct Diagnosis: Sendable {
  /// What all devices together come to.
  public enum Verdict: String, Hashable, Sendable {
    /// Every driver maps, whatever was assumed.
    case maps
    /// A driver fails: the log says so, or it does whatever was assumed.
    case fails
    /// Whether a driver fails hangs on something that the input does not say.
    case undecided
    /// The model contradicts the log, and no candidate heals it.
    case contradicted
  }

  /// How sure a device's outcome is.
  public enum Certainty: Hashable, Sendable {
    /// The machine's log says so.
    case logged(ObservedOutcome)
    /// It is the same whatever was assumed.
    case certain
    /// It hangs on these of the evidence's open inputs.
    case depends([Int])
  }

  /// What a candidate would make of a device.
  public struct Alternative: Hashable, Sendable {
    /// Of the evidence's open inputs.
    public var input: Int
    /// Of the input's candidates.
    public var candidate: Int
    public var status: DeviceOutcome.Status
  }

  public struct DeviceVerdict: Hashable, Sendable {
    public var certainty: Certainty
    /// What each possibility gives; empty where nothing hangs on any.
    public var alternatives: [Alternative]
  }

  public var evaluation: Evaluation
  public var evidence: Evidence
  /// The scenario is not the machine's as it was opened: its log is another one's.
  public var isWhatIf: Bool
  public var comparison: LogComparison
  /// One for each of the scenario's devices.
  public var devices: [DeviceVerdict]
  /// How many combinations of candidates were evaluated, and how many were too many.
  public var evaluated: Int
  public var skipped: Int
  public var verdict: Verdict

  /// For `check`: 0, 1, or 3.
  public var exitStatus: Int32 { verdict.exitStatus }

  /// The open inputs on which a driver's fate hangs, in order.
  public var decisive: [Int] { decisive(for: devices.indices) }

  /// Those on which these devices' fates hang.
  package func decisive(for indexes: some Sequence<Int>) -> [Int] {
    var result: Set<Int> = []
    for index in indexes where devices.indices.contains(index) {
      if case .depends(let inputs) = devices[index].certainty { result.formUnion(inputs) }
    }
    return result.sorted()
  }

  /// What some devices come to, whatever becomes of the others.
  package func verdict(for indexes: some Sequence<Int>) -> Verdict {
    var isOpen = false
    for index in indexes where devices.indices.contains(index) {
      if evaluation.outcomes[index].isFailure, !devices[index].isOpen { return .fails }
      isOpen = isOpen || devices[index].isOpen
    }
    return isOpen ? .undecided : .maps
  }
}

extension Diagnosis {
  /// A driver failed, and nothing tells whether it was over its memory.
  public var hasOpenFailures: Bool {
    evidence.othersMayBeMappings && !evidence.otherFailures.isEmpty && !isWhatIf
  }
}

extension Diagnosis.Verdict {
  /// For `check`: 0, 1, or 3.
  public var exitStatus: Int32 {
    switch self {
    case .maps: 0
    case .fails: 1
    case .undecided, .contradicted: 3
    }
  }
}

/// Evaluates a scenario with every combination of the candidates that its assumptions leave, and holds it against
/// what its machine said.
///
/// The combinations are bounded; what is left out is counted. The evidence is what the machine said, and `machine` is
/// the scenario as it was opened, where the one to evaluate is a change of it: the facts are that one's.
public func diagnose(
  _ scenario: Scenario, evidence: Evidence = .none, machine: Scenario? = nil
) -> Diagnosis {
  diagnose(evaluate(scenario), evidence: evidence, machine: machine)
}

/// The same where the scenario has been evaluated already. `shouldStop` is asked before each combination: once it is
/// true nobody waits for the answer, which is of no use then.
public func diagnose(
  _ evaluation: Evaluation, evidence: Evidence = .none, machine: Scenario? = nil,
  shouldStop: () -> Bool = { false }
) -> Diagnosis {
  let scenario = evaluation.scenario
  let isWhatIf = machine.map { $0 != scenario } ?? false
  let comparer = LogComparer(evidence)
  let comparison = comparer.compare(evaluation)
  let combinations = Combinations(scenario, evidence.open)
  var outcomes: [[Int]: [DeviceOutcome]] = [:]
  var limit: Int?
  for choice in combinations.choices where !shouldStop() {
    // What the facts speak against on the machine itself is no possibility of a change of it either.
    let trial = evaluate(combinations.scenario(scenario, choice))
    let held = isWhatIf ? evaluate(combinations.scenario(machine ?? scenario, choice)) : trial
    let differences = comparer.differences(held)
    if differences <= limit ?? .max { outcomes[choice] = trial.outcomes }
    limit = limit ?? differences
  }
  let devices = evaluation.outcomes.indices.map { index in
    deviceVerdict(index, evaluation, evidence.open, combinations, outcomes, isWhatIf: isWhatIf)
  }
  var diagnosis = Diagnosis(
    evaluation: evaluation, evidence: evidence, isWhatIf: isWhatIf, comparison: comparison, devices: devices,
    evaluated: outcomes.count, skipped: combinations.skipped, verdict: .maps)
  diagnosis.verdict = verdict(of: diagnosis)
  return diagnosis
}

private func verdict(of diagnosis: Diagnosis) -> Diagnosis.Verdict {
  if !diagnosis.evidence.unplaced.isEmpty { return .fails }
  let verdict = diagnosis.verdict(for: diagnosis.devices.indices)
  guard verdict == .maps else { return verdict }
  if diagnosis.hasOpenFailures { return .undecided }
  return diagnosis.comparison.differences > 0 && !diagnosis.isWhatIf ? .contradicted : .maps
}

extension Diagnosis.DeviceVerdict {
  /// Whether its driver fails is not known.
  public var isOpen: Bool {
    if case .depends = certainty { true } else { false }
  }
}

private func deviceVerdict(
  _ index: Int, _ evaluation: Evaluation, _ inputs: [OpenInput], _ combinations: Combinations,
  _ outcomes: [[Int]: [DeviceOutcome]], isWhatIf: Bool
) -> Diagnosis.DeviceVerdict {
  let device = evaluation.scenario.devices[index]
  let shown = evaluation.outcomes[index]
  if let observed = device.observed, shown.agrees(with: observed), !isWhatIf || observed.isUnexplained {
    return Diagnosis.DeviceVerdict(certainty: .logged(observed), alternatives: [])
  }
  var places: [Int] = []
  var alternatives: [Diagnosis.Alternative] = []
  for (place, input) in combinations.open.enumerated() {
    guard decides(place, index, outcomes) else { continue }
    places.append(input)
    for candidate in inputs[input].candidates.indices {
      let match = outcomes.filter { $0.key[place] == candidate }
      let result = match.values.map { $0[index] }
      guard let status = result.first(where: \.isFailure)?.status ?? result.first?.status else { continue }
      alternatives.append(
        Diagnosis.Alternative(input: input, candidate: candidate, status: status))
    }
  }
  return Diagnosis.DeviceVerdict(
    certainty: places.isEmpty ? .certain : .depends(places), alternatives: alternatives)
}

/// Whether two combinations that differ in this place alone differ in whether the driver fails.
private func decides(_ place: Int, _ device: Int, _ outcomes: [[Int]: [DeviceOutcome]]) -> Bool {
  var seen: [[Int]: Bool] = [:]
  for (choice, outcome) in outcomes {
    var rest = choice
    rest[place] = -1
    let fails = outcome[device].isFailure
    if let other = seen[rest] {
      if other != fails { return true }
    } else {
      seen[rest] = fails
    }
  }
  return false
}
