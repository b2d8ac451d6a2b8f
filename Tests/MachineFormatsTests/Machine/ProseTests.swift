import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Mails that are about a log more than they are one: what nobody printed is a guess, and is called one.
@Suite("Words around a log", .bounded) struct ProseTests {
  private func open(_ text: String) throws -> OpenedMachine {
    try readMachine(named: "mail", [MachineInput(name: "mail", bytes: Array(text.utf8))])
  }

  /// The lines of a failure in a guest as a mail shows them, between sentences.
  private static let mail = """
    Subject: TPM driver fails in confidential guests
    Cc: kvm@vger.kernel.org, a@linux.intel.com

    In an SNP or TDX guest the TPM's driver cannot map its registers:

      [ 1.730459] ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0
      [ 1.732780] tpm_tis MSFT0101:00: probe with driver tpm_tis failed with error -12

    CPU: 22 UID: 0 PID: 1 Comm: swapper/0 Tainted: G W 6.16.0-rc7+ #2 VOLUNTARY
    Hardware name: Google Google Compute Engine/Google Compute Engine, BIOS Google 05/29/2025
    """

  @Test("the platform is guessed from the words, with what hangs on it")
  func platform() throws {
    let machine = try open(Self.mail)
    #expect(machine.scenario.platform == .sevSNP && machine.scenario.behaviour == .forcedWB)
    #expect(machine.scenario.cpu.vendor == .amd && machine.scenario.impossibilities == [])
    let guess = try #require(machine.evidence.open.first { $0.missing.contains("platform") })
    let names = guess.candidates.map(\.name)
    #expect(names.first == "SEV-SNP on KVM, a guess from the word SNP (mail:4)")
    #expect(names.dropFirst().first == "TDX on KVM, a guess from the word TDX (mail:4)")
    #expect(names.contains { $0.hasPrefix("an ordinary guest of KVM, default WB") })
    // `got 0x0` means that the range was WB.
    #expect(guess.refuted.contains { $0.candidate.name.contains("UC from") })
    let diagnosis = diagnose(machine.scenario, evidence: machine.evidence)
    #expect(diagnosis.verdict == .fails && diagnosis.comparison.contradicted == [])
    for (number, candidate) in guess.candidates.enumerated() {
      let other = guess.choosing(number, in: machine.scenario)
      #expect(candidate.edit.holds(in: other) && other.impossibilities == [], "\(candidate.name)")
      #expect(!evaluate(other).failures.isEmpty, "\(candidate.name)")
    }
    // The cure of 6.18 helps the guests that force a state, and no others.
    var newer = machine.scenario
    newer.kernel = KernelRevision(6, 18)
    #expect(evaluate(newer).failures.isEmpty)
  }

  @Test("a processor's trade name narrows the guess down; addresses of people say nothing")
  func vendor() throws {
    let epyc = try open(Self.mail + "\nThe host is an EPYC 9554.")
    #expect(epyc.scenario.platform == .sevSNP)
    #expect(!epyc.evidence.open.contains { $0.candidates.contains { $0.name.hasPrefix("TDX") } })
    let xeon = try open(Self.mail + "\nThe host is a Xeon 6.")
    #expect(xeon.scenario.platform == .tdx && xeon.scenario.cpu.vendor == .intel)
  }

  @Test("what the log says outranks words")
  func facts() throws {
    let bare = "[    0.000000] DMI: ASUS X/Y, BIOS 1\n" + "I run TDX and SNP guests on this, under KVM.\n"
    let log = "[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable\n"
    #expect(try open(bare + log).scenario.platform == .bareMetal)
    let guest = "[    0.000000] Hypervisor detected: KVM\nIs this a TDX guest?\n"
    #expect(try open(guest + log).scenario.platform == .kvm)
    let plain = try open("My laptop has a TPM.\n" + log)
    #expect(plain.scenario.platform == .bareMetal)
    let virtual = try open("In a guest under QEMU:\n" + log)
    #expect(virtual.scenario.platform == .kvm)
    #expect(virtual.evidence.open.contains { $0.candidates.map(\.name).contains("bare metal") })
  }

  @Test("MTRRs that are off are one of the layouts, where nothing speaks against it")
  func off() throws {
    let map = """
      [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
      [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable

      """
    func layouts(_ text: String) throws -> [String] {
      try open(text).evidence.open.flatMap { $0.candidates.map(\.name) }
    }
    #expect(try layouts(map).contains("MTRRs off"))
    let failure = "[    1.0] ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0\n"
    #expect(try !layouts(map + failure).contains("MTRRs off"))
    let line = "[    0.0] MTRR map: 4 entries (3 fixed + 1 variable; max 19), built from 8 variable MTRRs\n"
    #expect(try !layouts(map + line).contains("MTRRs off"))
  }

  @Test("a driver that failed over something else is told, and is no mapping that failed")
  func otherFailures() throws {
    let line =
      "[    2.000000] i2c_designware i2c_designware.0: probe with driver i2c_designware failed with error -22"
    let capture = CaptureDirectory.named("q35-seabios-2g-tis-6.12")
    let whole = try open(try #require(capture.text("dmesg.txt")) + line + "\n")
    #expect(whole.evidence.otherFailures.count == 1)
    let diagnosis = diagnose(whole.scenario, evidence: whole.evidence)
    #expect(!diagnosis.hasOpenFailures)
    #expect(
      diagnosis.verdictText.contains { $0.contains("not over its memory") && $0.contains("i2c_designware") })
    // The lines before it, where a refused mapping would stand, are missing.
    let alone = try open(line)
    let open = diagnose(alone.scenario, evidence: alone.evidence)
    #expect(open.hasOpenFailures && open.verdict == .undecided && open.exitStatus == 3)
    #expect(open.verdictText.first == "not decided: what drivers failed over")
  }
}
