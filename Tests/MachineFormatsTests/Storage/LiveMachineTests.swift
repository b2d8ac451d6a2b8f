import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// A machine's files laid out under a directory of its own, from a capture.
@Suite("Live machine", .bounded) struct LiveMachineTests {
  private let capture = CaptureDirectory.named("q35-seabios-2g-tis-6.12")

  private func noRegisters(_ code: Int32) -> (UInt32) -> Result<UInt64, LiveMachine.MSRError> {
    { _ in .failure(LiveMachine.MSRError(code: code)) }
  }

  /// /dev/kmsg's records of a log, with one line of a device and an escape between them.
  private func records(_ messages: [Substring]) -> String {
    messages.enumerated().map { "6,\($0.offset),\($0.offset * 1000),-;\($0.element)\n SUBSYSTEM=x\n" }
      .joined()
  }

  private func lay(_ directory: TemporaryDirectory, log: Bool = true) throws {
    if log { try directory.make("dev/kmsg", records(capture.messages)) }
    for (file, name) in [
      ("cpuinfo.txt", "proc/cpuinfo"), ("mtrr.txt", "proc/mtrr"), ("iomem.txt", "proc/iomem"),
      ("cmdline.txt", "proc/cmdline"), ("pat_memtype_list.txt", "sys/kernel/debug/x86/pat_memtype_list"),
    ] {
      try directory.make(name, try #require(capture.bytes(file)))
    }
    try directory.make("proc/sys/kernel/osrelease", "6.12.101+deb12-amd64\n")
    try directory.make("proc/sys/kernel/version", "#1 SMP PREEMPT_DYNAMIC Debian 6.12.101-1~deb12u1\n")
    let map = try #require(capture.text("memmap.txt"))
    for (n, line) in map.split(separator: "\n").enumerated() {
      let words = line.split(separator: " ", maxSplits: 2)
      for (i, name) in ["start", "end", "type"].enumerated() {
        try directory.make("sys/firmware/memmap/\(n)/\(name)", "\(words[i])\n")
      }
    }
  }

  @Test func everythingAsRoot() throws {
    let directory = try TemporaryDirectory()
    try lay(directory)
    try directory.make(
      "sys/firmware/acpi/tables/DSDT", try #require(capture.bytes("acpi/DSDT.aml")))
    let registers = capture.msrs
    let live = LiveMachine(root: directory.path) { number in
      registers[UInt64(number)].map { .success($0) } ?? .failure(LiveMachine.MSRError(code: EIO))
    }
    let machine = try live.open()
    let captured = try capture.open().scenario
    #expect(machine.scenario.name == "this machine")
    #expect(machine.scenario.firmwareMap == captured.firmwareMap)
    #expect(machine.scenario.mtrr == captured.mtrr)
    #expect(machine.scenario.cpu == captured.cpu)
    #expect(machine.scenario.kernel == captured.kernel)
    #expect(machine.scenario.parameters == captured.parameters)
    #expect(machine.scenario.tolud == 0x7ffc_f000)
    #expect(machine.report.acpi != nil)
    #expect(machine.scenario.assumptions.map(\.missing).contains("/sys/bus/pci/devices"))
    #expect(!machine.scenario.assumptions.map(\.missing).contains("/dev/cpu/0/msr"))
  }

  @Test func whatIsRefusedIsNamed() throws {
    let directory = try TemporaryDirectory()
    try lay(directory, log: false)
    let machine = try LiveMachine(root: directory.path, readMSR: noRegisters(EACCES)).open()
    let texts = machine.scenario.assumptions.map(\.text)
    #expect(texts.contains("/dev/cpu/0/msr: permission denied: run as root"))
    #expect(texts.contains("/dev/kmsg: not there"))
    // The map and the ranges come from what is left.
    #expect(machine.scenario.tolud == 0x7ffc_f000)
    #expect(machine.scenario.kernel.minor == 12)
    #expect(
      machine.scenario.mtrr.variable.first { $0.isValid }
        == VariableRange(base: 0xc000_0000, mask: 0xff_c000_0800))
  }

  /// The firmware's map stands elsewhere, but what only /proc/iomem has is missing.
  @Test func hiddenAddressesAreNamedBesideAMap() throws {
    let directory = try TemporaryDirectory()
    try lay(directory, log: false)
    let iomem = try #require(capture.text("iomem.txt"))
    try directory.make("proc/iomem", iomem.replacing(/[0-9a-f]{8,}-[0-9a-f]{8,}/, with: "00000000-00000000"))
    let machine = try LiveMachine(root: directory.path, readMSR: noRegisters(EACCES)).open()
    #expect(machine.scenario.assumptions.contains { $0.missing.contains("iomem") })
    #expect(machine.scenario.tolud == 0x7ffc_f000)
  }

  @Test func theSavedLogStandsInForAnOverwrittenBuffer() throws {
    let directory = try TemporaryDirectory()
    try lay(directory, log: false)
    try directory.make("dev/kmsg", records(["usb 1-1: new device", "a\\x0ab"]))
    try directory.make("var/log/dmesg", try #require(capture.bytes("dmesg.txt")))
    let machine = try LiveMachine(root: directory.path, readMSR: noRegisters(ENOENT)).open()
    #expect(machine.scenario.firmwareMap == (try capture.open().scenario.firmwareMap))
    #expect(
      machine.scenario.assumptions.map(\.text).contains(
        "/dev/cpu/0/msr: not there: the msr module is not loaded (modprobe msr)"))
  }

  @Test func devicesOfTheBus() throws {
    let directory = try TemporaryDirectory()
    try lay(directory)
    let path = "sys/bus/pci/devices/0000:00:01.0"
    for (name, text) in [
      ("vendor", "0x1234\n"), ("device", "0x1111\n"), ("class", "0x030000\n"),
      (
        "resource",
        """
        0x00000000fd000000 0x00000000fdffffff 0x0000000000042208
        0x0000000000000000 0x0000000000000000 0x0000000000000000
        0x00000000febf0000 0x00000000febf0fff 0x0000000000040200

        """
      ),
    ] { try directory.make("\(path)/\(name)", text) }
    try directory.make("sys/bus/pci/drivers/bochs-drm/x", "")
    try FileManager.default.createSymbolicLink(
      atPath: directory.file("\(path)/driver"), withDestinationPath: "../../drivers/bochs-drm")
    let machine = try LiveMachine(root: directory.path, readMSR: noRegisters(EIO)).open()
    let list = try #require(machine.report.devices?.value)
    #expect(list.functions.map(\.driver) == ["bochs-drm"])
    #expect(list.functions.first?.resources.count == 2)
  }

  @Test func nothingAtAllIsAnError() throws {
    let directory = try TemporaryDirectory()
    do {
      _ = try LiveMachine(root: directory.path).open()
      Issue.record("made a machine out of nothing")
    } catch {
      #expect(error.found.contains("nothing of a machine can be read"))
    }
  }

  @Test func thisMachineNeverTraps() {
    // Whatever may be read here: a scenario or a reason.
    if let machine = try? LiveMachine().open() {
      _ = evaluate(machine.scenario)
      #expect(machine.scenario.name == "this machine")
    }
  }
}
