import TestSupport
import Testing

@testable import MemtypeEngine

@Suite("Memtype tracker", .bounded) struct MemtypeTrackerTests {
  /// Everything WB, as a guest forces it.
  private static let allWB = state(forcing: [])
  /// WB with UC from 2 to 4 GiB.
  private static let withHole = state(forcing: [
    VariableRange(base: 0x8000_0000, mask: 0x3fff_8000_0800)
  ])

  private static func state(forcing ranges: [VariableRange]) -> MTRRState {
    var log = KernelLog()
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 46))
    state.guestForce(ranges, defaultType: .wb, on: .tdx, log: &log)
    state.initialize(.allZero, log: &log)
    return state
  }

  private static let ram = [
    AddressRange(0x1000, 0xa0000), AddressRange(0x10_0000, 0x4000_0000),
    AddressRange(0x4001_0800, 0x8000_0000),
    AddressRange(.fourGiB, .fourGiB + .gib),
  ]

  @Test func firstEntryDictatesTheType() {
    var log = KernelLog()
    var tracker = MemtypeTracker(ram: Self.ram)
    let first = AddressRange(0xfed4_0000, 0xfed4_1000)
    let whole = AddressRange(0xfed4_0000, 0xfed4_5000)
    #expect(tracker.reserve(first, .wb, mtrr: Self.allWB, log: &log).mode == .wb)
    let answer = tracker.reserve(whole, .ucMinus, mtrr: Self.allWB, log: &log)
    #expect(answer.mode == .wb && answer.error == nil)
    #expect(answer.decidedBy == TrackedEntry(first, .wb))
    #expect(!tracker.isAllowed(.wb, for: .ucMinus, over: whole))
    #expect(tracker.isAllowed(.wb, for: .uc, over: whole))
    #expect(
      MemtypeTracker.listText(tracker.entries) == [
        "PAT memtype list:", "PAT: [mem 0x00000000fed40000-0x00000000fed41000] write-back",
        "PAT: [mem 0x00000000fed40000-0x00000000fed45000] write-back",
      ])
    #expect(log.isEmpty)
  }

  @Test func writeBackOverUncachedMTRRBecomesUCMinus() {
    var log = KernelLog()
    var tracker = MemtypeTracker(ram: Self.ram)
    let answer = tracker.reserve(AddressRange(0xfed4_0000, 0xfed4_1000), .wb, mtrr: Self.withHole, log: &log)
    #expect(answer.mode == .ucMinus)
    #expect(tracker.lookup(0xfed4_0123) == .ucMinus)
  }

  @Test func conflictNamesBothEntries() {
    var log = KernelLog()
    var tracker = MemtypeTracker()
    let a = AddressRange(0xd000_0000, 0xd000_1000)
    let b = AddressRange(0xd000_2000, 0xd000_3000)
    _ = tracker.reserve(a, .wc, mtrr: Self.allWB, log: &log)
    _ = tracker.reserve(b, .ucMinus, mtrr: Self.allWB, log: &log)
    let before = tracker
    let answer = tracker.reserve(AddressRange(0xd000_0000, 0xd000_3000), .wc, mtrr: Self.allWB, log: &log)
    #expect(answer.error == Errno.busy)
    #expect(answer.decidedBy == TrackedEntry(a, .wc))
    #expect(answer.conflictsWith == TrackedEntry(b, .ucMinus))
    #expect(tracker == before)
    #expect(
      log.map(\.text) == [
        "x86/PAT: swapper/0:1 conflicting memory types d0000000-d0003000 write-combining<->uncached-minus",
        "x86/PAT: memtype_reserve failed [mem 0xd0000000-0xd0002fff], track write-combining, "
          + "req write-combining",
      ])
  }

  @Test func untrackedWindowsAnswerWriteBack() {
    var log = KernelLog()
    var tracker = MemtypeTracker(untracked: AddressRange(0x8000_0000, .fourGiB))
    for range in [AddressRange(0xa0000, 0x100000), AddressRange(0xfed0_0000, 0xfed0_1000)] {
      let answer = tracker.reserve(range, .ucMinus, mtrr: Self.allWB, log: &log)
      #expect(answer.mode == .wb && !answer.isTracked)
      #expect(tracker.isAllowed(.wb, for: .ucMinus, over: range))
    }
    #expect(tracker.entries.isEmpty)
  }

  @Test(
    arguments: [
      (0x10_0000, 0x20_0000, .ram), (0x3fff_f000, 0x4000_1000, .ram), (0x4000_0000, 0x4000_1000, .noRAM),
      (0xf_f000, 0x10_1000, .mixed), (0x1000, 0x2000, .noRAM), (0x4001_0000, 0x4001_3000, .mixed),
      (0x4001_0000, 0x4001_1000, .noRAM), (0x3fff_f000, 0x4001_3000, .mixed), (0, 0, .noRAM),
      (.max, .max, .noRAM), (0x4001_0900, 0x4001_0a00, .noRAM),
    ] as [(UInt64, UInt64, MemtypeTracker.RAMTest)])
  func ramTest(start: UInt64, end: UInt64, expected: MemtypeTracker.RAMTest) {
    #expect(MemtypeTracker(ram: Self.ram).ramTest(AddressRange(start, end)) == expected)
  }

  @Test func hugeRAMRangesStayRanges() {
    var log = KernelLog()
    let all = AddressRange(.fourGiB, 1 << 51)
    var tracker = MemtypeTracker(ram: [all])
    #expect(tracker.reserve(all, .wc, mtrr: Self.allWB, log: &log).error == nil)
    #expect(tracker.lookup(1 << 50) == .wc)
    #expect(tracker.pageModes.entries.count == 1)
    #expect(tracker.free(AddressRange(1 << 40, 1 << 41), log: &log) == nil)
    #expect(tracker.lookup(1 << 40) == .wb)
    #expect(tracker.lookup(1 << 41) == .wc)
    #expect(tracker.reserve(all, .wb, mtrr: Self.allWB, log: &log).error == Errno.busy)
  }

  @Test func reserveThenFreeRestores() {
    var generator = SeededGenerator(seed: 11)
    var log = KernelLog()
    var tracker = MemtypeTracker(ram: Self.ram)
    var live: [AddressRange] = []
    for _ in 0..<4000 {
      let start = 0xf000_0000 + UInt64.random(in: 0..<0x4000, using: &generator) << 8
      let range = AddressRange(start, start + UInt64.random(in: 1...0x4000, using: &generator))
      let mode = PageCacheMode.allCases.randomElement(using: &generator) ?? .wb
      let before = tracker
      if tracker.reserve(range, mode, mtrr: Self.allWB, log: &log).error == nil {
        var undone = tracker
        #expect(undone.free(range, log: &log) == nil)
        // An older entry with the same bounds may go instead: same range, same mode.
        #expect(undone == before)
        live.append(range)
      } else {
        #expect(tracker == before)
      }
      if live.count > 60, let victim = live.indices.randomElement(using: &generator) {
        #expect(tracker.free(live.remove(at: victim), log: &log) == nil)
      }
      #expect(tracker.entries.count == live.count)
    }
    for range in live { #expect(tracker.free(range, log: &log) == nil) }
    #expect(tracker.entries.isEmpty)
  }

  @Test(arguments: [(0x40, 1), (0x4000, 2), (0x40_0000, 3)] as [(UInt64, UInt64)])
  func agreesWithNaiveListAndOverlapsAgree(span: UInt64, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var log = KernelLog()
    var tracker = MemtypeTracker()
    var model = NaiveTracker()
    for round in 0..<1500 {
      let start = 0x10_0000 + UInt64.random(in: 0..<span, using: &generator)
      var range = AddressRange(start, start + UInt64.random(in: 1...max(2, span / 16), using: &generator))
      let mode = PageCacheMode.allCases.randomElement(using: &generator) ?? .wb
      if UInt8.random(in: 0..<8, using: &generator) < 5 {
        let acceptsOther = Bool.random(using: &generator)
        let answer = tracker.reserve(range, mode, acceptsOther: acceptsOther, mtrr: Self.allWB, log: &log)
        let expected = model.reserve(range, mode, acceptsOther: acceptsOther)
        #expect((answer.error == nil) == (expected != nil))
        if acceptsOther, let expected { #expect(answer.mode == expected) }
      } else {
        if let entry = model.entries.randomElement(using: &generator) {
          range = entry.range
          if Bool.random(using: &generator) { range.start += range.size / 2 }
        }
        #expect((tracker.free(range, log: &log) == nil) == model.free(range))
      }
      #expect(tracker.firstOverlap(range) == model.overlapping(range).first)
      if round % 50 == 0 { #expect(tracker.entries.entries == model.entries) }
    }
    #expect(tracker.entries.entries == model.entries)
    for entry in model.entries {
      #expect(model.overlapping(entry.range).allSatisfy { $0.mode == entry.mode })
    }
  }

  /// Nothing that a caller can pass may trap, and what is tracked is always sane.
  @Test func noInputTraps() {
    var generator = SeededGenerator(seed: 64)
    let edges: [UInt64] = [
      0, 1, 0xfff, 0x1000, 0xa0000, .mib, 0x4001_0800, 0x8000_0000, .fourGiB, .top, .top - 1, .top + 1,
      1 << 56,
      1 << 63, .max, .max - 0xfff,
    ]
    func number() -> UInt64 {
      switch UInt8.random(in: 0..<3, using: &generator) {
      case 0: generator.next()
      case 1: generator.next() >> UInt64.random(in: 0..<64, using: &generator)
      default: (edges.randomElement(using: &generator) ?? 0) &+ UInt64.random(in: 0...2, using: &generator)
      }
    }
    var log = KernelLog()
    var tracker = MemtypeTracker(ram: Self.ram + [AddressRange(number(), .max)], isDebugging: true)
    for _ in 0..<20_000 {
      let range = AddressRange(number(), number())
      let mode = PageCacheMode.allCases.randomElement(using: &generator) ?? .wb
      switch UInt8.random(in: 0..<7, using: &generator) {
      case 0, 1: _ = tracker.reserve(range, mode, mtrr: Self.withHole, log: &log)
      case 2: tracker.free(range, log: &log)
      case 3: _ = tracker.lookup(range.start)
      case 4: _ = tracker.reserveIO(range, mode, mtrr: Self.withHole, log: &log)
      case 5: _ = tracker.mapFrames(range, mode, mtrr: Self.withHole, log: &log)
      default: tracker.unmapFrames(range, log: &log)
      }
    }
    #expect(!log.map(\.text).contains(""))
    #expect(tracker.entries.entries.allSatisfy { !$0.range.isEmpty && $0.range.end <= .top })
    #expect(tracker.entries.count > 0)
  }
}
