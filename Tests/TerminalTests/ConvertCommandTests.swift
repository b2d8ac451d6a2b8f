import Foundation
import TestSupport
import Testing

/// `mtrrscope convert`: each form can be read again, here or where it belongs.
@Suite(.bounded) struct ConvertCommandTests {
  private static func convert(_ words: String..., to form: String) throws -> ShellTests.Result {
    try ShellTests.run(["convert"] + words + ["--to", form])
  }

  @Test(arguments: ["snp-tpm-forced-wb", "bare-metal", "tdx-tpm-pci-hole"], ["yaml", "json"])
  func aScenarioFileIsTheSameMachine(name: String, form: String) throws {
    let text = try Self.convert(name, to: form)
    #expect(text.status == 0 && text.errors.isEmpty)
    let files = try TemporaryDirectory()
    try files.make("machine.\(form)", text.output)
    let result = try ShellTests.run(["diff", name, files.path + "/machine.\(form)"])
    #expect(result.status == 0, "\(result.output) \(result.errors)")
  }

  @Test func registersComeInEachForm() throws {
    let capture = ShellTests.capture("bios-mixed-types-6.12")
    let proc = try Self.convert(capture, to: "proc").output
    #expect(proc.hasPrefix("reg00: base=0x"))
    #expect(proc == (try ShellTests.run(["show", "mtrr", capture]).output))
    let ranges = try Self.convert(capture, to: "ranges").output.split(separator: "\n")
    #expect(ranges.count == proc.split(separator: "\n").count)
    #expect(ranges.allSatisfy { $0.wholeMatch(of: /base=0x[0-9a-f]+ size=0x[0-9a-f]+ type=[a-z-]+/) != nil })
    let wrmsr = try Self.convert(capture, to: "wrmsr").output
    #expect(wrmsr.contains("wrmsr -a 0x2ff 0xc0") && !wrmsr.contains("wrmsr -a 0xfe "))
    let msrs = try ShellTests.run(["show", "msrs", capture]).output
    #expect(wrmsr.split(separator: "\n").count == msrs.split(separator: "\n").count - 1)
    #expect(try Self.convert(capture, to: "c").output.hasPrefix("{ .base_lo = 0x"))
  }

  @Test func whatAFormCannotSayIsSaid() throws {
    let forced = try Self.convert("snp-tpm-pci-hole", to: "ranges")
    #expect(forced.status == 0 && forced.output.hasPrefix("base=0x80000000 "))
    #expect(forced.errors.contains("forces on itself"))
    let proc = try Self.convert("snp-tpm-pci-hole", to: "proc")
    #expect(proc.status == 1 && proc.output.isEmpty && proc.errors.contains("ENOENT"))
    // A mask with a hole is no range.
    let holes = try ShellTests.run([
      "convert", "bare-metal", "--set", "mtrr.variable[0].physmask=0xf50000800", "--to", "ranges",
    ])
    #expect(holes.errors.contains("MTRR 0"))
  }

  /// The command line makes the same machine again: the map, the registers and the devices.
  @Test func qemuMakesTheMachineAgain() throws {
    for (name, tolud) in [("snp-tpm-forced-wb", "2G"), ("snp-tpm-forced-wb", "0x7f000000")] {
      let command = try ShellTests.run(["convert", name, "--tolud", tolud, "--to", "qemu"])
      #expect(command.status == 0)
      #expect(command.output.contains("sev-snp-guest") && command.output.contains("-device tpm-tis"))
      #expect(command.errors.contains("the kernel: boot Linux"))
      let files = try TemporaryDirectory()
      try files.make("guest.sh", command.output)
      let maps = try [["--tolud", tolud, name], ["--kernel", "6.16", files.path + "/guest.sh"]].map {
        try ShellTests.run(["show", "e820"] + $0).output
      }
      #expect(maps[0] == maps[1], "\(command.output)")
    }
    let other = try Self.convert("bare-metal", to: "qemu")
    #expect(other.errors.contains("bare metal"))
  }

  @Test(arguments: [
    ["bare-metal"], ["bare-metal", "--to", "xml"], ["no-such-thing", "--to", "yaml"],
    ["bare-metal", "--to", "yaml", "--tolud", "x"],
  ])
  func badWordsEndWithTwo(words: [String]) throws {
    let result = try ShellTests.run(["convert"] + words)
    #expect(result.status == 2 && result.output.isEmpty && !result.errors.isEmpty)
  }
}
