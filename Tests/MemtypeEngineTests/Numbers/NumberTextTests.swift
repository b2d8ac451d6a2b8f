import MemtypeEngine
import TestSupport
import Testing

@Suite(.bounded) struct NumberTextTests {
  static let accepted: [(String, UInt64)] = [
    ("0", 0), ("48", 48), ("0x7f000000", 0x7f00_0000), ("0X7F000000", 0x7f00_0000),
    ("7f000000h", 0x7f00_0000),
    ("7F000000H", 0x7f00_0000), ("80000000h", 0x8000_0000), ("0x8000_0000", 0x8000_0000),
    ("8000_0000", 0x8000_0000), ("1_0000_0000", 1 << 32), ("fed4_0000", 0xfed4_0000),
    ("fed40000", 0xfed4_0000),
    ("2G", 2 << 30), ("2g", 2 << 30), ("2GiB", 2 << 30), ("2GB", 2 << 30), ("3.5G", 7 << 29), ("0.5K", 512),
    ("640K", 640 << 10), ("1M", 1 << 20), ("4T", 4 << 40), ("1P", 1 << 50), ("0x2G", 2 << 30), ("512B", 512),
    (" 2G ", 2 << 30), ("1_000_000", 1_000_000), ("18446744073709551615", .max),
    ("0xffff_ffff_ffff_ffff", .max),
    ("16383P", 16383 << 50), ("1.25M", 1_310_720), ("0xb", 0xb),
    ("1E", 1 << 60), ("3.5E", 7 << 59), ("2EiB", 2 << 60), ("1EB", 1 << 60), ("0x16e", 0x16e),
    ("16eh", 0x16e),
    ("fee", 0xfee), ("fee0000e", 0xfee0_000e), ("8000_000e", 0x8000_000e), ("0b1010_0101", 0xa5),
    ("4096b", 4096),
    ("0b", 0), ("7f00_0000", 0x7f00_0000), ("0xfb", 0xfb), ("0x1EB", 0x1eb),
  ]

  @Test(arguments: accepted)
  func accepts(_ text: String, _ value: UInt64) throws {
    #expect(try NumberText.parse(text) == value)
  }

  static let refused: [(String, NumberError)] = [
    ("", .empty), ("   ", .empty), ("-1", .negative("-1")), ("0x", .notANumber("0x")),
    ("h", .notANumber("h")),
    ("G", .notANumber("G")), ("2q", .unknownUnit("q", in: "2q")), ("12..5G", .notANumber("12..5G")),
    ("3.5", .notWhole("3.5")), ("1.3K", .notWhole("1.3K")), ("0.3B", .notWhole("0.3B")),
    ("18446744073709551616", .tooLarge("18446744073709551616")), ("16384P", .tooLarge("16384P")),
    ("16E", .tooLarge("16E")), ("0b12", .notANumber("0b12")),
    ("0x1_0000_0000_0000_0000", .tooLarge("0x1_0000_0000_0000_0000")), ("_", .notANumber("_")),
    ("２", .notANumber("２")), ("1,5G", .notANumber("1,5G")),
    ("99999999999999999.5P", .tooLarge("99999999999999999.5P")),
  ]

  @Test(arguments: refused)
  func refuses(_ text: String, _ error: NumberError) {
    #expect(throws: error) { try NumberText.parse(text) }
    #expect(!error.text.isEmpty)
  }

  @Test func whatIsOfferedForEditingReadsBack() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      let value =
        UInt64.random(in: 0 ... .max, using: &generator) >> UInt64.random(in: 0...63, using: &generator)
      for text in [NumberText.editable(value), value.grouped, value.groupedDigits + "h", String(value)] {
        #expect(try NumberText.parse(text) == value, "\(text)")
      }
    }
  }

  @Test func anyTextIsReadOrRefused() {
    var generator = SeededGenerator(seed: 2)
    let letters = Array("0123456789abcdefxhkmgtpiB_.-+ é２")
    for _ in 0..<5000 {
      let length = Int.random(in: 0...24, using: &generator)
      let text = String((0..<length).compactMap { _ in letters.randomElement(using: &generator) })
      do { _ = try NumberText.parse(text) } catch { #expect(!error.text.isEmpty) }
    }
  }
}
