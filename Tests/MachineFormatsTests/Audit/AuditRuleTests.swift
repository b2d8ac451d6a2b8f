import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// What the audit finds in real machines' captures and in made-up ones, and what it does not find.
@Suite(.bounded) struct AuditRuleTests {
  private func findings(_ name: String) throws -> [AuditFinding] {
    let path = Fixtures.directory.appendingPathComponent("Captures/\(name)").path
    return audit(AuditSubject(name: name, try openMachine(paths: [path])))
  }

  private func findings(_ files: [String: String]) throws -> [AuditFinding] {
    let inputs = files.sorted { $0.key < $1.key }.map {
      MachineInput(name: $0.key, bytes: Array($0.value.utf8))
    }
    return audit(AuditSubject(name: "made up", try readMachine(named: "made up", inputs)))
  }

  private func ids(_ findings: [AuditFinding]) -> Set<String> { Set(findings.map(\.rule.id)) }

  @Test func everyRuleHasItsOwnNameAndWords() {
    let rules = AuditRule.all
    #expect(Set(rules.map(\.id)).count == rules.count)
    for rule in rules {
      #expect(rule.id.allSatisfy { $0.isLowercase || $0 == "-" } && AuditRule.named(rule.id) != nil)
      #expect(!rule.title.isEmpty && rule.reason.hasSuffix(".") && !rule.advice.isEmpty)
    }
  }

  @Test func theSeedsGuestIsFoundWithItsLine() throws {
    let all = try findings("seed-tpm-a-q35-2032m")
    let failure = try #require(all.first)
    #expect(failure.rule.id == "driver-fails" && failure.severity == .error && failure.certainty == .logged)
    let evidence = try #require(failure.evidence.first)
    #expect(evidence.file.hasSuffix("seed-tpm-a-q35-2032m/dmesg.txt"))
    let lines = try String(contentsOfFile: evidence.file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(evidence.line)
    #expect(lines[line - 1].contains("tpm") || lines[line - 1].contains("ioremap"), "\(lines[line - 1])")
    #expect(ids(all).contains("memtype-refused"))
  }

  @Test(arguments: [
    ("bios-no-uc-hole-tpm-6.12", "device-write-back"), ("bios-short-mask-6.12", "mtrr-mask-short"),
    ("bios-uc-default-trim-6.12", "ram-lost"), ("bios-overlap-wt-wp-6.12", "registers-wasted"),
    ("pc-seabios-3500m-tis-6.12", "mtrr-mask-holes"),
  ])
  func whatACaptureIsNamedForIsFound(capture: String, rule: String) throws {
    let all = try findings(capture)
    #expect(ids(all).contains(rule), "\(ids(all))")
  }

  @Test func aMachineInOrderHasNoErrors() throws {
    for capture in ["q35-ovmf-1g-tis-6.18", "q35-seabios-2g-tis-6.12", "cpu-without-mtrr-6.12"] {
      let worse = try findings(capture).filter { $0.severity < .note }
      #expect(worse.isEmpty, "\(capture): \(worse.map(\.message))")
    }
  }

  /// Everything that is found names a file that there is, and a line that is in it.
  @Test func evidenceIsWhereItIsSaidToBe() throws {
    let captures = try FileManager.default.contentsOfDirectory(
      atPath: Fixtures.directory.appendingPathComponent("Captures").path
    ).filter { !$0.hasSuffix(".md") }.sorted()
    var count = 0
    for capture in captures {
      for finding in try findings(capture) {
        #expect(!finding.evidence.isEmpty, "\(capture): \(finding.message)")
        #expect((finding.certainty == .depends) == !finding.hangsOn.isEmpty, "\(capture): \(finding.message)")
        for evidence in finding.evidence {
          let text = try? String(contentsOfFile: evidence.file, encoding: .utf8)
          guard let line = evidence.line else { continue }
          let lines = try #require(text, "\(capture): \(evidence.file)").split(
            separator: "\n", omittingEmptySubsequences: false)
          #expect((1...lines.count).contains(line), "\(capture): \(evidence)")
          count += 1
        }
      }
    }
    #expect(count > 40)
  }

  // MARK: Made up

  private static let registers = [
    "0xfe 0000000000000508", "0x2ff 0000000000000c06", "0x200 00000000c0000000", "0x201 0000003fc0000800",
  ]
  private static let map = """
    [    0.000000] Linux version 6.12.0
    [    0.000000] BIOS-provided physical RAM map:
    [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable
    [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x00000000bfffffff] usable
    """

  private func machine(_ changes: [Int: String] = [:], more: [String] = []) throws -> [AuditFinding] {
    var lines = Self.registers
    for (index, line) in changes { lines[index] = line }
    return try findings(["dmesg": Self.map, "msrs": (lines + more).joined(separator: "\n")])
  }

  @Test func undisturbedRegistersAreNoFinding() throws {
    let worse = try machine().filter { $0.severity < .note }
    #expect(worse.isEmpty, "\(worse.map(\.message))")
  }

  @Test func uncachedRAMIsFoundWithItsRegister() throws {
    let all = try machine([2: "0x200 0000000080000000", 3: "0x201 0000003f80000800"])
    let finding = try #require(all.first { $0.rule.id == "ram-uncached" })
    #expect(finding.severity == .error && finding.message.contains("1G") && finding.message.contains("UC"))
    #expect(finding.evidence.contains { $0.file == "msrs" && $0.line == 4 })
    #expect(finding.evidence.contains { $0.file == "dmesg" && $0.line == 4 })
  }

  /// WC within WB has no rule; under UC it would have.
  @Test func overlapsWithoutARuleAreFound() throws {
    let all = try machine(more: [
      "0x202 0000000000000006", "0x203 0000003f00000800", "0x204 00000000d0000001", "0x205 0000003ff0000800",
      "0x206 00000000e0000004", "0x207 0000003ff0000800",
    ])
    #expect(!ids(all).contains("mtrr-overlap-undefined"), "UC over all of it settles it")
    let bare = try machine(
      [2: "0x200 0000000000000006", 3: "0x201 0000003f00000800"],
      more: ["0x202 00000000d0000001", "0x203 0000003ff0000800"])
    let finding = try #require(bare.first { $0.rule.id == "mtrr-overlap-undefined" })
    #expect(finding.message.hasPrefix("0xd000_0000-0xdfff_ffff") && finding.evidence.count == 2)
  }

  @Test func processorsThatDisagreeAreFound() throws {
    let all = try machine([1: "MTRRdefType, 0x2ff, {'c06', 'c00'}"])
    let finding = try #require(all.first { $0.rule.id == "cpus-disagree" })
    #expect(finding.message.contains("0x2ff") && finding.evidence.first?.line == 2)
  }

  /// UC over [3 GiB, 4 GiB) in four pieces: one register does.
  @Test func wastedRegistersAreCounted() throws {
    let pairs = (0..<4).flatMap { index -> [String] in
      let base = 0xc000_0000 + UInt64(index) << 28
      return [
        "0x\(String(0x200 + 2 * index, radix: 16)) \(String(base, radix: 16))",
        "0x\(String(0x201 + 2 * index, radix: 16)) 0000003ff0000800",
      ]
    }
    let text = (Self.registers.prefix(2) + pairs).joined(separator: "\n")
    let all = try findings(["dmesg": Self.map, "msrs": text])
    let finding = try #require(all.first { $0.rule.id == "registers-wasted" })
    #expect(
      finding.message.hasPrefix("4 of 8 variable MTRRs are in use; the same map takes 1 "),
      "\(finding.message)")
    #expect(finding.evidence.count == 5)
  }

  @Test func aConfidentialGuestsFailureIsForeseen() {
    func found(_ kernel: KernelRevision, _ platform: Platform) -> Set<String> {
      var scenario = Scenario.bareMetal
      (scenario.kernel, scenario.platform) = (kernel, platform)
      let machine = OpenedMachine(
        scenario: scenario, report: MachineReport(name: "made up"), isScenarioFile: true)
      return ids(audit(AuditSubject(name: "made up", machine)))
    }
    #expect(found(KernelRevision(6, 16), .bareMetal).contains("fails-as-confidential-guest"))
    #expect(!found(KernelRevision(6, 18), .bareMetal).contains("fails-as-confidential-guest"))
    #expect(found(KernelRevision(6, 16), .tdx).contains("release-forces-wb"))
    #expect(!found(KernelRevision(6, 18), .tdx).contains("release-forces-wb"))
    #expect(!found(KernelRevision(6, 11), .tdx).contains("release-forces-wb"))
  }

  private static let edk2 = """
    MTRR Settings
    =============
    MTRR Default Type: 0000000000000C00
    Fixed MTRR[00]   : 0606060606060606
    Variable MTRR[00]: Base=0000000000000006 Mask=0000007F80000800
    Variable MTRR[01]: Base=0000000080000006 Mask=0000007FC0000800
    Variable MTRR[02]: Base=00000000A0000000 Mask=0000007FE0000800
    Variable MTRR[03]: Base=0000000100000006 Mask=0000007F00000800

    """
  private static let coreboot = """
    MTRR: UC selected as default type.
    MTRR: 0 base 0x0000000000000000 mask 0x0000007f80000000 type 6
    MTRR: 1 base 0x0000000080000000 mask 0x0000007fc0000000 type 6
    MTRR: 2 base 0x00000000a0000000 mask 0x0000007fe0000000 type 0

    """
  private static let linux = """
    MTRR default type: uncachable
    MTRR fixed ranges disabled:
    MTRR variable ranges enabled:
      0 base 0000000000 mask 7F80000000 write-back
      1 base 0080000000 mask 7FC0000000 write-back
      2 base 00A0000000 mask 7FE0000000 uncachable
      3 disabled

    """

  /// Whoever printed the registers: 2 GiB and 1 GiB write-back less half a GiB take one register more than need be.
  @Test(arguments: [edk2, coreboot, linux])
  func wastedRegistersAreFoundInAnyDump(text: String) throws {
    let all = try findings(["log.txt": text])
    let finding = try #require(all.first { $0.rule.id == "registers-wasted" }, "\(all.map(\.message))")
    let used = finding.evidence.count - 1
    #expect(finding.message.contains("\(used) of 8") || finding.message.contains("\(used) of 4"))
    #expect(finding.message.contains("the same map takes \(used - 1) with default type UC"))
    // RAM was not read, so nothing is said of what it needs.
    #expect(!finding.message.contains("devices need"))
  }

  /// RAM is where the registers say WB, if nothing else says where; coreboot's own map in either of its forms outranks
  /// them, and its end is not RAM.
  @Test func memoryFollowsTheRegistersAndTheFirmwaresMap() throws {
    func map(_ text: String) throws -> [AddressRange] {
      try readMachine(named: "made up", [MachineInput(name: "log.txt", bytes: Array(text.utf8))]).scenario
        .firmwareMap.filter { $0.type == .ram && $0.address >= .mib }.map(\.range)
    }
    #expect(try map(Self.edk2) == [AddressRange(.mib, 0xa000_0000), AddressRange(.fourGiB, 0x2_0000_0000)])
    #expect(try map(Self.coreboot) == [AddressRange(.mib, 0xa000_0000)])
    for last in ["0x000000007b000000", "0x000000007affffff"] {
      let own = """
        MTRR: Physical address space:
        0x0000000000000000 - \(last) size 0x7b000000 type 6
        """
      #expect(try map(own + "\n" + Self.coreboot) == [AddressRange(.mib, 0x7b00_0000)])
    }
  }
}
