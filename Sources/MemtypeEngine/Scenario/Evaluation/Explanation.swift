/// The chain of reasons for what an address gets, rule by rule in the order in which they applied.
///
/// First where the address lies, then how the MTRR state came about, which register decides, and then each step of
/// the boot that mapped its page.
public func explain(_ address: PhysicalAddress, in evaluation: Evaluation) -> [Reason] {
  var explanation = Explanation(address: address, evaluation: evaluation)
  explanation.reasons = loggedReasons(address, in: evaluation)
  explanation.sayWhereItLies()
  guard evaluation.segment(at: address) != nil else { return explanation.reasons }
  explanation.sayWhereMTRRsComeFrom()
  explanation.sayWhichRegisterDecides()
  explanation.sayWhatHardwareReads()
  explanation.sayWhoMapsIt()
  explanation.sayWhatItAmountsTo()
  return explanation.reasons
}

struct Explanation {
  let address: PhysicalAddress
  let evaluation: Evaluation
  var reasons: [Reason] = []

  var scenario: Scenario { evaluation.scenario }
  private var page: AddressRange { AddressRange(start: address.roundedDown(to: .page), size: .page) }

  /// `source`: instead of the rule's function. `vendor`: whose manual is meant, by default the processor's.
  mutating func add(
    _ text: String, _ rule: ReasonRule, source: String? = nil, vendor: CPU.Vendor? = nil,
    step: BootStep? = nil
  ) {
    reasons.append(
      Reason(
        text, rule, kernel: scenario.kernel, vendor: vendor ?? scenario.cpu.vendor, source: source, step: step
      ))
  }

  mutating func sayWhereItLies() {
    guard let segment = evaluation.segment(at: address) else {
      add(
        "\(address.grouped) is beyond the \(scenario.cpu.physBits) physical address bits of this processor",
        .physicalWidth)
      return
    }
    // Words that change little from one address to the next: what shows them over a slow line sends the difference.
    let isHole = AddressRange.pciHole(tolud: evaluation.tolud).contains(address)
    let entry = segment.e820?.name ?? (isHole ? "nothing: the PCI hole" : "nothing")
    add("the firmware's memory map says \(entry)", .memoryMap)
  }

  mutating func sayWhereMTRRsComeFrom() {
    let mtrr = evaluation.mtrr
    guard mtrr.isComplete else {
      add("the boot has not come to the MTRRs yet, so no type is known", .unread)
      return
    }
    sayWhatBecameOfTheState()
    if !mtrr.isSet {
      add("this processor has no MTRRs, so Linux knows no type: lookups answer UC", .noMTRRs)
    } else if !mtrr.isEnabled {
      add("the firmware left the MTRRs off (E is 0): lookups answer UC", .mtrrsOff)
    }
  }

  private mutating func sayWhatBecameOfTheState() {
    let release = "Linux \(scenario.kernel.name)"
    switch evaluation.override {
    case .applied(let type, let ranges):
      let what =
        ranges.isEmpty
        ? "no variable range"
        : "\(ranges.count) variable range" + (ranges.count == 1 ? "" : "s")
      let state =
        "the guest kernel replaces its MTRR state: default \(type.name), \(what), fixed ranges off; "
        + "the registers are never read"
      if scenario.behaviourOverride == nil {
        add(state, scenario.platform.isKVM ? .forcedOnKVM : .forcedState)
      } else {
        let own = "\(release) does \(scenario.releasedBehaviour.name) here"
        add("override (\(own)): \(state)", .overriddenState)
      }
    case .refused(let outcome):
      add("the kernel asks for another MTRR state and is refused: \(outcome.reason)", .refusedState)
    case .notTried:
      guard scenario.behaviourOverride != nil else { return }
      add(
        "override: the firmware's MTRRs are used, where \(release) does \(scenario.releasedBehaviour.name)",
        .overriddenState)
    }
  }

  mutating func sayWhichRegisterDecides() {
    guard let segment = evaluation.segment(at: address), evaluation.mtrr.isSet, evaluation.mtrr.isEnabled
    else { return }
    let type = segment.type.name
    switch segment.source {
    case .disabled, .unread: return
    case .defaultType: add("no MTRR covers it, so the default type applies: \(type)", .defaultType)
    case .fixed: add("below 1 MiB the fixed ranges decide alone: \(type)", .fixedRanges)
    case .tom2: add("AMD's SYSCFG makes memory from 4 GiB to TOP_MEM2 \(type)", .tom2)
    case .variable(let indexes): sayRanges(indexes, type) { "variable range \($0)" }
    case .forced(let indexes):
      sayRanges(indexes, type) { "the \(AddressSegment.TypeSource.forced([$0]).name)" }
    }
  }

  private mutating func sayRanges(_ indexes: [Int], _ type: String, _ name: (Int) -> String) {
    let mtrr = evaluation.mtrr
    let shortMasks = mtrr.shortMasks
    var types: [MemoryType] = []
    for index in indexes {
      guard let register = mtrr.variable[safe: index],
        let range = register.linuxRange(reservedHighBits: mtrr.reservedHighBits)
      else { continue }
      types.append(register.type)
      add(
        "\(name(index)) is \(register.type.name) over \(range.start.grouped)-\(range.last.grouped)",
        .variableRange)
      if let short = shortMasks.first(where: { $0.index == index }) { add(short.text, .shortMask) }
    }
    guard indexes.count > 1 else { return }
    if types.haveDefinedCombination {
      add("where ranges overlap they combine to \(type)", .overlap)
    } else {
      let names = types.map(\.name).removingDuplicates.joined(separator: " with ")
      add("the manuals leave an overlap of \(names) undefined; Linux takes it for \(type)", .undefinedOverlap)
    }
  }

  /// The processor compares masks, Linux computes ranges: they differ where a mask has holes.
  mutating func sayWhatHardwareReads() {
    guard evaluation.mtrr.isComplete else { return }
    let window = AddressRange(start: address, size: 1)
    guard let divergence = evaluation.divergences(in: window, limit: 8).list.first else { return }
    let registers =
      evaluation.override.isApplied ? "this state, if it were written to the registers," : "them"
    add(
      "a processor would read \(registers) otherwise: no contiguous mask makes this range, and comparing "
        + "masks gives \(divergence.hardware.type.name) here", .maskCompare)
  }

  /// From the tracked type to what the processor does, for the last mapping that stands.
  mutating func sayWhatItAmountsTo() {
    let standing = evaluation.trace.steps.last { step in
      guard let mapping = step.mapping, !mapping.isReleased, mapping.isMapped else { return false }
      return mapping.range.pageRounded.overlaps(page)
    }
    guard let step = standing, let mapping = step.mapping else { return }
    let device = step.device.map { scenario.devices[$0] }
    guard let effect = evaluation.effect(of: mapping, on: device, at: address) else { return }
    add(
      "what stands is step \(step.number)'s mapping: page table bits \(effect.bitNames), PAT entry \(effect.pat.name)",
      .pageBits, step: step)
    let isKVM = scenario.platform.isKVM
    if effect.traps {
      add(
        "the device is emulated: every access leaves the guest, so the type has no effect on it", .traps,
        vendor: isKVM ? scenario.host.vendor : nil)
    } else if let effective = effect.effective {
      let text = "with \(effect.baseText) the processor treats it as \(effective.name)"
      switch effect.base {
      case .ept: add(text, .ept, vendor: .intel)
      case .nestedPage: add(text, .nestedPaging, vendor: .amd)
      case .mtrr, .unknown: add(text, .effectiveType)
      }
    }
  }

  mutating func sayWhoMapsIt() {
    var isMapped = false
    for step in evaluation.trace.steps {
      guard let mapping = step.mapping, mapping.range.pageRounded.overlaps(page) else { continue }
      isMapped = true
      explain(step, mapping)
    }
    if !isMapped { add("no step of the boot maps it", .notMapped) }
  }
}

extension [MemoryType] {
  /// Whether the manuals say what ranges of these types give where they overlap: equal types, any with UC, WT with
  /// WB (SDM 3A, "MTRR Precedences").
  var haveDefinedCombination: Bool {
    let kinds = Set(self)
    return kinds.count <= 1 || kinds.contains(.uc) || kinds == [.wt, .wb]
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, in order.
  var removingDuplicates: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
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
  package subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
