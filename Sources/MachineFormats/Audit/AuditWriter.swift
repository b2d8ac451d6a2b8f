import MemtypeEngine
import VisibleText

/// An audit's results in the form that is asked for, machine by machine, so that memory does not grow with their number.
package struct AuditWriter {
  package enum Format: String, CaseIterable, Sendable {
    /// For people.
    case text
    case json
    /// A finding or an error a line.
    case jsonl
    /// SARIF 2.1.0, for CI systems.
    case sarif
  }

  /// What is printed next.
  package enum Piece: Sendable {
    case report(StyledText)
    /// A part of a document for programs.
    case document(String)
  }

  private let format: Format
  private let least: AuditFinding.Severity
  private var hasWritten = false
  package private(set) var machines = 0
  package private(set) var unread: [AuditResult] = []
  private var counts: [AuditFinding.Severity: Int] = [:]
  /// Machines with a finding.
  private var marked = 0

  /// Findings that are less severe than `least` are counted and not printed.
  package init(_ format: Format, least: AuditFinding.Severity) {
    (self.format, self.least) = (format, least)
  }

  /// What `audit` ends with: 2 where something could not be read, 1 for an error or a warning, else 0.
  package var exitStatus: Int32 {
    if !unread.isEmpty { return 2 }
    return counts[.error, default: 0] + counts[.warning, default: 0] > 0 ? 1 : 0
  }

  /// What stands before the first machine.
  package func begin(version: String) throws -> Piece {
    switch format {
    case .text, .jsonl: .document("")
    case .json: .document("{\"schema\":\(OutputSchema.version),\"findings\":[\n")
    case .sarif: .document(try SARIF.head(version: version))
    }
  }

  /// A machine's results.
  package mutating func add(_ result: AuditResult) throws -> Piece {
    machines += 1
    for finding in result.findings { counts[finding.severity, default: 0] += 1 }
    if !result.findings.isEmpty { marked += 1 }
    if result.error != nil { unread.append(result) }
    let shown = result.findings.filter { $0.severity <= least }
    switch format {
    case .text: return .report(Self.text(result, shown))
    case .json: return try joined(shown.map { try JSONText.line(FindingReport($0, machine: result.name)) })
    case .sarif: return try joined(shown.map { try JSONText.line(SARIF.Result($0, machine: result.name)) })
    case .jsonl:
      let lines = try shown.map { try JSONText.line(FindingReport($0, machine: result.name)) }
      let errors =
        try result.error.map { [try JSONText.line(UnreadReport(machine: result.name, error: $0))] } ?? []
      return .document((lines + errors).joined())
    }
  }

  /// What stands behind the last one.
  package func end() throws -> Piece {
    switch format {
    case .text:
      return .report(
        StyledText([StyledText.Line(summary, counts.isEmpty && unread.isEmpty ? .good : .title)]))
    case .jsonl: return .document("")
    case .json:
      let errors = unread.map { UnreadReport(machine: $0.name, error: $0.error ?? "") }
      return .document(
        "],\"machines\":\(machines),\"errors\":" + (try JSONText.line(errors)).dropLast() + "}\n")
    case .sarif: return .document(try SARIF.tail(unread))
    }
  }

  private mutating func joined(_ lines: [String]) -> Piece {
    var text = ""
    for line in lines {
      if hasWritten { text += "," }
      hasWritten = true
      text += line
    }
    return .document(text)
  }

  private var summary: String {
    func count(_ severity: AuditFinding.Severity) -> String {
      let number = counts[severity, default: 0]
      return "\(number) \(severity.rawValue)\(number == 1 ? "" : "s")"
    }
    let all = AuditFinding.Severity.allCases.map(count).joined(separator: ", ")
    let bad = unread.isEmpty ? "" : "; \(unread.count) could not be read"
    return "\(machines) machine\(machines == 1 ? "" : "s"), \(marked) with findings: \(all)\(bad)"
  }

  private static func text(_ result: AuditResult, _ findings: [AuditFinding]) -> StyledText {
    if let error = result.error {
      return StyledText([
        StyledText.Line(result.name, .title), StyledText.Line("  not read: \(error)", .bad), "",
      ])
    }
    guard !findings.isEmpty else { return StyledText() }
    var lines = [StyledText.Line(result.name, .title)]
    for finding in findings {
      lines.append(
        StyledText.Line(
          [
            .init(role: finding.severity.role, text: "  \(finding.severity.rawValue)"),
            .init(role: .plain, text: " \(finding.rule.id): \(finding.message)"),
          ], hang: 6))
      lines += finding.evidence.prefix(6).map { StyledText.Line("      \($0.place): \($0.text)", hang: 10) }
      if finding.evidence.count > 6 {
        lines.append(StyledText.Line("      ... and \(finding.evidence.count - 6) more"))
      }
      let sure =
        switch finding.certainty {
        case .logged: "the log says so"
        case .certain: "certain"
        case .depends: "hangs on: " + finding.hangsOn.joined(separator: "; ")
        }
      lines.append(StyledText.Line("      sure: \(sure)", hang: 10))
      lines.append(StyledText.Line("      do: \(finding.rule.advice)", hang: 10))
    }
    return StyledText(lines + [""])
  }
}

extension AuditFinding.Severity {
  fileprivate var role: StyledText.Role {
    switch self {
    case .error: .bad
    case .warning: .warning
    case .note: .plain
    }
  }
}

extension AuditFinding.Evidence {
  /// `dmesg.txt:214`
  var place: String { line.map { "\(file):\($0)" } ?? file }
}

/// A finding as JSON.
private struct FindingReport: Encodable {
  struct Evidence: Encodable {
    var file: String
    var line: Int?
    var text: String
  }

  var machine: String
  var rule: String
  var severity: String
  var message: String
  var evidence: [Evidence]
  var certainty: String
  var hangsOn: [String]
  var advice: String

  init(_ finding: AuditFinding, machine: String) {
    self.machine = machine
    rule = finding.rule.id
    severity = finding.severity.rawValue
    message = finding.message
    evidence = finding.evidence.map { Evidence(file: $0.file, line: $0.line, text: $0.text) }
    certainty = finding.certainty.rawValue
    hangsOn = finding.hangsOn
    advice = finding.rule.advice
  }
}

private struct UnreadReport: Encodable {
  var machine: String
  var error: String
}
