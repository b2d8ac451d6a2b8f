import MemtypeEngine

/// An evaluation as JSON, for `mtrrscope check --json`. Addresses are hex strings, range ends exclusive.
public struct JSONReport: Encodable {
  struct TypeRange: Encodable {
    var start: String
    var end: String
    var type: String
    var source: String
  }

  struct DeviceReport: Encodable {
    var id: String
    var name: String
    var start: String
    var end: String
    var status: String
    var error: Int?
    var requested: String?
    var got: String?
    var step: Int?
    var firstStep: Int?
    var firstType: String?
    /// Mapped, but not as asked: `asked WC, got UC-`.
    var regression: String?
    /// Of the first page.
    var effect: Effect?
    /// Piece by piece, where the driver has several mappings or one amounts to different things.
    var effects: [EffectPiece]?
    /// `logged`: the machine's log says so; `certain`: the same whatever was assumed; `depends`: it hangs on `hangsOn`.
    var certainty: String
    /// The line that says so.
    var loggedAt: String?
    var loggedLine: String?
    /// Entries of `open`, from 0.
    var hangsOn: [Int]?
    var alternatives: [Alternative]?
  }

  /// What a candidate of an open input would make of a device.
  struct Alternative: Encodable {
    var open: Int
    var candidate: String
    var status: String
    var error: Int?
  }

  struct Fact: Encodable {
    var file: String
    var line: Int
    var text: String
    var kind: String
    /// `same`, `contradicted`, `notModelled`.
    var model: String
  }

  /// The modelled log beside the machine's own.
  struct Agreement: Encodable {
    var same: Int
    var compared: Int
    /// Lines of the modelled log that the machine would have printed and did not.
    var missing: [String]
    /// Lines of the modelled log that are not in the machine's.
    var onlyModelled: [String]
  }

  /// An input that was open.
  struct Open: Encodable {
    struct Candidate: Encodable {
      var name: String
      var isShown: Bool
      /// The line that speaks against it.
      var ruledOutBy: String?
    }

    var missing: String
    var candidates: [Candidate]
    var command: String?
    /// Whether some driver's fate hangs on it.
    var decides: Bool
  }

  struct Effect: Encodable {
    var tracked: String
    var pageTableBits: String
    var pat: String
    var base: String
    var effective: String?
    var traps: Bool

    init(_ effect: MappingEffect) {
      tracked = effect.tracked.name
      pageTableBits = effect.pageTableBits.prefixedHex()
      pat = effect.pat.name
      base = effect.baseText
      effective = effect.effective?.name
      traps = effect.traps
    }
  }

  struct EffectPiece: Encodable {
    var start: String
    var end: String
    var effect: Effect

    /// Of a driver's mappings in the order of the boot; nil where there are fewer than two pieces.
    static func all(
      _ steps: [BootStep], on device: Device, _ evaluation: Evaluation, _ reading: HardwareReading
    ) -> [Self]? {
      // A driver may map the same range again, as the HPET's does.
      var pieces: [Evaluation.EffectPiece] = []
      for mapping in steps.compactMap(\.mapping) {
        let new = evaluation.effects(of: mapping, on: device, reading: reading)
        pieces += new.filter { !pieces.contains($0) }
      }
      guard pieces.count > 1 else { return nil }
      return pieces.map {
        Self(
          start: $0.range.start.prefixedHex(), end: $0.range.end.prefixedHex(), effect: Effect($0.effect))
      }
    }
  }

  struct Divergence: Encodable {
    var start: String
    var end: String
    var linux: String
    var hardware: String
  }

  struct Step: Encodable {
    var number: Int
    var phase: String
    var function: String
    var title: String
    var requested: String?
    var got: String?
    var log: [String]
  }

  var scenario: String
  var summary: String
  var platform: String
  var kernel: String
  /// What the kernel does with its MTRR state here.
  var behaviour: String
  /// It is not what this release does on this platform.
  var behaviourIsOverride: Bool
  var tolud: String
  var physBits: Int
  var memoryTypes: [TypeRange]
  /// Where a processor would read the registers otherwise: the first of them.
  var divergences: [Divergence]
  var divergencesAreComplete: Bool
  var devices: [DeviceReport]
  var steps: [Step]
  var log: [String]
  var assumptions: [String]
  /// Every input, under the keys of scenario files.
  var inputs: InputsReport
  /// What is odd about the registers: masks for fewer address bits.
  var registerRemarks: [String]
  /// What no machine can be.
  var impossibilities: [String]
  var allDriversMap: Bool
  /// `maps`, `fails`, `undecided`, `contradicted`; the exit status of `check` follows from it.
  var verdict: String
  var exitStatus: Int
  var verdictText: String
  var agreement: Agreement
  var facts: [Fact]
  var open: [Open]
  /// Failures of the log that name no place.
  var unplacedFailures: [String]
  /// Drivers that failed without a line about their memory, with their places.
  var otherFailures: [String]
  /// Requests for an MTRR that were refused, with their places.
  var refusedRegisters: [String]
  /// How many combinations of candidates were evaluated, and how many were too many.
  var evaluated: Int
  var skipped: Int

  /// nil for a scenario that comes with the program or from a scenario file.
  var files: InputFilesReport?

  /// Of an evaluation that nothing is known against.
  public init(_ evaluation: Evaluation) { self.init(diagnose(evaluation)) }

  public init(_ diagnosis: Diagnosis, report: MachineReport? = nil) {
    files = report.map { InputFilesReport($0) }
    let evaluation = diagnosis.evaluation
    let source = evaluation.scenario
    scenario = source.name
    summary = source.summary
    platform = source.platform.rawValue
    kernel = source.kernel.name
    behaviour = source.behaviour.rawValue
    behaviourIsOverride = source.behaviourOverride != nil
    tolud = evaluation.tolud.prefixedHex()
    physBits = source.cpu.physBits
    memoryTypes = evaluation.typeRanges.map {
      TypeRange(
        start: $0.range.start.prefixedHex(), end: $0.range.end.prefixedHex(), type: $0.type.name,
        source: $0.source.name)
    }
    let (pieces, isComplete) = evaluation.divergences()
    divergences = pieces.map {
      Divergence(
        start: $0.range.start.prefixedHex(), end: $0.range.end.prefixedHex(), linux: $0.linux.name,
        hardware: $0.hardware.type.name)
    }
    divergencesAreComplete = isComplete
    devices = Self.devices(of: diagnosis)
    steps = evaluation.trace.steps.map {
      Step(
        number: $0.number, phase: $0.phase.name, function: $0.function, title: $0.title,
        requested: $0.mapping?.requested.name, got: $0.mapping?.got?.name, log: $0.log.map(\.text))
    }
    log = evaluation.trace.log.map(\.text)
    inputs = InputsReport(source)
    assumptions = (source.assumptions + source.releaseAssumptions).map(\.text)
    impossibilities = source.impossibilities
    registerRemarks = evaluation.mtrr.shortMasks.map(\.text)
    allDriversMap = evaluation.failures.isEmpty
    verdict = diagnosis.verdict.rawValue
    exitStatus = Int(diagnosis.exitStatus)
    verdictText = diagnosis.verdictText.joined(separator: "\n")
    let comparison = diagnosis.comparison
    let modelled = log
    agreement = Agreement(
      same: comparison.same, compared: comparison.compared, missing: comparison.missing.map { modelled[$0] },
      onlyModelled: diagnosis.evidence.facts.isEmpty ? [] : comparison.onlyModelled.map { modelled[$0] })
    facts = zip(diagnosis.evidence.facts, comparison.marks).map { fact, mark in
      Fact(
        file: fact.place.file, line: fact.place.line, text: fact.text, kind: fact.claim.word,
        model: mark.rawValue)
    }
    open = Self.openInputs(diagnosis)
    otherFailures = diagnosis.evidence.otherFailures.map(diagnosis.evidence.quote)
    refusedRegisters = diagnosis.evidence.refusedRegisters.map(diagnosis.evidence.quote)
    unplacedFailures = diagnosis.evidence.unplaced.map(diagnosis.evidence.quote)
    evaluated = diagnosis.evaluated
    skipped = diagnosis.skipped
  }

  /// One for each of the scenario's devices.
  static func devices(of diagnosis: Diagnosis) -> [DeviceReport] {
    let evaluation = diagnosis.evaluation
    let reading = evaluation.processorReading
    let drivers = Dictionary(grouping: evaluation.trace.steps.filter { $0.work.isDriver }, by: \.device)
    return zip(evaluation.outcomes, diagnosis.devices).map { outcome, verdict in
      let device = evaluation.scenario.devices[outcome.device]
      return DeviceReport(
        id: device.id, name: device.name, start: device.range.start.prefixedHex(),
        end: device.range.end.prefixedHex(), status: outcome.status.word, error: outcome.status.error,
        requested: outcome.requested?.name, got: outcome.got?.name, step: outcome.step,
        firstStep: outcome.firstStep, firstType: outcome.firstMode?.name,
        regression: outcome.regression?.text,
        effect: outcome.step.flatMap { evaluation.step($0) }?.mapping
          .flatMap { evaluation.effect(of: $0, on: device, reading: reading) }.map { Effect($0) },
        effects: EffectPiece.all(drivers[outcome.device] ?? [], on: device, evaluation, reading),
        certainty: verdict.certainty.word,
        loggedAt: device.observed.flatMap { diagnosis.evidence.place(of: $0) },
        loggedLine: device.observed?.text,
        hangsOn: verdict.certainty.inputs,
        alternatives: verdict.alternatives.isEmpty
          ? nil : verdict.alternatives.map { Self.alternative($0, diagnosis.evidence) })
    }
  }

  private static func alternative(
    _ alternative: Diagnosis.Alternative, _ evidence: Evidence
  ) -> Alternative {
    Alternative(
      open: alternative.input,
      candidate: evidence.open[alternative.input].candidates[alternative.candidate].name,
      status: alternative.status.word, error: alternative.status.error)
  }

  private static func openInputs(_ diagnosis: Diagnosis) -> [Open] {
    let decisive = Set(diagnosis.decisive)
    return diagnosis.evidence.open.enumerated().map { index, input in
      let choice = input.choice(in: diagnosis.evaluation.scenario)
      let kept = input.candidates.enumerated().map { number, candidate in
        Open.Candidate(name: candidate.name, isShown: number == choice)
      }
      let refuted = input.refuted.map {
        Open.Candidate(name: $0.candidate.name, isShown: false, ruledOutBy: $0.reason)
      }
      return Open(
        missing: input.missing, candidates: kept + refuted,
        command: input.command.isEmpty ? nil : input.command, decides: decisive.contains(index))
    }
  }
}

extension Diagnosis.Certainty {
  fileprivate var word: String {
    switch self {
    case .logged: "logged"
    case .certain: "certain"
    case .depends: "depends"
    }
  }

  fileprivate var inputs: [Int]? {
    if case .depends(let inputs) = self { inputs } else { nil }
  }
}

extension DeviceOutcome.Status {
  /// One word for machines: `mapped`, `failed`, `fixmap`, `notDriven`, `unknown`.
  var word: String {
    switch self {
    case .mapped: "mapped"
    case .failed: "failed"
    case .fixmap: "fixmap"
    case .notDriven: "notDriven"
    case .unknown: "unknown"
    }
  }
}
