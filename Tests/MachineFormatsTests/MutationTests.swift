import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Damaged files of every kind: they open or are refused in one line, and what opens can be evaluated. Never a trap.
@Suite("Mutations", .bounded) struct MutationTests {
  struct Subject: Sendable, CustomTestStringConvertible {
    var capture: String
    var file: String
    var rounds: Int
    /// Logs are cut to what this suite can afford.
    var lines: Int = .max
    var testDescription: String { "\(capture)/\(file)" }
  }

  static let subjects: [Subject] = [
    Subject(capture: "bios-uc-default-trim-6.12", file: "dmesg.txt", rounds: 300, lines: 110),
    Subject(capture: "q35-seabios-3g-phys36-tis-7.2", file: "dmesg.txt", rounds: 200, lines: 100),
    Subject(capture: "seed-tpm-b-q35-2032m", file: "dmesg.txt", rounds: 200),
    Subject(capture: "q35-seabios-8g-5.10", file: "dmesg.txt", rounds: 200, lines: 60),
    Subject(capture: "pc-ovmf-1g-mem700-phys48-6.12", file: "dmesg.txt", rounds: 200, lines: 60),
    Subject(capture: "mtrr-user-writes-6.12", file: "mtrr.txt", rounds: 500),
    Subject(capture: "bios-mixed-types-6.12", file: "msrs.txt", rounds: 500),
    Subject(capture: "xen-dom0-6.12", file: "msrs.txt", rounds: 200),
    Subject(capture: "seed-tpm-a-q35-2032m", file: "iomem.txt", rounds: 400),
    Subject(capture: "q35-ovmf-4g-crb-6.12", file: "memmap.txt", rounds: 400),
    Subject(capture: "q35-ovmf-4g-crb-6.12", file: "pat_memtype_list.txt", rounds: 300),
    Subject(capture: "q35-ovmf-4g-crb-6.12", file: "devices.txt", rounds: 300),
    Subject(capture: "q35-ovmf-4g-crb-6.12", file: "cpuinfo.txt", rounds: 300),
    Subject(capture: "pc-ovmf-1g-mem700-phys48-6.12", file: "cmdline.txt", rounds: 300),
    Subject(capture: "q35-seabios-8g-5.10", file: "uname.txt", rounds: 300),
  ]

  @Test("error or scenario, never a trap", arguments: subjects)
  func mutations(_ subject: Subject) throws {
    let capture = CaptureDirectory.named(subject.capture)
    let text = try #require(capture.text(subject.file))
    let bytes = Array(
      text.split(separator: "\n", omittingEmptySubsequences: false).prefix(subject.lines).joined(
        separator: "\n"
      ).utf8)
    var mutator = Mutator(seed: UInt64(subject.rounds) ^ UInt64(bytes.count))
    var opened = 0
    for _ in 0..<subject.rounds {
      let damaged = MachineInput(name: subject.file, bytes: mutator.mutated(bytes))
      do throws(InputError) {
        let machine = try readMachine(named: "x", [damaged])
        opened += 1
        let evaluation = evaluate(machine.scenario)
        #expect(evaluation.outcomes.count == machine.scenario.devices.count)
        _ = evaluation.trace.log.map(\.text)
      } catch {
        #expect(!error.description.contains { $0.isNewline })
        #expect(error.description.utf8.count < 1000)
      }
    }
    // Damage that nothing survives would test the refusals only.
    #expect(opened > subject.rounds / 20, "\(opened) of \(subject.rounds) opened")
  }

  @Test("a whole capture with one damaged file")
  func wholeCaptures() throws {
    let capture = CaptureDirectory.named("seed-tpm-a-q35-2032m")
    let files = [
      "cmdline.txt", "cpuinfo.txt", "devices.txt", "iomem.txt", "memmap.txt", "msrs.txt",
      "pat_memtype_list.txt",
    ]
    var mutator = Mutator(seed: 7)
    var opened = 0
    for round in 0..<210 {
      var inputs: [MachineInput] = []
      for (i, file) in files.enumerated() {
        let bytes = try #require(capture.bytes(file))
        inputs.append(
          MachineInput(name: file, bytes: i == round % files.count ? mutator.mutated(bytes) : bytes))
      }
      if let machine = try? readMachine(named: "x", inputs) {
        opened += 1
        _ = evaluate(machine.scenario)
      }
    }
    #expect(opened > 20)
  }

  @Test("noise of every length")
  func noise() {
    var generator = SeededGenerator(seed: 99)
    for length in 0..<300 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      if let machine = try? readMachine(named: "x", [MachineInput(name: "noise", bytes: bytes)]) {
        _ = evaluate(machine.scenario)
      }
    }
  }
}
