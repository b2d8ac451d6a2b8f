import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Whatever is left of a log, however it is sent: a failure that stands in it is never answered with a green verdict.
@Suite("Verdicts against logs", .bounded) struct VerdictKindsTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    var name: String
    var rewrite: @Sendable ([String]) -> [String]
    var testDescription: String { name }
  }

  /// The lines about the failure, where they are cut around.
  private static func failing(_ lines: [String]) -> Int? {
    lines.firstIndex { $0.contains("ioremap error for") }
  }

  static let kinds: [Kind] = [
    Kind(name: "whole") { $0 },
    Kind(name: "last 120 lines") { Array($0.suffix(120)) },
    Kind(name: "last 60 lines") { Array($0.suffix(60)) },
    Kind(name: "cut behind the failure") { lines in
      failing(lines).map { Array(lines.prefix($0 + 2)) } ?? lines
    },
    Kind(name: "from the failure on") { lines in failing(lines).map { Array(lines.dropFirst($0)) } ?? lines },
    Kind(name: "the failure alone") { lines in failing(lines).map { [lines[$0]] } ?? lines },
    Kind(name: "quoted") { $0.map { "> " + $0 } },
    Kind(name: "quoted twice, from the failure on") { lines in
      (failing(lines).map { Array(lines.dropFirst($0)) } ?? lines).map { "> > " + $0 }
    },
    Kind(name: "wrapped at 72") { lines in
      lines.flatMap { line -> [String] in
        guard line.count > 72, let blank = line.prefix(72).lastIndex(of: " "), blank > line.startIndex else {
          return [line]
        }
        return [String(line[..<blank]), String(line[line.index(after: blank)...])]
      }
    },
    Kind(name: "behind a host's name") { $0.map { "Nov 23 05:42:48 box kernel: " + $0 } },
    Kind(name: "without time stamps") { lines in
      lines.map { line in line.hasPrefix("[") ? String(line.drop { $0 != "]" }.dropFirst(2)) : line }
    },
    Kind(name: "every other line") { lines in
      lines.enumerated().filter { $0.offset.isMultiple(of: 2) || $0.element.contains("ioremap error") }.map(
        \.element)
    },
    Kind(name: "in reverse") { $0.reversed() },
    Kind(name: "in a mail") {
      ["Hi all,", "", "my TPM does not work:", ""] + $0 + ["", "Any idea?", "-- ", "me"]
    },
  ]

  @Test("a failure in the log is never green", arguments: kinds)
  func failuresCount(_ kind: Kind) throws {
    var count = 0
    for capture in CaptureDirectory.fixtures {
      guard let log = capture.text("dmesg.txt") else { continue }
      let lines = log.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard let place = lines.firstIndex(where: { $0.contains("ioremap error for") }) else { continue }
      let start = try #require(lines[place].firstMatch(of: /ioremap error for 0x([0-9a-f]+)-/)?.output.1)
      let address = try #require(UInt64(start, radix: 16))
      count += 1
      let text = kind.rewrite(lines).joined(separator: "\n")
      let machine = try readMachine(named: "log", [MachineInput(name: "log", bytes: Array(text.utf8))])
      let diagnosis = diagnose(machine.scenario, evidence: machine.evidence)
      let label = "\(capture.name), \(kind.name)"
      #expect(diagnosis.exitStatus == 1, "\(label): \(diagnosis.verdictText)")
      let failed = diagnosis.evaluation.outcomes.filter(\.isFailure).map {
        machine.scenario.devices[$0.device]
      }
      #expect(failed.contains { $0.range.pageRounded.contains(address) }, "\(label): \(failed.map(\.name))")
    }
    #expect(count >= 4)
  }

  /// What a log does not say is no reason for an alarm either: a machine whose drivers all map is never said to fail.
  @Test("a whole log without a failure is no failure")
  func noFalseAlarm() throws {
    for capture in CaptureDirectory.fixtures {
      // What users ask for and do not get is a failure, too.
      guard let log = capture.text("dmesg.txt"), !log.contains("failed"), !log.contains("ioremap error"),
        capture.bytes("mmap_requests.txt") == nil
      else { continue }
      let machine = try readMachine(named: "log", [MachineInput(name: "log", bytes: Array(log.utf8))])
      let diagnosis = diagnose(machine.scenario, evidence: machine.evidence)
      #expect(diagnosis.verdict == .maps, "\(capture.name): \(diagnosis.verdictText)")
    }
  }

  /// The model is held against every line of the captures that it could have printed.
  @Test("captures agree line by line")
  func capturesAgree() throws {
    for capture in CaptureDirectory.fixtures {
      let machine = try capture.open()
      let diagnosis = diagnose(machine.scenario, evidence: machine.evidence)
      guard !diagnosis.evidence.facts.isEmpty else { continue }
      // What users ask for is not in the model of the boot.
      guard capture.bytes("mmap_requests.txt") == nil else { continue }
      let lines = diagnosis.comparison.contradicted.map { diagnosis.evidence.facts[$0].text }
      #expect(lines == [], "\(capture.name)")
      #expect(diagnosis.comparison.missing == [], "\(capture.name)")
      #expect(diagnosis.comparison.same > 5, "\(capture.name)")
    }
  }
}
