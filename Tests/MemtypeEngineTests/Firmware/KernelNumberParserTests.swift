import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct KernelNumberParserTests {
  @Test(
    arguments: [
      ("0x10", 16, ""), ("0X1fg", 31, "g"), ("010", 8, ""), ("0", 0, ""), ("08", 0, "8"), ("0x", 0, "x"),
      ("0xg", 0, "xg"), ("12ab", 12, "ab"), ("", 0, ""), ("-1", 0, "-1"), ("18446744073709551616", 0, ""),
      ("18446744073709551617 ", 1, " "),
    ] as [(String, UInt64, String)])
  func numbersStopAtTheFirstForeignCharacter(text: String, value: UInt64, rest: String) {
    var parser = KernelNumberParser(text.utf8)
    #expect(parser.number() == value)
    #expect(parser.rest.elementsEqual(rest.utf8))
  }

  @Test(
    arguments: [
      ("4k", 4096, ""), ("64M$1G", 64 << 20, "$1G"), ("0x10G", 16 << 30, ""), ("1t", 1 << 40, ""),
      ("2P", 2 << 50, ""), ("1E", 1 << 60, ""), ("16E", 0, ""), ("5", 5, ""), ("K", 0, ""),
    ] as [(String, UInt64, String)])
  func sizesTakeASuffix(text: String, value: UInt64, rest: String) {
    var parser = KernelNumberParser(text.utf8)
    #expect(parser.size() == value)
    #expect(parser.rest.elementsEqual(rest.utf8))
  }
}
