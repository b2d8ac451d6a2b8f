import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText

struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look through many machines' captures for what is wrong or risky.",
    discussion: """
      A word is a directory of captures, a tar archive, or one machine's file; "-" is a tar archive or a list of paths on \
      standard input. A directory that holds files of a machine itself, or proc or sys, is one machine with all that lies \
      beneath it; several boot logs beside each other are a machine each. Memory does not grow with the number of machines.

      Each finding has a severity (error, warning, note), the lines it stands on, what to do, and how sure it is: the \
      log says so, it is certain, or what it hangs on. --list-rules prints what is looked for.

      Exit status: 0 without an error or a warning, 1 with one, 2 where something could not be read; the rest goes on.

        mtrrscope audit captures/
        tar c -C captures . | mtrrscope audit - --format sarif > findings.sarif
        find /srv/sosreports -maxdepth 1 | mtrrscope audit - --least error
        mtrrscope audit captures/ --rule registers-wasted --format jsonl
      """)

  @Argument(
    help: "Directories of captures, tar archives or files; \"-\" is an archive, or paths, on standard input.",
    completion: .file())
  var inputs: [String] = []
  @Option(help: "text, json, jsonl (a finding a line) or sarif (SARIF 2.1.0).")
  var format = AuditWriter.Format.text
  @Option(
    name: .customLong("rule"), help: "Only this rule. Repeatable.",
    completion: .list(AuditRule.all.map(\.id)))
  var only: [String] = []
  @Option(help: "The least severity that is printed: error, warning or note.")
  var least = AuditFinding.Severity.note
  @Flag(help: "Print the rules and leave.")
  var listRules = false

  func validate() throws {
    guard listRules || !inputs.isEmpty else {
      throw ValidationError("name a directory of captures, a tar archive, or -")
    }
    if let unknown = only.first(where: { AuditRule.named($0) == nil }) {
      throw ValidationError(
        "--rule \(unknown): accepted: \(AuditRule.all.map(\.id).joined(separator: ", "))")
    }
  }

  func run() throws {
    if listRules { return try printRules() }
    let rules = only.isEmpty ? AuditRule.all : only.compactMap(AuditRule.named)
    var sources = AuditInputs(inputs)
    var writer = AuditWriter(format, least: least)
    try print(try writer.begin(version: Mtrrscope.configuration.version))
    Interruption.catchIt()
    while !Interruption.isRequested {
      let machines = sources.next(2 * Parallel.coreCount)
      guard !machines.isEmpty else { break }
      for result in Parallel.map(0..<machines.count, { machines[$0].audited(rules) }) {
        try print(try writer.add(result))
      }
    }
    try print(try writer.end())
    if Interruption.isRequested { throw ExitCode(130) }
    if writer.exitStatus != 0 { throw ExitCode(writer.exitStatus) }
  }

  private func print(_ piece: AuditWriter.Piece) throws {
    switch piece {
    case .report(let text): try Output.write(text)
    case .document(let text): try Output.write(text)
    }
  }

  private func printRules() throws {
    var text = StyledText()
    for rule in AuditRule.all {
      text.lines += [
        StyledText.Line("\(rule.id)  \(rule.title) (\(rule.severity.rawValue))", .title),
        StyledText.Line("  \(rule.reason)", hang: 2), StyledText.Line("  do: \(rule.advice)", hang: 6),
      ]
    }
    try Output.write(text)
  }
}

extension AuditWriter.Format: ExpressibleByArgument {}
extension AuditFinding.Severity: ExpressibleByArgument {}
