import TestSupport
import Testing

@testable import MemtypeEngine

/// Frames mapped into a part of an area take the one mode that is known for all of them.
@Suite struct PartialAreaTests {
  private static let ram = [AddressRange(.mib, 0x4000_0000), AddressRange(0x4001_0800, 0x8000_0000)]

  private static func tracker(pat: PATConfiguration = .standard) -> MemtypeTracker {
    var log: [KernelMessage] = []
    var mtrr = MTRRState(cpu: CPU(vendor: .intel, physBits: 46))
    mtrr.guestForce([], defaultType: .wb, on: .tdx, log: &log)
    mtrr.initialize(.allZero, log: &log)
    var tracker = MemtypeTracker(pat: pat, ram: ram)
    _ = tracker.reserve(AddressRange(0xd000_0000, 0xd001_0000), .wc, mtrr: mtrr, log: &log)
    _ = tracker.reserve(AddressRange(0xd001_0000, 0xd002_0000), .ucMinus, mtrr: mtrr, log: &log)
    _ = tracker.reserve(AddressRange(0x20_0000, 0x21_0000), .wc, mtrr: mtrr, log: &log)
    return tracker
  }

  @Test func theKnownModeWins() {
    let tracker = Self.tracker()
    let before = tracker
    #expect(tracker.mapFramesOfPart(AddressRange(0xd000_1000, 0xd000_4000), .wb) == Reservation(mode: .wc))
    #expect(tracker.mapFramesOfPart(AddressRange(0xd001_f000, 0xd003_0000), .wb).mode == .ucMinus)
    #expect(tracker.mapFramesOfPart(AddressRange(0x20_1000, 0x20_3000), .ucMinus).mode == .wc)
    #expect(tracker.mapFramesOfPart(AddressRange(0xa_0000, 0xb_0000), .uc).mode == .wb)
    #expect(tracker == before)
  }

  @Test func twoModesAreRefused() {
    let tracker = Self.tracker()
    for range in [
      AddressRange(0xd000_f000, 0xd001_1000), AddressRange(0xcfff_f000, 0xd000_0001),
      AddressRange(0x1f_f000, 0x20_1000), AddressRange(0x20_f000, 0x21_1000),
      AddressRange(0xf_f000, 0x20_1000),
      AddressRange(0x9_f000, 0xa_1000),
    ] {
      #expect(tracker.mapFramesOfPart(range, .wc) == Reservation(error: Errno.invalid), "\(range)")
    }
  }

  @Test func withoutPATTheWishStands() {
    let tracker = Self.tracker(pat: PATConfiguration(layout: CPU.powerOnPAT, isEnabled: false))
    #expect(tracker.mapFramesOfPart(AddressRange(0xd000_f000, 0xd001_1000), .wc).mode == .ucMinus)
    #expect(tracker.mapFramesOfPart(AddressRange(0xd000_f000, 0xd001_1000), .wb).mode == .wb)
  }

  /// Looking at borders alone says the same as looking at every page.
  @Test func bordersSuffice() {
    var generator = SeededGenerator(seed: 11)
    let tracker = Self.tracker()
    let centres: [UInt64] = [
      0xa_0000, .mib, 0x20_0000, 0x21_0000, 0x4000_0000, 0x4001_0800, 0x8000_0000, 0xd000_0000, 0xd001_0000,
      0xd002_0000,
    ]
    var refusals = 0
    for _ in 0..<2000 {
      let centre = centres.randomElement(using: &generator) ?? 0
      let start = centre - UInt64.random(in: 0..<0x2_4000, using: &generator)
      let range = AddressRange(start: start, size: UInt64.random(in: 1..<0x4_0000, using: &generator))
      let modes = stride(from: start & ~0xfff, to: range.end, by: 0x1000).map { tracker.lookup($0) }
      let isUniform = modes.allSatisfy { $0 == modes[0] }
      #expect((tracker.mapFramesOfPart(range, .wb).error == nil) == isUniform, "\(range)")
      if !isUniform { refusals += 1 }
    }
    #expect(refusals > 200 && refusals < 1800)
  }

  @Test func noInputTraps() {
    var generator = SeededGenerator(seed: 5)
    let tracker = Self.tracker()
    for _ in 0..<500 {
      let range = AddressRange(
        generator.next() >> (generator.next() % 64), 0 &- generator.next() >> (generator.next() % 64))
      _ = tracker.mapFramesOfPart(range, .wc)
    }
    #expect(tracker.mapFramesOfPart(AddressRange(0, .max), .wc).error == Errno.invalid)
    // Less than a page, and an empty range, count as their first page.
    #expect(tracker.mapFramesOfPart(AddressRange(0xd000_f000, 0), .wb).mode == .wc)
  }
}
