import MemtypeEngine
import TestSupport

/// Scenarios of any content: nothing in them has to make sense, but a file may say it.
struct RandomScenario {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func bool() -> Bool { Bool.random(using: &random) }

  /// Often a round number, sometimes one of the extremes.
  mutating func number() -> UInt64 {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: .max
    case 1: 0
    case 2: random.next()
    case 3: random.next() >> UInt64.random(in: 0..<64, using: &random)
    default: (random.next() >> 24) << 12
    }
  }

  mutating func count(_ most: Int) -> Int { Int.random(in: 0...most, using: &random) }

  mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

  mutating func text() -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "Z", "7", " ", ":", "#", "-", "\"", "'", "\\", "\n", "\t", "{", "]", "&", "*", "!", "|", "%", "@",
      ",",
      "\u{1}", "\u{7f}", "\u{85}", "\u{a0}", "\u{2028}", "é", "漢", "\u{1f600}", "~", "0", "x",
      "_", ".",
    ]
    var result = ""
    for _ in 0..<count(8) { result.unicodeScalars.append(pick(scalars)) }
    return result
  }

  mutating func range() -> AddressRange {
    let (a, b) = (number(), number())
    return AddressRange(min(a, b), max(a, b))
  }

  mutating func texts() -> [String] { (0..<count(3)).map { _ in text() } }

  /// Any of 3.0 to 9.19, some of them candidates or builds that hide their level.
  mutating func release() -> KernelRevision {
    var release = KernelRevision(3 + count(6), count(19))
    switch count(3) {
    case 0: release.candidate = 1 + count(7)
    case 1: release.build = "-\(count(999)).el9.x86_64"
    default: release.patch = count(200)
    }
    return release
  }

  mutating func scenario() -> Scenario {
    var scenario = Scenario(
      name: text(), summary: text(),
      cpu: CPU(
        vendor: pick(CPU.Vendor.allCases), family: count(300), model: -count(9), stepping: count(15),
        physBits: Int.random(in: 36...52, using: &random), hasMTRR: bool(), hasPAT: bool(),
        hasFiveLevelPaging: bool(), patMSR: number()),
      kernel: release(), platform: pick(Platform.allCases),
      parameters: parameters(),
      firmwareMap: (0..<count(9)).map { _ in entry() }, mtrr: registers(),
      devices: (0..<count(5)).map { _ in device() }, hasEarlyHPET: bool(),
      patches: KernelPatches(rawValue: UInt8(count(7))),
      host: bool() ? nil : host(),
      remapsCutRAM: bool(),
      assumptions: (0..<count(2)).map { _ in Assumption(missing: text(), assumed: text()) })
    if bool() { scenario.behaviour = pick(KernelBehaviour.allCases) }
    let steps = scenario.possibleSteps
    scenario.disabledSteps.formUnion(steps.compactMap(\.switchID).filter { _ in count(3) == 0 })
    scenario.bootOrder = steps.filter { $0.switchID != nil }.map(\.id).filter { _ in bool() }
    return scenario
  }

  private mutating func parameters() -> KernelParameters {
    var parameters = KernelParameters(
      noPAT: bool(), configuresPAT: bool(), debugPAT: bool(), mtrrDebug: bool(), memory: texts())
    parameters.mtrr.cleansUp = bool()
    parameters.mtrr.chunkSize = number()
    parameters.mtrr.granSize = number()
    parameters.mtrr.spareRegisters = count(20) - 10
    parameters.mtrr.trims = bool()
    parameters.mtrr.debugsCleanup = bool()
    return parameters
  }

  private mutating func entry() -> E820Entry {
    let types: [E820Type] = [
      .ram, .reserved, .acpi, .nvs, .unusable, .pmem, .pram, .softReserved, .reservedKern,
      E820Type(rawValue: UInt32(truncatingIfNeeded: random.next())),
    ]
    let type = pick(types)
    let limit: UInt64 = type == .ram ? 1 << 52 : .max
    let address = min(number(), limit)
    return E820Entry(address: address, size: min(number(), limit - address), type: type)
  }

  private mutating func registers() -> MTRRRegisters {
    MTRRRegisters(
      capabilities: number(), defaultTypeRegister: number(),
      fixed: FixedRanges(registers: (0..<11).map { _ in number() }),
      variable: (0..<count(12)).map { _ in bool() ? .unused : VariableRange(base: number(), mask: number()) },
      syscfg: bool() ? nil : number(), topMem2: bool() ? nil : number())
  }

  private mutating func host() -> KVMHost {
    KVMHost(
      kernel: release(), vendor: pick(CPU.Vendor.allCases), hasSelfSnoop: bool(), hasNonCoherentDMA: bool(),
      hasIgnorePATQuirk: bool(), hasCDNWClearedQuirk: bool())
  }

  private mutating func kind() -> Device.Kind {
    let mode = pick(PageCacheMode.allCases)
    let task = KernelTask(comm: text(), pid: count(99_999))
    return pick([
      .hpet, .tpmTIS, .tpmCRB, .tpmEventLog, .localAPIC, .ioAPIC, .ecam, .pciBAR(nil), .pciBAR(mode),
      .framebuffer(mode), .efiFramebuffer(EFIMemoryAttributes(rawValue: number())), .efiFramebuffer([]),
      .simpleFramebuffer(isSystemMemory: bool()), .gpu, .ramoops(pick(RamoopsMemory.allCases)),
      .pmem(hasPages: bool()), .bert, .erst, .deviceMemory(isSynchronous: bool(), task),
      .resourceFile(isWriteCombining: bool(), task), .acpiTables, .acpiDevice, .custom(driver()),
    ])
  }

  private mutating func driver() -> Driver {
    let mode = pick(PageCacheMode.allCases)
    let call: MappingCall = pick([
      .ioremap(pick(IoremapVariant.allCases)), .ioremapProt(mode),
      .memremap(MemremapFlags(rawValue: UInt8(count(255)))), .acpi, .frames(mode), .pages, .reserveIO(mode),
      .vmap(mode), .fixmap, .earlyMemremap,
    ])
    return Driver(
      name: text(), call: call, phase: pick(BootStep.Phase.allCases), function: text(), error: -count(40),
      isBrief: bool(), task: KernelTask(comm: text(), pid: count(9)))
  }

  private mutating func device() -> Device {
    Device(
      id: text(), name: text(), kind: kind(), range: range(),
      moreRanges: (0..<count(2)).map { _ in range() }, parts: (0..<count(2)).map { _ in part() },
      busName: text(), driverName: text(), hardwareID: number(),
      regions: (0..<count(2)).map { _ in region() }, hasDriver: bool(), isEmulated: bool(),
      listsInterrupts: bool(),
      observed: bool()
        ? nil
        : ObservedOutcome(
          isFailure: bool(), error: bool() ? nil : -12, requested: bool() ? nil : .ucMinus,
          got: bool() ? nil : .wb, text: text(), isUnexplained: bool()))
  }

  private mutating func part() -> Device.Part {
    Device.Part(
      name: text(), range: range(), call: .ioremap(pick(IoremapVariant.allCases)), function: text(),
      error: -count(40))
  }

  private mutating func region() -> OperationRegion {
    OperationRegion(
      path: text(), space: pick(OperationRegion.Space.allCases), base: number(), length: number(),
      reads: (0..<count(3)).map { _ in
        OperationRegion.FieldRead(offset: number(), width: count(99) - 9, method: text())
      })
  }
}
