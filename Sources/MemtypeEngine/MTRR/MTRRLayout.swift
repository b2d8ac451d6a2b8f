/// Builds a register table that covers given ranges, as cleanup tries it with one pair of sizes
/// (`x86_setup_var_mtrrs`). Everything is in KiB and in wrapping 64-bit arithmetic, as in the kernel.
struct MTRRLayout {
  private(set) var regions: [MTRRRegion]
  /// Registers used so far.
  private(set) var used = 0
  private let chunk: UInt64
  private let gran: UInt64
  /// The block that has not been written yet.
  private var start: UInt64 = 0
  private var size: UInt64 = 0
  private let debug: Bool

  /// Sizes in bytes; `registerCount` registers may be used.
  init(
    covering cover: CoveredRanges, chunkSize: UInt64, granSize: UInt64, registerCount: Int, debug: Bool,
    log: inout KernelLog
  ) {
    regions = Array(repeating: .unused, count: registerCount)
    chunk = chunkSize >> 10
    gran = granSize >> 10
    self.debug = debug
    for range in cover.ranges { add(range.start << 2, (range.end &- range.start) << 2, log: &log) }
    if size != 0 { _ = emit(0, 0, log: &log) }
  }

  private mutating func add(_ base: UInt64, _ length: UInt64, log: inout KernelLog) {
    guard used < regions.count else { return }
    if base <= 1024 || start &+ size == base {
      size = base &+ length &- start
      return
    }
    let taken = size != 0 ? emit(base, length, log: &log) : 0
    start = base &+ taken
    size = length &- taken
  }

  /// Writes the pending block (`range_to_mtrr_with_hole`). `base` and `length` are the next one's, 0 for none.
  ///
  /// A block may be rounded up into the next one with a UC hole between them. Returns how much of the next block
  /// was covered that way.
  private mutating func emit(_ base: UInt64, _ length: UInt64, log: inout KernelLog) -> UInt64 {
    let aligned = Self.align(start, gran)
    if aligned > base, base != 0 { return 0 }
    size &-= aligned &- start
    guard let rounded = Self.fitted(size, gran) else { return 0 }
    size = rounded

    var head = Self.align(size, chunk)
    if head == size {
      place(.whole, start, size, .wb, log: &log)
      return 0
    }
    if length != 0 { head = Self.shrunk(head, by: chunk, start: start, limit: base &+ length) }

    var second: UInt64 = 0
    var hole: UInt64 = 0
    var end = start &+ head
    for _ in 0..<Self.maxSteps {
      end = start &+ head
      if end > base, end <= base &+ length { second = end &- base }
      guard head > size else { break }
      hole = head &- size &- second
      guard hole >= head >> 1, head >= chunk else { break }
      head &-= chunk
      second = 0
      hole = 0
    }

    if head != 0 { place(.head, start, head, .wb, log: &log) }
    if head < size { place(.rest, end, size &- head, .wb, log: &log) }
    if hole != 0 { place(.hole, end &- hole &- second, hole, .uc, log: &log) }
    return second
  }

  /// Splits a block into naturally aligned powers of two, as many as registers are left for (`range_to_mtrr`).
  private mutating func place(
    _ block: MTRRCleanupMessage.Block, _ start: UInt64, _ size: UInt64, _ type: MemoryType,
    log: inout KernelLog
  ) {
    if debug { log.append(.mtrrCleanup(.block(block, AddressRange(start << 10, (start &+ size) << 10)))) }
    var start = start
    var left = size
    while left != 0, used < regions.count {
      let fitting = start == 0 ? 63 : start.trailingZeroBitCount
      let piece: UInt64 = 1 << UInt64(min(63 - left.leadingZeroBitCount, fitting))
      if debug { log.append(.mtrrCleanup(.setting(index: used, startKiB: start, sizeKiB: piece, type))) }
      regions[used] = MTRRRegion(basePage: start >> 2, pages: piece >> 2, type: type)
      used += 1
      start &+= piece
      left &-= piece
    }
  }

  /// The loops end in a step or two unless sizes that are no powers of two make numbers wrap around. The kernel
  /// would then go on for hours.
  private static let maxSteps = 64

  /// A size rounded to the granularity, but not beyond itself; nil if nothing is left.
  private static func fitted(_ size: UInt64, _ gran: UInt64) -> UInt64? {
    var rounded = align(size, gran)
    for _ in 0..<maxSteps {
      guard rounded > size else { return rounded }
      rounded &-= gran
      if rounded == 0 { return nil }
    }
    return nil
  }

  /// `size` less as many chunks as it takes to end within `limit`; 0 if that cannot be.
  private static func shrunk(_ size: UInt64, by chunk: UInt64, start: UInt64, limit: UInt64) -> UInt64 {
    var size = size
    for _ in 0..<maxSteps where start &+ size > limit {
      guard size >= chunk else { return 0 }
      size &-= chunk
      if size == 0 { return 0 }
    }
    return size
  }

  /// The kernel's `ALIGN`, also for sizes that are no powers of two.
  private static func align(_ value: UInt64, _ alignment: UInt64) -> UInt64 {
    (value &+ alignment &- 1) & ~(alignment &- 1)
  }
}
