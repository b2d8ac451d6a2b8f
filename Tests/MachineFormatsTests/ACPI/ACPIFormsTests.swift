import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Forms that firmware uses and no capture has, compiled and disassembled by iasl.
@Suite("ACPI forms", .bounded) struct ACPIFormsTests {
  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Fixtures.directory.appendingPathComponent("ACPI/" + name)))
  }

  private static func binary() throws -> ACPITables {
    var reader = ACPITableReader()
    // The order in which they come does not matter.
    try reader.add(binary: try bytes("late.aml"), name: "acpi/SSDT2.aml")
    try reader.add(binary: try bytes("forms.aml"), name: "acpi/DSDT.aml")
    return reader.read()
  }

  private static func text() throws -> ACPITables {
    var reader = ACPITableReader()
    try reader.add(asl: SourceText(name: "SSDT2.dsl", bytes: try bytes("late.dsl")))
    try reader.add(asl: SourceText(name: "DSDT.dsl", bytes: try bytes("forms.dsl")))
    return reader.read()
  }

  @Test("bases from constants, names, buffers, fields and arithmetic") func bases() throws {
    let tables = try Self.binary()
    #expect(tables.notes == [])
    func base(_ path: String) -> UInt64? { tables.region(path)?.base }
    #expect(base("\\NREG") == 0xfe00_0000)
    #expect(tables.region("\\NREG")?.baseExpression == "GBAS")
    #expect(base("\\BREG") == 0xfe10_0000)
    #expect(tables.region("\\BREG")?.length == 0x200)
    #expect(tables.region("\\FREG") != nil)
    #expect(base("\\FREG") == nil)
    #expect(tables.region("\\FREG")?.baseExpression == "FBAS")
    #expect(base("\\_SB.BETA.EXTR") == 0xfe00_0010)
    #expect(tables.region("\\_SB.LOOP._STA.LREG")?.base == nil)
    #expect(tables.region("\\_SB.LOOP._STA.LREG")?.baseExpression == "0xFE300000 + (CNT * 0x1000)")
    #expect(tables.region("\\DTR") == nil)
    #expect(tables.regions.contains { $0.path == "\\DTR" && $0.space == .dataTable })
  }

  @Test("conditions outside of methods decide what there is") func conditions() throws {
    let names = try Self.binary().names
    #expect(names.contains("\\_SB.YES0 Device"))
    #expect(!names.contains { $0.hasPrefix("\\_SB.NEVR") })
  }

  @Test("field shapes") func fields() throws {
    let tables = try Self.binary()
    let unaligned = try #require(tables.region("\\NREG")?.fields.first)
    #expect(unaligned.bitOffset == 24)
    #expect(unaligned.firstAccess == 2)
    #expect(unaligned.accesses == 2)
    let banked = try #require(tables.region("\\BREG")?.fields.first { $0.name == "BNK3" })
    #expect(banked.firstAccess == 0x80)
    let wide = try #require(tables.region("\\_SB.BETA.EXTR")?.fields.first)
    #expect(wide.access.bits == 64 && wide.locks && wide.update == .writeAsOnes)
    let tail = try #require(tables.region("\\_SB.PCI0.LPCB.LPMM")?.fields.last)
    #expect(tail.firstAccess == 0x3ffc)
  }

  /// `cause entry kind field@address`, with a mark where it depends.
  private func lines(_ tables: ACPITables) -> [String] {
    tables.bootAccesses.map { access in
      let place = access.address.map { $0.prefixedHex() } ?? "?"
      let mark = access.isConditional ? " perhaps" : ""
      return
        "\(access.cause.rawValue) \(access.entry) \(access.kind.rawValue) \(access.field)@\(place)\(mark)"
    }
  }

  @Test("what is accessed at boot, in the kernel's order") func boot() throws {
    let found = lines(try Self.binary())
    #expect(
      found == [
        "table load \\ read FBAS@0x7f000000",
        "_INI \\_SB._INI write FLG1@0x7f000010",
        "_REG \\_SB.PCI0.LPCB._REG read FDSW@0xfed1f418",
        "_INI \\_SB.ALFA._INI write IDX@0xfe100000",
        "_INI \\_SB.ALFA._INI read DAT@0xfe100004",
        "_STA \\_SB.BETA._STA read MODE@0x7f000004",
        "_STA \\_SB.BETA._STA write BSEL@0xfe100040 perhaps",
        "_STA \\_SB.BETA._STA read BNK3@0xfe100080 perhaps",
        "_STA \\_SB.PCI0.SKIP.DEEP._STA read MODE@0x7f000004",
        "_STA \\_SB.PCI0.SKIP.DEEP._STA write BSEL@0xfe100040 perhaps",
        "_STA \\_SB.PCI0.SKIP.DEEP._STA read BNK3@0xfe100080 perhaps",
        "_STA \\_SB.PCI0.PWR0._STA read PWRF@0xfdaf0020",
        "_STA \\_SB.LOOP._STA read LVAL@0xfe303000",
        "_STA \\_SB.LOOP._STA read FLG2@0x7f000010 perhaps",
        "_STA \\_SB.LOOP._STA read MODE@0x7f000004",
        "_STA \\_SB.LOOP._STA read VID@0xfed40030",
        "_STA \\_SB.LATE._STA read VID@0xfed40030",
      ])
  }

  @Test("text and bytes agree, switches apart") func textAndBytes() throws {
    let (a, b) = (try Self.text(), try Self.binary())
    #expect(a.notes == [])
    #expect(lines(a) == lines(b))
    #expect(a.regions == b.regions)
    #expect(a.memoryResources == b.memoryResources)
    #expect(a.devices == b.devices)
    // The compiler makes a name for the value of a Switch.
    #expect(a.names == b.names.filter { !$0.contains("._T_") })
  }

  @Test("a computed _CRS: what is known of it") func resources() throws {
    let resources = try Self.binary().memoryResources.filter { $0.device == "\\_SB.BETA" }
    #expect(resources.map(\.descriptor.kind) == [.memory32Fixed, .memory32Fixed, .qwordMemory])
    #expect(resources.map(\.descriptor.base) == [0xfe00_1000, nil, 0x40_0000_0000])
    #expect(resources.map(\.descriptor.length) == [0x1000, 0x2000, 0x1_0000_0000])
    #expect(resources.map(\.isComputed) == [true, true, true])
    #expect(resources.last?.descriptor.isProducer == false)
  }

  @Test("acpidump's output gives the same tables, with their addresses") func dump() throws {
    var reader = ACPITableReader()
    try reader.add(dump: SourceText(name: "acpidump.txt", bytes: try Self.bytes("acpidump.txt")))
    let tables = reader.read()
    #expect(tables.tables.map(\.signature) == ["DSDT", "SSDT", "HPET"])
    #expect(tables.tables.map(\.address) == [0x7efd_0040, 0x7efd_259d, 0x7efd_24b5])
    #expect(tables.fixed.hpet?.base == 0xfed0_0000)
    let same = try Self.binary()
    #expect(lines(tables) == lines(same))
  }

  @Test("as a machine: devices of the namespace, and who comes first") func machine() throws {
    let machine = try readMachine(
      named: "forms", [MachineInput(name: "acpidump.txt", bytes: try Self.bytes("acpidump.txt"))])
    let devices = machine.scenario.devices
    let tpm = try #require(devices.first { $0.id == "tpm" })
    #expect(tpm.range == AddressRange(start: 0xfed4_0000, size: 0x5000))
    #expect(tpm.regions.map(\.path) == ["\\_SB.LATE.LTPM"])
    #expect(tpm.regions.first?.reads.first == .init(offset: 0x30, width: 32, method: "_STA"))
    #expect(devices.contains { $0.id == "hpet" && $0.range.start == 0xfed0_0000 })
    let loop = try #require(devices.flatMap(\.regions).first { $0.path == "\\_SB.LOOP._STA.LREG" })
    #expect(loop.base == 0xfe30_3000 && loop.reads.count == 1)
    #expect(machine.report.notes.contains("\\_SB.LATE.LTPM lies over \(tpm.name): ACPI maps it first"))
    #expect(machine.scenario.assumptions.contains { $0.missing.contains("\\FREG") } == false)
    #expect(machine.scenario.assumptions.contains { $0.missing.contains("\\BREG") })
    let trace = evaluate(machine.scenario).trace.steps.filter { $0.title.contains("LTPM") }
    #expect(!trace.isEmpty)
  }
}
