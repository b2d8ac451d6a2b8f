import Foundation
import TestSupport
import Testing

/// The subcommands, which need no terminal.
@Suite(.bounded) struct ShellTests {
  struct Result: Equatable {
    var status: Int32
    var output: String
    var errors: String
  }

  static func run(
    _ arguments: [String], input: String = "", in directory: URL? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(BuiltProduct.path("mtrrscope")))
    process.arguments = arguments
    if !environment.isEmpty {
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    }
    if let directory { process.currentDirectoryURL = directory }
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
    try process.run()
    // The input may be longer than a pipe holds, so it is written while the output is read.
    let writer = Thread {
      try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try? stdin.fileHandleForWriting.close()
    }
    writer.start()
    let output = stdout.fileHandleForReading.readDataToEndOfFile()
    let errors = stderr.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }

  static func capture(_ path: String) -> String {
    Fixtures.directory.appendingPathComponent("Captures/\(path)").path
  }

  @Test func checkTellsByItsStatusWhetherEveryDriverMaps() throws {
    let failing = try Self.run(["check"])
    #expect(failing.status == 1)
    #expect(failing.output.contains("ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0"))
    #expect(failing.output.contains("1 driver cannot map: TPM TIS failed -12 ENOMEM"))
    let cured = try Self.run(["check", "snp-tpm-pci-hole"])
    #expect(cured.status == 0)
    #expect(cured.output.contains("every driver maps its device"))
    #expect(try Self.run(["check", "--behaviour", "forced-wb-pci-hole"]).status == 0)
  }

  @Test func checkPrintsJSON() throws {
    let result = try Self.run(["check", "--json", "--tolud", "0x7f000000"])
    let report = try JSON(parsing: Data(result.output.utf8))
    #expect(report["tolud"].string == "0x7f000000")
    #expect(report["allDriversMap"].bool == false)
    let tpm = try #require(report["devices"].array.first { $0["id"].string == "tpm" })
    #expect(tpm["status"].string == "failed")
    #expect(tpm["error"].int == -12)
    #expect(tpm["requested"].string == "UC-")
    #expect(tpm["got"].string == "WB")
    #expect(report["log"].strings.contains { $0.hasPrefix("tpm_tis MSFT0101:00: probe with driver") })
  }

  @Test func realMachinesOpenFromDirectoriesFilesAndPipes() throws {
    let directory = Self.capture("seed-tpm-a-q35-2032m")
    #expect(try Self.run(["check", directory]).status == 1)
    let log = try String(contentsOfFile: directory + "/dmesg.txt", encoding: .utf8)
    let piped = try Self.run(["check", "-"], input: log)
    #expect(piped.status == 1)
    #expect(piped.output.contains("TOLUD 0x7efc_f000"))
    #expect(piped.output.contains("no MSR dump"))
    let files = try Self.run(["check", directory + "/memmap.txt", directory + "/msrs.txt"])
    #expect(files.status == 0)
    #expect(files.output.contains("TOLUD 0x7efc_f000"))
  }

  @Test func explainNamesTheRules() throws {
    let result = try Self.run(["explain", "tpm", "tolud-1", "0xfed00000"])
    #expect(result.status == 0)
    #expect(result.output.contains("0xfed4_0000  TPM TIS\n"))
    #expect(result.output.contains("0x7fff_ffff\n"))
    #expect(result.output.contains("[is_new_memtype_allowed]"))
    let real = try Self.run(["explain", "0xe0000000", Self.capture("pc-seabios-3500m-tis-6.12")])
    #expect(real.output.contains("PHYSMASK"), "the firmware's mask has holes")
  }

  /// A file that happens to be called like a device is no machine.
  @Test func aStrayFileDoesNotChangeWhatIsExplained() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
      "stray-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    for name in ["tpm", "hpet", "machine.yaml"] {
      try "platform: KVM\n".write(
        to: directory.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    func explain(_ words: String...) throws -> Result { try Self.run(["explain"] + words, in: directory) }
    let plain = try Self.run(["explain", "tpm", "hpet"])
    #expect(plain.output.contains("TPM TIS"))
    #expect(try explain("tpm", "hpet").output == plain.output)
    // By its path, and by --in, a file is the machine.
    let other = try explain("hpet", "machine.yaml")
    #expect(other.status == 0 && !other.output.contains("TPM TIS"))
    let named = try explain("hpet", "--in", "machine.yaml")
    #expect(named.output == other.output)
    let builtIn = try explain("hpet", "--in", "bare-metal")
    #expect(builtIn.output.contains("HPET"))
    let missing = try explain("tpm", "--in", "machine.yaml")
    #expect(missing.status == 2)
  }

  @Test func setChangesAnyInput() throws {
    let off = try Self.run(["check", "--set", "devices.tpm.driver=off"])
    #expect(off.status == 0)
    let cured = try Self.run([
      "check", "--set", "behaviour=forced-wb-pci-hole", "--set", "tolud=0x7f000000", "--json",
    ])
    #expect(cured.status == 0)
    let report = try JSON(parsing: Data(cured.output.utf8))
    #expect(report["tolud"].string == "0x7f000000")
    #expect(report["inputs"]["cpu"]["phys-bits"].int == 48)
    #expect(report["inputs"]["cpu"]["mtrr"].bool == true)
    let file = try Self.run(["scenarios", "bare-metal", "--set", "mtrr.variable[1]=0xe0000000+512M:WC"])
    #expect(file.output.contains("0xe000_0001"))
    for wrong in ["tolut=2G", "tolud", "tolud=5T", "devices=[nothing]", "cpu={"] {
      let result = try Self.run(["check", "--set", wrong])
      #expect(result.status == 2 && result.output.isEmpty && !result.errors.isEmpty, "\(wrong)")
    }
  }

  @Test func scenariosListsWhatCanBeOpened() throws {
    let result = try Self.run(["scenarios"])
    for name in [
      "snp-tpm-forced-wb", "tdx-tpm-pci-hole", "google-vmm-tpm", "hpet-late-forced-wb", "bare-metal",
    ] {
      #expect(result.output.contains(name))
      #expect([0, 1].contains(try Self.run(["check", name]).status))
    }
  }

  @Test(arguments: [
    ["check", "no-such-thing"], ["check", "/dev/null"], ["check", "--phys-bits", "60"], ["explain", "0xzz"],
    ["check", "--tolud", "0x80000001"], ["check", "--kernel", "six"], ["explain"],
    ["check", "--behaviour", "none", "--cure", "forced-wb"], ["--screen", "0x0"],
  ])
  func unusableInputIsOneComplaintAndStatusTwo(arguments: [String]) throws {
    let result = try Self.run(arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test func controlCharactersFromFilesNeverReachTheTerminal() throws {
    let log = "Linux version 6.12.0\nBIOS-e820: [mem 0x0-0xfff] usable\u{1b}[31m\u{7}\u{9b}2J evil\n"
    for arguments in [["check", "-"], ["check", "-", "--json"]] {
      let result = try Self.run(arguments, input: log)
      let text = result.output + result.errors
      #expect(
        !text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7f..<0xa0).contains($0.value) })
    }
  }
}
