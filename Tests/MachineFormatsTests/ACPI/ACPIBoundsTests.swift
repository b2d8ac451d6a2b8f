import Foundation
import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

/// Tables that would take for ever, or more memory than there is: everything has a bound over all of the input.
@Suite("ACPI bounds", .bounded) struct ACPIBoundsTests {
  /// The scenario that AML gives, and how long that took. Names are four characters.
  private func open(aml body: [UInt8]) throws -> (scenario: Scenario, time: Duration) {
    var table = Array("DSDT".utf8) + [0, 0, 0, 0] + [2, 0] + Array("TESTERTESTTEST".utf8)
    table += [UInt8](repeating: 0, count: 36 - table.count) + body
    for i in 0..<4 { table[4 + i] = UInt8(truncatingIfNeeded: table.count >> (8 * i)) }
    table[9] = 0 &- table.reduce(0, &+)
    return try open("dsdt.dat", table)
  }

  private func open(asl body: String) throws -> (scenario: Scenario, time: Duration) {
    try open("dsdt.dsl", Array("DefinitionBlock (\"\", \"DSDT\", 2, \"A\", \"B\", 1)\n{\n\(body)\n}\n".utf8))
  }

  private func open(_ name: String, _ bytes: [UInt8]) throws -> (scenario: Scenario, time: Duration) {
    var scenario: Scenario?
    let time = try ContinuousClock().measure {
      scenario = try readMachine(named: "x", [MachineInput(name: name, bytes: bytes)]).scenario
    }
    return (try #require(scenario), time)
  }

  private func noted(_ scenario: Scenario) -> Bool {
    scenario.assumptions.contains {
      $0.text.contains("not followed to its end") || $0.text.contains("not followed to their end")
    }
  }

  @Test(arguments: [
    "Store (PKGA, PKGA [Zero])", "Local0 = PKGA\nLocal0 [Zero] = Local0\nPKGA = Local0",
    "PKGA [One] = Index (PKGA, Zero)",
  ])
  func packagesDoNotNestInThemselves(statement: String) throws {
    let text = """
      Name (PKGA, Package () { Zero, One })
      Method (_INI, 0) { While (One) { \(statement) } }
      """
    let (scenario, time) = try open(asl: text)
    #expect(noted(scenario), "\(scenario.assumptions)")
    #expect(time < .seconds(20))
  }

  @Test func comparingWhatHasDoubledIsBounded() throws {
    let doubling = (0..<40).map { _ in "PKGA = Package () { PKGA, PKGA }\nPKGB = Package () { PKGB, PKGB }\n"
    }.joined()
    let text = """
      OperationRegion (REGA, SystemMemory, 0xFED40000, 0x10)
      Field (REGA, DWordAcc, NoLock, Preserve) { FLDA, 32 }
      Name (PKGA, Zero)
      Name (PKGB, Zero)
      Method (_INI, 0) {
        Local0 = PKGA
        Local1 = PKGB
        \(doubling.replacingOccurrences(of: "PKGA", with: "Local0").replacingOccurrences(of: "PKGB", with: "Local1"))
        PKGA = Local0
        If (FLDA) { PKGA = Local1 }
        While (FLDA) { PKGA = Local0 }
      }
      """
    #expect(try open(asl: text).time < .seconds(20))
  }

  @Test func allMethodsShareOneBudget() throws {
    let devices = (0..<2000).map { i in
      "Device (D\(String(i + 4096, radix: 16, uppercase: true).suffix(3))) { Method (_STA, 0) { While (One) { Local0++ } } }"
    }
    let (scenario, time) = try open(asl: devices.joined(separator: "\n"))
    let note = try #require(
      scenario.assumptions.first { $0.text.contains(" ACPI methods and values were not followed") })
    #expect(note.text.contains("of "), "\(note.text)")
    #expect(time < .seconds(60))
  }

  @Test func mergingManyValuesCosts() throws {
    let names = (0..<3000).map { "N" + String(String($0 + 4096, radix: 16, uppercase: true).suffix(3)) }
    let text = """
      OperationRegion (REGA, SystemMemory, 0xFED40000, 0x10)
      Field (REGA, DWordAcc, NoLock, Preserve) { FLDA, 32 }
      \(names.map { "Name (\($0), Zero)" }.joined(separator: "\n"))
      Method (_INI, 0) {
        \(names.map { "\($0) = One" }.joined(separator: "\n"))
        \(names.map { "If (FLDA) { \($0) = 2 }" }.joined(separator: "\n"))
      }
      """
    #expect(try open(asl: text).time < .seconds(60))
  }

  @Test func sumsAndLabelsMayBeLong() throws {
    let sum = "Name (LONG, " + [String](repeating: "One", count: 100_000).joined(separator: " + ") + ")"
    _ = try open(asl: sum)
    let labels = (0..<100_000).map { "\($0)" }.joined(separator: ", ")
    _ = try open(
      asl: "Method (_INI, 0) { Switch (Zero) { Case (Package () { \(labels) }) { Local0 = One } } }")
    for (before, after) in [
      ("(", ")"), ("!", ""), ("LNot (", ")"), ("Package () {", "}"), ("DerefOf (", ")"),
    ] {
      let nested = String(repeating: before, count: 50_000) + "One" + String(repeating: after, count: 50_000)
      _ = try open(asl: "Name (DEEP, \(nested))")
    }
    _ = try open(
      asl: "Method (_INI, 0) { " + String(repeating: "If (One) { ", count: 50_000)
        + String(repeating: "}", count: 50_000) + " }")
    _ = try open(
      asl: "Method (_INI, 0) { If (Zero) { } " + String(repeating: "ElseIf (Zero) { } ", count: 50_000) + " }"
    )
  }

  @Test func codeThatIsAllTermsIsReadUpToALimit() throws {
    let (scenario, time) = try open(aml: [UInt8](repeating: 0, count: 4 << 20))
    #expect(!scenario.firmwareMap.isEmpty)
    #expect(time < .seconds(60))
  }

  @Test func manyTablesAreReadUpToALimit() throws {
    var table = Array("SSDT".utf8) + [36, 0, 0, 0, 2, 0] + Array("TESTERTESTTEST".utf8)
    table += [UInt8](repeating: 0, count: 36 - table.count)
    table[9] = 0 &- table.reduce(0, &+)
    let many = [[UInt8]](repeating: table, count: 5000).flatMap { $0 }
    #expect(try open("tables.dat", many).time < .seconds(30))
  }
}
