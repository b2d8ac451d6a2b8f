import MemtypeEngine
import Screen

/// What the machine said, held against the model, and what it did not say, with all that it may be.
struct EvidencePane: ListRoom {
  let number = 9
  let name = "evidence"
  let purpose = "the evidence: what the input says, and what is open"
  let title = "Evidence"
  var helpSection: String { "Evidence" }
  var hints: [Hint] { [Hint(.goToRow, "choose, or open the text")] }

  func trailing(in explorer: Explorer) -> String {
    guard let comparison = explorer.diagnosis?.comparison, comparison.compared > 0 else { return "" }
    return "agrees with \(comparison.same) of \(comparison.compared) lines"
  }

  func rows(in explorer: Explorer, width: Int) -> [ListRow] {
    guard let diagnosis = explorer.diagnosis else {
      return explorer.notes(
        "a built-in scenario or a scenario file says everything: open a log, or a directory of a machine's files",
        width)
    }
    return explorer.openInputRows(diagnosis, width: width) + explorer.assumptionRows(diagnosis, width: width)
      + explorer.factRows(diagnosis, width: width)
  }

  func whyNotEnter(in explorer: Explorer) -> String? {
    guard let line = explorer.selectedLine(of: pane) else { return "there is nothing here" }
    if let fact = line.fact { return explorer.whyNotRead(fact) }
    return line.choice == nil ? "this is assumed: nothing that was read says it" : nil
  }

  /// Takes a candidate in place of the one that is assumed, or opens the text in which a fact stands.
  func open(_ row: ListRow, in explorer: inout Explorer) -> Bool {
    guard case .line(let line) = row else { return false }
    if let fact = line.fact { return explorer.read(fact: fact) }
    guard let choice = line.choice,
      explorer.document.evidence.open.indices.contains(choice.input)
    else { return false }
    let input = explorer.document.evidence.open[choice.input]
    guard input.candidates.indices.contains(choice.candidate) else { return false }
    let next = input.choosing(choice.candidate, in: explorer.document.scenario)
    if next != explorer.document.scenario {
      explorer.commit(next, title: "\(input.missing): \(input.candidates[choice.candidate].name)")
    }
    return true
  }
}

extension Pane {
  static let evidence = Pane(EvidencePane())
}

extension Explorer {
  /// What is open, each with its candidates, what hangs on it, and what would settle it.
  fileprivate func openInputRows(_ diagnosis: Diagnosis, width: Int) -> [ListRow] {
    var rows: [ListRow] = []
    for (i, input) in diagnosis.evidence.open.enumerated() where !input.candidates.isEmpty {
      rows += text(input.missing, Style(.title, bold: true), width: width)
      let current = input.choice(in: scenario)
      for (j, candidate) in input.candidates.enumerated() {
        let mark = j == current ? String(glyphs.cursorMark) : " "
        let isDecisive = diagnosis.decisive.contains(i)
        let outcome = isDecisive ? fate(diagnosis, input: i, candidate: j) : ""
        for (k, part) in wrapped(candidate.name + outcome, width: max(8, width - 3)).enumerated() {
          var line = ListLine(isSelectable: k == 0)
          line.choice = ListLine.Choice(input: i, candidate: j)
          line.add(k == 0 ? " \(mark)" : "", .note, width: 3)
          line.add(part, j == current ? Style(.value) : Style(.text))
          rows.append(.line(line))
        }
      }
      for refuted in input.refuted {
        rows += text(
          "\(refuted.candidate.name): ruled out, \(refuted.reason)", Style(.disabled), indent: 3, width: width
        )
      }
      if !input.command.isEmpty {
        rows += text("settled by: \(input.command)", Style(.label), indent: 3, width: width)
      }
    }
    return rows
  }

  /// What a candidate makes of the devices that hang on it.
  private func fate(_ diagnosis: Diagnosis, input: Int, candidate: Int) -> String {
    let parts = zip(diagnosis.evaluation.outcomes, diagnosis.devices).compactMap {
      outcome, device -> String? in
      guard let way = device.alternatives.first(where: { $0.input == input && $0.candidate == candidate }),
        let name = scenario.device(outcome.device)?.name
      else { return nil }
      return "\(name) \(way.status.text)"
    }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  /// Assumptions that are no choice among candidates.
  fileprivate func assumptionRows(_ diagnosis: Diagnosis, width: Int) -> [ListRow] {
    let open = Set(diagnosis.evidence.open.map(\.missing))
    let plain = scenario.assumptions.filter { !open.contains($0.missing) }
    guard !plain.isEmpty else { return [] }
    return text("Assumed", Style(.title, bold: true), width: width)
      + plain.flatMap { text($0.text, Style(.text), indent: 1, isSelectable: true, width: width) }
  }

  /// What was said, in its order, each with its mark.
  fileprivate func factRows(_ diagnosis: Diagnosis, width: Int) -> [ListRow] {
    let evidence = diagnosis.evidence
    guard !evidence.facts.isEmpty else { return [] }
    var rows = text("Said (= the model gives the same)", Style(.title, bold: true), width: width)
    for (i, fact) in evidence.facts.enumerated() {
      let mark = i < diagnosis.comparison.marks.count ? diagnosis.comparison.marks[i] : .notModelled
      let (glyph, style) = factMark(i, mark)
      var line = ListLine()
      line.isBad = mark == .contradicted || fact.claim == .failure
      line.address = addressNamed(in: fact)
      line.fact = i
      line.add(glyph, style, width: 2)
      // The number says enough where it is the log's.
      let place = fact.place.file == evidence.log ? String(fact.place.line) : fact.place.text
      line.add(place + " ", .label)
      line.add(fact.text, style)
      rows.append(.line(line))
    }
    return rows
  }

  /// The device that a line about an outcome is about.
  func addressNamed(in fact: Fact) -> PhysicalAddress? {
    scenario.devices.first { $0.observed?.text == fact.text }?.range.start
  }

  private func text(
    _ text: String, _ style: Style, indent: Int = 0, isSelectable: Bool = false, width: Int
  ) -> [ListRow] {
    wrapped(text, width: max(8, width - indent)).enumerated().map { i, part in
      var line = ListLine(isSelectable: isSelectable && i == 0)
      line.add(String(repeating: " ", count: indent), .dim)
      line.add(part, style)
      return .line(line)
    }
  }
}
