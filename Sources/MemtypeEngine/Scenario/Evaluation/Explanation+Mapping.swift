extension Explanation {
  /// What became of one request for the address's page, and by which rules.
  mutating func explain(_ step: BootStep, _ mapping: MappingAttempt) {
    let name = "step \(step.number), \(step.title)"
    if case .reused(let mode) = mapping.outcome {
      add("\(name): ACPI's earlier mapping is used again, \(mode.name)", .reused, step: step)
    } else if !mapping.isMapped {
      explainRefusal(step, mapping, name)
    } else if let got = mapping.got {
      explainAnswer(step, mapping, name, got)
    } else {
      add(
        "\(name): \(mapping.call) uses \(mapping.requested.name) and is not tracked", .untracked,
        source: step.function, step: step)
    }
  }

  /// A request that the tracker answered, and the caller lives with.
  private mutating func explainAnswer(
    _ step: BootStep, _ mapping: MappingAttempt, _ name: String, _ got: PageCacheMode
  ) {
    let asks = "\(name): \(mapping.call) asks for \(mapping.requested.name)"
    if !evaluation.pat.isEnabled {
      let slot = evaluation.pat.modeInPageTable(of: got)
      let bits = slot == got ? "" : ", and the page gets \(slot.name), as the PAT has no \(got.name)"
      add("\(asks); the PAT is off, so nothing is tracked\(bits)", .patOff, step: step)
    } else if let window = untrackedWindow(of: mapping.range) {
      add(
        "\(asks); \(window) is not tracked, so any request is answered with WB", .untrackedWindow, step: step)
    } else if let decider = mapping.decidedBy {
      add(
        got == mapping.requested
          ? "\(asks) and gets it: step \(decider) holds the range with that type already"
          : "\(asks), but step \(decider) holds the range as \(got.name), and the first one decides",
        .olderEntry, step: step)
    } else if mapping.requested == .wb {
      explainHint(step, mapping, asks, got)
    } else {
      add("\(asks) and gets \(got.name)", .request, step: step)
    }
  }

  /// Only requests for WB look at the MTRRs, and over the whole of their range.
  private mutating func explainHint(
    _ step: BootStep, _ mapping: MappingAttempt, _ asks: String, _ got: PageCacheMode
  ) {
    let mtrr = evaluation.state(afterStep: step.number).mtrr
    let pieces = mtrr.pieces(of: mapping.range.pageRounded, atMost: 4)
    let here = pieces.count == 1 ? "here" : "all over \(Self.text(mapping.range.pageRounded))"
    var text = asks
    if got == .wb {
      text += "; the MTRRs are WB \(here), so it is tracked WB"
    } else if !mtrr.isSet || !mtrr.isEnabled {
      text += "; without MTRRs no type is known, so it gets \(got.name)"
    } else if pieces.count == 1 {
      text += "; the MTRRs say \(pieces[0].type.name) here, not WB, so it gets \(got.name)"
    } else {
      let list = pieces.prefix(3).map { "\($0.type.name) over \(Self.text($0.range)) by \($0.source.name)" }
      let more = pieces.count > 3 ? ", and so on" : ""
      text +=
        "; the MTRRs are not WB \(here) (\(list.joined(separator: ", "))\(more)), so it gets \(got.name)"
    }
    add(text, .mtrrHint, step: step)
  }

  private mutating func explainRefusal(_ step: BootStep, _ mapping: MappingAttempt, _ name: String) {
    let requested = mapping.requested.name
    let asks = "\(name): \(mapping.call) asks for \(requested)"
    var failure = ""
    if case .failed(let error) = mapping.outcome {
      let number = "\(error) \(Errno.name(error))"
      failure =
        step.work.isDriver ? ", the driver fails with \(number)" : ", and there is no mapping: \(number)"
    }
    switch mapping.refusal {
    case .notAllowed(let offered):
      if let decider = mapping.decidedBy {
        add(
          "\(asks), but step \(decider) holds the range as \(offered.name), and the first one decides",
          .olderEntry, step: step)
      }
      add(
        "\(requested) must not be mapped \(offered.name): the mapping is refused\(failure)", .notAllowed,
        step: step)
    case .conflict:
      let others = [mapping.decidedBy, mapping.conflictsWith].compactMap { $0 }.map { "step \($0)" }
      let who = others.isEmpty ? "older mappings" : others.removingDuplicates.joined(separator: " and ")
      let types =
        others.count > 1
        ? "\(who) hold parts of the range with different types" : "\(who) holds the range otherwise"
      add(
        "\(asks), but \(types): they cannot agree, so nothing is tracked or mapped\(failure)", .conflict,
        step: step)
    case .busyRegion(let holder):
      add(
        "\(name): the range is claimed by \(holder) already, so nothing is mapped\(failure)", .busyRegion,
        step: step)
    case .ram: add("\(asks), but RAM in use lies in the range\(failure)", .ioremapOnRAM, step: step)
    case .ramPages:
      add("\(asks), but RAM lies in the range and cannot have that type\(failure)", .ramPages, step: step)
    case .invalidAddress:
      add(
        "\(asks), but the address has more than \(scenario.cpu.physBits) bits\(failure)", .invalidAddress,
        step: step)
    case .invalidRange:
      add("\(asks), but the range has no bytes or wraps around\(failure)", .request, step: step)
    case .notPermitted:
      add("\(name): processes may not map RAM through /dev/mem\(failure)", .notPermitted, step: step)
    case .other, nil:
      add("\(asks), and gets no mapping\(failure)", .request, source: step.function, step: step)
    }
  }

  /// The window that leaves a request out of the tracker's list; nil if it is tracked.
  private func untrackedWindow(of range: AddressRange) -> String? {
    let pages = range.pageRounded
    if MemtypeTracker.isaHole.contains(pages) { return "the ISA window 0xa_0000-0xf_ffff" }
    guard scenario.behaviour == .untrackedPCIHole, evaluation.override.isApplied,
      AddressRange.pciHole(tolud: evaluation.tolud).contains(pages)
    else { return nil }
    return "the PCI hole, with this patch,"
  }

  private static func text(_ range: AddressRange) -> String { "\(range.start.grouped)-\(range.last.grouped)" }
}

extension MTRRState {
  /// A range cut where type or source change by Linux's reading, neighbours that are alike joined; after `limit`
  /// pieces the rest is left out.
  func pieces(of range: AddressRange, atMost limit: Int) -> [Evaluation.TypeRange] {
    var result: [Evaluation.TypeRange] = []
    var start = range.start
    // A mask with holes cuts a range into millions of pieces; the first ones say enough.
    for _ in 0..<4096 where start < range.end {
      let end = min(nextChange(after: start) ?? range.end, range.end)
      let piece = Evaluation.TypeRange(
        range: AddressRange(start, end), type: type(at: start), source: source(at: start))
      if let last = result.last, last.type == piece.type, last.source == piece.source {
        result[result.count - 1].range.end = end
      } else {
        guard result.count < limit else { break }
        result.append(piece)
      }
      start = end
    }
    return result
  }
}
