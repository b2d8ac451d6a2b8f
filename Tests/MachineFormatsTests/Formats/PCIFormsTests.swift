import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// lspci's forms beside the ordinary one, and what the PCI core maps of a function.
@Suite("lspci", .bounded) struct PCIFormsTests {
  private func list(_ text: String) throws -> PCIList { try PCIList(SourceText(name: "x", text: text)) }

  @Test("fields between quotes, with names, with numbers and with both")
  func quoted() throws {
    let list = try list(
      """
      00:1f.2 "SATA controller" "Intel Corporation" "82801IR/IO/IH" -r02 -p01 "Red Hat, Inc." "QEMU Virtual Machine"
      01:00.0 "Non-Volatile memory controller [0108]" "Samsung [144d]" "NVMe SSD [a808]" -p02 "" ""
      0000:02:00.0 "0200" "8086" "1533" -r03 "8086" "0001"
      """)
    #expect(list.functions.map(\.address) == ["0000:00:1f.2", "0000:01:00.0", "0000:02:00.0"])
    #expect(list.functions[0].className == "SATA controller" && list.functions[0].interface == 1)
    #expect(list.functions[0].name == "Intel Corporation 82801IR/IO/IH")
    #expect(list.functions[1].classCode == 0x108 && list.functions[1].device == 0xa808)
    #expect(list.functions[2].vendor == 0x8086 && list.functions[2].device == 0x1533)
  }

  @Test("a field on each line, with the driver")
  func records() throws {
    let text = """
      Slot:\t01:00.0
      Class:\tNon-Volatile memory controller
      Vendor:\tSamsung Electronics Co Ltd
      Device:\tNVMe SSD Controller
      ProgIf:\t02
      Driver:\tnvme
      Module:\tnvme

      Slot:\t02:00.0
      Class:\tEthernet controller [0200]
      Vendor:\tIntel Corporation [8086]
      Device:\tI210 [1533]
      """
    let list = try list(text)
    #expect(list.functions.count == 2 && list.functions[0].driver == Logged("nvme", line: 6))
    #expect(list.functions[0].interface == 2 && list.functions[1].classCode == 0x200)
    let source = SourceText(name: "x", text: text)
    #expect(FileKind(recognising: source) == .pciList)
  }

  /// What `lspci -vv` shows of a network card with its vectors in a BAR of their own, and of a disk with them in its only one.
  private static let vectors = """
    01:00.0 Ethernet controller [0200]: Intel Corporation I210 Gigabit [8086:1533] (rev 03)
    \tRegion 0: Memory at f7800000 (32-bit, non-prefetchable) [size=512K]
    \tRegion 3: Memory at f7880000 (32-bit, non-prefetchable) [size=16K]
    \tCapabilities: [70] MSI-X: Enable+ Count=5 Masked-
    \t\tVector table: BAR=3 offset=00000000
    \t\tPBA: BAR=3 offset=00002000
    \tKernel driver in use: igb
    02:00.0 Non-Volatile memory controller [0108]: Samsung NVMe SSD [144d:a808] (prog-if 02 [NVM Express])
    \tRegion 0: Memory at f7900000 (64-bit, non-prefetchable) [size=16K]
    \tCapabilities: [b0] MSI-X: Enable+ Count=33 Masked-
    \t\tVector table: BAR=0 offset=00003000
    \tKernel driver in use: nvme
    03:00.0 Ethernet controller [0200]: Intel Corporation I210 Gigabit [8086:1533] (rev 03)
    \tRegion 0: Memory at f7a00000 (32-bit, non-prefetchable) [size=512K]
    \tRegion 3: Memory at f7a80000 (32-bit, non-prefetchable) [size=16K]
    \tCapabilities: [70] MSI-X: Enable- Count=5 Masked-
    \t\tVector table: BAR=3 offset=00000000
    \tKernel driver in use: igb
    """

  @Test("tables of MSI-X vectors are mapped by the core where a driver has turned them on")
  func vectorTables() throws {
    let machine = try readMachine(named: "x", [MachineInput(name: "lspci", bytes: Array(Self.vectors.utf8))])
    func device(_ start: UInt64) throws -> Device {
      try #require(machine.scenario.devices.first { $0.range.start == start })
    }
    let own = try device(0xf788_0000)
    #expect(own.hasDriver && own.parts.map(\.range) == [AddressRange(start: 0xf788_0000, size: 80)])
    let disk = try device(0xf790_0000)
    #expect(disk.parts.last?.range == AddressRange(start: 0xf790_3000, size: 33 * 16))
    #expect(disk.parts.last?.function == "msix_map_region" && disk.parts.last?.call == .ioremap(.plain))
    #expect(try !device(0xf7a8_0000).hasDriver)
    let boot = evaluate(machine.scenario)
    let mapped = boot.trace.steps.compactMap(\.mapping).filter { $0.range.start == 0xf788_0000 }
    #expect(mapped.map(\.requested) == [.ucMinus] && mapped.allSatisfy(\.isMapped))
    #expect(!machine.report.notes.contains { $0.contains("MSI-X") })
  }

  @Test("where lspci does not show the tables, that is said")
  func hiddenTables() throws {
    let text = Self.vectors.split(separator: "\n").filter { !$0.contains("MSI-X") && !$0.contains("table") }
    let machine = try readMachine(
      named: "x", [MachineInput(name: "lspci", bytes: Array(text.joined(separator: "\n").utf8))])
    #expect(machine.report.notes.contains { $0.contains("MSI-X") })
    #expect(machine.scenario.devices.flatMap(\.parts).allSatisfy { $0.name != "MSI-X table" })
  }
}
