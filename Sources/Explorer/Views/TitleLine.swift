import MemtypeEngine
import Screen

extension Explorer {
  /// What is open, on what it runs, and loudly whether it works.
  func drawTitle(on canvas: inout Canvas) {
    let outcome = outcome
    let isAmber = diagnosis?.verdict == .undecided || !evaluation.regressions.isEmpty
    let role: Role = outcome.isBad ? .bad : isAmber ? .warning : .good
    let badge = Style(role, bold: true, reversed: outcome.isBad)
    let width = DisplayWidth.of(outcome.text)
    let start = max(0, canvas.columns - width - 2)
    canvas.text(" \(outcome.text) ", column: start, row: 0, badge)
    var spans: [Span] = []
    if canvas.columns >= 100 { spans += [Span("mtrrscope", Style(.dim)), Span("  ")] }
    if others.count > 1 { spans.append(Span("\(others.front + 1)/\(others.count) ", Style(.label))) }
    spans.append(Span(documentName, Style(.strong, bold: true)))
    if document.isUnsaved { spans.append(Span(" unsaved", Style(.changed))) }
    // A crash would lose them: this stays until they are kept again.
    if isJournalBroken { spans.append(Span(" edits are not kept ", Style(.bad, bold: true, reversed: true))) }
    if !divergenceCount.isEmpty {
      let what = canvas.columns >= 160 ? " read otherwise by hardware" : ""
      spans.append(Span("  \(divergenceCount)\(what)", Style(.warning)))
    }
    spans.append(Span("  "))
    let facts =
      boot.flatMap { wholeBoot.step($0.step) }.map { [$0.title] } ?? [
        scenario.platform.rawValue, "Linux \(scenario.kernel.name)", behaviourText,
      ]
    spans.append(Span(facts.joined(separator: " · "), Style(.label)))
    if !scenario.assumptions.isEmpty, canvas.columns >= 100 {
      spans.append(Span("  \(scenario.assumptions.count) assumed", Style(.note)))
    }
    canvas.spans(spans, column: 1, row: 0, width: max(0, start - 2))
  }

  /// The file's name, where there is one.
  var documentName: String {
    document.path.flatMap { $0.split(separator: "/").last.map(String.init) } ?? scenario.name
  }

  private var behaviourText: String {
    (scenario.behaviourOverride == nil ? "" : "override: ") + scenario.behaviour.shortName
  }

  /// What speaks against `every driver maps`: a line of the machine's own log, or what it does not say.
  private var doubt: (text: String, isBad: Bool)? {
    guard let diagnosis else { return nil }
    switch diagnosis.verdict {
    case .maps: return nil
    case .fails:
      return ("\(glyphs.cross) the log tells of a failure: \(keyName(.show(.evidence)))", true)
    case .contradicted:
      let count = diagnosis.comparison.differences
      return ("\(glyphs.cross) \(count) line\(count == 1 ? "" : "s") of the log say otherwise", true)
    case .undecided:
      let open = diagnosis.decisive.compactMap { index in
        diagnosis.evidence.open.indices.contains(index) ? diagnosis.evidence.open[index].missing : nil
      }
      return ("? not decided: \(open.first ?? "")", false)
    }
  }

  /// `✗ 1 driver fails: TPM TIS -12`, `✓ every driver maps`, `✓ every driver maps, 1 not as asked`.
  var outcome: (text: String, isBad: Bool) {
    if let boot {
      let fails = evaluation.outcomes.contains(where: \.isFailure)
      let mark = fails ? glyphs.cross : glyphs.cursorMark
      return ("\(mark) after step \(boot.step) of \(wholeBoot.trace.steps.count)", fails)
    }
    let failures = evaluation.outcomes.filter(\.isFailure)
    if failures.isEmpty, let doubt { return doubt }
    guard !failures.isEmpty else {
      let isAny = evaluation.outcomes.contains { $0.status != .notDriven && $0.status != .unknown }
      let others = evaluation.regressions.count
      let detail = others == 0 ? "" : ", \(others) not as asked"
      return ("\(glyphs.check) \(isAny ? "every driver maps\(detail)" : "no driver maps anything")", false)
    }
    let names = failures.prefix(2).map { outcome in
      let name = scenario.device(outcome.device)?.name ?? "?"
      if let error = outcome.status.error { return "\(name) \(error)" }
      return name
    }
    let more = failures.count > 2 ? " +\(failures.count - 2)" : ""
    let isNarrow = size.columns < 100
    let verb = failures.count == 1 ? "1 driver fails" : "\(failures.count) drivers fail"
    let prefix = isNarrow && failures.count == 1 ? "" : "\(verb): "
    return ("\(glyphs.cross) \(prefix)\(names.joined(separator: ", "))\(more)", true)
  }
}
