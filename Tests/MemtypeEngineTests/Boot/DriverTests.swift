import MemtypeEngine
import TestSupport
import Testing

/// Each driver's mapping call, its result, and what the kernel prints: in a plain VM whose only MTRR makes
/// [3 GiB, 4 GiB) UC, where ACPI has mapped a neighbour before, or not.
@Suite(.bounded) struct DriverTests {
  static let range = AddressRange(start: 0xd000_0000, size: 0x1_0000)

  /// A machine with one device; `earlier` is mapped before it, whole, with this mode.
  static func scenario(
    _ kind: Device.Kind, kernel: KernelRevision = KernelRevision(6, 12, 117), range: AddressRange = range,
    earlier: PageCacheMode? = nil, busName: String = "", driverName: String = "", isWBThere: Bool = true
  ) -> Scenario {
    var scenario = Scenario.plainVM
    scenario.kernel = kernel
    scenario.behaviour = .firmwareMTRRs
    if isWBThere { scenario.mtrr.variable[0] = .unused }
    scenario.devices = [
      Device(id: "it", name: "IT", kind: kind, range: range, busName: busName, driverName: driverName)
    ]
    if let earlier, let variant = IoremapVariant(earlier) {
      let driver = Driver(name: "first", call: .ioremap(variant), phase: .startKernel)
      scenario.devices.insert(
        Device(id: "first", name: "FIRST", kind: .custom(driver), range: range.pageRounded), at: 0)
    }
    return scenario
  }

  private func boot(_ scenario: Scenario) throws -> (outcome: DeviceOutcome, log: [String], Evaluation) {
    let evaluation = evaluate(scenario)
    let outcome = try #require(evaluation.outcomes.last)
    let step = try #require(outcome.step.flatMap { evaluation.step($0) })
    return (outcome, step.log.map(\.text), evaluation)
  }

  static let refused = "ioremap error for 0xd0000000-0xd0010000, requested 0x2, got 0x0"
  static let refusedWC = "ioremap error for 0xd0000000-0xd0010000, requested 0x1, got 0x0"

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var scenario: Scenario
    var mode: PageCacheMode
    /// Over a WB mapping of somebody else.
    var error: Int
    var log: [String]

    init(_ name: String, _ scenario: Scenario, _ mode: PageCacheMode, error: Int, log: [String]) {
      self.name = name
      self.scenario = scenario
      self.mode = mode
      self.error = error
      self.log = log
    }

    var testDescription: String { name }
  }

  private static let old = KernelRevision(6, 1)

  static let cases: [Case] = [
    Case("HPET", scenario(.hpet), .ucMinus, error: -19, log: []),
    Case(
      "TPM TIS", scenario(.tpmTIS, busName: "MSFT0101:00"), .ucMinus, error: -12,
      log: [refused, "tpm_tis MSFT0101:00: probe with driver tpm_tis failed with error -12"]),
    Case(
      "TPM CRB", scenario(.tpmCRB, busName: "MSFT0101:00"), .ucMinus, error: -12,
      log: [refused, "tpm_crb MSFT0101:00: probe with driver tpm_crb failed with error -12"]),
    Case(
      "TPM CRB on 6.1", scenario(.tpmCRB, kernel: old, busName: "MSFT0101:00"), .ucMinus, error: -12,
      log: [
        refused, "tpm_crb MSFT0101:00: ioremap failed for resource [mem 0xd0000000-0xd000ffff]",
        "tpm_crb: probe of MSFT0101:00 failed with error -12",
      ]),
    Case(
      "ECAM", scenario(.ecam), .ucMinus, error: -12,
      log: [
        "PCI: ECAM [mem 0xd0000000-0xd000ffff] (base 0xd0000000) for domain 0000 [bus 00-00]", refused,
        "PCI: can't map ECAM at [mem 0xd0000000-0xd000ffff]",
      ]),
    Case(
      "BAR", scenario(.pciBAR(.ucMinus), busName: "0000:00:03.0", driverName: "virtio-pci"), .ucMinus,
      error: -22,
      log: [refused, "virtio-pci 0000:00:03.0: probe with driver virtio-pci failed with error -22"]),
    Case(
      "BAR with WC", scenario(.pciBAR(.wc), kernel: old, busName: "0000:00:03.0", driverName: "bochs-drm"),
      .wc,
      error: -12, log: [refusedWC, "bochs-drm: probe of 0000:00:03.0 failed with error -12"]),
    Case(
      "vesafb", scenario(.framebuffer(.ucMinus)), .ucMinus, error: -5,
      log: [
        refused, "vesafb: abort, cannot ioremap video memory 0x10000 @ 0xd0000000",
        "vesa-framebuffer vesa-framebuffer.0: probe with driver vesa-framebuffer failed with error -5",
      ]),
    Case(
      "vesafb with mtrr:3", scenario(.framebuffer(.wc), kernel: old), .wc, error: -5,
      log: [
        refusedWC, "vesafb: abort, cannot ioremap video memory 0x10000 @ 0xd0000000",
        "vesa-framebuffer: probe of vesa-framebuffer.0 failed with error -5",
      ]),
    Case(
      "efifb", scenario(.efiFramebuffer([])), .wc, error: -5,
      log: [
        "efifb: probing for efifb", refusedWC,
        "efifb: abort, cannot remap video memory 0x10000 @ 0xd0000000",
        "efi-framebuffer efi-framebuffer.0: probe with driver efi-framebuffer failed with error -5",
      ]),
    Case(
      "efifb, UC only", scenario(.efiFramebuffer([.uc, .wb])), .ucMinus, error: -5,
      log: [
        "efifb: probing for efifb", refused,
        "efifb: abort, cannot remap video memory 0x10000 @ 0xd0000000",
        "efi-framebuffer efi-framebuffer.0: probe with driver efi-framebuffer failed with error -5",
      ]),
    Case(
      "efifb, WT", scenario(.efiFramebuffer([.wt, .wb])), .wt, error: -5,
      log: [
        "efifb: probing for efifb",
        "ioremap error for 0xd0000000-0xd0010000, requested 0x4, got 0x0",
        "efifb: abort, cannot remap video memory 0x10000 @ 0xd0000000",
        "efi-framebuffer efi-framebuffer.0: probe with driver efi-framebuffer failed with error -5",
      ]),
    Case(
      "simpledrm", scenario(.simpleFramebuffer(isSystemMemory: false)), .wc, error: -12,
      log: [
        refusedWC,
        "simple-framebuffer simple-framebuffer.0: probe with driver simple-framebuffer failed with error -12",
      ]),
    Case(
      "GPU", scenario(.gpu, busName: "0000:01:00.0", driverName: "amdgpu"), .wc, error: -16,
      log: ["amdgpu 0000:01:00.0: probe with driver amdgpu failed with error -16"]),
    Case(
      "ramoops", scenario(.ramoops(.writeCombining)), .wc, error: -12,
      log: [
        refusedWC, "ramoops: persistent_ram_buffer_map: Failed to map 0x10000 pages at 0xd0000000",
        "ramoops ramoops.0: probe with driver ramoops failed with error -12",
      ]),
    Case(
      "ramoops, not cached", scenario(.ramoops(.noncached)), .ucMinus, error: -12,
      log: [
        refused, "ramoops: persistent_ram_buffer_map: Failed to map 0x10000 pages at 0xd0000000",
        "ramoops ramoops.0: probe with driver ramoops failed with error -12",
      ]),
  ]

  @Test(arguments: cases)
  func alone(_ test: Case) throws {
    let (outcome, _, evaluation) = try boot(test.scenario)
    #expect(outcome.status == .mapped(test.mode))
    #expect(outcome.got == test.mode)
    #expect(!evaluation.trace.log.contains { $0.text.contains("error") || $0.text.contains("abort") })
  }

  @Test(arguments: cases)
  func overAWriteBackMapping(_ test: Case) throws {
    var scenario = test.scenario
    // Before the early set-up of the HPET, which is refused, too.
    scenario.devices += Self.scenario(.acpiDevice, earlier: .wb).devices.prefix(1)
    scenario.devices.swapAt(0, 1)
    if test.name == "HPET" {
      scenario.hasEarlyHPET = false
      let (outcome, log, _) = try boot(scenario)
      #expect(outcome.status == .failed(-19))
      #expect(log == ["ioremap error for 0xd0000000-0xd0001000, requested 0x2, got 0x0"])
      return
    }
    let (outcome, log, evaluation) = try boot(scenario)
    #expect(outcome.status == .failed(test.error))
    #expect(outcome.requested == test.mode)
    #expect(outcome.got == .wb)
    #expect(log == test.log)
    #expect(evaluation.blame(for: outcome)?.id == "driver:first")
  }

  /// These take what they get.
  @Test(arguments: [
    (Device.Kind.pmem(hasPages: true), "devm_memremap_pages"), (.pmem(hasPages: false), "memremap"),
    (.bert, "ioremap_cache"), (.erst, "ioremap_cache"), (.efiFramebuffer(.wb), "memremap"),
  ])
  func writeBackIsGivenWayTo(kind: Device.Kind, call: String) throws {
    for (scenario, mode) in [
      (Self.scenario(kind), PageCacheMode.wb), (Self.scenario(kind, isWBThere: false), .ucMinus),
      (Self.scenario(kind, earlier: .wc), .wc),
    ] {
      let (outcome, _, evaluation) = try boot(scenario)
      #expect(outcome.status == .mapped(mode))
      #expect(outcome.step.flatMap { evaluation.step($0) }?.mapping?.call == call)
      // The boot error record is read once, the others stay.
      let isThere = evaluation.tracked.contains { $0.range == Self.range }
      #expect(isThere == (kind != .bert || scenario.devices.count == 2))
    }
  }

  @Test func anHPETWithoutInterruptsIsLetGo() throws {
    var scenario = Self.scenario(.hpet)
    scenario.hasEarlyHPET = false
    scenario.parameters.debugPAT = true
    scenario.devices[0].listsInterrupts = false
    scenario.devices[0].range = AddressRange(start: 0xfed0_0000, size: 0x400)
    // As in the captures seed-hpet-c-pc-3584m and xen-dom0-6.12.
    #expect(
      try boot(scenario).log == [
        "x86/PAT: memtype_reserve added [mem 0xfed00000-0xfed00fff], track uncached-minus, "
          + "req uncached-minus, ret uncached-minus",
        "x86/PAT: memtype_free request [mem 0xfed00000-0xfed00fff]",
        "hpet_acpi_add: no address or irqs in _CRS",
      ])
    #expect(evaluate(scenario).tracked == [])
    scenario.devices[0].listsInterrupts = true
    #expect(evaluate(scenario).tracked.count == 1)
  }

  /// The range of a TPM that firmware put into ACPI NVS memory, as some boards do.
  @Test(arguments: [
    (
      KernelRevision(6, 12, 117),
      [
        "tpm_crb MSFT0101:00: error -EBUSY: can't request region for resource [mem 0xd0000000-0xd000ffff]",
        "tpm_crb MSFT0101:00: probe with driver tpm_crb failed with error -16",
      ]
    ),
    (
      KernelRevision(5, 10),
      [
        "tpm_crb MSFT0101:00: can't request region for resource [mem 0xd0000000-0xd000ffff]",
        "tpm_crb: probe of MSFT0101:00 failed with error -16",
      ]
    ),
  ])
  func aBusyRegion(kernel: KernelRevision, log: [String]) throws {
    var scenario = Self.scenario(.tpmCRB, kernel: kernel, busName: "MSFT0101:00")
    scenario.firmwareMap.append(E820Entry(Self.range, .nvs))
    let result = try boot(scenario)
    #expect(result.outcome.status == .failed(-16))
    #expect(result.log == log)
  }

  @Test func aTPMWithSeveralRangesNeedsAllOfThem() throws {
    var scenario = Self.scenario(.tpmCRB, busName: "MSFT0101:00")
    let buffers = AddressRange(start: 0xd800_0000, size: 0x1000)
    scenario.devices[0].moreRanges = [buffers]
    let evaluation = evaluate(scenario)
    #expect(evaluation.outcomes[0].status == .mapped(.ucMinus))
    #expect(evaluation.tracked.map(\.range) == [Self.range, buffers])
    #expect(evaluation.trace.steps.suffix(2).map(\.id) == ["driver:it", "driver:it#2"])
    let driver = Driver(name: "first", call: .acpi, phase: .subsys)
    scenario.devices.insert(
      Device(id: "first", name: "FIRST", kind: .custom(driver), range: buffers), at: 0)
    let failing = evaluate(scenario)
    #expect(failing.outcomes[1].status == .failed(-12))
    #expect(failing.blame(for: failing.outcomes[1])?.id == "driver:first")
  }

  /// The lines of the capture seed-tpm-b-q35-2032m: read and given back, once the TPM is there.
  @Test func theEventLogIsReadOnce() throws {
    var scenario = Self.scenario(.tpmTIS, busName: "MSFT0101:00")
    scenario.parameters.debugPAT = true
    let range = AddressRange(0x7fff_0000, 0x8000_0000)
    scenario.devices.append(Device(id: "log", name: "TPM event log", kind: .tpmEventLog, range: range))
    let (outcome, log, evaluation) = try boot(scenario)
    #expect(outcome.status == .mapped(.wb))
    #expect(
      log == [
        "x86/PAT: memtype_reserve added [mem 0x7fff0000-0x7fffffff], track write-back, req write-back, "
          + "ret write-back", "x86/PAT: memtype_free request [mem 0x7fff0000-0x7fffffff]",
      ])
    #expect(!evaluation.tracked.contains { $0.range == range })
    scenario.disabledSteps = ["driver:it"]
    #expect(evaluate(scenario).outcomes[1].status == .notDriven)
  }

  /// The lines of the capture conflict-mmap-6.12.
  @Test func mappingsFromUserSpace() throws {
    let task = KernelTask(comm: "mmaptest", pid: 149)
    let page = AddressRange(start: 0xbffe_0000, size: 0x1000)
    let sync = try boot(
      Self.scenario(.deviceMemory(isSynchronous: true, task), range: page, earlier: .wb))
    #expect(sync.outcome.status == .failed(-11))
    #expect(
      sync.log == [
        "x86/PAT: mmaptest:149 map pfn expected mapping type uncached-minus for [mem 0xbffe0000-0xbffe0fff], "
          + "got write-back"
      ])
    let file = AddressRange(start: 0xfd02_0000, size: 0x1_0000)
    let resource = try boot(
      Self.scenario(.resourceFile(isWriteCombining: true, task), range: file, earlier: .wb))
    #expect(resource.outcome.status == .failed(-22))
    #expect(
      resource.log == [
        "x86/PAT: mmaptest:149 map pfn expected mapping type write-combining for "
          + "[mem 0xfd020000-0xfd02ffff], got write-back"
      ])
    let plain = try boot(
      Self.scenario(.deviceMemory(isSynchronous: false, task), range: page, earlier: .ucMinus))
    #expect(plain.outcome.status == .mapped(.ucMinus))
    #expect(plain.log == [])
    let ram = try boot(
      Self.scenario(
        .deviceMemory(isSynchronous: false, task), range: AddressRange(start: 1 << 24, size: 4096)))
    #expect(ram.outcome.status == .failed(-1))
  }

  /// Without PAT vesafb's request for a WC MTRR is served, and the lookup sees it.
  @Test func vesafbAsksForAnMTRRWithoutPAT() throws {
    var scenario = Self.scenario(.framebuffer(.wc), range: AddressRange(start: 0xfd00_0000, size: 0x48_0000))
    scenario.parameters.noPAT = true
    let evaluation = evaluate(scenario)
    // 4.5 MiB are rounded up to the next power of two.
    #expect(
      evaluation.mtrr.variable.first { $0.type == .wc }
        == VariableRange(base: 0xfd00_0001, mask: 0xff_ff80_0800))
    #expect(evaluation.segment(at: 0xfd00_0000)?.type == .wc)
    let before = evaluation.segments(afterStep: evaluation.trace.steps.count - 1)
    #expect(before.first { $0.range.contains(0xfd00_0000) }?.type == .wb)
    scenario.parameters.noPAT = false
    #expect(!evaluate(scenario).mtrr.variable.contains { $0.type == .wc })
  }

  /// The lines of the capture q35-ovmf-4g-crb-6.12: efifb leaves before the display's driver maps its BARs.
  @Test func theDisplaysDriverSendsEfifbAway() throws {
    var scenario = Self.scenario(
      .pciBAR(.ucMinus), range: AddressRange(start: 0xc000_0000, size: 16 << 20), busName: "0000:00:01.0")
    scenario.parameters.debugPAT = true
    scenario.devices.insert(
      Device(
        id: "fb", name: "FB", kind: .efiFramebuffer(.wc), range: AddressRange(0xc000_0000, 0xc03e_8000)),
      at: 0)
    let (outcome, log, evaluation) = try boot(scenario)
    #expect(outcome.status == .mapped(.ucMinus))
    #expect(
      log == [
        "x86/PAT: memtype_free request [mem 0xc0000000-0xc03e7fff]",
        "x86/PAT: memtype_reserve added [mem 0xc0000000-0xc0ffffff], track uncached-minus, "
          + "req uncached-minus, ret uncached-minus",
      ])
    #expect(evaluation.tracked.map(\.mode) == [.ucMinus])
    #expect(evaluation.tracked(afterStep: evaluation.trace.steps.count - 1).map(\.mode) == [.wc])
  }

  @Test func memoryWithPageStructuresIsMappedThroughThem() throws {
    let (outcome, _, evaluation) = try boot(
      Self.scenario(.ramoops(.writeCombining), range: AddressRange(start: 1 << 28, size: 1 << 20)))
    #expect(outcome.status == .mapped(.wc))
    #expect(outcome.step.flatMap { evaluation.step($0) }?.mapping?.call == "vmap")
    #expect(evaluation.tracked == [])
  }

  @Test(arguments: MappingCall.choices)
  func driversOfOnesOwn(call: MappingCall) throws {
    for phase in BootStep.Phase.allCases {
      let driver = Driver(name: "mine", call: call, phase: phase, error: -22)
      let (outcome, _, evaluation) = try boot(Self.scenario(.custom(driver), busName: "my.0"))
      let step = try #require(outcome.step.flatMap { evaluation.step($0) })
      #expect(step.phase == max(phase, .startKernel))
      #expect(step.id == "driver:it")
      #expect(step.mapping?.requested == call.requested)
      #expect(outcome.status == .mapped(call.requested == .wp ? .uc : call.requested))
    }
  }

  @Test func aDriverOfOnesOwnFailsAsItLikes() throws {
    let driver = Driver(name: "mine", call: .ioremap(.wt), error: -22)
    let (outcome, log, _) = try boot(Self.scenario(.custom(driver), earlier: .wb, busName: "my.0"))
    #expect(outcome.status == .failed(-22))
    #expect(log.last == "mine my.0: probe with driver mine failed with error -22")
  }

  /// The APICs and the early reading of tables pass the tracker by.
  @Test func theFixmapIsNotTracked() throws {
    let evaluation = evaluate(.bareMetal)
    let untracked = evaluation.trace.steps.filter { $0.mapping?.isUntracked == true }
    #expect(
      untracked.map(\.id) == ["acpi_boot_table_init:acpi-tables", "fixmap:ioapic", "fixmap:lapic"])
    #expect(
      untracked.map { $0.mapping?.call } == ["early_memremap", "set_fixmap_nocache", "set_fixmap_nocache"])
    #expect(!evaluation.tracked.contains { $0.range.contains(0xfee0_0000) })
    let tables = try #require(evaluation.outcomes.first)
    #expect(tables.firstStep.flatMap { evaluation.step($0) }?.function == "acpi_early_init")
  }
}
