import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct WantedMapTests {
  /// Painting in one go is painting one after the other, page by page.
  @Test func laterStretchesCoverEarlierOnes() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      var pages: [MemoryType?] = Array(repeating: .wb, count: 32)
      var stretches: [WantedMap.Piece] = []
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        let start = Int.random(in: 0..<31, using: &generator)
        let end = Int.random(in: start + 1...32, using: &generator)
        let type = [MemoryType.uc, .wc, nil].randomElement(using: &generator) ?? nil
        for page in start..<end { pages[page] = type }
        stretches.append(.init(AddressRange(UInt64(start) << 12, UInt64(end) << 12), type))
      }
      let map = try WantedMap(physBits: 32, filledWith: .wb, painting: stretches)
      for page in 0..<32 { #expect(map.type(at: UInt64(page) << 12) == pages[page]) }
      #expect(map.pieces.first?.range.start == 0 && map.pieces.last?.range.end == 1 << 32)
      for (a, b) in zip(map.pieces, map.pieces.dropFirst()) {
        #expect(a.range.end == b.range.start && a.type != b.type)
      }
    }
  }

  @Test(arguments: [
    (AddressRange(0x1000, 0x1000), "is empty"), (AddressRange(0x1000, 0x1800), "page border"),
    (AddressRange(0, 1 << 40), "36 physical address bits"), (AddressRange(0x2000, 0x1000), "is empty"),
  ])
  func impossibleStretchesAreRefused(_ range: AddressRange, _ words: String) {
    let error = #expect(throws: WantedMapError.self) {
      try WantedMap(physBits: 36, filledWith: .uc, painting: [.init(range, .wb)])
    }
    #expect(error.map(\.description)?.contains(words) == true)
    #expect(throws: WantedMapError.self) {
      try WantedMap(physBits: 36, filledWith: .uc, painting: [.init(.firstMegabyte, .ucMinus)])
    }
  }
}
