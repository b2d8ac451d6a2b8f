import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct MaskMatchTests {
  /// Every page of a 20-bit address space, against the rule taken literally.
  @Test func nextMatchIsTheFirstOneAmongAllPages() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<300 {
      let pair = VariableRange(
        base: .random(in: 0..<1 << 20, using: &random), mask: .random(in: 0..<1 << 20, using: &random))
      let match = MaskMatch(pair, width: 20)
      let pages = (UInt64(0)..<256).map { $0 << 12 }
      let matching = pages.filter { $0 & (pair.mask & ~0xfff) == pair.base & pair.mask & ~0xfff }
      for page in pages {
        #expect(match.contains(page) == matching.contains(page))
        let next = match.next(atOrAfter: page)
        #expect(next == matching.first { $0 >= page })
        if matching.contains(page) {
          let end = match.lastOfRun(at: page)
          #expect((page...end).contains(end) && end & 0xfff == 0xfff && match.contains(end))
          #expect(end + 1 == 1 << 20 || !match.contains(end + 1))
        }
      }
    }
  }

  @Test func wholeAddressSpaceMatchesAnEmptyMask() {
    let match = MaskMatch(VariableRange(base: 0xf000, mask: 0x800), width: 36)
    #expect(match.contains(0) && match.lastOfRun(at: 0) == (1 << 36) - 1)
    #expect(match.next(atOrAfter: 1 << 36) == nil)
  }

  @Test func anyNumbersAreTaken() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<20_000 {
      let pair = VariableRange(
        base: .random(in: 0 ... .max, using: &random), mask: .random(in: 0 ... .max, using: &random))
      let match = MaskMatch(pair, width: .random(in: 0...64, using: &random))
      let address = UInt64.random(in: 0 ... .max, using: &random)
      if let next = match.next(atOrAfter: address) {
        #expect(next >= address && match.contains(next))
      }
    }
  }
}
