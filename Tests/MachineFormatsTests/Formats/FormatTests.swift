import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Each kind of input in the forms that it has: recognised, read with the places of its values, and of use.
@Suite("Formats", .bounded) struct FormatTests {
  @Test("every form is recognised for what it is and opens", arguments: FormatFixture.all)
  func recognised(_ fixture: FormatFixture) throws {
    let machine = try fixture.open()
    #expect(machine.report.sources.map(\.kind) == [fixture.kind])
    let evaluation = evaluate(machine.scenario)
    #expect(evaluation.tolud > 0)
    #expect(machine.report.ignored.allSatisfy { !$0.reason.contains("damaged") })
  }

  @Test("every form is recognised in an e-mail's quotation too", arguments: FormatFixture.all)
  func quoted(_ fixture: FormatFixture) throws {
    var copy = fixture
    copy.text = fixture.text.split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)" }
      .joined(separator: "\n")
    #expect(try copy.open().report.sources.map(\.kind) == [fixture.kind])
  }

  @Test("every kind says a line of itself and how to get it")
  func table() {
    #expect(Set(FileKind.all.map(\.title)).count == FileKind.all.count)
    for kind in FileKind.all {
      #expect(!kind.example.isEmpty && !kind.origin.isEmpty && !kind.example.contains("\n"))
      #expect(FileKind.accepted.contains(kind.title))
      // A line of /proc/cpuinfo alone may stand in any text.
      let lines =
        kind == .cpuInfo
        ? "vendor_id : X\n\(kind.example)"
        : kind == .firmwareLog ? "\(kind.example)\n\(kind.example)" : kind.example
      if kind != .acpi {
        #expect(FileKind(recognising: SourceText(name: "x", text: lines)) == kind, "\(kind.title)")
      }
    }
  }

  private func type(at address: UInt64, of fixture: FormatFixture) throws -> MemoryType? {
    evaluate(try fixture.open().scenario).typeRanges.first { $0.range.contains(address) }?.type
  }

  @Test("firmware logs give the registers")
  func firmware() throws {
    let log = try #require(try FormatFixture.coreboot.open().report.firmwareLog?.value)
    #expect(log.physBits == Logged(39, line: 12) && log.defaultType == Logged(0xc00, line: 14))
    #expect(log.variable[1] == Logged(VariableRange(base: 0x7b00_0000, mask: 0x7f_ff00_0800), line: 16))
    #expect(log.fixed[0x250]?.value == 0x0606_0606_0606_0606 && log.ranges.count == 5)
    #expect(try type(at: 0x7aff_ffff, of: .coreboot) == .wb && type(at: 0x7b00_0000, of: .coreboot) == .uc)
    #expect(try type(at: 0x1_0000_0000, of: .coreboot) == .wb && type(at: 0xa_0000, of: .coreboot) == .uc)
    #expect(try FormatFixture.coreboot.open().scenario.cpu.physBits == 39)
    // The first processor's registers count.
    let levels = try #require(try FormatFixture.corebootLevels.open().report.firmwareLog?.value)
    #expect(levels.fixed[0x250] == Logged(0x0606_0606_0606_0606, line: 4))
    #expect(try type(at: 0x8000_0000, of: .corebootLevels) == .uc)
    #expect(try type(at: 0xd000_0000, of: .uboot) == .wc && type(at: 0x7aff_ffff, of: .uboot) == .wb)
    #expect(try type(at: 0xc000_0000, of: .edk2) == .uc && type(at: 0xbfff_ffff, of: .edk2) == .wb)
    #expect(try type(at: 0xc_0000, of: .edk2) == .wp)
  }

  @Test("a QEMU command line makes the machine that QEMU would make")
  func qemu() throws {
    let machine = try FormatFixture.qemuScript.open()
    #expect(machine.scenario.platform == .sevSNP && machine.scenario.cpu.physBits == 48)
    #expect(machine.scenario.cpu.vendor == .amd)
    // q35 keeps 2 GiB below 4 GiB from 0xb000_0000 bytes on.
    #expect(evaluate(machine.scenario).tolud == 0x8000_0000)
    #expect(machine.scenario.firmwareMap.contains { $0.range == AddressRange(0x1_0000_0000, 0x2_8000_0000) })
    #expect(
      machine.scenario.devices.contains {
        $0.kind == .tpmTIS && $0.range == AddressRange(start: 0xfed4_0000, size: 0x5000)
      })
    #expect(machine.scenario.devices.contains { $0.kind == .hpet })
    let command = try #require(machine.report.qemuCommand?.value)
    #expect(command.ram == Logged(8 * .gib, line: 2) && command.tpm == Logged(.tis, line: 8))

    let libvirt = try FormatFixture.qemuLibvirt.open()
    #expect(libvirt.scenario.platform == .tdx && libvirt.scenario.parameters.noPAT)
    #expect(evaluate(libvirt.scenario).tolud == 0x4000_0000)
    #expect(!libvirt.scenario.devices.contains { $0.kind == .hpet })
    #expect(libvirt.scenario.devices.contains { $0.kind == .tpmCRB })
  }

  @Test(
    "how QEMU splits the RAM",
    arguments: [
      ("-machine q35 -m 2815M", 0xaff0_0000 as UInt64), ("-machine q35 -m 2816M", 0x8000_0000),
      ("-machine pc -m 3583M", 0xdff0_0000), ("-machine pc -m 3584M", 0xc000_0000),
      ("-M pc-i440fx-9.0,max-ram-below-4g=2G -m 4G", 0x8000_0000), ("-m 1024", 0x4000_0000),
    ])
  func split(_ options: String, _ low: UInt64) throws {
    let text = "qemu-system-x86_64 \(options) -nographic"
    let machine = try readMachine(named: "x", [MachineInput(name: "q", bytes: Array(text.utf8))])
    let end = machine.scenario.firmwareMap.map(\.range).filter { $0.start < .fourGiB && $0.start < low }.map(
      \.end
    ).max()
    #expect(end == low)
  }

  @Test("QEMU's monitor shows where RAM and devices lie")
  func monitor() throws {
    let tree = try FormatFixture.mtree.open()
    #expect(evaluate(tree.scenario).tolud <= 0x8000_0000 && evaluate(tree.scenario).tolud > 0x7f00_0000)
    #expect(tree.report.qemuMonitor?.value.tpm?.line == 10)
    for kind in [Device.Kind.hpet, .tpmTIS] { #expect(tree.scenario.devices.contains { $0.kind == kind }) }
    #expect(tree.scenario.devices.contains { $0.kind == .ecam && $0.range.start == 0xb000_0000 })
    let flat = try #require(try FormatFixture.flatView.open().report.qemuMonitor?.value)
    #expect(flat.ramBelow4G?.value == 0xc000_0000 && flat.ramAbove4G?.value == .gib)
    let devices = try FormatFixture.qtree.open()
    #expect(devices.report.qemuMonitor?.value.ramAbove4G == Logged(6 * .gib, line: 11))
    #expect(devices.scenario.devices.contains { $0.range == AddressRange(start: 0x9250_8000, size: 0x1000) })
  }

  @Test("lspci gives functions with names, BARs and drivers")
  func pci() throws {
    let machine = try FormatFixture.lspci.open()
    let list = try #require(machine.report.pciList?.value)
    #expect(list.functions.map(\.address) == ["0000:00:00.0", "0000:01:00.0", "0000:02:00.0"])
    #expect(list.functions[1].name == "NVIDIA Corporation GA104 [GeForce RTX 3070] [10de:2484]")
    #expect(list.functions[1].classCode == 0x300 && list.functions[1].vendor == 0x10de)
    #expect(list.functions[1].regions.map(\.isPrefetchable) == [false, true])
    #expect(list.functions[2].driver == Logged("nvme", line: 17))
    let devices = machine.scenario.devices.filter { $0.id.hasPrefix("pci-") }
    #expect(devices.map(\.range.start) == [0x9000_0000, 0xa200_0000, 0xa310_0000])
    #expect(devices.map(\.driverName) == ["nouveau", "nouveau", "nvme"])
    let numbers = try #require(try FormatFixture.lspciNumbers.open().report.pciList?.value)
    #expect(numbers.functions.map(\.classCode) == [0x106, 0x300] && numbers.functions[0].device == 0x2922)
    let hex = try #require(try FormatFixture.lspciHex.open().report.pciList?.value)
    #expect(
      hex.functions[0].bases.map(\.value) == [0xde00_0000, 0xc000_0000] && hex.functions[0].vendor == 0x8086)
  }

  @Test("Xen's map, in both forms")
  func xen() throws {
    let old = try FormatFixture.xen.open()
    #expect(
      old.report.xenConsole?.value.version?.value == "4.4.1"
        && old.report.xenConsole?.value.mapName == "Xen-e820")
    // The kernel counts ACPI tables that follow on RAM.
    #expect(evaluate(old.scenario).tolud == 0xdfeb_2000)
    #expect(old.scenario.firmwareMap.last?.range == AddressRange(0x1_0000_0000, 0x2_2000_0000))
    let new = try FormatFixture.xenBrackets.open()
    #expect(evaluate(new.scenario).tolud == 0x77f4_5000)
    #expect(new.report.xenConsole?.value.entries.map(\.line) == [2, 3, 4])
  }

  @Test("registers in a table, and behind the commands that read them")
  func msrs() throws {
    let table = try #require(try FormatFixture.msrTable.open().report.msrs?.value)
    #expect(table[0x201] == 0xffff_8000_0800 && table[0xc001_001d] == 0x40_8000_0000)
    #expect(table.disagreements == [0x202: [0, 0xff00_0005]])
    #expect(try type(at: 0x7fff_ffff, of: .msrTable) == .wb && type(at: 0x8000_0000, of: .msrTable) == .uc)
    #expect(try type(at: 0x40_7fff_ffff, of: .msrTable) == .wb)
    let pairs = try #require(try FormatFixture.rdmsrPairs.open().report.msrs?.value)
    #expect(pairs[0x2ff] == 0xc06 && pairs[0xfe] == 0x508 && pairs[0x200] == 0xc000_0000)
    #expect(pairs[0x201] == 0xff_c000_0800 && pairs[0x277] == 0x0407_0506_0007_0106)
    #expect(pairs.registers[0x201]?.line == 8)
    let named = try #require(try FormatFixture.namedRegisters.open().report.msrs?.value)
    #expect(
      named.registers.mapValues(\.value) == [
        0x2ff: 0xc06, 0xfe: 0x508, 0x277: 0x7_0406_0007_0406, 0x268: 0x0505_0505_0505_0505,
        0x204: 0xa000_0001,
        0x205: 0xf_ff80_0800,
      ])
    let all = try #require(try FormatFixture.rdmsrAll.open().report.msrs?.value)
    #expect(all[0x2ff] == 0xc06 && all.disagreements == [0x2ff: [0xc06, 0]])
  }

  @Test("/proc/vmallocinfo tells who mapped what")
  func vmalloc() throws {
    let info = try #require(try FormatFixture.vmalloc.open().report.vmallocInfo?.value)
    #expect(
      info.mappings.map(\.range) == [
        AddressRange(start: 0xfed0_0000, size: 0x1000), AddressRange(start: 0xa310_0000, size: 0x4000),
      ])
    #expect(
      info.mappings.map(\.caller) == ["hpet_enable", "nvme_dev_map"]
        && info.mappings.map(\.module) == [nil, "nvme"])
    #expect(info.mappings.map(\.line) == [1, 3])
  }

  @Test("the EFI map stands in for e820's", arguments: [FormatFixture.efiOld, .efiNew])
  func efi(_ fixture: FormatFixture) throws {
    let machine = try fixture.open()
    #expect(machine.report.log?.value.efiMap.map(\.line) == [1, 2, 3, 4])
    #expect(machine.report.log?.value.efiMap.last?.value.capabilities == [.uc])
    #expect(evaluate(machine.scenario).tolud == 0x7e4f_0000)
    #expect(machine.scenario.firmwareMap.map(\.type) == [.ram, .ram, .nvs, .reserved])
  }

  @Test(
    "a damaged line is named with its place",
    arguments: [
      (
        "MTRR: UC selected as default type.\nMTRR: 0 base 0x0 mask 0x7f80000000 type 6\nMTRR: Fixed MSR 0x250 xyz",
        "f:3: a damaged register"
      ),
      ("qemu-system-x86_64 -m 10Q -M q35", "f:1: no amount of memory: \"10Q\""),
      ("qemu-system-x86_64 -m 1G \\\n-cpu host,phys-bits=99", "f:2: phys-bits=\"99\""),
      (
        "(XEN) Xen-e820 RAM map:\n(XEN)  0000000000200000 - 0000000000100000 (usable)",
        "f:2: an end below its start"
      ),
      (
        "0x1-0x2 8192 a+0/1 phys=0x1000 ioremap\n0x1-0x2 8192 a+0/1 phys=zz ioremap", "f:2: a damaged mapping"
      ),
    ])
  func damaged(_ text: String, _ expected: String) {
    let error = #expect(throws: InputError.self) {
      _ = try readMachine(named: "x", [MachineInput(name: "f", bytes: Array(text.utf8))])
    }
    #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("; accepted: ") == true)
  }

  @Test("damage of every kind: an error or a scenario, never a trap", arguments: FormatFixture.all)
  func mutations(_ fixture: FormatFixture) throws {
    let bytes = Array(fixture.text.utf8)
    var mutator = Mutator(seed: UInt64(bytes.count))
    var opened = 0
    for _ in 0..<150 {
      do throws(InputError) {
        let machine = try readMachine(named: "x", [MachineInput(name: "f", bytes: mutator.mutated(bytes))])
        opened += 1
        _ = evaluate(machine.scenario)
      } catch {
        #expect(!error.description.contains { $0.isNewline })
      }
    }
    #expect(opened > 10, "\(opened) opened")
  }
}
