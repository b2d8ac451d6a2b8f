import Foundation
import TestSupport
import Testing

/// `mtrrscope diff`, from two machines to the reasons.
@Suite(.bounded) struct DiffCommandTests {
  private static func diff(_ words: String...) throws -> ShellTests.Result {
    try ShellTests.run(["diff"] + words)
  }

  @Test func aMachineDoesNotDifferFromItself() throws {
    for words in [["bare-metal", "bare-metal"], ["bare-metal"]] {
      let result = try ShellTests.run(["diff"] + words)
      #expect(result.status == 0 && result.output.hasSuffix(": no difference\n"), "\(result.output)")
    }
  }

  @Test func theCureIsTheDifference() throws {
    let result = try Self.diff("snp-tpm-forced-wb", "snp-tpm-pci-hole")
    #expect(result.status == 1 && result.errors.isEmpty)
    #expect(result.output.contains("\ninputs:\n"))
    #expect(result.output.contains("WB by default type  ->  UC by forced range"))
    #expect(
      result.output.contains(
        "TPM TIS: failed -12 ENOMEM, asked UC-, got WB -> mapped UC-, asked UC-, got UC-\n"))
    #expect(result.output.contains("\n  - ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0\n"))
    #expect(result.output.contains("    b: "), "the reasons")
  }

  @Test func oneMachineIsComparedWithItsChange() throws {
    let result = try Self.diff("--tolud", "0x7f000000", "--json")
    #expect(result.status == 1)
    let report = try JSON(parsing: Data(result.output.utf8))
    #expect(report["isSame"].bool == false)
    #expect(report["inputs"].array.contains { $0["name"].string == "TOLUD" })
    #expect(report["memoryMap"].array.contains { $0["old"].string == "RAM" })
    // Both ways round it is the same difference.
    let forth = try JSON(parsing: Data(Self.diff("bare-metal", "snp-tpm-forced-wb", "--json").output.utf8))
    let back = try JSON(parsing: Data(Self.diff("snp-tpm-forced-wb", "bare-metal", "--json").output.utf8))
    #expect(forth["memoryTypes"].array.count == back["memoryTypes"].array.count)
    #expect(forth["memoryTypes"][0]["old"].string == back["memoryTypes"][0]["new"].string)
  }

  @Test func filesOfOneMachineAreOneWord() throws {
    let capture = ShellTests.capture("seed-tpm-a-q35-2032m")
    let result = try Self.diff("\(capture)/memmap.txt \(capture)/msrs.txt", capture)
    #expect(result.status == 1)
    #expect(result.output.contains("devices:\n"))
  }

  @Test(arguments: [[], ["a", "b", "c"], ["bare-metal", "no-such-thing"], ["bare-metal", "--set", "x=1"]])
  func badWordsEndWithTwo(words: [String]) throws {
    let result = try ShellTests.run(["diff"] + words)
    #expect(result.status == 2 && result.output.isEmpty && !result.errors.isEmpty)
  }
}
