/// Why a driver cannot map its device, from the conclusion backwards: the requests that collide in the order of
/// time, the rule that refuses the last one, and the facts that made it so, each with what changes it.
public struct Conclusion: Hashable, Sendable {
  /// One request for the range, by whoever came before, or by the driver itself.
  public struct Request: Hashable, Sendable {
    public var step: Int
    /// Who asked, `ACPI: _STA reads a field of \_SB.TPM.TPMR`.
    public var who: String
    /// The same in a word or two, `ACPI, _STA`.
    public var shortWho: String
    /// The call, `ioremap_cache`.
    public var call: String
    public var asked: PageCacheMode
    public var got: PageCacheMode?
    /// The errno of the request that is refused, negative.
    public var error: Int?
    /// The range was held already, so that this one's answer was given before it asked.
    public var isDecided: Bool
  }

  /// Something that has to hold for the driver to fail.
  public struct Cause: Hashable, Sendable {
    public var text: String
    /// The kernel function, or the section of a manual.
    public var source: String
    public var change: Change?
  }

  /// What makes a cause untrue, in the terms of a scenario.
  public enum Change: Hashable, Sendable {
    /// The kernel's own cure: what it does with the MTRRs.
    case behaviour
    /// Another of the remedies.
    case cure(Cure)
    /// The MTRR with a number, or the default type (nil).
    case register(Int?)
    /// A step of the boot that can be left out, by its number.
    case step(Int)
  }

  /// Index into the scenario's devices.
  public var device: Int
  public var error: Int
  public var requests: [Request]
  /// What is refused, `UC- may not become WB`.
  public var rule: String
  public var ruleSource: String
  public var causes: [Cause]
}

extension Evaluation {
  /// The conclusion for a device whose driver fails; nil for others.
  public func conclusion(for device: Int) -> Conclusion? {
    guard let outcome = outcomes.first(where: { $0.device == device }),
      let error = outcome.status.error
    else { return nil }
    guard let step = outcome.step.flatMap({ self.step($0) }), let mapping = step.mapping else {
      return Conclusion(
        device: device, error: error, requests: [], rule: "the driver fails with \(Errno.name(error))",
        ruleSource: "", causes: [])
    }
    let deciders = [mapping.decidedBy, mapping.conflictsWith].compactMap { $0 }.sorted()
      .compactMap { self.step($0) }
    var requests = deciders.compactMap { request($0, isDecided: false, error: nil) }
    let own: Int? = if case .failed(let errno) = mapping.outcome { errno } else { error }
    if let request = request(step, isDecided: !deciders.isEmpty, error: own) { requests.append(request) }
    let (rule, source) = rule(mapping, error)
    return Conclusion(
      device: device, error: error, requests: requests, rule: rule, ruleSource: source,
      causes: causes(mapping, deciders.first))
  }

  /// The conclusions for all devices whose drivers fail, in the scenario's order.
  public var conclusions: [Conclusion] { failures.compactMap { conclusion(for: $0.device) } }

  private func request(_ step: BootStep, isDecided: Bool, error: Int?) -> Conclusion.Request? {
    guard let mapping = step.mapping else { return nil }
    return Conclusion.Request(
      step: step.number, who: step.title, shortWho: step.work.shortName, call: mapping.call,
      asked: mapping.requested, got: mapping.got,
      error: error, isDecided: isDecided)
  }

  private func rule(_ mapping: MappingAttempt, _ error: Int) -> (String, String) {
    if mapping.conflictsWith != nil {
      return ("one request over two types is refused: nothing can be agreed on", "memtype_check_conflict")
    }
    guard let got = mapping.got, got != mapping.requested else {
      return ("the mapping is refused: \(Errno.name(error))", mapping.call)
    }
    return ("\(mapping.requested.name) may not become \(got.name)", "is_new_memtype_allowed")
  }

  // MARK: Causes

  private func causes(_ mapping: MappingAttempt, _ decider: BootStep?) -> [Conclusion.Cause] {
    guard mapping.got == .wb || decider?.mapping?.got == .wb else {
      guard let decider else { return [] }
      return [first(decider)]
    }
    var causes = [typeCause(mapping.range.start)]
    if let decider {
      causes.append(first(decider))
      causes.append(
        Conclusion.Cause(
          text: "nobody maps it \(mapping.requested.name) before that", source: "memtype_reserve",
          change: override.isApplied ? .cure(.reservedHole) : nil))
    }
    return causes
  }

  /// Why the MTRRs let a WB request stay WB there.
  private func typeCause(_ address: PhysicalAddress) -> Conclusion.Cause {
    let place = address.grouped
    if override.isApplied {
      return Conclusion.Cause(
        text: "the guest forces WB: no MTRR covers \(place)",
        source: "guest_force_mtrr_state", change: .behaviour)
    }
    guard let segment = segment(at: address) else {
      return Conclusion.Cause(text: "\(place) is beyond the address space", source: "mtrr_type_lookup")
    }
    switch segment.source {
    case .variable(let indexes):
      return Conclusion.Cause(
        text: "\(segment.source.name) makes \(place) \(segment.type.name)", source: "mtrr_type_lookup",
        change: .register(indexes.first))
    case .defaultType:
      return Conclusion.Cause(
        text: "no MTRR covers \(place): the default type is \(segment.type.name)",
        source: "SDM 3A, IA32_MTRR_DEF_TYPE", change: .register(nil))
    default:
      return Conclusion.Cause(
        text: "\(segment.source.name) makes \(place) \(segment.type.name)", source: "mtrr_type_lookup")
    }
  }

  private func first(_ step: BootStep) -> Conclusion.Cause {
    let mode = step.mapping.map { " and gets \(($0.got ?? $0.requested).name)" } ?? ""
    let isACPI = if case .region = step.work { true } else { false }
    return Conclusion.Cause(
      text: "step \(step.number) asks first\(mode)", source: step.mapping?.call ?? step.function,
      change: isACPI && override.isApplied
        ? .cure(.acpiIoremap) : step.switchID == nil ? nil : .step(step.number))
  }
}

extension BootWork {
  /// Who is at work, in a word or two.
  fileprivate var shortName: String {
    switch self {
    case .region(_, _, _, let method, _): "ACPI, \(method)"
    case .driver(let name, let function, _): name.isEmpty ? function : name
    default: function
    }
  }
}
