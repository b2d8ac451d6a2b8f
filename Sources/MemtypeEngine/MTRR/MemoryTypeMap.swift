/// Linux's cache map: sorted, disjoint entries that say which addresses have another type than the default
/// (arch/x86/kernel/cpu/mtrr/generic.c, `cache_map`).
///
/// The kernel's array has 600 entries while booting, and 2n + 1 besides the fixed ones after that for n variable
/// ranges. n ranges cannot cut the space into more pieces than that, so it never runs full.
public struct MemoryTypeMap: Hashable, Sendable {
  /// A stretch of addresses of one type.
  public struct Entry: Hashable, Sendable {
    public var start: PhysicalAddress
    public var end: PhysicalAddress
    public var type: MemoryType
    /// From the fixed ranges or TOM2: variable ranges cannot change it.
    public var isFixed: Bool

    public var range: AddressRange { AddressRange(start, end) }
  }

  /// In address order.
  public internal(set) var entries: ContiguousArray<Entry> = []

  /// An empty map: every address has the default type.
  public init() {}

  /// What the registers amount to (`mtrr_build_map`), whatever their order.
  ///
  /// - Parameters:
  ///   - fixed: The fixed ranges, where they are enabled.
  ///   - tom2: The end of the memory above 4 GiB that AMD's TOM2 forces to WB; 0 for none.
  ///   - variable: The variable ranges; an invalid one contributes nothing.
  ///   - reservedHighBits: The mask bits above the physical address width.
  public init(fixed: FixedRanges?, tom2: UInt64, variable: [VariableRange], reservedHighBits: UInt64) {
    entries.reserveCapacity(2 * variable.count(where: \.isValid) + 4)
    if let fixed { append(fixed) }
    var builder = Builder(map: self, hasFixed: fixed != nil, tom2: tom2)
    builder.add(variable, reservedHighBits: reservedHighBits)
    self = builder.map
  }

  /// Index of the first entry that ends above `address`.
  @inline(__always) static func firstIndex(
    endingAfter address: UInt64, in entries: UnsafeBufferPointer<Entry>
  ) -> Int {
    entries.partitioningIndex { $0.end > address }
  }

  private mutating func append(_ fixed: FixedRanges) {
    var start: UInt64 = 0
    var type = fixed[0]
    for (index, register) in fixed.registers.enumerated() {
      // Most registers hold one type eight times, the one before.
      if register == UInt64(type.rawValue) &* 0x0101_0101_0101_0101 { continue }
      for slot in index * 8..<index * 8 + 8 where fixed[slot] != type {
        let end = FixedRanges.range(ofSlot: slot).start
        entries.append(Entry(start: start, end: end, type: type, isFixed: true))
        start = end
        type = fixed[slot]
      }
    }
    entries.append(Entry(start: start, end: .mib, type: type, isFixed: true))
  }
}

extension MemoryTypeMap {
  /// Adds the variable ranges by one sweep over their sorted ends.
  private struct Builder {
    var map: MemoryTypeMap
    let hasFixed: Bool
    let tom2: UInt64
    var tom2IsMissing: Bool

    init(map: MemoryTypeMap, hasFixed: Bool, tom2: UInt64) {
      self.map = map
      self.hasFixed = hasFixed
      self.tom2 = tom2
      tom2IsMissing = tom2 > .fourGiB
    }

    mutating func add(_ variable: [VariableRange], reservedHighBits: UInt64) {
      // Ends are page aligned, so the type and which end it is fit into the low bits.
      let isEnd: UInt64 = 1 << 8
      var ends: ContiguousArray<UInt64> = []
      ends.reserveCapacity(2 * variable.count)
      for register in variable {
        guard let range = register.linuxRange(reservedHighBits: reservedHighBits) else { continue }
        let type = UInt64(register.type.rawValue)
        ends.append(range.start | type)
        ends.append(range.end | type | isEnd)
      }
      ends.sort()

      var covering = Covering()
      var type: MemoryType?
      var start: UInt64 = 0
      var index = 0
      while index < ends.count {
        let address = ends[index] & ~0xfff
        while index < ends.count, ends[index] & ~0xfff == address {
          let raw = MemoryType(rawValue: UInt8(truncatingIfNeeded: ends[index]))
          covering.change(raw, by: ends[index] & isEnd == 0 ? 1 : -1)
          index += 1
        }
        let next = covering.type
        if next == type { continue }
        if let type { append(start, address, type) }
        type = next
        start = address
      }
      if tom2IsMissing { appendTOM2() }
    }

    /// Appends what fixed entries leave of a stretch.
    private mutating func append(_ start: UInt64, _ end: UInt64, _ type: MemoryType) {
      let start = hasFixed ? max(start, .mib) : start
      guard tom2 > .fourGiB, end > .fourGiB else {
        appendPiece(start, end, type)
        return
      }
      appendPiece(start, .fourGiB, type)
      if tom2IsMissing { appendTOM2() }
      appendPiece(max(start, tom2), end, type)
    }

    private mutating func appendPiece(_ start: UInt64, _ end: UInt64, _ type: MemoryType) {
      guard start < end else { return }
      map.entries.append(Entry(start: start, end: end, type: type, isFixed: false))
    }

    private mutating func appendTOM2() {
      tom2IsMissing = false
      map.entries.append(Entry(start: .fourGiB, end: tom2, type: .wb, isFixed: true))
    }
  }

  /// The types of the ranges that cover an address, with how many there are of each.
  private struct Covering {
    private var kinds: [(type: MemoryType, count: Int)] = []

    mutating func change(_ type: MemoryType, by step: Int) {
      guard let index = kinds.firstIndex(where: { $0.type == type }) else {
        kinds.append((type, step))
        return
      }
      kinds[index].count += step
      if kinds[index].count == 0 { kinds.remove(at: index) }
    }

    /// All of them combined; nil where nothing covers.
    var type: MemoryType? {
      guard var result = kinds.first?.type else { return nil }
      for kind in kinds.dropFirst() { result = result.combined(with: kind.type) }
      return result
    }
  }
}
