import MemtypeEngine
import TestSupport
import Testing

@Suite struct FirmwareTests {
  static let gib = UInt64(1) << 30

  /// The built-in stories' maps come out of the models.
  @Test func modelsGiveTheBuiltInMaps() throws {
    let six = 6 * Self.gib
    #expect(
      try FirmwareModel.ovmfQ35.setUp(ram: six, physBits: 48, vendor: .amd).map
        == Scenario.snpForcedWB.firmwareMap)
    let tdx = try FirmwareModel.ovmfTDX.setUp(ram: six, physBits: 46, vendor: .intel)
    #expect(tdx.map == Scenario.tdxForcedWB.firmwareMap)
    #expect(tdx.mtrr == Scenario.tdxForcedWB.mtrr)
    let desktop = try FirmwareModel.desktop.setUp(ram: 16 * Self.gib, physBits: 39, vendor: .intel)
    #expect(desktop.map == Scenario.bareMetal.firmwareMap)
    #expect(desktop.mtrr == Scenario.bareMetal.mtrr)
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
      var log: [KernelMessage] = []
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
