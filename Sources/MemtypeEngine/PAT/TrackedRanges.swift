/// One entry of the memtype tracker: a range that some mapping reserved, and the mode it was given.
public struct TrackedEntry: Hashable, Sendable {
  public var range: AddressRange
  public var mode: PageCacheMode

  public init(_ range: AddressRange, _ mode: PageCacheMode) {
    self.range = range
    self.mode = mode
  }

  /// A line of debugfs' `x86/pat_memtype_list`; the second number is the exclusive end.
  public var listLine: String {
    "PAT: [mem \(range.start.prefixedHex(width: 18))-\(range.end.prefixedHex(width: 18))] \(mode.word)"
  }
}

/// The entries of the memtype tracker: an ordered multiset of ranges, by start; equal starts keep insertion
/// order.
///
/// A value. The entries lie in chunks of one pool; a tree over the chunks holds the highest end of each, so
/// that insertion, removal and the search for the first overlapping entry take logarithmic time
/// (memtype_interval.c has an interval tree for that).
public struct TrackedRanges: Sendable {
  /// An entry in two words.
  private struct Slot {
    var start: UInt64
    /// The end, shifted up by eight bits, with the mode below it: orders like the end.
    var key: UInt64

    static let empty = Slot(start: 0, key: 0)
    var end: UInt64 { key >> 8 }
    var mode: PageCacheMode { PageCacheMode(rawValue: UInt8(truncatingIfNeeded: key)) ?? .wb }
    var entry: TrackedEntry { TrackedEntry(AddressRange(start, end), mode) }
  }

  /// Up to `capacity` consecutive entries. No entry of the chunk starts below `floor`, none of an earlier
  /// chunk above.
  private struct Chunk {
    var floor: UInt64
    /// Where its slots begin in the pool.
    var base: Int32
    var count: Int32
  }

  /// Where an entry is. Valid until the next change.
  struct Position {
    fileprivate var chunk: Int
    fileprivate var offset: Int
  }

  private static let capacity = 64
  /// Ends are below this, so that they fit a key.
  private static let limit: UInt64 = 1 << 56

  private var pool: [Slot] = []
  private var freeBases: [Int32] = []
  private var chunks: [Chunk] = []
  /// A heap-shaped tree of the highest key in each chunk; the leaves begin at `leafCount`.
  private var highest: [UInt64] = []
  private var leafCount = 0
  private var emptyChunks = 0

  /// How many entries there are.
  public private(set) var count = 0

  public init() {}

  public var isEmpty: Bool { count == 0 }

  /// All entries in order.
  public var entries: [TrackedEntry] { Array(self) }

  /// The entry at a position.
  subscript(position: Position) -> TrackedEntry {
    slot(at: position).entry
  }

  // MARK: Searching

  /// The first entry that shares a byte with `[start, last]`, nil if none does. A reversed range overlaps
  /// whatever reaches around it, as in the kernel's tree.
  func firstOverlap(start: UInt64, last: UInt64) -> Position? {
    guard start < Self.limit else { return nil }
    return overlap(fromChunk: 0, offset: 0, start: start, last: last)
  }

  /// The next one after `position`.
  func nextOverlap(after position: Position, start: UInt64, last: UInt64) -> Position? {
    overlap(fromChunk: position.chunk, offset: position.offset + 1, start: start, last: last)
  }

  private func overlap(fromChunk first: Int, offset: Int, start: UInt64, last: UInt64) -> Position? {
    let bound = start << 8 | 0xff
    var next = first
    var offset = offset
    while let chunk = firstChunk(from: next, above: bound) {
      if chunk != first { offset = 0 }
      let found = withSlots(ofChunk: chunk) { slots in
        while offset < slots.count, slots[offset].start <= last, slots[offset].key <= bound { offset &+= 1 }
        return offset < slots.count
      }
      if found {
        let position = Position(chunk: chunk, offset: offset)
        return slot(at: position).start > last ? nil : position
      }
      next = chunk + 1
    }
    return nil
  }

  /// The first entry in order with exactly these bounds.
  func exactMatch(start: UInt64, end: UInt64) -> Position? {
    // The last chunk whose floor is below the start may end with equal starts.
    var chunk = chunks.count == 1 ? 0 : Swift.max(0, firstChunk(withFloor: { $0 >= start }) - 1)
    while chunk < chunks.count, chunk == 0 || chunks[chunk].floor <= start {
      var offset = firstOffset(inChunk: chunk, startingFrom: start)
      let found = withSlots(ofChunk: chunk) { slots in
        while offset < slots.count, slots[offset].start == start, slots[offset].end != end { offset &+= 1 }
        return offset < slots.count
      }
      if found {
        let position = Position(chunk: chunk, offset: offset)
        return slot(at: position).start == start ? position : nil
      }
      chunk += 1
    }
    return nil
  }

  /// The index of the first chunk whose floor satisfies a predicate that all later ones satisfy too.
  private func firstChunk(withFloor isFound: (UInt64) -> Bool) -> Int {
    chunks.partitioningIndex { isFound($0.floor) }
  }

  /// The first entry of a chunk that starts at an address or behind it.
  private func firstOffset(inChunk chunk: Int, startingFrom start: UInt64) -> Int {
    withSlots(ofChunk: chunk) { slots in slots.partitioningIndex { $0.start >= start } }
  }

  @inline(__always)
  private func withSlots<Value>(ofChunk chunk: Int, _ body: (UnsafeBufferPointer<Slot>) -> Value) -> Value {
    let chunk = chunks[chunk]
    return pool.withUnsafeBufferPointer { pool in
      body(UnsafeBufferPointer(start: pool.baseAddress.map { $0 + Int(chunk.base) }, count: Int(chunk.count)))
    }
  }

  private func slot(at position: Position) -> Slot {
    pool[Int(chunks[position.chunk].base) + position.offset]
  }

  // MARK: Changing

  /// Adds an entry behind those with the same start. Empty ranges and ends from 2^56 on cannot be held.
  mutating func insert(_ entry: TrackedEntry) {
    let start = entry.range.start
    guard !entry.range.isEmpty, entry.range.end < Self.limit else { return }
    let slot = Slot(start: start, key: entry.range.end << 8 | UInt64(entry.mode.rawValue))
    if chunks.isEmpty { addChunk(at: 0, floor: 0) }
    var chunk = chunks.count == 1 ? 0 : Swift.max(0, firstChunk(withFloor: { $0 > start }) - 1)
    // Ends, and with them starts, are far below the largest number.
    var offset = firstOffset(inChunk: chunk, startingFrom: start &+ 1)
    if Int(chunks[chunk].count) == Self.capacity {
      if offset == Self.capacity, chunk == chunks.count - 1 {
        addChunk(at: chunk + 1, floor: start)
        (chunk, offset) = (chunk + 1, 0)
      } else {
        split(chunk)
        if offset > Self.capacity / 2 { (chunk, offset) = (chunk + 1, offset - Self.capacity / 2) }
      }
    }
    let base = Int(chunks[chunk].base)
    let place = base &+ offset
    var i = base &+ Int(chunks[chunk].count)
    pool.withUnsafeMutableBufferPointer { pool in
      while i > place {
        pool[i] = pool[i &- 1]
        i &-= 1
      }
      pool[place] = slot
    }
    if chunks[chunk].count == 0 { emptyChunks -= 1 }
    chunks[chunk].count += 1
    count += 1
    var node = leafCount + chunk
    while node > 0, highest[node] < slot.key {
      highest[node] = slot.key
      node /= 2
    }
  }

  @discardableResult
  mutating func remove(at position: Position) -> TrackedEntry {
    let base = Int(chunks[position.chunk].base)
    let end = base + Int(chunks[position.chunk].count) - 1
    let removed = pool[base + position.offset]
    pool.withUnsafeMutableBufferPointer { pool in
      var i = base &+ position.offset
      while i < end {
        pool[i] = pool[i &+ 1]
        i &+= 1
      }
    }
    chunks[position.chunk].count -= 1
    count -= 1
    if removed.key == highest[leafCount + position.chunk] { lowerHighest(ofChunk: position.chunk) }
    if chunks[position.chunk].count == 0 {
      emptyChunks += 1
      if emptyChunks > 8, emptyChunks > chunks.count / 2 { dropEmptyChunks() }
    }
    return removed.entry
  }

  private mutating func split(_ chunk: Int) {
    let half = Self.capacity / 2
    let base = Int(chunks[chunk].base)
    addChunk(at: chunk + 1, floor: pool[base + half].start)
    let target = Int(chunks[chunk + 1].base)
    for i in 0..<half { pool[target + i] = pool[base + half + i] }
    chunks[chunk].count = Int32(half)
    chunks[chunk + 1].count = Int32(half)
    emptyChunks -= 1
    lowerHighest(ofChunk: chunk)
    lowerHighest(ofChunk: chunk + 1)
  }

  private mutating func addChunk(at index: Int, floor: UInt64) {
    let base: Int32
    if let reused = freeBases.popLast() {
      base = reused
    } else {
      base = Int32(clamping: pool.count)
      pool.append(contentsOf: repeatElement(.empty, count: Self.capacity))
    }
    var leaves = chunkHighest
    leaves.insert(0, at: index)
    chunks.insert(Chunk(floor: floor, base: base, count: 0), at: index)
    emptyChunks += 1
    plantTree(leaves)
  }

  private mutating func dropEmptyChunks() {
    var kept: [Chunk] = []
    var leaves: [UInt64] = []
    for (i, chunk) in chunks.enumerated() {
      // The first stays: its floor is the bottom of the address space.
      if chunk.count > 0 || i == 0 {
        kept.append(chunk)
        leaves.append(highest[leafCount + i])
      } else {
        freeBases.append(chunk.base)
      }
    }
    chunks = kept
    emptyChunks = chunks[0].count == 0 ? 1 : 0
    plantTree(leaves)
  }

  // MARK: The tree of highest keys

  private var chunkHighest: [UInt64] { Array(highest[leafCount..<(leafCount + chunks.count)]) }

  private mutating func plantTree(_ leaves: [UInt64]) {
    if leaves.count > leafCount || leafCount == 0 {
      leafCount = Swift.max(1, leafCount * 2)
      while leafCount < leaves.count { leafCount *= 2 }
      highest = Array(repeating: 0, count: leafCount * 2)
    }
    for i in 0..<leafCount { highest[leafCount + i] = i < leaves.count ? leaves[i] : 0 }
    for node in (1..<leafCount).reversed() {
      highest[node] = Swift.max(highest[node * 2], highest[node * 2 + 1])
    }
  }

  private mutating func lowerHighest(ofChunk chunk: Int) {
    let base = Int(chunks[chunk].base)
    var top: UInt64 = 0
    for i in 0..<Int(chunks[chunk].count) { top = Swift.max(top, pool[base + i].key) }
    var node = leafCount + chunk
    highest[node] = top
    node /= 2
    while node > 0 {
      let value = Swift.max(highest[node * 2], highest[node * 2 + 1])
      if highest[node] == value { break }
      highest[node] = value
      node /= 2
    }
  }

  /// The first chunk from `index` on that holds a key above `bound`.
  private func firstChunk(from index: Int, above bound: UInt64) -> Int? {
    guard index < chunks.count else { return nil }
    var node = index == 0 ? 1 : leafCount + index
    if chunks.count == 1 { return highest[leafCount] > bound ? 0 : nil }
    while highest[node] <= bound {
      while node & 1 == 1 { node /= 2 }
      if node == 0 { return nil }
      node += 1
    }
    while node < leafCount {
      node *= 2
      if highest[node] <= bound { node += 1 }
    }
    return node - leafCount
  }
}

extension TrackedRanges: Sequence {
  public struct Iterator: IteratorProtocol {
    fileprivate let ranges: TrackedRanges
    fileprivate var chunk = 0
    fileprivate var offset = 0

    public mutating func next() -> TrackedEntry? {
      while chunk < ranges.chunks.count {
        if offset < Int(ranges.chunks[chunk].count) {
          defer { offset += 1 }
          return ranges[Position(chunk: chunk, offset: offset)]
        }
        chunk += 1
        offset = 0
      }
      return nil
    }
  }

  public func makeIterator() -> Iterator { Iterator(ranges: self) }
}

extension TrackedRanges: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.count == b.count && a.elementsEqual(b) }

  public func hash(into hasher: inout Hasher) {
    for entry in self { hasher.combine(entry) }
  }
}
