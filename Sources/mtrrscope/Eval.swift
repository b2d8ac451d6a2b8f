import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText
import Workspace

struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Evaluate a machine a line: JSON lines in, JSON lines out, in order, on all cores.",
    discussion: """
      A line is a built-in scenario's name or a path, a scenario as JSON, or {"base": "snp-tpm-forced-wb", "set": \
      {"tolud": "2G"}} with the keys that --set takes; base may be a list of files of one machine, and "id" comes back \
      as it is. A line that cannot be used gives an object with "error", and the rest goes on. Exit status: 0 when every \
      driver maps in every line, 1 when one fails, 3 when one is not decided, 2 when a line cannot be used.

        ls -d captures/*/ | mtrrscope eval
        mtrrscope eval < cases.jsonl > answers.jsonl
      """)

  @Argument(help: "Files of lines; without one, or for \"-\", standard input.", completion: .file())
  var files: [String] = []

  func run() throws {
    // Who types the lines is not disturbed.
    ProgressLine.end()
    var statuses: Set<Int32> = []
    for file in files.isEmpty ? ["-"] : files {
      let lines = try LineReader(path: file)
      while !Interruption.isRequested {
        let batch = try lines.next(64 * Parallel.coreCount)
        guard !batch.isEmpty else { break }
        let answers = Parallel.map(0..<batch.count) {
          EvalLine.answer(batch[$0])
        }
        statuses.formUnion(answers.map(\.status))
        try Output.write(answers.map(\.text).joined())
      }
    }
    for status in [2, 1, 3] as [Int32] where statuses.contains(status) { throw ExitCode(status) }
  }
}

/// One line of `eval` and its answer.
enum EvalLine {
  struct Answer: Sendable {
    var text: String
    var status: Int32
  }

  private struct Evaluated: Encodable {
    struct DeviceLine: Encodable {
      var id: String
      var status: String
      var requested: String?
      var got: String?
    }

    var schema = OutputSchema.version
    var line: Int
    var id: String?
    var scenario: String
    var platform: String
    var kernel: String
    var behaviour: String
    var tolud: String
    var physBits: Int
    var verdict: String
    var exitStatus: Int32
    var failures: [CaseReport.Failure]
    var regressions: [String]
    var hangsOn: [String]
    var devices: [DeviceLine]

    init(_ diagnosis: Diagnosis, line: Int, id: String?) {
      let (evaluation, report) = (diagnosis.evaluation, CaseReport(CaseOutcome(diagnosis)))
      let source = evaluation.scenario
      (self.line, self.id, scenario) = (line, id, source.name)
      (platform, kernel, behaviour) = (
        source.platform.rawValue, source.kernel.name, source.behaviour.rawValue
      )
      (tolud, physBits) = (evaluation.tolud.prefixedHex(), source.cpu.physBits)
      (verdict, exitStatus, failures) = (
        report.outcome.verdict.rawValue, report.outcome.verdict.exitStatus, report.failures
      )
      (regressions, hangsOn) = (report.outcome.regressions.map(\.text), report.outcome.hangsOn)
      devices = evaluation.outcomes.compactMap { outcome in
        source.device(outcome.device).map {
          DeviceLine(
            id: $0.id, status: outcome.status.text, requested: outcome.requested?.name, got: outcome.got?.name
          )
        }
      }
    }
  }

  private struct Refused: Encodable {
    var schema = OutputSchema.version
    var line: Int
    var error: String
  }

  /// Never fails: what is wrong with the line is its answer.
  static func answer(_ given: LineReader.Line) -> Answer {
    let line = given.number
    do {
      guard let text = given.text else {
        throw Failure("more than \(LineReader.longest >> 20) MiB; accepted: a line of at most so many")
      }
      let request = try Request(text, line: line)
      let scenario = try request.scenario.applying(request.edits)
      let diagnosis = diagnose(scenario, evidence: request.evidence, machine: request.scenario)
      let evaluated = try JSONText.line(Evaluated(diagnosis, line: line, id: request.id))
      return Answer(text: evaluated, status: diagnosis.exitStatus)
    } catch {
      let refused = Refused(line: line, error: reason(error))
      return Answer(text: (try? JSONText.line(refused)) ?? "{}\n", status: Main.unusable)
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as Failure: error.message
    case let error as InputEditError: "\(error.key): \(error.reason)"
    case let error as ScenarioFileError: error.description
    case let error as OpeningError: error.description
    default: "\(error)"
    }
  }

  /// What a line asks for.
  private struct Request {
    var scenario: Scenario
    var evidence = Evidence.none
    var edits: [InputEdit] = []
    var id: String?

    private static let accepted =
      "a scenario as JSON, or {\"base\": NAME or path, \"set\": {KEY: VALUE}, \"id\": anything}"

    init(_ text: String, line: Int) throws {
      guard text.hasPrefix("{") || text.hasPrefix("\"") || text.hasPrefix("[") else {
        (scenario, evidence) = try Self.open([text])
        return
      }
      let root = try FileNode.root(of: text, file: "line \(line)", accepted: Self.accepted)
      guard let entries = root.record else {
        (scenario, evidence) = try Self.open(try Self.words(root))
        return
      }
      let keys = Set(entries.map(\.key))
      guard keys.contains("base") || keys.contains("set") else {
        scenario = try ScenarioReader(root: root).scenario()
        return
      }
      if let other = keys.subtracting(["base", "set", "id"]).sorted().first {
        throw root.error(found: "\(FileNode.excerpt(other)) beside base and set", accepted: Self.accepted)
      }
      func node(_ key: String) -> FileNode? { entries.first { $0.key == key }?.value }
      (scenario, evidence) = try Self.open(try node("base").map { try Self.words($0) } ?? [])
      edits =
        try node("set")?.entries(accepted: "{KEY: VALUE}").map {
          InputEdit(key: $0.key, value: $0.value)
        } ?? []
      id = node("id")?.word
    }

    private static func words(_ node: FileNode) throws -> [String] {
      if let word = node.word { return [word] }
      return try node.elements(accepted: accepted).map {
        guard let word = $0.word else { throw $0.rejected(accepted: "a path") }
        return word
      }
    }

    private static func open(_ words: [String]) throws -> (Scenario, Evidence) {
      guard !words.contains("-") else { throw Failure("standard input holds the lines: it is no machine") }
      let opened = try Opened.named(words)
      return (opened.scenario, opened.evidence)
    }
  }
}
