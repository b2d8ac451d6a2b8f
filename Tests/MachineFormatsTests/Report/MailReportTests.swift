import Foundation
import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

@Suite(.bounded) struct MailReportTests {
  private func report(_ scenario: Scenario, _ form: MailReport.Form = .text) -> String {
    MailReport(diagnose(scenario)).text(as: form)
  }

  @Test(arguments: Scenario.builtIn)
  func noLineIsTooLongForAMail(scenario: Scenario) {
    for line in report(scenario).split(separator: "\n") {
      #expect(line.count <= 72, "\(line)")
      #expect(line.last != " ")
    }
  }

  @Test func whoWasNotThereCanJudgeTheFailure() throws {
    let text = report(.snpForcedWB)
    #expect(text.hasPrefix("1 driver cannot map: TPM TIS failed -12 ENOMEM\n"))
    let parts = [
      "TPM TIS fails, 0xfed4_0000-0xfed4_4fff\n--",
      "UC- may not become WB: -12 ENOMEM [is_new_memtype_allowed]", "14    WB    WB    mapped",
      "ioremap_cache", "Rule by rule at 0xfed4_0000", "memtype_check_conflict", "Devices",
      "0x2ff 0000000000000c06", "ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0",
      "mtrrscope \(Program.version)",
    ]
    var rest = text[...]
    for part in parts {
      let place = rest.range(of: part)
      #expect(place != nil, "\(part) is missing, or not in its place")
      if let place { rest = rest[place.upperBound...] }
    }
    // The first request stands before the one that it spoils.
    let first = try #require(text.range(of: "14    WB"))
    let second = try #require(text.range(of: "16    UC-"))
    #expect(first.lowerBound < second.lowerBound)
  }

  @Test func aMachineWithoutAFailureSaysSo() {
    let text = report(.bareMetal)
    #expect(text.hasPrefix("Every driver maps its device"))
    #expect(!text.contains("Rule by rule"))
  }

  @Test func linesOfTheMachinesOwnLogAreGivenWithTheirPlaces() throws {
    let log = """
      [    0.000000] Linux version 6.16.0 (build@host) #1 SMP
      [    1.500000] ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0
      [    1.500001] tpm_tis MSFT0101:00: probe with driver tpm_tis failed with error -12
      """
    let machine = try readMachine(
      named: "dmesg.txt", [MachineInput(name: "dmesg.txt", bytes: Array(log.utf8))])
    let diagnosis = diagnose(machine.scenario, evidence: machine.evidence)
    let text = MailReport(diagnosis, report: machine.report).text(as: .text)
    #expect(text.contains("dmesg.txt:2: ioremap error for"))
    #expect(text.contains("Assumed, and what hangs on it\n---"))
    #expect(text.contains("dmesg.txt"))
    for line in text.split(separator: "\n") { #expect(line.count <= 72, "\(line)") }
  }

  @Test func whatTheScenarioIsCalledTakesNoEffect() {
    var scenario = Scenario.snpForcedWB
    scenario.name = "a\u{1b}[2Jb <script>|`*_#"
    scenario.devices[0].name = "\u{202e}gnorw"
    for form in MailReport.Form.allCases {
      let text = report(scenario, form)
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202e })
    }
    #expect(report(scenario, .html).contains("&lt;script&gt;"))
    #expect(!report(scenario, .html).contains("<script"))
    #expect(report(scenario, .markdown).contains("\\<script\\>\\|\\`\\*\\_\\#"))
  }

  @Test(arguments: Scenario.builtIn)
  func thePageIsWellFormed(scenario: Scenario) {
    let html = report(scenario, .html)
    #expect(html.hasPrefix("<!DOCTYPE html>"))
    var open: [Substring] = []
    for tag in html.split(separator: "<").dropFirst() {
      let name = tag.prefix { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "!" }
      if ["!DOCTYPE", "meta"].contains(name) { continue }
      if name.hasPrefix("/") {
        #expect(open.popLast() == name.dropFirst(), "\(tag)")
      } else {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
  }

  @Test func markdownTablesHaveEqualColumns() {
    let lines = report(.googleVMM, .markdown).split(separator: "\n")
    var columns: Int?
    var compared = 0
    for line in lines {
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      let count = line.replacingOccurrences(of: "\\|", with: "").count { $0 == "|" }
      #expect(columns == nil || columns == count, "\(line)")
      columns = count
      compared += 1
    }
    #expect(compared > 10)
  }
}
