import MemtypeEngine

/// A file's name and content, however it was got.
public struct MachineInput: Sendable {
  public var name: String
  public var bytes: [UInt8]
  /// One of a directory's files, which may hold anything: it is passed over if it is not recognised.
  public var isOptional: Bool

  public init(name: String, bytes: [UInt8], isOptional: Bool = false) {
    self.name = name
    self.bytes = bytes
    self.isOptional = isOptional
  }
}

extension MachineInput {
  /// Whether the file is an ACPI table, binary or as text.
  var holdsACPITables: Bool {
    guard bytes.count <= SourceText.sizeLimit else { return false }
    return ACPITableFile.isBinary(bytes)
      || FileKind(recognising: SourceText(name: name, bytes: bytes)) == .acpi
  }
}

/// A real machine as a scenario, and what it was made from.
public struct OpenedMachine: Sendable {
  /// Its assumptions name what was missing.
  public var scenario: Scenario
  public var report: MachineReport
  /// It was a scenario file, which says everything and can be written again.
  public var isScenarioFile = false
}

/// Makes a scenario from files about one machine, in any combination, or from a scenario file.
///
/// Each file is recognised by its content. What is missing is assumed, and every assumption is named in the scenario.
/// Throws for a file that is not recognised (unless it is optional), for a damaged one, for two of one kind, and if
/// nothing is left to build from.
public func readMachine(named name: String, _ inputs: [MachineInput]) throws(InputError) -> OpenedMachine {
  if let scenario = try scenarioFile(inputs) {
    return OpenedMachine(scenario: scenario, report: MachineReport(name: name), isScenarioFile: true)
  }
  var report = MachineReport(name: name)
  for input in inputs {
    guard input.bytes.count <= SourceText.sizeLimit else {
      if input.isOptional {
        report.ignored.append(input.name)
        continue
      }
      throw InputError(
        file: input.name, found: "more than \(SourceText.sizeLimit >> 20) MiB", accepted: "a smaller file")
    }
    if try report.add(acpi: input) { continue }
    let source = SourceText(name: input.name, bytes: input.bytes)
    if let (kind, log) = FileKind.recognise(source) {
      // A directory may have more than one line of words with equals signs in them.
      let isWeak = kind == .commandLine || kind == .uname
      if input.isOptional, isWeak, report.sources.contains(where: { $0.kind == kind }) {
        report.ignored.append(input.name)
        continue
      }
      try report.add(source, kind, log: log)
    } else if input.isOptional {
      report.ignored.append(input.name)
    } else {
      throw unrecognised(source)
    }
  }
  report.readACPI()
  guard !report.sources.isEmpty else {
    throw InputError(file: name, found: "nothing that describes a machine", accepted: FileKind.accepted)
  }
  var builder = ScenarioBuilder(report: report)
  let scenario = builder.build()
  return OpenedMachine(scenario: scenario, report: builder.report)
}

/// The scenario that a file holds, where one is named: it says everything, so that nothing may stand beside it.
private func scenarioFile(_ inputs: [MachineInput]) throws(InputError) -> Scenario? {
  for input in inputs where !input.isOptional && input.bytes.count <= ScenarioFile.sizeLimit {
    let source = SourceText(name: input.name, bytes: input.bytes)
    guard ScenarioFile.matches(name: input.name, lines: source.lines.lazy.prefix(200).map(\.text)) else {
      continue
    }
    guard inputs.count == 1 else {
      throw InputError(
        file: input.name, found: "a scenario file beside others", accepted: "a scenario file alone")
    }
    do throws(ScenarioFileError) {
      return try ScenarioFile.parse(source.lines.map(\.text).joined(separator: "\n"), file: input.name)
    } catch {
      throw InputError(error)
    }
  }
  return nil
}

private func unrecognised(_ source: SourceText) -> InputError {
  guard let first = source.lines.first(where: { !$0.isBlank }) else {
    return InputError(file: source.name, found: "an empty file", accepted: FileKind.accepted)
  }
  return InputError(
    file: source.name, line: first.number, found: "not recognised: \(excerpt(first.bytes))",
    accepted: FileKind.accepted)
}
