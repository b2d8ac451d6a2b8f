import MemtypeEngine

/// What each cell of a strip of addresses shows.
struct MapStrip: Hashable, Sendable {
  /// How the drivers fare whose devices lie in a cell, the worst of them.
  enum Mark: Int, Hashable, Sendable, Comparable {
    case present, works, regression, failure

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  struct Cell: Hashable, Sendable {
    /// The MTRR type and the memory map's entry of most of the cell.
    var type: MemoryType
    var source: AddressSegment.TypeSource
    var e820: E820Type?
    var mark: Mark?
    /// Linux and a processor read the registers differently somewhere in it.
    var isDivergent: Bool
  }

  /// Nil for the gaps between two scales.
  private(set) var cells: [Cell?] = []

  /// Linear in segments and cells. `ranges` are the cells' addresses, ascending and without overlap.
  init(_ evaluation: Evaluation, _ ranges: [AddressRange?], divergences: [MTRRState.Divergence]) {
    var first = 0
    let segments = evaluation.segments
    let marks = Self.marks(evaluation)
    for range in ranges {
      guard let range, !range.isEmpty, !segments.isEmpty else {
        cells.append(nil)
        continue
      }
      while first + 1 < segments.count, segments[first].range.end <= range.start { first += 1 }
      cells.append(Self.cell(range, segments[first...], marks, divergences))
    }
  }

  private static func cell(
    _ range: AddressRange, _ segments: ArraySlice<AddressSegment>, _ marks: [Int: Mark],
    _ divergences: [MTRRState.Divergence]
  ) -> Cell {
    var types: [(type: MemoryType, source: AddressSegment.TypeSource, size: UInt64)] = []
    var places: [(e820: E820Type?, size: UInt64)] = []
    var mark: Mark?
    for segment in segments {
      guard segment.range.start < range.end else { break }
      let size = segment.range.intersection(range).size
      if let i = types.firstIndex(where: { $0.type == segment.type && $0.source == segment.source }) {
        types[i].size = types[i].size.adding(clamped: size)
      } else {
        types.append((segment.type, segment.source, size))
      }
      if let i = places.firstIndex(where: { $0.e820 == segment.e820 }) {
        places[i].size = places[i].size.adding(clamped: size)
      } else {
        places.append((segment.e820, size))
      }
      for device in segment.devices {
        if let own = marks[device] { mark = max(mark ?? own, own) }
      }
    }
    let type = types.max { $0.size < $1.size }
    let place = places.max { $0.size < $1.size }
    return Cell(
      type: type?.type ?? .invalid, source: type?.source ?? .disabled, e820: place?.e820 ?? nil, mark: mark,
      isDivergent: divergences.contains { $0.range.overlaps(range) })
  }

  private static func marks(_ evaluation: Evaluation) -> [Int: Mark] {
    var marks: [Int: Mark] = [:]
    for outcome in evaluation.outcomes {
      switch outcome.status {
      case .failed: marks[outcome.device] = .failure
      case .mapped: marks[outcome.device] = outcome.regression == nil ? .works : .regression
      default: marks[outcome.device] = .present
      }
    }
    return marks
  }

  /// Runs of cells that look alike, for words inside them.
  func runs<Key: Equatable>(_ key: (Cell) -> Key) -> [(cells: Range<Int>, cell: Cell)] {
    var result: [(cells: Range<Int>, cell: Cell)] = []
    for (i, cell) in cells.enumerated() {
      guard let cell else { continue }
      if let last = result.last, last.cells.upperBound == i, key(last.cell) == key(cell) {
        result[result.count - 1].cells = last.cells.lowerBound..<i + 1
      } else {
        result.append((i..<i + 1, cell))
      }
    }
    return result
  }
}

/// The stretch around the cursor that is shown enlarged.
struct Magnifier: Hashable, Sendable {
  var range: AddressRange

  /// The smallest aligned power-of-two block around an address in which several devices lie; 16 MiB where there is
  /// none up to 1 GiB.
  init(around address: PhysicalAddress, _ evaluation: Evaluation) {
    let limit: PhysicalAddress = 1 << UInt64(min(max(evaluation.scenario.cpu.physBits, 32), 52))
    let starts = evaluation.scenario.devices.map(\.range)
    for bits in 16...30 {
      let size: UInt64 = 1 << UInt64(bits)
      let block = AddressRange(start: address.roundedDown(to: size), size: size)
      let inside = starts.reduce(0) { $0 + (block.contains($1.start) ? 1 : 0) }
      if inside >= 3 {
        range = block
        return
      }
    }
    let size: UInt64 = 16 * .mib
    let start = min(address, limit - 1).roundedDown(to: size)
    range = AddressRange(start: start, size: size)
  }
}
