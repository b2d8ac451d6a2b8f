import MemtypeEngine
import TestSupport
import Testing

@Suite("Releases of Linux: how they are written, and what hangs on them", .bounded)
struct KernelRevisionTests {
  @Test(arguments: [
    ("6.16", KernelRevision(6, 16), "6.16"), ("6.12.117", KernelRevision(6, 12, 117), "6.12.117"),
    ("v6.17", KernelRevision(6, 17), "6.17"), ("6.17-rc7", KernelRevision(6, 17, candidate: 7), "6.17-rc7"),
    ("6.16.0-rc7+", KernelRevision(6, 16, candidate: 7), "6.16-rc7"),
    ("6.16.0-snp-guest", KernelRevision(6, 16), "6.16"),
    ("6.7.0-arch3-1", KernelRevision(6, 7), "6.7"),
    ("6.11.0-63.fc41.x86_64", KernelRevision(6, 11), "6.11"),
    ("6.12.43+deb13-amd64", KernelRevision(6, 12, 43), "6.12.43"),
    ("6.6.87.2-microsoft-standard-WSL2", KernelRevision(6, 6, 87), "6.6.87"),
    ("2.6.32-45-generic", KernelRevision(2, 6, 32), "2.6.32"),
    ("2.6.32.27", KernelRevision(2, 6, 32), "2.6.32"),
    ("6.17.0-1011-gcp", KernelRevision(6, 17, build: "-1011-gcp"), "6.17.0-1011-gcp"),
    (
      "5.14.0-570.23.1.el9_6.x86_64", KernelRevision(5, 14, build: "-570.23.1.el9_6.x86_64"),
      "5.14.0-570.23.1.el9_6.x86_64"
    ),
  ])
  func written(text: String, revision: KernelRevision, name: String) throws {
    #expect(try KernelRevision(parsing: text) == revision)
    #expect(revision.name == name)
    #expect(KernelRevision(name) == revision, "its name is read again")
  }

  @Test(arguments: ["", "6", "6.", "6.x", ".6", "six", "6.17\u{1b}[31m", "6.17-rc", "99999999.1"])
  func malformed(text: String) {
    #expect(throws: KernelRevisionError.malformed(text)) { try KernelRevision(parsing: text) }
  }

  @Test(arguments: ["6.25", "99.99", "5.20", "3.20", "2.6.45", "10.1", "6.1.5000"])
  func neverReleased(text: String) {
    #expect(throws: KernelRevisionError.unknown(text)) { try KernelRevision(parsing: text) }
  }

  @Test func before26IsTooOld() {
    for text in ["0.0", "1.2.13", "2.4.20"] {
      #expect(KernelRevision(text) == nil)
    }
    #expect(throws: KernelRevisionError.tooOld("2.4")) { try KernelRevision(parsing: "2.4") }
  }

  @Test func orderOfReleases() {
    let order = ["2.6.32", "3.10", "6.12-rc4", "6.12-rc5", "6.12", "6.12.54", "6.13", "7.2"]
    #expect(order.compactMap { KernelRevision($0) }.sorted().map(\.name) == order)
  }

  @Test("the PCI hole: 6.18, 6.17.4 and 6.12.54; 6.13 to 6.16 never got it")
  func pciHole() {
    let has = ["6.12.54", "6.12.117", "6.17.4", "6.18-rc1", "6.18", "7.2"]
    let lacks = ["6.11", "6.12", "6.12.53", "6.13.12", "6.14.11", "6.15", "6.16.12", "6.17-rc7", "6.17.3"]
    for text in has { #expect(KernelRevision(text)?.standing(of: .kvmForcesPCIHole) == .has, "\(text)") }
    for text in lacks { #expect(KernelRevision(text)?.standing(of: .kvmForcesPCIHole) == .lacks, "\(text)") }
    #expect(KernelRule.kvmForcesPCIHole.record.range == "6.18, 6.17.4, 6.12.54 and later")
  }

  @Test func forcedWBCameWithTheFifthCandidateOf612() {
    #expect(KernelRevision("6.12-rc4")?.has(.kvmForcesWB) == false)
    #expect(KernelRevision("6.12-rc5")?.has(.kvmForcesWB) == true)
    #expect(KernelRevision("6.12")?.has(.kvmForcesWB) == true)
  }

  @Test func someRulesEndAgain() {
    func holds(_ text: String) -> Bool? { KernelRevision(text)?.has(.tdxKeepsPAT) }
    #expect(holds("6.1") == false && holds("6.2") == true && holds("6.8.12") == true && holds("6.9") == false)
    #expect(KernelRule.tdxKeepsPAT.record.range == "6.2 to 6.8")
    #expect(KernelRule.kvmVirtualMTRRs.record.range == "up to 6.10")
    #expect(KernelRule.registersAlwaysDumped.record.range == "up to 5.11")
    #expect(
      KernelRevision(5, 10).has(.registersAlwaysDumped) && !KernelRevision(6, 1).has(.registersAlwaysDumped))
  }

  @Test("a distribution's number hides the stable level: what hangs on it is an assumption")
  func hiddenLevel() throws {
    let gcp = try #require(KernelRevision("6.17.0-1011-gcp"))
    #expect(gcp.standing(of: .kvmForcesPCIHole) == .hangsOnLevel)
    #expect(gcp.standing(of: .kvmForcesWB) == .has)
    #expect(gcp.candidates == [KernelRevision(6, 17, 4), KernelRevision(6, 17)])
    #expect(KernelRevision(6, 16).candidates == [KernelRevision(6, 16)])
    var scenario = Scenario.snpForcedWB
    scenario.kernel = gcp
    #expect(scenario.releaseAssumptions.count == 1)
    scenario.platform = .bareMetal
    #expect(scenario.releaseAssumptions == [])
  }

  @Test func enterpriseLinuxHasNewerCodeThanItsNumber() throws {
    let new = try #require(KernelRevision("5.14.0-570.23.1.el9_6.x86_64"))
    let old = try #require(KernelRevision("5.14.0-70.el9.x86_64"))
    let other = try #require(KernelRevision("5.14.0-570-generic"))
    #expect(new.has(.cacheMap) && new.has(.separatePAT) && !new.has(.kvmForcesWB))
    #expect(!old.has(.cacheMap) && !other.has(.cacheMap))
  }

  @Test func outsideTheModelItIsSaid() {
    var scenario = Scenario.bareMetal
    for (text, part) in [("4.4", "older than the model"), ("7.9", "newer than the model")] {
      scenario.kernel = KernelRevision(text) ?? .newest
      #expect(scenario.releaseAssumptions.first?.missing.contains(part) == true, "\(text)")
    }
    for kernel in KernelRevision.known { #expect(!kernel.isOlderThanModel && !kernel.isNewerThanModel) }
  }

  @Test func theTableIsInOrderAndComplete() {
    for rule in KernelRule.allCases {
      let record = rule.record
      #expect(record.rule == rule)
      #expect(record.first != nil || record.end != nil, "\(rule): holds always or never")
      for text in [record.since, record.before, record.source, record.function] { #expect(!text.isEmpty) }
    }
  }
}
