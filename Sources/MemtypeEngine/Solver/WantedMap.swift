/// The memory types that somebody wants, for the whole physical address space: gapless, sorted, on page borders.
public struct WantedMap: Hashable, Sendable {
  /// A stretch and its type; nil where any type will do.
  public struct Piece: Hashable, Sendable {
    public var range: AddressRange
    public var type: MemoryType?

    public init(_ range: AddressRange, _ type: MemoryType?) {
      self.range = range
      self.type = type
    }
  }

  /// Physical address width, in `physBitsRange`.
  public let physBits: Int
  /// Neighbours differ in type; the first starts at 0, the last ends at 2^physBits.
  public private(set) var pieces: [Piece]

  public static let physBitsRange = 32...52
  /// More pieces than any machine has: a map of pages would be an attack on memory.
  public static let mostPieces = 65_536

  /// The whole space of one type, nil for any.
  ///
  /// `physBits` is the physical address width, clamped to `physBitsRange`.
  public init(physBits: Int, filledWith type: MemoryType?) {
    self.physBits = min(max(physBits, Self.physBitsRange.lowerBound), Self.physBitsRange.upperBound)
    pieces = [Piece(AddressRange(0, 1 << UInt64(self.physBits)), type)]
  }

  /// A map painted stretch by stretch: where two overlap, the later one counts.
  ///
  /// Throws for a stretch that is empty, not on page borders, beyond the address space or of a type that no MTRR can
  /// hold.
  public init(physBits: Int, filledWith type: MemoryType?, painting stretches: [Piece]) throws(WantedMapError)
  {
    self = try WantedMap(physBits: physBits, filledWith: type).painting(stretches)
  }

  public var size: UInt64 { 1 << UInt64(physBits) }

  /// The map with further stretches over what is there. Throws as `init(physBits:filledWith:painting:)` does.
  public func painting(_ stretches: [Piece]) throws(WantedMapError) -> WantedMap {
    var map = self
    for stretch in stretches { try map.check(stretch) }
    if stretches.count > Self.mostPieces { throw .tooMany(stretches.count) }
    map.paint(stretches)
    return map
  }

  /// The stretches whose type another map of the same space does not have, in address order.
  public func pieces(unlike other: WantedMap) -> [Piece] {
    pieces.flatMap { piece in
      other.pieces[other.index(of: piece.range.start)...].prefix { $0.range.start < piece.range.end }
        .filter { $0.type != piece.type }
        .map { Piece($0.range.intersection(piece.range), piece.type) }
    }
  }

  /// The wanted type at an address; nil for any.
  public func type(at address: PhysicalAddress) -> MemoryType? {
    pieces[index(of: address)].type
  }

  /// Paints one stretch over what is there. Throws as `init(physBits:filledWith:painting:)` does.
  public mutating func paint(_ range: AddressRange, _ type: MemoryType?) throws(WantedMapError) {
    let stretch = Piece(range, type)
    try check(stretch)
    paint([stretch])
  }

  /// The borders between pieces of different types, in order. Borders with "any" are counted, as a register may
  /// end there.
  public var borders: [PhysicalAddress] { pieces.dropFirst().map(\.range.start) }

  /// The piece that holds an address; the last one for addresses beyond the space.
  func index(of address: PhysicalAddress) -> Int {
    max(0, pieces.partitioningIndex { $0.range.start > address } - 1)
  }

  /// The map with any type below an address, which is on a page border and within the space.
  func freed(below end: PhysicalAddress) -> WantedMap {
    let kept = index(of: end)
    var map = self
    if pieces[kept].type == nil {
      map.pieces[kept].range.start = 0
      map.pieces.removeSubrange(..<kept)
    } else {
      map.pieces[kept].range.start = end
      map.pieces.replaceSubrange(..<kept, with: CollectionOfOne(Piece(AddressRange(0, end), nil)))
    }
    return map
  }

  private func check(_ stretch: Piece) throws(WantedMapError) {
    let range = stretch.range
    guard !range.isEmpty else { throw .empty(range) }
    guard range.start % .page == 0, range.end % .page == 0 else { throw .unaligned(range) }
    guard range.end <= size else { throw .beyondAddressSpace(range, physBits: physBits) }
    if let type = stretch.type, !MemoryType.mtrrTypes.contains(type) { throw .unknownType(range, type) }
  }

  /// Later stretches cover earlier ones: a sweep over all borders, with the newest open stretch on top.
  private mutating func paint(_ stretches: [Piece]) {
    let layers = pieces + stretches
    let borders = layers.indices.flatMap {
      [(layers[$0].range.start, $0, true), (layers[$0].range.end, $0, false)]
    }
    .sorted { $0.0 < $1.0 }
    var open = LayerStack()
    var result: [Piece] = []
    var i = 0
    while i < borders.count {
      let address = borders[i].0
      while i < borders.count, borders[i].0 == address {
        if borders[i].2 { open.insert(borders[i].1) } else { open.remove(borders[i].1) }
        i += 1
      }
      guard i < borders.count, let top = open.top else { continue }
      let piece = Piece(AddressRange(address, borders[i].0), layers[top].type)
      if let last = result.last, last.type == piece.type {
        result[result.count - 1].range.end = piece.range.end
      } else {
        result.append(piece)
      }
    }
    pieces = result
  }
}

/// Which of the stretches that are open at an address was painted last: a heap with late removal.
private struct LayerStack {
  private var heap: [Int] = []
  private var closed: Set<Int> = []

  var top: Int? { heap.first }

  mutating func insert(_ layer: Int) {
    heap.append(layer)
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2] < heap[child] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func remove(_ layer: Int) {
    closed.insert(layer)
    while let top = heap.first, closed.remove(top) != nil { removeTop() }
  }

  private mutating func removeTop() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] > heap[largest] {
        largest = child
      }
      guard largest != parent else { return }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}

/// Why a wanted map cannot be.
public enum WantedMapError: Error, Hashable, Sendable {
  case empty(AddressRange)
  /// MTRRs end on page borders.
  case unaligned(AddressRange)
  case beyondAddressSpace(AddressRange, physBits: Int)
  case unknownType(AddressRange, MemoryType)
  case tooMany(Int)
}

extension WantedMapError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty(let range):
      return
        "\(range.start.grouped) to \(range.end.grouped) is empty; accepted: a range that ends after it starts"
    case .unaligned(let range):
      let bad = range.start % .page != 0 ? range.start : range.end
      let (down, up) = (bad.roundedDown(to: .page), bad.roundedDown(to: .page).adding(clamped: .page))
      return
        "\(bad.grouped) is not on a page border, and MTRRs end there only; accepted: \(down.grouped) or \(up.grouped)"
    case .beyondAddressSpace(let range, let physBits):
      return
        "\(range.last.grouped) is beyond \(physBits) physical address bits; accepted: addresses up to \((UInt64.mask(bits: physBits)).grouped)"
    case .unknownType(_, let type):
      let names = MemoryType.mtrrTypes.map(\.name).joined(separator: ", ")
      return "\(type.name) is no type that an MTRR can hold; accepted: \(names)"
    case .tooMany(let count):
      return "\(count) ranges; accepted: at most \(WantedMap.mostPieces)"
    }
  }
}
