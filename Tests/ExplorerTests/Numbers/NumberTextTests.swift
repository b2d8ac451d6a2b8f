import MemtypeEngine
import TestSupport
import Testing

@testable import Explorer

struct NumberTextTests {
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

struct AddressNameTests {
  static let names: [(String, UInt64)] = [
    ("tolud", 0x8000_0000), ("TOLUD", 0x8000_0000), ("4g", 1 << 32), ("tpm", 0xfed4_0000),
    ("hpet", 0xfed0_0000), ("TPM TIS", 0xfed4_0000), ("tpm+64K", 0xfed5_0000), ("4G-1", 0xffff_ffff),
    ("tolud + 0x1000 - 4K", 0x8000_0000), ("mtrr0", 0x8000_0000), ("top", (1 << 48) - 1),
    ("fed4_0000", 0xfed4_0000),
  ]

  @Test(arguments: names)
  func isUnderstood(_ text: String, _ address: UInt64) throws {
    #expect(try Explorer(.snpPCIHole).address(text) == address)
  }

  @Test func whatIsNoPlaceSaysWhatThereIs() {
    let explorer = Explorer(.snpForcedWB)
    #expect(throws: Explorer.PlaceError.beyondPhysBits(1 << 48, 48)) { try explorer.address("256T") }
    #expect(throws: Explorer.PlaceError.self) { try explorer.address("nowhere") }
    #expect(throws: Explorer.PlaceError.number(.negative("4G-5G"))) { try explorer.address("4G-5G") }
    #expect(throws: Explorer.PlaceError.self) { try explorer.address("0xffffffffffffffff+1") }
  }
}

struct LineEditorTests {
  @Test func theFirstCharacterReplacesWhatWasOffered() {
    var editor = LineEditor("2G")
    editor.insert("3")
    editor.insert("G")
    #expect(editor.text == "3G" && editor.cursor == 2)
    editor = LineEditor("2G")
    editor.move(by: -1)
    editor.insert("1")
    #expect(editor.text == "21G")
  }

  @Test func deletingStopsAtTheEnds() {
    var editor = LineEditor("ab")
    editor.deleteForward()
    editor.deleteBackward()
    editor.deleteBackward()
    editor.deleteBackward()
    #expect(editor.text.isEmpty && editor.cursor == 0)
    editor.insert("tpm + 64K")
    editor.deleteWordBackward()
    #expect(editor.text == "tpm + ")
    editor.moveToStart()
    editor.deleteForward()
    #expect(editor.text == "pm + ")
    editor.moveToEnd()
    #expect(editor.cursor == 5)
  }

  @Test func controlCharactersAndTooMuchAreLeftOut() {
    var editor = LineEditor()
    editor.insert("a\u{1b}[2J\u{7}b\u{202e}")
    #expect(!editor.text.unicodeScalars.contains { $0.value < 0x20 })
    editor.insert(String(repeating: "x", count: 500))
    #expect(editor.characters.count == editor.longest)
  }
}
