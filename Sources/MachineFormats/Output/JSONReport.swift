import Foundation
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
    var effect: Effect?
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
  /// nil for a scenario that comes with the program or from a scenario file.
  var files: InputFilesReport?

  public init(_ evaluation: Evaluation, report: MachineReport? = nil) {
    files = report.map { InputFilesReport($0) }
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
    devices = evaluation.outcomes.map { outcome in
      let device = source.devices[outcome.device]
      var error: Int?
      if case .failed(let number) = outcome.status { error = number }
      return DeviceReport(
        id: device.id, name: device.name, start: device.range.start.prefixedHex(),
        end: device.range.end.prefixedHex(), status: outcome.status.word, error: error,
        requested: outcome.requested?.name, got: outcome.got?.name, step: outcome.step,
        firstStep: outcome.firstStep, firstType: outcome.firstMode?.name,
        regression: outcome.regression?.text,
        effect: outcome.step.flatMap { evaluation.step($0) }?.mapping
          .flatMap { evaluation.effect(of: $0, on: device) }.map { Effect($0) })
    }
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
  }

  /// Sorted keys, indented, one trailing newline.
  public func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
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
