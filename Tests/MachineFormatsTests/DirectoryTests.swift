import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Directories that hold more than a capture does: found is what describes a machine, the rest is listed.
@Suite("Directories", .bounded) struct DirectoryTests {
  private static let log = """
    [    0.000000] Linux version 6.4.7 (user@host) (gcc 13) #1 SMP
    [    0.000000] BIOS-provided physical RAM map:
    [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000003efff] usable
    [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x0000000075857fff] usable
    """
  private static let iomem =
    "00001000-0009ffff : System RAM\n00100000-75857fff : System RAM\nfed00000-fed003ff : HPET 0\n"

  @Test("a support report: deep files are found, the rest is passed over with a reason")
  func report() throws {
    let root = try TemporaryDirectory()
    try root.make("proc/iomem", Self.iomem)
    try root.make("proc/ioports", "0000-0cf7 : PCI Bus 0000:00\n  0020-0021 : pic1\n0cf8-0cff : PCI conf1\n")
    try root.make("sos_commands/kernel/dmesg", Self.log)
    try root.make("var/log/messages", "Nov  1 01:02:03 host sshd[1]: hello\nNov  1 01:02:04 host cron: bye\n")
    try root.make("sos_commands/block/blob", "\u{0}\u{1}\u{2}")
    try root.make("notes.md", "BIOS-e820: [mem 0x0-0xfff] usable\n")
    let machine = try openMachine(paths: [root.path])
    #expect(evaluate(machine.scenario).tolud == 0x7585_8000)
    #expect(machine.scenario.kernel == KernelRevision(6, 4, 7))
    #expect(machine.scenario.devices.contains { $0.id == "hpet" })
    let ignored = machine.report.ignored.map(\.text).joined(separator: "\n")
    for part in ["messages: nothing in it", "blob: a binary file", "notes.md: "] {
      #expect(ignored.contains(part), "\(ignored)")
    }
  }

  @Test("of two files of one kind the one with the memory map is used, and the other is named")
  func twoOfAKind() throws {
    let root = try TemporaryDirectory()
    try root.make("a.log", String(repeating: "[    1.0] ACPI: Core revision 20230331\n", count: 12))
    try root.make("b.log", Self.log)
    let machine = try openMachine(paths: [root.path])
    #expect(evaluate(machine.scenario).tolud == 0x7585_8000)
    #expect(
      machine.report.ignored.contains {
        $0.file.hasSuffix("a.log") && $0.reason.contains("a second kernel log")
      })
  }

  @Test("what is no plain file is not waited for")
  func pipes() throws {
    let root = try TemporaryDirectory()
    try root.make("dmesg", Self.log)
    #expect(mkfifo(root.path + "/pipe", 0o600) == 0)
    let machine = try openMachine(paths: [root.path])
    #expect(machine.report.ignored.contains { $0.file.hasSuffix("/pipe") && $0.reason == "no regular file" })
  }

  @Test("directories of several machines are not mixed")
  func machines() throws {
    let root = try TemporaryDirectory()
    for name in ["one", "two"] {
      try root.make("\(name)/dmesg", Self.log)
      try root.make("\(name)/iomem", Self.iomem)
      try root.make("\(name)/mtrr", "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n")
    }
    let error = #expect(throws: InputError.self) { _ = try openMachine(paths: [root.path]) }
    #expect(
      error?.description.contains("several machines: files of the same kinds in one and in two") == true)
    #expect(throws: Never.self) { try openMachine(paths: [root.path + "/one"]) }
  }

  @Test("several lists in one text, with prompts and sentences between them")
  func mixedText() throws {
    let text = """
      Hello, this is what my machine says:
      user@host:~$ cat /proc/mtrr
      reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back
      reg01: base=0x0fd000000 ( 4048MB), size=    2MB: write-combining, count=1
      user@host:~$ sudo cat /proc/iomem
      [sudo] password for user:
      00001000-0009ffff : System RAM
      00100000-7fffffff : System RAM
      user@host:~$ dmesg | head
      [    0.000000] Linux version 6.4.7 (user@host) (gcc 13) #1 SMP
      Thanks!
      """
    let machine = try readMachine(named: "x", [MachineInput(name: "mail", bytes: Array(text.utf8))])
    #expect(machine.scenario.kernel == KernelRevision(6, 4, 7))
    #expect(evaluate(machine.scenario).tolud == 0x8000_0000)
    #expect(machine.report.procMTRR?.value.registers.map(\.type) == [.wb, .wc])
    #expect(Set(machine.report.sources.map(\.kind)) == [.bootLog, .procMTRR, .procIOMem])
  }

  @Test("a line that is no resource is reported, not fatal")
  func foreignLine() throws {
    let text = "....\n00100000-bfbfffff : System RAM\nfed40000-fed44fff : MSFT0101:00\n"
    let machine = try readMachine(named: "x", [MachineInput(name: "iomem", bytes: Array(text.utf8))])
    #expect(
      machine.report.ignored.map(\.text) == [
        "iomem:1: a line that is not of /proc/iomem and left out: \"....\""
      ])
  }
}
