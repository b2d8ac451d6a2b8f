import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

@Suite("File formats", .bounded) struct FileFormatTests {
  @Test("/proc/mtrr: sizes in MB and KB, wide bases, holes in the numbers")
  func procMTRR() throws {
    let list = try ProcMTRR(
      SourceText(
        name: "mtrr",
        text: """
          reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable
          reg01: base=0x088000000 ( 2176MB), size=  128KB, count=2: write-combining
          reg05: base=0x700000000000 (117440512MB), size=16777216MB, count=1: write-back

          """))
    #expect(list.registers.map(\.number) == [0, 1, 5])
    #expect(list.registers.map(\.base) == [0xc000_0000, 0x8800_0000, 0x7000_0000_0000])
    #expect(list.registers.map(\.size) == [.gib, 128 * .kib, 16 * .tib])
    #expect(list.registers.map(\.type) == [.uc, .wc, .wb])
    #expect(list.registers.map(\.count) == [1, 2, 1])
    #expect(list.registers.map(\.line) == [1, 2, 3])
    #expect(try ProcMTRR(SourceText(name: "mtrr", text: "")).registers.isEmpty)
  }

  @Test("/proc/iomem: nesting by indentation, also quoted and indented as a whole")
  func procIOMem() throws {
    let text =
      "00000000-00000fff : Reserved\nb0000000-bfffffff : PCI ECAM 0000 [bus 00-ff]\n"
      + "  b0000000-bfffffff : Reserved\n    b0000000-bfffffff : pnp 00:06\n100000000-1ffffffff : System RAM\n"
    for mark in ["", "    ", "> ", "> > ", "\t"] {
      let quoted = text.split(separator: "\n").map { mark + $0 }.joined(separator: "\n")
      let iomem = try ProcIOMem(SourceText(name: "iomem", text: quoted))
      #expect(iomem.resources.map(\.level) == [0, 0, 1, 2, 0])
      #expect(iomem.resources.map(\.name)[1...3] == ["PCI ECAM 0000 [bus 00-ff]", "Reserved", "pnp 00:06"])
      #expect(iomem.resources[4].range == AddressRange(0x1_0000_0000, 0x2_0000_0000))
    }
    let hidden = try ProcIOMem(
      SourceText(name: "iomem", text: "00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n"))
    #expect(hidden.isHidden)
  }

  @Test("/sys/firmware/memmap")
  func firmwareMemMap() throws {
    let map = try FirmwareMemMap(
      SourceText(name: "m", text: "0x0 0x9fbff System RAM\n0x806000 0x807fff ACPI Non-volatile Storage\n"))
    #expect(map.entries.map(\.entry.type) == [.ram, .nvs])
    #expect(map.entries.map(\.entry.size) == [0x9fc00, 0x2000])
  }

  @Test("pat_memtype_list: exclusive ends, the older form too")
  func memtypeList() throws {
    let list = try PATMemtypeList(
      SourceText(
        name: "p",
        text: "PAT memtype list:\nPAT: [mem 0x000000007ffd0000-0x000000007ffd3000] write-back\n"
          + "uncached-minus @ 0xfed00000-0xfed01000\n"))
    #expect(list.entries.map(\.range.end) == [0x7ffd_3000, 0xfed0_1000])
    #expect(list.entries.map(\.mode) == [.wb, .ucMinus])
  }

  @Test("MSR dump: several notations, unreadable registers, TOP_MEM2")
  func msrDump() throws {
    for text in [
      "0xfe 0000000000000508\n0x2ff 0000000000000c06\n0x200 c0000000\n0x201 ffc0000800\n",
      "fe: 508\n2ff: c06\n200: 0xc0000000\n201: 0xffc0000800\n",
      "MSR 0xfe = 0x508\nMSR 0x2ff = 0xc06\nMSR 0x200 = 0xc0000000\nMSR 0x201 = 0xffc0000800\n",
    ] {
      let source = SourceText(name: "msrs", text: text)
      #expect(FileKind(recognising: source) == .msrDump)
      let mtrr = try #require(try MSRDump(source).mtrr)
      #expect(mtrr.variable.count == 8)
      #expect(mtrr.variable[0] == VariableRange(base: 0xc000_0000, mask: 0xff_c000_0800))
      #expect(mtrr.defaultType == .wb && mtrr.isEnabled && mtrr.isFixedEnabled)
    }
    let xen = try MSRDump(
      SourceText(name: "m", text: "0xfe rdmsr: CPU 0 cannot read MSR 0x000000fe\n0x277 0000050100070406\n"))
    #expect(xen.mtrr == nil)
    #expect(xen[0x277] == 0x0501_0007_0406)
    let amd = try MSRDump(
      SourceText(name: "m", text: "0xfe 508\n0x2ff c06\n0xc0010010 740000\n0xc001001d 87f000000\n"))
    #expect(amd.mtrr?.topMem2 == 0x8_7f00_0000)
    #expect(amd.missingVariable.count == 8)
  }

  @Test("/proc/cpuinfo: the first processor")
  func cpuInfo() throws {
    let info = try CPUInfo(
      SourceText(
        name: "c",
        text: """
          processor\t: 0
          vendor_id\t: GenuineIntel
          cpu family\t: 6
          model\t\t: 143
          stepping\t: 8
          flags\t\t: fpu mtrr pat
          address sizes\t: 46 bits physical, 57 bits virtual

          processor\t: 1
          address sizes\t: 39 bits physical, 48 bits virtual
          """))
    #expect(info.physBits?.value == 46 && info.physBits?.line == 7)
    #expect(info.model?.value == 143)
    #expect(info.flags?.value == ["fpu", "mtrr", "pat"])
  }

  @Test("devices: BARs, drivers, and the shell's complaints in between")
  func devices() throws {
    let list = try DevicesList(
      SourceText(
        name: "d",
        text: """
          cat: can't open '/sys/x': No such file or directory
          0000:00:00.0 vendor 0x8086 device 0x29c0 class 0x060000 driver\u{20}
          0000:00:01.0 vendor 0x1234 device 0x1111 class 0x030000 driver bochs-drm
          0x00000000c0000000 0x00000000c0ffffff 0x0000000000042208
          0x000000000000c040 0x000000000000c05f 0x0000000000040101
          tpm tpm0 tpm_crb 2
          clocksource available: tsc hpet acpi_pm\u{20}
          """))
    #expect(list.functions.map(\.driver) == [nil, "bochs-drm"])
    #expect(list.functions[1].resources.map(\.isMemory) == [true, false])
    #expect(list.tpm?.driver == "tpm_crb")
    #expect(list.clockSources == ["tsc", "hpet", "acpi_pm"])
  }

  @Test("uname in its several forms; Debian's ABI name gives way to the release it was built from")
  func uname() throws {
    func revision(_ text: String) throws -> KernelRevision {
      try Uname(SourceText(name: "u", text: text)).release.revision
    }
    #expect(try revision("Linux 6.12.117-lab #1 SMP Sun Nov 22 x86_64") == KernelRevision(6, 12, 117))
    #expect(
      try revision("Linux box 6.8.0-45-generic #45-Ubuntu SMP x86_64")
        == KernelRevision(6, 8, build: "-45-generic"))
    #expect(try revision("Linux version 7.2-rc3 (me@box)") == KernelRevision(7, 2, candidate: 3))
    #expect(
      try revision("Linux 6.1.0-54-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.190-1 (2026-10-16) x86_64")
        == KernelRevision(6, 1, 190))
  }

  @Test("command line: quoted values, memory options in order")
  func commandLine() throws {
    let source = SourceText(
      name: "c",
      text:
        "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro mem=4G memmap=64M$1G dyndbg=\"file a.c +p\" nopat mtrr=debug\n"
    )
    #expect(FileKind(recognising: source) == .commandLine)
    let line = try CommandLine(source)
    #expect(line.options.contains("dyndbg=\"file a.c +p\""))
    #expect(
      line.parameters == KernelParameters(noPAT: true, mtrrDebug: true, memory: ["mem=4G", "memmap=64M$1G"]))
  }

  @Test("every file of every capture is recognised for what it is")
  func recognition() {
    let kinds: [String: FileKind] = [
      "dmesg.txt": .bootLog, "mtrr.txt": .procMTRR, "iomem.txt": .procIOMem, "memmap.txt": .firmwareMemMap,
      "pat_memtype_list.txt": .patMemtypeList, "cpuinfo.txt": .cpuInfo, "msrs.txt": .msrDump,
      "devices.txt": .devicesList, "cmdline.txt": .commandLine, "uname.txt": .uname,
      "vmallocinfo.txt": .vmallocInfo,
    ]
    let none = ["mmap_requests.txt", "page_tables_vmalloc.txt"]
    var count = 0
    for capture in CaptureDirectory.fixtures {
      for (file, kind) in kinds {
        guard let bytes = capture.bytes(file) else { continue }
        let name = capture.url.appendingPathComponent(file).path
        #expect(
          FileKind(recognising: SourceText(name: name, bytes: bytes)) == kind, "\(capture.name)/\(file)")
        // The name must not matter where there is any content.
        if !bytes.isEmpty {
          #expect(
            FileKind(recognising: SourceText(name: "-", bytes: bytes)) == kind, "\(capture.name)/\(file)")
        }
        count += 1
      }
      for file in none {
        guard let bytes = capture.bytes(file) else { continue }
        #expect(FileKind(recognising: SourceText(name: file, bytes: bytes)) == nil, "\(capture.name)/\(file)")
      }
    }
    #expect(count > 0)
  }
}
