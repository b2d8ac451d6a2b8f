import MemtypeEngine
import TestSupport
import Testing

/// The table of PCI drivers: who is recognised by what, and what becomes of a BAR.
@Suite(.bounded) struct PCIDriverTests {
  private let kernel = KernelRevision(6, 12, 117)

  private func function(_ vendor: UInt16, _ device: UInt16, _ code: UInt32) -> PCIDriver.Function {
    PCIDriver.Function(vendor: vendor, device: device, classCode: code)
  }

  private func bar(_ number: Int, size: UInt64, isFirst: Bool = false) -> PCIMemoryBAR {
    PCIMemoryBAR(
      number: number, range: AddressRange(start: 0xf000_0000, size: size), isFirstMemory: isFirst)
  }

  @Test func namesAreUniqueAndHaveSources() {
    let names = PCIDriver.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(PCIDriver.all.allSatisfy { !$0.source.isEmpty })
    #expect(PCIDriver.named("bnxt")?.name == "bnxt_en")
    #expect(PCIDriver.named("no such driver") == nil)
  }

  /// The chip outranks the class: a NIC of Intel's is told by its id, an AHCI controller by what it is for.
  @Test(
    arguments: [
      (0x8086, 0x1502, 0x020000, "e1000e"), (0x8086, 0x100e, 0x020000, "e1000"),
      (0x8086, 0x1533, 0x020000, "igb"), (0x8086, 0x10fb, 0x020000, "ixgbe"),
      (0x8086, 0x1592, 0x020000, "ice"),
      (0x8086, 0x2922, 0x010601, "ahci"), (0x144d, 0xa808, 0x010802, "nvme"),
      (0x1b73, 0x1100, 0x0c0330, "xhci_hcd"),
      (0x10ec, 0x8168, 0x020000, "r8169"), (0x1af4, 0x1041, 0x020000, "virtio-pci"),
      (0x8086, 0x24fd, 0x028000, "iwlwifi"), (0x8086, 0xa348, 0x040300, "snd_hda_intel"),
      (0x8086, 0x3e92, 0x030000, "i915"), (0x1234, 0x1111, 0x030000, "bochs-drm"),
    ] as [(UInt16, UInt16, UInt32, String)])
  func recognised(vendor: UInt16, device: UInt16, code: UInt32, name: String) {
    #expect(PCIDriver.recognised(function(vendor, device, code))?.driver.name == name)
  }

  @Test func nobodyIsGuessed() {
    // amdgpu and radeon share their class; an unknown NIC could be anyone's.
    #expect(PCIDriver.recognised(function(0x1002, 0x7340, 0x030000)) == nil)
    #expect(PCIDriver.recognised(function(0x1234, 0x4321, 0x020000)) == nil)
  }

  @Test func wholeBARsAndThoseThatAreLeftAlone() throws {
    let ahci = try #require(PCIDriver.named("ahci"))
    #expect(ahci.use(of: bar(5, size: 0x800), nil, kernel) == .whole(.ioremap(.plain)))
    #expect(ahci.use(of: bar(0, size: 0x1000), nil, kernel) == .notMapped)
    let ena = try #require(PCIDriver.named("ena"))
    #expect(ena.use(of: bar(2, size: 0x10_0000), nil, kernel) == .whole(.ioremap(.wc)))
    let realtek = try #require(PCIDriver.named("r8169"))
    #expect(realtek.use(of: bar(2, size: 0x1000, isFirst: true), nil, kernel) == .whole(.ioremap(.plain)))
    #expect(realtek.use(of: bar(4, size: 0x4000), nil, kernel) == .notMapped)
    #expect(
      try #require(PCIDriver.named("virtio-pci")).use(of: bar(4, size: 0x4000), nil, kernel) == .unknown)
  }

  @Test func aPartOfABAR() throws {
    let nvme = try #require(PCIDriver.named("nvme"))
    guard case .parts(let parts) = nvme.use(of: bar(0, size: 0x4000), nil, kernel) else {
      Issue.record("no parts")
      return
    }
    #expect(parts.map(\.range) == [AddressRange(start: 0xf000_0000, size: 0x2000)])
    #expect(parts[0].error == Errno.noDevice)
  }

  /// The page table in the upper half of BAR 0 is WC on generations 6 to 10, and UC- on the low-power parts of 9 and
  /// from 11 on.
  @Test(arguments: [
    (UInt16(0x0126), UInt64(4 << 20), PageCacheMode.wc), (0x1912, 16 << 20, .wc),
    (0x5a84, 16 << 20, .ucMinus),
    (0x9a49, 16 << 20, .ucMinus),
  ])
  func intelDisplays(device: UInt16, size: UInt64, table: PageCacheMode) throws {
    let function = function(0x8086, device, 0x030000)
    let i915 = try #require(PCIDriver.named("i915"))
    guard case .parts(let parts) = i915.use(of: bar(0, size: size), function, kernel) else {
      Issue.record("no parts")
      return
    }
    #expect(parts.map(\.call.requested) == [.ucMinus, table])
    #expect(parts[1].range.start == 0xf000_0000 + size / 2)
    #expect(i915.use(of: bar(2, size: 1 << 28), function, kernel) == .whole(.ioremap(.wc)))
    // Of an unknown chip nothing is said.
    #expect(i915.use(of: bar(0, size: size), nil, kernel) == .unknown)
  }

  /// `pcim_iomap_regions` returns another error in newer releases.
  @Test(arguments: [(KernelRevision(6, 1), -12), (KernelRevision(6, 12), -22)])
  func managedMappingsFailByRelease(kernel: KernelRevision, error: Int) throws {
    var scenario = DriverTests.scenario(
      .pciBAR(.ucMinus), kernel: kernel, earlier: .wb, busName: "0000:00:1f.2", driverName: "ahci")
    #expect(evaluate(scenario).outcomes.last?.status == .failed(error))
    scenario.devices[1].driverName = "snd_hda_intel"
    #expect(evaluate(scenario).outcomes.last?.status == .failed(error))
  }

  @Test func aDriverOfWhichNothingIsKnown() {
    var scenario = DriverTests.scenario(.pciBAR(nil), busName: "0000:00:03.0", driverName: "mystery")
    #expect(evaluate(scenario).outcomes[0].status == .unknown)
    scenario.devices[0].hasDriver = false
    #expect(evaluate(scenario).outcomes[0].status == .notDriven)
  }

  /// Registers UC-, then a page table WC over a mapping that is UC- already: mapped, but not as asked.
  @Test func writeCombiningThatIsLost() throws {
    var scenario = DriverTests.scenario(.pciBAR(.ucMinus), busName: "0000:00:02.0", driverName: "i915")
    let range = DriverTests.range
    let table = AddressRange(range.start + 0x8000, range.end)
    scenario.devices[0].parts = [
      Device.Part(name: "registers", range: range, call: .ioremap(.plain), error: -5),
      Device.Part(name: "GGTT", range: table, call: .ioremap(.wc), error: -12),
    ]
    let evaluation = evaluate(scenario)
    let outcome = evaluation.outcomes[0]
    #expect(outcome.status == .mapped(.ucMinus))
    #expect(
      outcome.regression
        == DeviceOutcome.Regression(asked: .wc, got: .ucMinus, step: evaluation.trace.steps.count))
    #expect(evaluation.regressions == [outcome])
    scenario.devices[0].parts[0].range = AddressRange(range.start, table.start)
    #expect(evaluate(scenario).outcomes[0].regression == nil)
  }

  /// A part that the driver can do without does not fail the device.
  @Test func anOptionalPart() {
    let range = DriverTests.range
    for (error, status) in [(0, DeviceOutcome.Status.mapped(.ucMinus)), (-5, .failed(-5))] {
      var scenario = DriverTests.scenario(
        .pciBAR(.ucMinus), earlier: .wb, busName: "0000:00:02.0", driverName: "test")
      let free = AddressRange(start: range.end, size: 0x1000)
      scenario.devices[1].parts = [
        Device.Part(name: "", range: free, call: .ioremap(.plain)),
        Device.Part(name: "", range: range, call: .ioremap(.plain), error: error),
      ]
      #expect(evaluate(scenario).outcomes[1].status == status)
    }
  }

  @Test func withoutPATAWriteCombiningMTRRDoes() {
    var scenario = DriverTests.scenario(
      .framebuffer(.wc), range: AddressRange(start: 0xfd00_0000, size: 0x40_0000))
    scenario.parameters.noPAT = true
    #expect(evaluate(scenario).outcomes[0].regression == nil)
    scenario.devices[0].kind = .pciBAR(.wc)
    #expect(evaluate(scenario).outcomes[0].regression?.asked == .wc)
  }
}

/// ACPI's tables as one.
@Suite(.bounded) struct DeviceGroupTests {
  private var scenario: Scenario {
    var scenario = Scenario.bareMetal
    let tables = (0..<3).map { i in
      Device(
        id: "acpi-tables-\(i)", name: "ACPI tables (\(i))", kind: .acpiTables,
        range: AddressRange(start: 0x7ff0_0000 + UInt64(i) * 0x2000, size: 0x100))
    }
    scenario.devices = tables + scenario.devices.filter { $0.kind != .acpiTables }
    return scenario
  }

  @Test func theSameBecameOfAll() throws {
    let rows = evaluate(scenario).deviceRows
    guard case .group(let group)? = rows.first else {
      Issue.record("no group")
      return
    }
    #expect(group.text == "ACPI tables: 3, all mapped WB")
    #expect(group.members == [0, 1, 2])
    #expect(rows.dropFirst().allSatisfy { if case .device = $0 { true } else { false } })
    #expect(rows.count == scenario.devices.count - 2)
  }

  @Test func oneThatDiffersStandsAlone() {
    var scenario = scenario
    // In the PCI hole, where the registers say UC: asked WB, got UC-.
    scenario.devices[1].range = AddressRange(start: 0xf000_0000, size: 0x100)
    let rows = evaluate(scenario).deviceRows
    #expect(rows.contains(.device(1)))
    guard case .group(let group)? = rows.first else {
      Issue.record("no group")
      return
    }
    #expect(group.members == [0, 2])
  }

  /// Without any WB all of them lose it: still one row, which says so.
  @Test func allOfThemLoseWriteBack() {
    var scenario = scenario
    scenario.mtrr.isEnabled = false
    guard case .group(let group)? = evaluate(scenario).deviceRows.first else {
      Issue.record("no group")
      return
    }
    #expect(group.text == "ACPI tables: 3, all mapped UC-, asked WB")
    #expect(group.isRegression)
  }

  @Test func aSingleOneIsNoGroup() {
    #expect(evaluate(.bareMetal).deviceRows == evaluate(.bareMetal).outcomes.indices.map { .device($0) })
  }
}
