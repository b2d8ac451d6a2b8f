import MemtypeEngine
import VisibleText

/// An evaluation as plain text, for `mtrrscope check`.
public struct TextReport {
  public var diagnosis: Diagnosis
  /// The files that the scenario was made from; nil for one that comes with the program or from a scenario file.
  public var report: MachineReport?

  private var evaluation: Evaluation { diagnosis.evaluation }

  public init(_ diagnosis: Diagnosis, report: MachineReport? = nil) {
    self.diagnosis = diagnosis
    self.report = report
  }

  /// Of an evaluation that nothing is known against.
  public init(_ evaluation: Evaluation) { self.init(diagnose(evaluation)) }

  public var text: String { styled.text }

  /// The verdict first, then what it follows from.
  package var styled: StyledText {
    var report = StyledText(diagnosis.verdictLines + [StyledText.Line("")] + header)
    report.add(section: "memory types", typeLines)
    report.add(section: "a processor would read these registers otherwise", divergenceLines)
    report.add(section: "devices", deviceLines)
    let scenario = evaluation.scenario
    report.add(section: "registers", evaluation.mtrr.shortMasks.map(\.text))
    report.add(section: "no such machine exists", scenario.impossibilities)
    report.add(
      section: "assumed", (scenario.assumptions + scenario.releaseAssumptions).flatMap(assumptionLines))
    report.add(section: "notes", self.report?.notes ?? [])
    report.add(section: "read", self.report?.sourceLines ?? [])
    report.add(section: "passed over", self.report?.ignoredLines ?? [])
    report.add(section: "the log says", failureLines.map { StyledText.Line($0, .bad) })
    report.add(section: "kernel log, as modelled", logLines)
    report.add(section: agreementTitle, differenceLines)
    return report
  }

  /// What the kernel says of failures stands out.
  private var logLines: [StyledText.Line] {
    evaluation.trace.steps.flatMap { step in
      step.log.map { StyledText.Line($0.text, step.mapping?.isMapped == false ? .bad : .plain) }
    }
  }

  /// What was assumed, what else is possible, and what was ruled out by which line.
  func assumptionLines(_ assumption: Assumption) -> [String] {
    guard let input = diagnosis.evidence.open.first(where: { $0.missing == assumption.missing }) else {
      return [assumption.text]
    }
    let others = input.candidates.map(\.name).filter { $0 != assumption.assumed }.map {
      "  also possible: \($0)"
    }
    let refuted = input.refuted.map { "  ruled out: \($0.candidate.name): \($0.reason)" }
    let command = input.command.isEmpty || others.isEmpty ? [] : ["  what settles it: \(input.command)"]
    return [assumption.text] + others + refuted + command
  }

  /// Failures, refusals and conflicts, as they stand in the log.
  var failureLines: [String] {
    diagnosis.evidence.facts.filter { $0.claim == .failure || $0.claim == .otherBoot }.map { fact in
      "\(fact.place.text): " + (fact.claim == .otherBoot ? "not the last boot: " : "") + fact.text
        + (fact.explanation(evaluation.mtrr).map { ": \($0)" } ?? "")
    }
  }

  private var agreementTitle: String {
    "the model \(diagnosis.agreementText ?? "")"
      + (diagnosis.isWhatIf ? " of the unchanged machine's log" : "")
  }

  var differenceLines: [String] {
    guard diagnosis.agreementText != nil else { return [] }
    let comparison = diagnosis.comparison
    let facts = diagnosis.evidence.facts
    let log = comparison.contradicted.map { "only in the log, \(facts[$0].place.text): \(facts[$0].text)" }
    let model = comparison.missing.map { "only modelled: \(evaluation.trace.log[$0].text)" }
    return log.isEmpty && model.isEmpty ? ["no line contradicts it"] : log + model
  }

  private var header: [StyledText.Line] {
    let scenario = evaluation.scenario
    return [
      StyledText.Line("\(scenario.name): \(scenario.summary)", .title),
      StyledText.Line(
        "\(scenario.platform.rawValue), Linux \(scenario.kernel.name), kernel behaviour: \(scenario.behaviourText)"
      ),
      StyledText.Line(
        "TOLUD \(evaluation.tolud.grouped) (\(evaluation.tolud.sizeText)), \(scenario.cpu.physBits) phys bits"
      ),
    ]
  }

  private var typeLines: [String] {
    let rows = evaluation.typeRanges.map { piece in
      [
        "\(piece.range.start.grouped)-\(piece.range.last.grouped)", piece.range.size.sizeText,
        piece.type.name,
        piece.source.name,
      ]
    }
    return Self.table(rows)
  }

  private var divergenceLines: [String] {
    let most = 8
    let (all, isComplete) = evaluation.divergences()
    let rows = all.prefix(most).map { piece in
      [
        "\(piece.range.start.grouped)-\(piece.range.last.grouped)", piece.range.size.sizeText,
        "Linux \(piece.linux.name)", "hardware \(piece.hardware.type.name)",
      ]
    }
    let rest = all.count - rows.count
    let more = rest > 0 || !isComplete ? ["... and \(isComplete ? "" : "more than ")\(rest) more"] : []
    return Self.table(Array(rows)) + more
  }

  private var deviceLines: [StyledText.Line] {
    let rows = evaluation.deviceRows.map { row -> [String] in
      let index: Int
      switch row {
      case .device(let place): index = place
      case .group(let group): return [group.isRegression ? "!" : "ok", group.text]
      }
      let outcome = evaluation.outcomes[index]
      let device = evaluation.scenario.devices[outcome.device]
      return [
        outcome.mark, device.name,
        "\(device.range.start.grouped)-\(device.range.last.grouped)", outcome.status.text,
        outcome.requested.map { "requested \($0.name)" } ?? "", outcome.got.map { "got \($0.name)" } ?? "",
        diagnosis.certaintyText(index), effectText(outcome), firstText(outcome),
      ]
    }
    return zip(rows, Self.table(rows)).map { row, line in Self.marked(line, row[0]) }
  }

  private func effectText(_ outcome: DeviceOutcome) -> String {
    guard let mapping = outcome.step.flatMap({ evaluation.step($0) })?.mapping,
      let effect = evaluation.effect(of: mapping, on: evaluation.scenario.devices[outcome.device])
    else { return "" }
    if effect.traps { return "emulated: accesses trap" }
    return effect.effective.map { "\(effect.baseText) x PAT \(effect.pat.name) = \($0.name)" } ?? ""
  }

  private func firstText(_ outcome: DeviceOutcome) -> String {
    guard let number = outcome.firstStep, let step = evaluation.step(number) else { return "" }
    let mode = outcome.firstMode.map { " with \($0.name)" } ?? ""
    return "first mapped\(mode) by step \(number), \(step.title)"
  }

  /// A row of a table whose first cell is a mark.
  package static func marked(_ line: String, _ mark: String) -> StyledText.Line {
    let role: StyledText.Role =
      switch mark {
      case "FAIL": .bad
      case "!": .warning
      case "?": .open
      case "ok": .good
      default: .plain
      }
    return StyledText.Line([
      .init(role: role, text: mark), .init(role: .plain, text: String(line.dropFirst(mark.count))),
    ])
  }

  /// No column is padded further: one long name would make every row as long.
  private static let widestColumn = 80

  /// Columns padded to their widest cell.
  package static func table(_ rows: [[String]]) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (i, cell) in row.enumerated() {
        if i == widths.count { widths.append(0) }
        widths[i] = max(widths[i], min(cell.count, widestColumn))
      }
    }
    return rows.map { row in
      var line = ""
      for (i, cell) in row.enumerated() {
        line += cell + String(repeating: " ", count: max(0, widths[i] - cell.count) + 2)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

extension DeviceOutcome {
  /// How it went, in the first column: `ok` only where a mapping stands as it was asked for.
  var mark: String {
    switch status {
    case .failed: "FAIL"
    case .mapped: regression == nil ? "ok" : "!"
    case .unknown: "?"
    case .fixmap: "ok"
    case .notDriven: "-"
    }
  }
}
