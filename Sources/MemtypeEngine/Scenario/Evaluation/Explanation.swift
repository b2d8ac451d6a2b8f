/// The chain of reasons for what an address gets, rule by rule in the order in which they applied.
///
/// First where the address lies, then how the MTRR state came about, which register decides, and then each step of
/// the boot that mapped its page.
public func explain(_ address: PhysicalAddress, in evaluation: Evaluation) -> [Reason] {
  var explanation = Explanation(address: address, evaluation: evaluation)
  explanation.sayWhereItLies()
  guard evaluation.segment(at: address) != nil else { return explanation.reasons }
  explanation.sayWhereMTRRsComeFrom()
  explanation.sayWhichRegisterDecides()
  explanation.sayWhatHardwareReads()
  explanation.sayWhoMapsIt()
  explanation.sayWhatItAmountsTo()
  return explanation.reasons
}

private struct Explanation {
  let address: PhysicalAddress
  let evaluation: Evaluation
  var reasons: [Reason] = []

  var scenario: Scenario { evaluation.scenario }

  mutating func add(_ text: String, _ source: String, step: Int? = nil) {
    reasons.append(Reason(text, source: source, step: step))
  }

  mutating func sayWhereItLies() {
    guard let segment = evaluation.segment(at: address) else {
      add(
        "\(address.grouped) is beyond the \(scenario.cpu.physBits) physical address bits of this processor",
        "CPUID 0x80000008")
      return
    }
    // Words that change little from one address to the next: what shows them over a slow line sends the difference.
    let isHole = AddressRange.pciHole(tolud: evaluation.tolud).contains(address)
    let entry = segment.e820?.name ?? (isHole ? "nothing: the PCI hole" : "nothing")
    add("the firmware's memory map says \(entry)", "e820__memory_setup")
  }

  mutating func sayWhereMTRRsComeFrom() {
    switch evaluation.override {
    case .applied(let type, let ranges):
      let what =
        ranges.isEmpty
        ? "no variable range"
        : "\(ranges.count) variable range" + (ranges.count == 1 ? "" : "s")
      add(
        "the guest kernel replaces its MTRR state: default \(type.name), \(what), fixed ranges off; "
          + "the registers are never read", "guest_force_mtrr_state")
    case .refused(let outcome):
      add(
        "the kernel asks for another MTRR state and is refused: \(outcome.reason)", "guest_force_mtrr_state")
    case .notTried:
      break
    }
    let mtrr = evaluation.mtrr
    if !mtrr.isSet {
      add("this processor has no MTRRs, so Linux knows no type: lookups answer UC", "mtrr_type_lookup")
    } else if !mtrr.isEnabled {
      add("the firmware left the MTRRs off (E is 0): lookups answer UC", "mtrr_type_lookup")
    }
  }

  mutating func sayWhichRegisterDecides() {
    guard let segment = evaluation.segment(at: address), evaluation.mtrr.isSet, evaluation.mtrr.isEnabled
    else { return }
    let type = segment.type.name
    switch segment.source {
    case .disabled: return
    case .defaultType:
      add("no MTRR covers it, so the default type applies: \(type)", "SDM 3A, IA32_MTRR_DEF_TYPE")
    case .fixed:
      add("below 1 MiB the fixed ranges decide alone: \(type)", "SDM 3A, Fixed Range MTRRs")
    case .tom2:
      add("AMD's SYSCFG makes memory from 4 GiB to TOP_MEM2 \(type)", "mtrr_build_map")
    case .variable(let indexes):
      for index in indexes {
        guard let register = evaluation.mtrr.variable[safe: index],
          let range = register.linuxRange(reservedHighBits: evaluation.mtrr.reservedHighBits)
        else { continue }
        add(
          "variable range \(index) is \(register.type.name) over \(range.start.grouped)-\(range.last.grouped)",
          "get_var_mtrr_state")
      }
      if indexes.count > 1 { add("where ranges overlap they combine to \(type)", "get_effective_type") }
    }
  }

  /// The processor compares masks, Linux computes ranges: they differ where a mask has holes.
  mutating func sayWhatHardwareReads() {
    let window = AddressRange(start: address, size: 1)
    guard let divergence = evaluation.divergences(in: window, limit: 8).list.first else { return }
    let registers =
      evaluation.override.isApplied ? "this state, if it were written to the registers," : "them"
    add(
      "a processor would read \(registers) otherwise: no contiguous mask makes this range, and comparing "
        + "masks gives \(divergence.hardware.type.name) here", "SDM 3A, IA32_MTRR_PHYSMASKn")
  }

  /// From the tracked type to what the processor does, for the last mapping that stands.
  mutating func sayWhatItAmountsTo() {
    let page = AddressRange(start: address.roundedDown(to: .page), size: .page)
    let standing = evaluation.trace.steps.last { step in
      guard let mapping = step.mapping, !mapping.isReleased, mapping.isMapped else { return false }
      return mapping.range.pageRounded.overlaps(page)
    }
    guard let step = standing, let mapping = step.mapping else { return }
    let device = step.device.map { scenario.devices[$0] }
    guard let effect = evaluation.effect(of: mapping, on: device) else { return }
    add(
      "what stands is step \(step.number)'s mapping: page table bits \(effect.bitNames), PAT entry \(effect.pat.name)",
      "cachemode2protval",
      step: step.number)
    if effect.traps {
      add(
        "the device is emulated: every access leaves the guest, so the type has no effect on it",
        "vmx_get_mt_mask")
    } else if let effective = effect.effective {
      let source =
        if case .mtrr = effect.base { "SDM 3A, Effective Page-Level Memory Types" } else { "vmx_get_mt_mask" }
      add("with \(effect.baseText) the processor treats it as \(effective.name)", source)
    }
  }

  mutating func sayWhoMapsIt() {
    let page = AddressRange(start: address.roundedDown(to: .page), size: .page)
    var isMapped = false
    for step in evaluation.trace.steps {
      guard let mapping = step.mapping, mapping.range.pageRounded.overlaps(page) else { continue }
      isMapped = true
      explain(step, mapping)
    }
    if !isMapped { add("no step of the boot maps it", "memtype_reserve") }
  }

  private mutating func explain(_ step: BootStep, _ mapping: MappingAttempt) {
    let name = "step \(step.number), \(step.title)"
    guard let got = mapping.got else {
      add(
        "\(name): \(mapping.call) uses \(mapping.requested.name) and is not tracked", step.function,
        step: step.number)
      return
    }
    if case .reused(let mode) = mapping.outcome {
      add("\(name): ACPI's earlier mapping is used again, \(mode.name)", "acpi_map_lookup", step: step.number)
      return
    }
    var text = "\(name): \(mapping.call) asks for \(mapping.requested.name)"
    var source = "memtype_reserve"
    if let decider = mapping.decidedBy {
      text +=
        got == mapping.requested
        ? " and gets it: step \(decider) holds the range with that type already"
        : ", but step \(decider) holds the range as \(got.name), and the first one decides"
      source = "memtype_check_conflict"
    } else if mapping.requested != .wb, got == .wb {
      text += "; this window is not tracked, so any request is answered with WB"
      source = "is_untracked_pat_range"
    } else if mapping.requested == .wb, got != .wb {
      text += "; the MTRRs are not WB here, so it gets \(got.name)"
      source = "pat_x_mtrr_type"
    } else if mapping.requested == .wb {
      text += "; the MTRRs are WB here, so it is tracked WB"
      source = "pat_x_mtrr_type"
    } else {
      text += " and gets \(got.name)"
    }
    add(text, source, step: step.number)
    if case .failed(let error) = mapping.outcome {
      add(
        "\(mapping.requested.name) must not be mapped \(got.name): the mapping is refused, "
          + "the driver fails with \(error) \(Errno.name(error))", "is_new_memtype_allowed", step: step.number
      )
    }
  }
}

extension MTRRState.ForceOutcome {
  /// Why nothing was replaced.
  public var reason: String {
    switch self {
    case .applied: "it was replaced"
    case .alreadySet: "the state is set already"
    case .noHypervisor: "there is no hypervisor"
    case .notPermitted: "this is no SEV-SNP, TDX, Hyper-V isolation or Xen PV guest"
    }
  }
}

extension Array {
  /// The element, nil if there is none.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
