import MemtypeEngine

/// A file's name and content, however it was got.
public struct MachineInput: Sendable {
  public var name: String
  public var bytes: [UInt8]
  /// One of a directory's files, which may hold anything: it is passed over if it is not recognised.
  public var isOptional: Bool
  /// What its text was recognised as, where that was done already.
  var recognised: (source: SourceText, text: RecognisedText)?

  public init(name: String, bytes: [UInt8], isOptional: Bool = false) {
    self.name = name
    self.bytes = bytes
    self.isOptional = isOptional
  }
}

/// A real machine as a scenario, and what it was made from.
public struct OpenedMachine: Sendable {
  /// Its assumptions name what was missing.
  public var scenario: Scenario
  public var report: MachineReport
  /// What the machine itself said, for the scenario to be held against.
  public var evidence = Evidence.none
  /// It was a scenario file, which says everything and can be written again.
  public var isScenarioFile = false

  public init(
    scenario: Scenario, report: MachineReport, evidence: Evidence = .none, isScenarioFile: Bool = false
  ) {
    self.scenario = scenario
    self.report = report
    self.evidence = evidence
    self.isScenarioFile = isScenarioFile
  }
}

/// Makes a scenario from files about one machine, in any combination, or from a scenario file.
///
/// Each file is recognised by its content; a text may have several lists in it. What is missing is assumed, and every
/// assumption is named in the scenario.
/// - Throws: `InputError` for a file that is not recognised (unless it is optional), for a damaged one, for two of one
///   kind, and if nothing is left to build from.
public func readMachine(named name: String, _ inputs: [MachineInput]) throws(InputError) -> OpenedMachine {
  try readMachine(named: name, inputs, ignored: [])
}

/// The same; `ignored` is what was passed over before, while the files were found.
func readMachine(
  named name: String, _ inputs: [MachineInput], ignored: [MachineReport.Ignored]
) throws(InputError) -> OpenedMachine {
  if let scenario = try scenarioFile(inputs) {
    return OpenedMachine(scenario: scenario, report: MachineReport(name: name), isScenarioFile: true)
  }
  var report = MachineReport(name: name)
  report.ignored = ignored
  var texts: [RecognisedInput] = []
  for input in inputs {
    guard input.bytes.count <= SourceText.sizeLimit else {
      let found = "a file of \(InputFile.mebibytes(input.bytes.count))"
      guard input.isOptional else {
        throw InputError(
          file: input.name, found: found, accepted: "at most \(InputFile.mebibytes(SourceText.sizeLimit))")
      }
      report.ignored.append(.init(file: input.name, reason: found))
      continue
    }
    if try report.add(acpi: input) { continue }
    let (source, text) = input.recognised ?? input.recognise()
    if !text.parts.isEmpty, !input.isOptional || text.isSure {
      texts.append(RecognisedInput(input: input, source: source, text: text, place: texts.count))
    } else if input.isOptional {
      report.ignored.append(
        .init(file: input.name, reason: "nothing in it describes a machine", isNothing: true))
    } else {
      throw unrecognised(source)
    }
  }
  for text in texts.sorted(by: RecognisedInput.isBetter) {
    try report.add(text.text, from: text.input)
    report.texts.append(text.source)
  }
  report.readACPI()
  guard !report.sources.isEmpty else {
    throw InputError(file: name, found: "nothing that describes a machine", accepted: FileKind.accepted)
  }
  var builder = ScenarioBuilder(report: report)
  var scenario = builder.build()
  scenario.assumptions += (report.acpi?.limits ?? []).map {
    Assumption(missing: "all of the ACPI tables", assumed: $0)
  }
  return OpenedMachine(scenario: scenario, report: builder.report, evidence: builder.evidence)
}

extension MachineInput {
  func recognise() -> (source: SourceText, text: RecognisedText) {
    let source = SourceText(name: name, bytes: bytes)
    return (source, FileKind.recognise(source))
  }
}

/// A text with its place among the others: of two of one kind in a directory, the better one is used.
private struct RecognisedInput {
  var input: MachineInput
  var source: SourceText
  var text: RecognisedText
  var place: Int

  /// Files that were named come first, and those of one kind alone; then those that are called like their kind and
  /// those that have more to say.
  static func isBetter(_ a: RecognisedInput, _ b: RecognisedInput) -> Bool {
    for (x, y) in zip(a.rank, b.rank) where x != y { return x > y }
    return a.place < b.place
  }

  private var rank: [Int] {
    guard input.isOptional else { return [1, text.parts.count == 1 ? 1 : 0] }
    let name = input.name.split(separator: "/").last.map(String.init) ?? input.name
    let isCalledSo = text.parts.first.map { $0.kind.title.hasSuffix("/" + name) } ?? false
    return [
      0, isCalledSo ? 1 : 0, text.hasMemoryMap ? 1 : 0, text.parts.count == 1 ? 1 : 0,
      text.parts.first?.count ?? 0,
    ]
  }
}

extension RecognisedText {
  /// Whether a text among many others is certainly about a machine: a single line of it may be so by chance.
  var isSure: Bool {
    guard let best = parts.first else { return false }
    if hasMemoryMap || foreign == nil && best.content == nil { return true }
    return best.count >= (best.content == nil ? 3 : 10)
  }

  var hasMemoryMap: Bool {
    parts.contains { part in
      guard let log = (part.content?.value as? MachineReport.Named<BootLog>)?.value else { return false }
      return log.hasMap || log.release != nil
    }
  }
}

/// The scenario that a file holds, where one is named: it says everything, so that nothing may stand beside it.
private func scenarioFile(_ inputs: [MachineInput]) throws(InputError) -> Scenario? {
  for input in inputs where !input.isOptional && ScenarioFile.matches(name: input.name, head: input.bytes) {
    guard inputs.count == 1 else {
      throw InputError(
        file: input.name, found: "a scenario file beside others", accepted: "a scenario file alone")
    }
    guard input.bytes.count <= ScenarioFile.sizeLimit else {
      throw InputError(
        file: input.name, found: "a scenario of \(InputFile.mebibytes(input.bytes.count))",
        accepted: "a scenario of at most \(InputFile.mebibytes(ScenarioFile.sizeLimit))")
    }
    let source = SourceText(name: input.name, bytes: input.bytes)
    return try ScenarioFile.parse(source.lines.map(\.text).joined(separator: "\n"), file: input.name)
  }
  return nil
}

extension ScenarioFile {
  /// Whether a file is one, by its name and its first lines.
  static func matches(name: String, head bytes: [UInt8]) -> Bool {
    let head = SourceText(name: name, bytes: Array(bytes.prefix(1 << 16)))
    return matches(name: name, lines: head.lines.lazy.prefix(200).map(\.text))
  }
}

private func unrecognised(_ source: SourceText) -> InputError {
  guard let first = source.lines.first(where: { !$0.isBlank }) else {
    return InputError(file: source.name, found: "an empty file", accepted: FileKind.accepted)
  }
  return InputError(
    file: source.name, line: first.number, found: "not recognised: \(excerpt(first.bytes))",
    accepted: FileKind.accepted)
}
