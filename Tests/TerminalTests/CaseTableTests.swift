import Foundation
import TestSupport
import Testing

/// Lists of values for options of `check`.
@Suite(.bounded) struct CaseTableTests {
  @Test func aListIsARowACase() throws {
    let result = try ShellTests.run(["check", "--tolud", "2G,2032M"])
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].hasPrefix("tolud"))
    #expect(lines[1].hasPrefix("2G ") && lines[1].hasSuffix("TPM TIS -12 ENOMEM"))
    #expect(lines[2].hasPrefix("2032M "))
  }

  @Test func severalListsAreTheirProduct() throws {
    let result = try ShellTests.run([
      "check", "--tolud", "2G,2032M", "--set", "behaviour=forced-wb,forced-wb-pci-hole", "--json",
    ])
    #expect(result.status == 1)
    let rows = try JSON(parsing: Data(result.output.utf8)).array
    #expect(rows.map { $0["set"]["tolud"].string } == ["2G", "2G", "2032M", "2032M"])
    #expect(rows.map { $0["verdict"].string } == ["fails", "maps", "fails", "maps"])
    #expect(rows[0]["failures"][0]["error"].int == -12)
  }

  @Test func briefIsOneLine() throws {
    #expect(try ShellTests.run(["check", "--brief"]).output == "fails: TPM TIS -12 ENOMEM\n")
    let healed = try ShellTests.run(["check", "--brief", "snp-tpm-pci-hole"])
    #expect(healed.status == 0 && healed.output == "maps\n")
    let two = try ShellTests.run(["check", "--brief", "--tolud", "2G,2032M"]).output
    #expect(two.hasPrefix("tolud=2G fails: "))
  }

  /// Commas inside brackets, and in values that take them, make no list.
  @Test func aValueWithCommasIsOneValue() throws {
    let text = try ShellTests.run(["check", "--set", "summary=one, two", "--json"])
    #expect(try JSON(parsing: Data(text.output.utf8))["summary"].string == "one, two")
    let list = try ShellTests.run(["check", "--set", "devices=[hpet, tpm]"])
    #expect(list.output.hasPrefix("1 driver cannot map: "))
  }

  @Test(arguments: [
    ["--tolud", "2G,x"], ["--tolud", "2G,"], ["--phys-bits", "40,60"], ["--set", "tolut=1,2"],
  ])
  func aBadValueInAListEndsWithTwo(words: [String]) throws {
    let result = try ShellTests.run(["check"] + words)
    #expect(result.status == 2 && result.output.isEmpty && !result.errors.isEmpty)
  }
}
