import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

@Suite("Input errors", .bounded) struct InputErrorTests {
  @Test(
    "one line: file, line, what was found, what is accepted",
    arguments: [
      (
        "mtrr", "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\nreg01: base=0xzz",
        "mtrr:2: damaged"
      ),
      (
        "mtrr",
        "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n"
          + "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n",
        "mtrr:2: register 0 a second time"
      ),
      (
        "memmap", "0x0 0x9fbff System RAM\n0x100000 0x7fffffff System RAM\n0x3 0x1 Reserved\n",
        "memmap:3: an end below"
      ),
      (
        "memmap", "0x0 0x9fbff System RAM\n0x100000 0x7fffffff System RAM\n0x3 0x9 Rubbish\n",
        "memmap:3: unknown memory type"
      ),
      ("msrs", "0xfe 0508\n0x2ff 0c06\n0x200 xyz\n", "msrs:3: not a register value"),
      (
        "msrs", "0xfe 0508\n0x2ff 0c06\n0x2ff 0c00\n",
        "msrs:3: a second value for register 0x2ff, first in line 2"
      ),
      (
        "list",
        "PAT memtype list:\nPAT: [mem 0x1000-0x2000] write-back\nPAT: [mem 0x2000-0x1000] write-back\n",
        "list:3: not a list"
      ),
      (
        "cpu", "processor : 0\nvendor_id : X\naddress sizes : 99 bits physical, 48 bits virtual\n",
        "cpu:3: an address width of 99"
      ),
      ("notes", "\n\nDear diary,\nnothing happened.\n", "notes:3: not recognised: \"Dear diary,\""),
      ("empty", "", "empty: an empty file"),
      ("zeros", "\u{0}\u{0}\u{0}", "zeros: an empty file"),
      ("binary", "\u{1}\u{2}\u{7f}ELF\u{3}", "binary:1: not recognised"),
    ])
  func errors(_ file: String, _ text: String, _ expected: String) {
    let error = #expect(throws: InputError.self) {
      _ = try readMachine(named: "x", [MachineInput(name: file, bytes: Array(text.utf8))])
    }
    let description = error?.description ?? ""
    #expect(description.hasPrefix(expected), "\(description)")
    #expect(description.contains("; accepted: "))
    #expect(!description.contains { $0.isNewline })
  }

  @Test("two files of one kind are one too many, and say which")
  func twoOfAKind() {
    let uname = MachineInput(name: "a", bytes: Array("Linux 6.1.0 #1 SMP x86_64".utf8))
    var other = uname
    other.name = "b"
    let error = #expect(throws: InputError.self) { _ = try readMachine(named: "x", [uname, other]) }
    #expect(
      error?.description
        == "b: a second uname, the first is a; accepted: one file of each kind, all of one machine")
  }

  @Test("paths that cannot be opened")
  func paths() {
    #expect(throws: InputError.self) { _ = try openMachine(paths: []) }
    let error = #expect(throws: InputError.self) { _ = try openMachine(paths: ["/nowhere/at/all"]) }
    #expect(error?.description.hasPrefix("/nowhere/at/all: no such file or directory") == true)
  }

  @Test("standard input, alone and with files")
  func standardInput() throws {
    let capture = CaptureDirectory.named("seed-tpm-a-q35-2032m")
    let log = try #require(capture.bytes("dmesg.txt"))
    let piped = try openMachine(paths: ["-"]) { log }
    #expect(piped.scenario.behaviour == .forcedWB)
    #expect(piped.scenario.assumptions.contains { $0.missing == "no /proc/cpuinfo" })
    let both = try openMachine(paths: ["-", capture.url.appendingPathComponent("cpuinfo.txt").path]) { log }
    #expect(!both.scenario.assumptions.contains { $0.missing == "no /proc/cpuinfo" })
    #expect(both.scenario.cpu.physBits == 40)
  }

  @Test("files beyond the size limit are refused")
  func sizeLimit() {
    let error = #expect(throws: InputError.self) {
      _ = try readMachine(
        named: "x",
        [MachineInput(name: "big", bytes: Array(repeating: 0x20, count: SourceText.sizeLimit + 1))])
    }
    #expect(error?.description == "big: a file of 65 MiB; accepted: at most 64 MiB")
  }
}
