import MemtypeEngine
import TestSupport
import Testing

@testable import Explorer

@Suite(.bounded) struct RulerScaleTests {
  @Test func everyScaleOfEverySpaceIsConsistent() {
    for bits in 12...52 {
      for shift in 12...52 {
        let scale = RulerScale(shift: shift, bits: bits)
        let last = scale.rowCount - 1
        for row in [0, 1, last / 2, last - 1, last] where row >= 0 && row <= last {
          let range = scale.range(ofRow: row)
          #expect(!range.isEmpty)
          #expect(scale.row(of: range.start) == row && scale.row(of: range.last) == row)
        }
        #expect(scale.range(ofRow: 0).start == 0)
        #expect(scale.range(ofRow: last).end == scale.limit)
        #expect(scale.row(of: .max) == last)
        #expect(scale.range(ofRow: .max).end == scale.limit && scale.range(ofRow: .min).start == 0)
      }
    }
  }

  @Test func zoomingStopsAtAPageAndAtEverything() {
    var scale = RulerScale(shift: 28, bits: 52)
    scale = scale.zoomed(by: .max)
    #expect(scale.shift == 52 && scale.rowCount == 1)
    scale = scale.zoomed(by: .min)
    #expect(scale.shift == 12 && scale.rowCount == 1 << 40)
    #expect(RulerScale(shift: .max, bits: .max).bits == 52 && RulerScale(shift: .min, bits: .min).shift == 12)
  }
}

struct RulerRowsTests {
  @Test(arguments: Scenario.builtIn.map(\.name))
  func bySegmentEveryAddressHasItsRow(_ name: String) throws {
    let evaluation = evaluate(try #require(Scenario.builtIn(named: name)))
    let rows = RulerRows(Ruler(), evaluation, listed: RulerRows.segmentRows(evaluation))
    for (i, segment) in evaluation.segments.enumerated() {
      for address in [segment.range.start, segment.range.last] {
        guard case .stretch(let range, let segments) = rows[rows.row(of: address)] else {
          Issue.record("\(address.grouped) is on a divider")
          continue
        }
        #expect(range.contains(segment.range) && segments.contains(i))
      }
    }
    // Without gaps, in order, and neighbours differ in something that a row shows.
    var end: PhysicalAddress = 0
    var before: AddressSegment?
    for row in 0..<rows.count {
      guard case .stretch(let range, let segments) = rows[row] else {
        before = nil
        continue
      }
      #expect(range.start == end && !range.isEmpty)
      let first = evaluation.segments[segments.lowerBound]
      #expect(segments.allSatisfy { evaluation.segments[$0].looksLike(first) })
      #expect(before?.looksLike(first) != true)
      (end, before) = (range.end, first)
    }
    #expect(end == evaluation.lastAddress + 1)
    // TOLUD and 4 GiB stand where they are.
    let dividers = (0..<rows.count).filter { rows.start(ofRow: $0) == nil }
    #expect(dividers.count == 2)
    for row in dividers {
      guard case .divider(let marks) = rows[row] else { continue }
      #expect(marks.map(\.address) == [rows.start(ofRow: row + 1)])
    }
    #expect(rows.row(of: .max) == rows.count - 1)
  }

  @Test func toScaleARowKnowsAllOfItsSegments() {
    let evaluation = evaluate(.bareMetal)
    for shift in 12...52 {
      var ruler = Ruler()
      ruler.reading = .toScale
      ruler.chosenShift = shift
      let rows = RulerRows(ruler, evaluation, listed: [])
      for segment in evaluation.segments {
        let row = rows.row(of: segment.range.start)
        guard case .stretch(let range, let segments) = rows[row] else {
          Issue.record("a divider to scale")
          continue
        }
        let inside = evaluation.segments.indices.filter { evaluation.segments[$0].range.overlaps(range) }
        #expect(Array(segments) == inside)
      }
    }
  }
}

@Suite(.bounded) struct ShortSizeTests {
  static let sizes: [(UInt64, String)] = [
    (20 << 10, "20K"), (3 << 29, "1.5G"), (1_860_000_000, "~1.7G"), (17 << 20, "17M"), (17_900_000, "~17M"),
    (1003 << 20, "1003M"), (1003 << 20 | 4096, "~1G"), (1023 << 40 | 1, "~1P"), (1, "1B"),
  ]

  @Test(arguments: sizes)
  func fitsIntoFiveColumns(size: UInt64, text: String) { #expect(size.shortSize == text) }

  @Test func everySizeFits() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<20_000 {
      let size = UInt64.random(in: 0 ... .max, using: &random) >> UInt64.random(in: 0...63, using: &random)
      #expect(size.shortSize.utf8.count <= 5, "\(size)")
    }
  }
}
