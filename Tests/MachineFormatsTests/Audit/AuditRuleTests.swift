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
}
