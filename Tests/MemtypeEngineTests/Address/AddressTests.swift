import MemtypeEngine
import TestSupport
import Testing

@Suite(.bounded) struct AddressTests {
  @Test(arguments: [
    (UInt64(0), "0B"), (4096, "4K"), (20480, "20K"), (1536, "1.5K"), (0x7000_0000, "1.75G"), (5 << 20, "5M"),
    (0x6_6000_0000, "25.5G"), (0x1234_5000, "~291.26M"), (.max, "~15.99E"), (1 << 52, "4P"),
  ])
  func sizesAreShortAndSayWhenTheyAreRounded(size: UInt64, text: String) {
    #expect(size.sizeText == text)
  }

  @Test(arguments: [
    (UInt64(0x8000_0000), "2G"), (0x7ff3_0000, "2G-832K"), (0x8100_0000, "2G+16M"), (0x7000_0000, "1.75G"),
    (0x7fef_4321, "~1.99G"), (0x1234_5000, "~291.26M"), (.max, "~15.99E"),
  ])
  func sizesNearAGiBSayWhatIsMissing(size: UInt64, text: String) {
    #expect(size.offsetSizeText == text)
  }

  @Test func numbersFollowTheKernelsPrintf() {
    #expect(UInt64(0).prefixedHex(width: 10) == "0x00000000")
    #expect(UInt64(0x1_0000_0000).prefixedHex(width: 10) == "0x100000000")
    #expect(UInt64(0xfed4_0000).prefixedHex(width: 18) == "0x00000000fed40000")
    #expect(UInt64(0).prefixedHex() == "0x0")
    #expect(7.decimal(width: 3) == "  7")
    #expect(UInt64(0x1_0000_0000).grouped == "0x1_0000_0000")
    #expect(UInt64(0xfed4_0000).grouped == "0xfed4_0000")
  }

  @Test func roundingAtTheTopWrapsAsInC() {
    #expect(UInt64.max.roundedUp(to: .page) == 0)
    #expect(UInt64.max.roundedDown(to: .page) == 0xffff_ffff_ffff_f000)
    #expect(AddressRange(.max - 1, .max).pageRounded == AddressRange(0xffff_ffff_ffff_f000, .max))
  }

  @Test func rangesNeverOverflow() {
    #expect(AddressRange(start: .max, size: .max).end == .max)
    #expect(AddressRange(5, 3).size == 0)
    #expect(AddressRange(5, 3).isEmpty)
    #expect(!AddressRange(5, 3).overlaps(AddressRange(0, 10)))
    #expect(AddressRange(0, 10).intersection(AddressRange(20, 30)).isEmpty)
    #expect(AddressRange.pciHole(tolud: 0x8000_0000) == AddressRange(0x8000_0000, 0x1_0000_0000))
  }
}

@Suite(.bounded) struct RangeMapTests {
  @Test func neighboursOfEqualValueJoin() {
    var map = RangeMap<Int>()
    map.assign(1, to: AddressRange(0, 10))
    map.assign(1, to: AddressRange(10, 20))
    #expect(map.entries == [.init(range: AddressRange(0, 20), value: 1)])
    map.assign(2, to: AddressRange(5, 15))
    #expect(map.entries.map(\.value) == [1, 2, 1])
    map.assign(1, to: AddressRange(5, 15))
    #expect(map.entries == [.init(range: AddressRange(0, 20), value: 1)])
    map.remove(AddressRange(8, 9))
    #expect(map[8] == nil)
    #expect(map[9] == 1)
  }

  /// Against an array with one element an address, for many random assignments.
  @Test(arguments: 0..<40)
  func agreesWithAnArray(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var map = RangeMap<Int>()
    var model = [Int?](repeating: nil, count: 64)
    for _ in 0..<60 {
      let a = Int.random(in: 0..<64, using: &random)
      let b = Int.random(in: 0...64, using: &random)
      let value = Int.random(in: 0..<4, using: &random)
      let range = AddressRange(UInt64(a), UInt64(b))
      if value == 3 { map.remove(range) } else { map.assign(value, to: range) }
      if a < b { for i in a..<b { model[i] = value == 3 ? nil : value } }
      for i in 0..<64 { #expect(map[UInt64(i)] == model[i], "seed \(seed), address \(i)") }
      for (left, right) in zip(map.entries, map.entries.dropFirst()) {
        #expect(left.range.end <= right.range.start)
        #expect(left.range.end < right.range.start || left.value != right.value)
      }
      #expect(map.entries.allSatisfy { !$0.range.isEmpty })
    }
  }
}
