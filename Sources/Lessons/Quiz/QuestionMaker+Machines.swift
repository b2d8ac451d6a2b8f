import MemtypeEngine

/// Levels 3 to 5: pages, requests, logs and machines.
extension QuestionMaker {
  mutating func combine() -> Draft {
    let mtrr = pick(MemoryType.mtrrTypes, else: .wb)
    let pat = pick([MemoryType.uc, .ucMinus, .wc, .wt, .wp, .wb], else: .wb)
    return Draft(
      text: "The MTRRs say \(mtrr.name), the page table \(pat.name). What is the effective type (Intel)?",
      words: ["combine", mtrr.name, pat.name])
  }

  mutating func held() -> Draft {
    let modes = [PageCacheMode.uc, .ucMinus, .wc, .wt, .wb]
    let (older, wanted) = (pick(modes, else: .wb), pick(modes, else: .ucMinus))
    return Draft(
      text: "A page is held \(older.name), and somebody asks for \(wanted.name). What comes of it?",
      words: ["held", older.name, "asks", wanted.name])
  }

  /// A request where the MTRRs have a type.
  mutating func hint() -> Draft {
    let type = pick(MemoryType.mtrrTypes, else: .wb)
    let variant = pick(IoremapVariant.allCases, else: .cache)
    var scenario = Scenario.bareMetal
    scenario.mtrr.variable = [
      VariableRange(base: 0xd000_0000 | UInt64(type.rawValue), mask: 0x7f_f000_0800)
    ]
    scenario.devices = [
      Self.device("probe", .ioremap(variant), AddressRange(start: 0xd000_0000, size: .page))
    ]
    return Draft(
      text: "Nobody has mapped 0xd000_0000. A driver calls \(variant.call). Which type does it get?",
      words: ["gets", "probe"], given: ["the MTRRs say \(type.name) over [0xd000_0000, +256M)"],
      scenario: scenario)
  }

  private static func device(_ id: String, _ call: MappingCall, _ range: AddressRange) -> Device {
    Device(id: id, name: id, kind: .custom(Driver(name: id, call: call)), range: range)
  }

  // MARK: Level 4

  /// A driver that holds a range and one that is refused.
  private mutating func refused() -> (Scenario, String) {
    let pairs: [(IoremapVariant, IoremapVariant)] = [
      (.cache, .plain), (.cache, .wc), (.cache, .wt), (.wc, .wt),
    ]
    let (older, wanted) = pick(pairs, else: (.cache, .plain))
    let start = 0xd000_0000 &+ UInt64(random.below(4096)) &* .page
    let size = UInt64(random.within(1...16)) &* .page
    var scenario = Scenario.bareMetal
    scenario.mtrr.variable = [.unused]
    let range = AddressRange(start: start, size: size)
    scenario.devices = [
      Self.device("older", .ioremap(older), range), Self.device("newer", .ioremap(wanted), range),
    ]
    let error = evaluate(scenario).trace.log.map(\.text).first { $0.contains("ioremap error") } ?? ""
    return (scenario, error)
  }

  mutating func logMeans() -> Draft {
    let (scenario, line) = refused()
    return Draft(
      text: "What does this line say?", words: ["log-means", "newer"], given: [line], scenario: scenario)
  }

  mutating func logNumbers() -> Draft {
    let (scenario, _) = refused()
    let asked = scenario.devices.map { $0.driver?.call.requested.name ?? "" }
    return Draft(
      text:
        "A range is held \(asked.first ?? ""), a driver asks for \(asked.last ?? ""). Which numbers has the error?",
      words: ["log-numbers", "newer"], scenario: scenario)
  }

  mutating func lastByte() -> Draft {
    let (scenario, line) = refused()
    return Draft(
      text: "Which is the last byte of the range that was asked for?", words: ["last-byte", "newer"],
      given: [line], scenario: scenario)
  }

  mutating func tolud() -> Draft {
    var scenario = Scenario.bareMetal
    scenario.devices = []
    let kernel = pick(["6.10", "6.12", "7.2"], else: "7.2")
    scenario.kernel = KernelRevision(kernel) ?? scenario.kernel
    let ram = UInt64.gib &+ UInt64(random.below(1500)) << 20
    var entries = [
      E820Entry(AddressRange(0, 0x9_f000), .ram), E820Entry(AddressRange(0x10_0000, ram), .ram),
    ]
    var end = ram
    let types: [E820Type] = random.shuffled([.acpi, .nvs, .reserved])
    for type in types.prefix(random.within(1...3)) {
      let next = end &+ UInt64(random.within(1...16)) << 16
      entries.append(E820Entry(AddressRange(end, next), type))
      end = next
    }
    entries.append(E820Entry(AddressRange(0xe000_0000, 0xf000_0000), .reserved))
    if random.chance(1, of: 2) { entries.append(E820Entry(AddressRange(.fourGiB, 0x1_8000_0000), .ram)) }
    scenario.firmwareMap = entries
    return Draft(
      text: "What is TOLUD for Linux \(scenario.kernel.name)?", words: ["tolud"],
      given: entries.map { "\($0.range.start.grouped)-\($0.range.last.grouped) \($0.type.name)" },
      scenario: scenario)
  }

  /// Two drivers that hold a page each, and a third that asks for both.
  mutating func conflict() -> Draft {
    let variants = [IoremapVariant.plain, .wc, .cache, .wt]
    let (first, second, third) = (
      pick(variants, else: .plain), pick(variants, else: .wc), pick(variants, else: .plain)
    )
    var scenario = Scenario.bareMetal
    scenario.mtrr.variable = [.unused]
    scenario.devices = [
      Self.device("first", .ioremap(first), AddressRange(start: 0xd000_0000, size: .page)),
      Self.device("second", .ioremap(second), AddressRange(start: 0xd000_1000, size: .page)),
      Self.device("third", .ioremap(third), AddressRange(start: 0xd000_0000, size: 2 * .page)),
    ]
    let names = [first, second, third].map { MappingCall.ioremap($0).requested.name }
    return Draft(
      text: "The MTRRs are WB. A driver holds page 0 as \(names[0]), another page 1 as \(names[1]). "
        + "A third asks for \(names[2]) over both. How does it fare?",
      words: ["outcome", "third"], scenario: scenario)
  }

  // MARK: Level 5

  /// A machine with a TPM, chosen at random, and what is to be known of it.
  private mutating func machine() -> (Scenario, [String]) {
    let platforms: [Platform] = [.sevSNP, .tdx, .kvm, .sevES]
    let platform = pick(platforms, else: .sevSNP)
    var scenario = platform == .tdx ? Scenario.tdxForcedWB : .snpForcedWB
    scenario.platform = platform
    let kernel = pick(["6.1", "6.16", "6.17.3", "6.18", "6.12.54"], else: "6.16")
    scenario.kernel = KernelRevision(kernel) ?? scenario.kernel
    scenario.parameters.noPAT = random.chance(1, of: 5)
    scenario.hasEarlyHPET = !random.chance(1, of: 3)
    let readsTPM = !random.chance(1, of: 4)
    if !readsTPM { scenario.disabledSteps.insert("acpi:\\_SB.TPM.TPMR") }
    let hasHole = scenario.mtrr.variable.contains(where: \.isValid)
    var given = [
      "\(platform.rawValue), Linux \(kernel)\(scenario.parameters.noPAT ? ", nopat" : "")",
      hasHole ? "firmware: UC over the PCI hole, default WB" : "firmware: no variable range, default WB",
      readsTPM
        ? "ACPI reads the TPM's and the HPET's registers" : "ACPI reads the HPET's registers, not the TPM's",
    ]
    if !scenario.hasEarlyHPET { given.append("no early HPET set-up") }
    return (scenario, given)
  }

  mutating func verdict() -> Draft {
    let (scenario, given) = machine()
    return Draft(
      text: "tpm_tis asks for UC-. How does it fare?", words: ["outcome", "tpm"], given: given,
      scenario: scenario)
  }

  mutating func failing() -> Draft {
    let (scenario, given) = machine()
    return Draft(text: "Which drivers fail?", words: ["fails"], given: given, scenario: scenario)
  }

  private mutating func hole() -> (Scenario, UInt64) {
    var scenario = Scenario.snpPCIHole
    let tolud = UInt64.gib &+ UInt64(random.below(48)) << 26
    scenario.firmwareMap = [
      E820Entry(AddressRange(0, 0xa_0000), .ram), E820Entry(AddressRange(0x10_0000, tolud), .ram),
    ]
    return (scenario, tolud)
  }

  mutating func hardware() -> Draft {
    let (scenario, tolud) = hole()
    let device = pick(["hpet", "tpm", "ecam"], else: "tpm")
    let address = scenario.devices.first { $0.id == device }?.range.start ?? 0
    return Draft(
      text: "If a processor had this pair in an MTRR, which type had \(address.grouped)?",
      words: ["hardware", address.grouped],
      given: [
        "a guest forces UC over [TOLUD, 4 GiB), default WB; TOLUD is \(tolud.grouped)",
        "base \(tolud.grouped), mask ...ffff_\((~(UInt64.fourGiB &- tolud &- 1) & 0xffff_ffff | 0x800).groupedDigits)",
      ], scenario: scenario)
  }

  mutating func forced() -> Draft {
    let (scenario, tolud) = hole()
    return Draft(
      text: "A guest forces UC over [TOLUD, 4 GiB). What is the lower half of the mask register?",
      words: ["forced", "mask-lo"], given: ["TOLUD is \(tolud.grouped)"], scenario: scenario)
  }
}
