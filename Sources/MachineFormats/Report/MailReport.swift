import MemtypeEngine

/// Everything that somebody who was not there needs to judge a machine's case: for a mail, a bug tracker or a page.
public struct MailReport {
  /// The forms in which it is written.
  public enum Form: String, CaseIterable, Sendable {
    /// Plain text, at most 72 characters a line.
    case text
    case markdown
    /// A page by itself.
    case html

    /// The end of a file's name that asks for this form.
    public var fileExtension: String {
      switch self {
      case .text: "txt"
      case .markdown: "md"
      case .html: "html"
      }
    }
  }

  private let diagnosis: Diagnosis
  private let files: MachineReport?
  private let tables: TextReport

  private var evaluation: Evaluation { diagnosis.evaluation }
  private var scenario: Scenario { evaluation.scenario }

  /// `report` is what was read of the machine's files; nil for a scenario that comes with the program or from its file.
  public init(_ diagnosis: Diagnosis, report: MachineReport? = nil) {
    self.diagnosis = diagnosis
    files = report
    tables = TextReport(diagnosis, report: report)
  }

  public func text(as form: Form) -> String {
    switch form {
    case .text: document.text
    case .markdown: document.markdown
    case .html: document.html
    }
  }

  // MARK: Content

  private var document: ReportDocument {
    let verdict = diagnosis.verdictText.first ?? ""
    var document = ReportDocument(title: verdict.prefix(1).uppercased() + verdict.dropFirst())
    document.add(.paragraph(machine))
    document.add(.bullets(diagnosis.verdictText.dropFirst().map(AddressExpression.trimmed)))
    if scenario.summary != machine { document.add(.paragraph(scenario.summary)) }
    for conclusion in evaluation.conclusions { add(conclusion, to: &document) }
    let others = [["Device", "Registers", "Outcome", "Asked", "Got"]] + deviceRows
    document.add("Devices", [.table(others)])
    document.add("MTRRs", registers)
    document.add("Memory types, as Linux takes the MTRRs", [.table(typeRows)])
    document.add("What the machine's own log says", log)
    document.add("Assumed, and what hangs on it", [.bullets(assumptions)])
    document.add("Read", [.bullets(files.map { $0.sourceLines + $0.notes } ?? [])])
    document.add("Made by", [.paragraph(provenance)])
    return document
  }

  private var machine: String {
    let facts = [
      scenario.name, scenario.platform.rawValue, "Linux \(scenario.kernel.name)",
      "kernel behaviour: \(scenario.behaviourText)",
      "TOLUD \(evaluation.tolud.grouped) (\(evaluation.tolud.sizeText))",
      "\(scenario.cpu.physBits) phys bits",
    ]
    return facts.joined(separator: "; ") + (diagnosis.isWhatIf ? "; not as it was opened: a what-if" : "")
  }

  /// A failing device: what is refused, who asked before, why, and every rule in its turn.
  private func add(_ conclusion: Conclusion, to document: inout ReportDocument) {
    guard let device = scenario.device(conclusion.device) else { return }
    let range = "\(device.range.start.grouped)-\(device.range.last.grouped)"
    let error = "\(conclusion.error) \(Errno.name(conclusion.error))"
    let source = conclusion.ruleSource.isEmpty ? "" : " [\(conclusion.ruleSource)]"
    let requests = conclusion.requests.map { request in
      [
        "\(request.step)", request.asked.name, request.got?.name ?? "-",
        request.error.map { "refused \($0)" } ?? "mapped", "\(request.call): \(request.who)",
      ]
    }
    document.add(
      "\(device.name) fails, \(range)",
      [
        .paragraph("\(conclusion.rule): \(error)\(source)"),
        .table([["Step", "Asks", "Gets", "Outcome", "Who"]] + requests),
        .numbered(conclusion.causes.map { .init(text: $0.text, source: $0.source) }),
      ])
    let reasons = explain(device.range.start, in: evaluation)
    document.add(
      "Rule by rule at \(device.range.start.grouped)",
      [.numbered(reasons.map { .init(text: $0.text, source: Self.source(of: $0)) })])
  }

  /// The kernel function, the releases in which the rule holds, and the manual's section.
  private static func source(of reason: Reason) -> String {
    var parts = [reason.source]
    if !reason.releases.isEmpty { parts.append("Linux \(reason.releases)") }
    if !reason.manual.isEmpty, reason.manual != reason.source { parts.append(reason.manual) }
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private var deviceRows: [[String]] {
    evaluation.deviceRows.map { row in
      switch row {
      case .group(let group): return [group.text, "", "", "", ""]
      case .device(let index):
        let outcome = evaluation.outcomes[index]
        let device = scenario.devices[outcome.device]
        return [
          device.name, "\(device.range.start.grouped)-\(device.range.last.grouped)", outcome.status.text,
          outcome.requested?.name ?? "", outcome.got?.name ?? "",
        ]
      }
    }
  }

  private var registers: [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = []
    switch evaluation.override {
    case .applied(let type, let ranges):
      blocks.append(
        .paragraph("The guest's kernel replaced them: default \(type.name), and no register holds that."))
      blocks.append(.verbatim(ranges.map { "base \($0.base.prefixedHex()) mask \($0.mask.prefixedHex())" }))
      blocks.append(.paragraph("As the firmware left them, unread by this kernel:"))
    case .notTried, .refused: blocks.append(.paragraph("As the firmware left them:"))
    }
    guard scenario.cpu.hasMTRR else { return [.paragraph("CPUID shows none.")] + blocks.dropLast() }
    // Registers that are zero say nothing.
    let values = ShowReport.registers(scenario).filter { $0.1 != 0 }
    blocks.append(.verbatim(values.map { "\($0.prefixedHex()) \($1.hex(width: 16))" }))
    blocks.append(.bullets(evaluation.mtrr.shortMasks.map(\.text) + divergences))
    return blocks
  }

  private var divergences: [String] {
    let (all, isComplete) = evaluation.divergences(limit: 8)
    let lines = all.map { piece in
      "a processor would read \(piece.range.start.grouped)-\(piece.range.last.grouped) as "
        + "\(piece.hardware.type.name), Linux takes it for \(piece.linux.name)"
    }
    return lines + (isComplete ? [] : ["there are more such stretches"])
  }

  private var typeRows: [[String]] {
    [["Addresses", "Size", "Type", "By"]]
      + evaluation.typeRanges.map { piece in
        [
          "\(piece.range.start.grouped)-\(piece.range.last.grouped)", piece.range.size.sizeText,
          piece.type.name, piece.source.name,
        ]
      }
  }

  private var log: [ReportDocument.Block] {
    let lines = tables.failureLines
    guard !diagnosis.evidence.isEmpty else {
      let failures = evaluation.trace.steps.filter { step in
        if case .failed? = step.mapping?.outcome { true } else { false }
      }
      return [
        .paragraph("No log was given. The model prints at the steps that fail:"),
        .verbatim(failures.flatMap { $0.log.map(\.text) }),
      ].suffix(failures.isEmpty ? 0 : 2)
    }
    var blocks: [ReportDocument.Block] = [.verbatim(lines)]
    if lines.isEmpty { blocks.append(.paragraph("It tells of no failure.")) }
    if let agreement = diagnosis.agreementText { blocks.append(.paragraph("The model \(agreement).")) }
    return blocks + [.bullets(tables.differenceLines)]
  }

  private var assumptions: [String] {
    (scenario.assumptions + scenario.releaseAssumptions).map { assumption in
      tables.assumptionLines(assumption).map(AddressExpression.trimmed).joined(separator: "; ")
    }
  }

  private var provenance: String {
    let agreement =
      diagnosis.evaluated > 1
      ? "; \(diagnosis.evaluated) combinations of what is not known were evaluated"
        + (diagnosis.skipped > 0 ? ", \(diagnosis.skipped) were too many" : "")
      : ""
    return Program.description + agreement
  }
}
