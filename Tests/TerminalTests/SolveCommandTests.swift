import Foundation
import TestSupport
import Testing

/// `mtrrscope solve`, from the words to the registers.
@Suite(.bounded) struct SolveCommandTests {
  private static func solve(_ words: String...) throws -> ShellTests.Result {
    try ShellTests.run(["solve"] + words)
  }

  @Test func aWishThatFitsEndsWithZero() throws {
    let result = try Self.solve("0..2G:WB", "4G+2G:WB")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("2 registers with default type UC, of 8: fits\n"))
    // The same in the other ways to write a range.
    #expect(try Self.solve("0-2G:WB", "0x100000000-0x17fffffff:write-back").output == result.output)
  }

  @Test func whatDoesNotFitComesWithAdvice() throws {
    let result = try Self.solve("0x7cb00000..4G:UC", "--rest", "WB", "--default", "WB", "--registers", "4")
    #expect(result.status == 1)
    #expect(result.output.contains("5 registers with default type WB, and there are 4: does not fit"))
    #expect(result.output.contains("move the border at 0x7cb0_0000 up by 1M to 0x7cc0_0000"))
  }

  @Test func badWordsNameWhatIsAccepted() throws {
    for (words, saying) in [
      ("0..2G", "names no type"), ("0..2G:WX", "accepted: UC, WC, WT, WP, WB, any"),
      ("0..2:WB", "page border"),
      ("0..5P:WB", "46 physical address bits"), ("x..2G:WB", "is no number"), ("2G..1G:UC", "is empty"),
    ] {
      let result = try Self.solve(words)
      #expect(result.status == 2, "\(words)")
      #expect(result.errors.contains(saying), "\(result.errors)")
      #expect(result.output.isEmpty)
    }
    #expect(try Self.solve().status == 2)
    #expect(try Self.solve("0..2G:WB", "--registers", "256").status == 2)
  }

  @Test func theRegistersCanBeTakenElsewhere() throws {
    let wish = ["0x80000000..4G:UC", "--rest", "WB", "--phys-bits", "48", "--default", "WB", "--format"]
    func lines(_ format: String) throws -> String { try ShellTests.run(["solve"] + wish + [format]).output }
    #expect(try lines("proc") == "base=0x80000000 size=0x80000000 type=uncachable\n")
    #expect(
      try lines("wrmsr")
        == "wrmsr -a 0x200 0x80000000\nwrmsr -a 0x201 0xffff80000800\nwrmsr -a 0x2ff 0xc06\n")
    #expect(
      try lines("c")
        == "{ .base_lo = 0x80000000, .base_hi = 0x00000000, .mask_lo = 0x80000800, .mask_hi = 0x0000ffff },\n"
    )
    let json = try JSON(parsing: Data(try lines("json").utf8))
    #expect(json["fits"].bool == true && json["count"].int == 1)
    #expect(json["registers"][0]["physMask"].string == "0xffff80000800")
  }

  /// The range that the patch gives a guest at an odd TOLUD is no legal one; made legal it takes two.
  @Test func aMachinesOwnMapIsMadeLegal() throws {
    let result = try Self.solve("--in", "snp-tpm-pci-hole", "--tolud", "0x7f000000")
    #expect(result.status == 0)
    #expect(result.output.contains("2 registers with default type WB"))
    let capture = ShellTests.capture("bios-mixed-types-6.12")
    let machine = try Self.solve("--in", capture)
    #expect(machine.output.contains("What it has: 6 of 8 variable MTRRs in use."))
    #expect(machine.output.contains("5 registers with default type WB"))
  }

  /// With a machine behind it, a wish keeps the registers that serve it, and says in which order the rest is written.
  @Test func aWishOnAMachineKeepsItsRegisters() throws {
    let result = try Self.solve("0x80000000..4G:UC", "--rest", "WB", "--in", "bare-metal", "--default", "WB")
    #expect(result.status == 0)
    #expect(result.output.contains("0x8000_0000  2G  UC  as it is"))
    #expect(result.output.contains("in this order:\n  1.  clear MTRR 1\n"))
    let json = try JSON(
      parsing: Data(
        try Self.solve("0x80000000..4G:UC", "--rest", "WB", "--in", "bare-metal", "--json").output.utf8))
    #expect(json["order"].array.isEmpty == false)
  }

  /// What it has against what it needs, with where they differ: for programs too.
  @Test func whatItHasStandsAgainstWhatItNeeds() throws {
    let text = try Self.solve("--in", "bare-metal").output
    #expect(text.contains("where the map that it has differs:\n  0x7ff8_0000-0x7fff_ffff  WB, needed UC\n"))
    let json = try JSON(parsing: Data(try Self.solve("--in", "bare-metal", "--json").output.utf8))
    #expect(json["current"]["registers"].array.count == 2)
    #expect(json["current"]["fewest"].array.count == 2)
    #expect(try Self.solve("--in", "bare-metal", "--json", "--format", "c").status == 2)
  }
}
