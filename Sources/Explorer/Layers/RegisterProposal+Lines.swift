import MemtypeEngine
import Screen

/// What a wish comes to.
enum ProposedPlan: Sendable {
  struct Solved: Sendable {
    var plan: RegisterPlan
    /// With the solution in the registers; nil where it does not fit.
    var evaluation: Evaluation?
    /// Where else TOLUD could be; nil where no border of the wanted map is there.
    var costs: BorderCosts?
  }

  case solved(Solved)
  /// Why a stretch cannot be.
  case impossible(String)
}

extension Explorer {
  var planKey: Memo.PlanKey { Memo.PlanKey(evaluation: $evaluation, wish: wish) }

  /// What the wish comes to for the machine after the whole boot.
  var plan: ProposedPlan {
    memo.plan(planKey) {
      do throws(WantedMapError) {
        let machine = wholeBoot
        let plan = try RegisterPlan(wish, in: machine)
        let costs = BorderCosts(
          plan.problem, moving: machine.tolud, in: AddressRange(0, .fourGiB), step: Self.toludStep)
        return .solved(
          .init(plan: plan, evaluation: plan.scenario.map { engine.evaluate($0) }, costs: costs))
      } catch {
        return .impossible(error.description)
      }
    }
  }

  private static let toludStep: UInt64 = 16 << 20

  /// `the map as it is`, `3 wanted stretches`.
  var wishTitle: String {
    let rest = wish.rest == .asItIs ? "the map as it is" : "what the memory map needs"
    switch wish.stretches.count {
    case 0: return rest
    case 1: return "1 wanted stretch"
    default: return "\(wish.stretches.count) wanted stretches"
    }
  }

  func lines(of plan: ProposedPlan, width: Int) -> [RegisterProposal.Row] {
    switch plan {
    case .impossible(let text):
      return wrapped(text, width: width).map { .init(line: ListLine(spans: [Span($0, Style(.bad))])) }
        + wantedRows()
    case .solved(let solved):
      let (plan, solution) = (solved.plan, solved.plan.solution)
      let mark = solution.fits ? glyphs.check : glyphs.cross
      let style = Style(solution.fits ? .good : .bad, bold: true)
      var rows = text("\(mark) \(solution.verdict)", style, width)
      if plan.takesKernelOver { rows += text(forcedText, Style(.note), width) }
      rows += wantedRows()
      rows += section("Registers", blockRows(plan))
      rows += section("What each border costs", table(plan.bill.lines.map(\.cells)))
      let counts = solution.counts.map {
        ["default \($0.defaultType.name)", RegisterSolution.words($0.count)]
      }
      rows += section("By default type", table(counts))
      if !solution.fits { rows += section("What would fit, or come closer", adviceRows(plan)) }
      if let then = solved.evaluation { rows += section("What comes of it", outcomeRows(plan, then, width)) }
      if let costs = solved.costs { rows += section(Self.costsTitle, costRows(costs, solution, width)) }
      let proof = plan.proof.deciding.flatMap { line in
        text(String(repeating: " ", count: min(line.depth, 20)) + line.text, Style(.text), width)
      }
      return rows
        + section("Why fewer cannot do: each block of the address space and the least it costs", proof)
    }
  }

  // MARK: Sections

  private func section(_ title: String, _ rows: [RegisterProposal.Row]) -> [RegisterProposal.Row] {
    guard !rows.isEmpty else { return [] }
    return [.init(line: ListLine()), .init(line: ListLine(spans: [Span(title, Style(.title, bold: true))]))]
      + rows
  }

  private func text(_ text: String, _ style: Style, _ width: Int) -> [RegisterProposal.Row] {
    let indent = String(text.prefix { $0 == " " })
    return wrapped(text, width: max(16, width - indent.count)).map {
      .init(line: ListLine(spans: [Span(indent), Span($0, style)]))
    }
  }

  /// Columns as wide as their widest cells.
  private func table(_ cells: [[String]]) -> [RegisterProposal.Row] {
    let count = cells.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      cells.map { $0.indices.contains(column) ? DisplayWidth.of($0[column]) : 0 }.max() ?? 0
    }
    return cells.map { row in
      var line = ListLine()
      for (column, cell) in row.enumerated() {
        line.add(cell, column == 0 ? .address : .text, width: widths[column] + 2)
      }
      return .init(line: line)
    }
  }

  private var forcedText: String {
    guard case .applied(_, let ranges) = wholeBoot.override else {
      return "this kernel sees no MTRRs: applied, it reads them"
    }
    let illegal = ranges.filter { RegisterBlock($0, physBits: scenario.cpu.physBits) == nil }
    let mask = illegal.first.map {
      " Its mask \($0.maskBits.grouped) has holes: no register could hold that range."
    }
    return "Linux makes this map up and writes it to no register.\(mask ?? "") Applied, the guest reads "
      + "the firmware's registers, and these are in them."
  }

  private func wantedRows() -> [RegisterProposal.Row] {
    var rows = wish.stretches.enumerated().map { index, stretch in
      var row = table([
        [
          "\(stretch.range.start.grouped)-\(stretch.range.last.grouped)", stretch.range.size.sizeText,
          stretch.type?.name ?? "any type",
        ]
      ])[0]
      row.use = .stretch(index)
      return row
    }
    let rest = wish.rest == .asItIs ? "as it is" : "as the memory map needs it, for the least registers"
    rows.append(
      .init(line: ListLine(spans: [Span(wish.isEmpty ? "everything \(rest)" : "the rest \(rest)")])))
    return section("Wanted", rows)
  }

  private func blockRows(_ plan: RegisterPlan) -> [RegisterProposal.Row] {
    let kept = Set(plan.problem.current)
    let cells = plan.solution.blocks.map { block in
      [
        "\(block.base.grouped)-\(block.range.last.grouped)", block.size.sizeText, block.type.name,
        kept.contains(block) ? "as it is" : "",
      ]
    }
    return cells.isEmpty
      ? text("none: the default type \(plan.solution.defaultType.name) is the whole map", Style(), 60)
      : table(cells)
  }

  private func adviceRows(_ plan: RegisterPlan) -> [RegisterProposal.Row] {
    let cells = plan.advice.map { option in
      [
        option.text, RegisterSolution.words(option.count),
        option.count <= plan.problem.registerCount ? "fits" : "", option.priceText,
      ]
    }
    guard !cells.isEmpty else { return text("no single change of the map saves a register", Style(), 60) }
    return table(cells).enumerated().map { .init(line: $0.element.line, use: .advice($0.offset)) }
  }

  /// What becomes of the drivers, and what the registers cannot decide.
  private func outcomeRows(_ plan: RegisterPlan, _ then: Evaluation, _ width: Int) -> [RegisterProposal.Row] {
    let failures = then.failures.compactMap { failure in
      then.scenario.device(failure.device).map { "\($0.name) fails" }
    }
    var rows =
      failures.isEmpty
      ? text("\(glyphs.check) every driver maps its device", Style(.good), width)
      : text("\(glyphs.cross) \(failures.joined(separator: ", "))", Style(.bad), width)
    for piece in plan.differences(in: then).prefix(8) {
      let range = "\(piece.range.start.grouped)-\(piece.range.last.grouped)"
      let why =
        piece.range.end <= AddressRange.firstMegabyte.end
        ? "a slot of the fixed MTRRs reaches further" : "no variable MTRR decides there"
      rows += text(
        "\(glyphs.warning) \(range) stays \(piece.type?.name ?? "undefined"): \(why)", Style(.warning), width)
    }
    return rows
  }

  // MARK: Where else TOLUD could be

  private static let costsTitle = "Registers if TOLUD were elsewhere, a cell each 16M"

  /// A row a GiB, or half a one where there is little room: a digit for each place of the border.
  private func costRows(_ costs: BorderCosts, _ solution: RegisterSolution, _ width: Int)
    -> [RegisterProposal.Row]
  {
    let perRow = width >= 76 ? 64 : 32
    let here = costs.index(of: costs.border)
    var rows: [RegisterProposal.Row] = []
    for start in stride(from: 0, to: costs.counts.count, by: perRow) {
      var line = ListLine()
      line.add(start == 0 ? "0" : costs.place(start).sizeText, .address, width: 6, align: .trailing)
      line.add(" ")
      for index in start..<min(start + perRow, costs.counts.count) {
        let count = costs.counts[index]
        var style = Style(count <= solution.registerCount ? .good : .bad)
        if index == here { style.attributes.insert(.reversed) }
        line.add(Self.digit(count), style)
      }
      line.spans = Self.joined(line.spans)
      rows.append(.init(line: line))
    }
    let most = costs.counts.max() ?? 0
    let tooMany = costs.counts.count { $0 > solution.registerCount }
    let now = "TOLUD \(costs.border.grouped), in the lit cell, needs \(solution.blocks.count)"
    let fits = tooMany == 0 ? "all fit" : "\(tooMany) of \(costs.counts.count) do not fit"
    return rows
      + text("\(now); the most is \(most); \(fits) into \(solution.registerCount)", Style(.dim), width)
  }

  /// 0 to 9, then a to z; more is z, too.
  private static func digit(_ count: Int) -> String { String(min(max(count, 0), 35), radix: 36) }

  /// Neighbours of one style as one span.
  private static func joined(_ spans: [Span]) -> [Span] {
    spans.reduce(into: []) { result, span in
      if let last = result.last, last.style == span.style {
        result[result.count - 1].text += span.text
      } else {
        result.append(span)
      }
    }
  }
}
