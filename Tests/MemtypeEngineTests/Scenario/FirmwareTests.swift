import MemtypeEngine
import TestSupport
import Testing

/// Maps as they are known of such machines, entry by entry.
private enum KnownMaps {
  static let ovmf4G: [(UInt64, UInt64, E820Type)] = [
    (0x0, 0xa_0000, .ram), (0x10_0000, 0x80_6000, .ram), (0x80_6000, 0x80_8000, .nvs),
    (0x80_8000, 0x7ee9_f000, .ram), (0x7ee9_f000, 0x7efa_1000, .reserved), (0x7efa_1000, 0x7f8e_c000, .ram),
    (0x7f8e_c000, 0x7fb6_c000, .reserved), (0x7fb6_c000, 0x7fb7_e000, .acpi),
    (0x7fb7_e000, 0x7fbf_e000, .nvs), (0x7fbf_e000, 0x8000_0000, .ram), (0xe000_0000, 0xf000_0000, .reserved),
    (0x1_0000_0000, 0x2_0000_0000, .ram),
  ]
  static let tdvf4G: [(UInt64, UInt64, E820Type)] = [
    (0x0, 0xa_0000, .ram), (0x10_0000, 0x7ec4_6000, .ram), (0x7ec4_6000, 0x7ecc_8000, .reserved),
    (0x7ecc_8000, 0x7f9e_d000, .ram), (0x7f9e_d000, 0x7fb6_d000, .reserved),
    (0x7fb6_d000, 0x7fb7_f000, .acpi), (0x7fb7_f000, 0x7fbf_f000, .nvs), (0x7fbf_f000, 0x8000_0000, .ram),
    (0xe000_0000, 0xf000_0000, .reserved), (0x1_0000_0000, 0x2_0000_0000, .ram),
  ]
  static let desktop16G: [(UInt64, UInt64, E820Type)] = [
    (0x0, 0x9_e000, .ram), (0x9_e000, 0xa_0000, .reserved), (0xf_0000, 0x10_0000, .reserved),
    (0x10_0000, 0x7ff0_0000, .ram), (0x7ff0_0000, 0x7ff3_0000, .acpi), (0x7ff3_0000, 0x7ff8_0000, .nvs),
    (0x7ff8_0000, 0x8000_0000, .reserved), (0xe000_0000, 0xf000_0000, .reserved),
    (0xfe00_0000, 0xfe01_1000, .reserved), (0xfec0_0000, 0xfec0_1000, .reserved),
    (0xfee0_0000, 0xfee0_1000, .reserved), (0xff00_0000, 0x1_0000_0000, .reserved),
    (0x1_0000_0000, 0x4_8000_0000, .ram),
  ]
  static let seabios2G: [(UInt64, UInt64, E820Type)] = [
    (0x0, 0x9_fc00, .ram), (0x9_fc00, 0xa_0000, .reserved), (0xf_0000, 0x10_0000, .reserved),
    (0x10_0000, 0x7ffc_f000, .ram), (0x7ffc_f000, 0x8000_0000, .reserved),
    (0xb000_0000, 0xc000_0000, .reserved), (0xfed1_c000, 0xfed2_0000, .reserved),
    (0xfffc_0000, 0x1_0000_0000, .reserved), (0xfd_0000_0000, 0x100_0000_0000, .reserved),
  ]

  static func entries(_ map: [(UInt64, UInt64, E820Type)]) -> [E820Entry] {
    map.map { E820Entry(AddressRange($0.0, $0.1), $0.2) }
  }
}

@Suite(.bounded) struct FirmwareTests {
  static let gib = UInt64(1) << 30

  /// The built-in stories' maps come out of the models.
  @Test func modelsGiveTheBuiltInMaps() throws {
    let six = 6 * Self.gib
    #expect(
      try FirmwareModel.ovmfQ35.setUp(ram: six, physBits: 48, vendor: .amd).map
        == Scenario.snpForcedWB.firmwareMap)
    #expect(Scenario.snpForcedWB.firmwareMap == KnownMaps.entries(KnownMaps.ovmf4G))
    #expect(Scenario.tdxForcedWB.firmwareMap == KnownMaps.entries(KnownMaps.tdvf4G))
    #expect(Scenario.bareMetal.firmwareMap == KnownMaps.entries(KnownMaps.desktop16G))
    #expect(Scenario.plainVM.firmwareMap == KnownMaps.entries(KnownMaps.seabios2G))
    let tdx = try FirmwareModel.ovmfTDX.setUp(ram: six, physBits: 46, vendor: .intel)
    #expect(tdx.map == Scenario.tdxForcedWB.firmwareMap)
    #expect(tdx.mtrr == Scenario.tdxForcedWB.mtrr)
    #expect(tdx.mtrr.defaultTypeRegister == 0x806 && tdx.mtrr.variable == Array(repeating: .unused, count: 8))
    let desktop = try FirmwareModel.desktop.setUp(ram: 16 * Self.gib, physBits: 39, vendor: .intel)
    #expect(desktop.map == Scenario.bareMetal.firmwareMap)
    #expect(desktop.mtrr == Scenario.bareMetal.mtrr)
    #expect(
      desktop.mtrr.variable.prefix(3) == [
        VariableRange(base: 0x8000_0000, mask: 0x7f_8000_0800),
        VariableRange(base: 0x40_0000_0000, mask: 0x40_0000_0800), .unused,
      ])
    let plain = try FirmwareModel.seaBIOSQ35.setUp(
      ram: 2 * Self.gib, physBits: 40, vendor: .amd, hasTPM: true)
    #expect(plain.map == Scenario.plainVM.firmwareMap)
    #expect(plain.mtrr == Scenario.plainVM.mtrr)
    #expect(plain.acpiTables == Scenario.plainVM.devices.first { $0.kind == .acpiTables }?.range)
  }

  @Test(arguments: FirmwareModel.allCases)
  func mapsAreSortedAndHoldAllRAM(model: FirmwareModel) throws {
    var random = SeededGenerator(seed: 0x7012d)
    for _ in 0..<300 {
      let ram = UInt64.random(in: 0x4_0000...0x80_0000, using: &random) << 12
      let bits = Int.random(in: 40...52, using: &random)
      let vendor = CPU.Vendor.allCases.randomElement(using: &random) ?? .intel
      let tpm = Bool.random(using: &random)
      guard let state = try? model.setUp(ram: ram, physBits: bits, vendor: vendor, hasTPM: tpm) else {
        // Page tables of a wide address space take much of a little RAM.
        #expect(ram < 1 << 31)
        continue
      }
      var end: UInt64 = 0
      for entry in state.map {
        #expect(entry.address >= end)
        #expect(entry.size > 0)
        end = entry.range.end
      }
      let total = state.map.filter { $0.type == .ram }.reduce(0) { $0 + $1.size }
      #expect(total <= ram && ram - total < 24 << 20)
      #expect(state.mtrr.variable.count == Int(state.mtrr.capabilities & 0xff))
      // Linux reads every RAM page as WB where the MTRRs are on.
      guard state.mtrr.isEnabled else { continue }
      var log = KernelLog()
      let cpu = CPU(vendor: vendor, physBits: bits)
      var mtrr = MTRRState(cpu: cpu, kernel: .newest)
      mtrr.initialize(state.mtrr, log: &log)
      for entry in state.map where entry.type == .ram {
        #expect(mtrr.typeLookup(entry.address, entry.range.end).type == .wb, "\(model) \(ram.grouped)")
      }
    }
  }

  @Test(arguments: FirmwareModel.allCases)
  func toludIsWhereItIsAskedFor(model: FirmwareModel) throws {
    for tolud in [UInt64(0x6000_0000), 0x7ff0_0000, 0x8000_0000] {
      let state = try model.setUp(ram: 6 * Self.gib, tolud: tolud, physBits: 40, vendor: .amd, hasTPM: true)
      let ends = state.map.filter { $0.type == .ram && $0.range.end <= 1 << 32 }.map(\.range.end)
      #expect(ends.max() == tolud)
    }
    do {
      _ = try model.setUp(ram: 8 * Self.gib, tolud: 0xfff0_0000, physBits: 40, vendor: .amd)
      Issue.record("accepted RAM up to the BIOS flash")
    } catch .toludOutOfRange(_, _, let most) {
      let state = try model.setUp(ram: 8 * Self.gib, tolud: most, physBits: 40, vendor: .amd)
      #expect(state.map.contains { $0.type == .ram && $0.range.end == most })
    }
  }

  @Test func refusesWhatCannotBe() {
    #expect(throws: FirmwareError.physBitsOutOfRange(30)) {
      try FirmwareModel.microvm.setUp(ram: Self.gib, physBits: 30, vendor: .amd)
    }
    #expect(throws: FirmwareError.notPageAligned(0x1000_0001)) {
      try FirmwareModel.desktop.setUp(ram: 0x1000_0001, physBits: 40, vendor: .amd)
    }
    #expect(throws: FirmwareError.ramBeyondPhysBits(end: 129 * Self.gib + 0x8000_0000, bits: 36)) {
      try FirmwareModel.seaBIOSQ35.setUp(ram: (127 * Self.gib + 0x8000_0000), physBits: 36, vendor: .amd)
    }
    for model in FirmwareModel.allCases {
      #expect(throws: FirmwareError.self) { try model.setUp(ram: 0, physBits: 40, vendor: .amd) }
      #expect(throws: FirmwareError.self) { try model.setUp(ram: .max & ~0xfff, physBits: 52, vendor: .amd) }
      #expect(throws: FirmwareError.self) {
        try model.setUp(ram: 6 * Self.gib, tolud: 0, physBits: 40, vendor: .amd)
      }
    }
  }
}
