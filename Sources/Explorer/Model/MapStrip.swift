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

  /// Linear in what the content has of stretches and devices, and in cells. `ranges` are the cells' addresses, ascending
  /// and without overlap.
  init(_ content: StripContent, _ ranges: [AddressRange?], divergences: [MTRRState.Divergence]) {
    var (type, place) = (0, 0)
    for range in ranges {
      guard let range, !range.isEmpty, !content.types.isEmpty, !content.places.isEmpty else {
        cells.append(nil)
        continue
      }
      while type + 1 < content.types.count, content.types[type].range.end <= range.start { type += 1 }
      while place + 1 < content.places.count, content.places[place].range.end <= range.start { place += 1 }
      cells.append(Self.cell(range, content.types[type...], content.places[place...], divergences))
    }
    mark(content.devices, ranges)
  }

  private static func cell(
    _ range: AddressRange, _ typeRanges: ArraySlice<Evaluation.TypeRange>,
    _ placeRanges: ArraySlice<StripContent.Place>, _ divergences: [MTRRState.Divergence]
  ) -> Cell {
    var types: [(type: MemoryType, source: AddressSegment.TypeSource, size: UInt64)] = []
    for stretch in typeRanges {
      guard stretch.range.start < range.end else { break }
      let size = stretch.range.intersection(range).size
      if let i = types.firstIndex(where: { $0.type == stretch.type && $0.source == stretch.source }) {
        types[i].size = types[i].size.adding(clamped: size)
      } else {
        types.append((stretch.type, stretch.source, size))
      }
    }
    var places: [(e820: E820Type?, size: UInt64)] = []
    for stretch in placeRanges {
      guard stretch.range.start < range.end else { break }
      let size = stretch.range.intersection(range).size
      if let i = places.firstIndex(where: { $0.e820 == stretch.e820 }) {
        places[i].size = places[i].size.adding(clamped: size)
      } else {
        places.append((stretch.e820, size))
      }
    }
    let type = types.max { $0.size < $1.size }
    let place = places.max { $0.size < $1.size }
    return Cell(
      type: type?.type ?? .invalid, source: type?.source ?? .disabled, e820: place?.e820 ?? nil, mark: nil,
      isDivergent: divergences.contains { $0.range.overlaps(range) })
  }

  /// Gives every cell the worst mark of the devices over it.
  private mutating func mark(_ devices: [StripContent.MarkedDevice], _ ranges: [AddressRange?]) {
    let shown = cells.indices.filter { cells[$0] != nil }
    for device in devices {
      var i = shown.partitioningIndex { (ranges[$0]?.end ?? 0) > device.range.start }
      while i < shown.count, let range = ranges[shown[i]], range.start < device.range.end {
        let cell = shown[i]
        let worst = max(cells[cell]?.mark ?? device.mark, device.mark)
        cells[cell]?.mark = worst
        i += 1
      }
    }
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

/// What the strip shows of an evaluation, worked out once for it and not for each frame.
struct StripContent: Sendable {
  /// A stretch of one kind in the memory map; nil where the map says nothing.
  struct Place: Sendable {
    var range: AddressRange
    var e820: E820Type?
  }

  struct MarkedDevice: Sendable {
    var range: AddressRange
    /// Into the evaluation's outcomes.
    var outcome: Int
    var mark: MapStrip.Mark
  }

  let types: [Evaluation.TypeRange]
  private(set) var places: [Place] = []
  /// By their starts.
  let devices: [MarkedDevice]

  init(_ evaluation: Evaluation) {
    self.init(evaluation, types: evaluation.typeRanges)
  }

  init(_ evaluation: Evaluation, types: [Evaluation.TypeRange]) {
    self.types = types
    let all = evaluation.scenario.devices
    devices = evaluation.outcomes.enumerated().compactMap { place, outcome in
      guard all.indices.contains(outcome.device) else { return nil }
      return MarkedDevice(
        range: all[outcome.device].range, outcome: place, mark: MapStrip.Mark(outcome))
    }
    .sorted { ($0.range.start, $0.outcome) < ($1.range.start, $1.outcome) }
    for segment in evaluation.segments {
      if let last = places.last, last.e820 == segment.e820, last.range.end == segment.range.start {
        places[places.count - 1].range.end = segment.range.end
      } else {
        places.append(Place(range: segment.range, e820: segment.e820))
      }
    }
  }

  /// The devices that begin in a stretch, by their starts.
  func devices(startingIn range: AddressRange) -> ArraySlice<MarkedDevice> {
    let first = devices.partitioningIndex { $0.range.start >= range.start }
    return devices[first...].prefix { $0.range.start < range.end }
  }
}

extension MapStrip.Mark {
  init(_ outcome: DeviceOutcome) {
    switch outcome.status {
    case .failed: self = .failure
    case .mapped: self = outcome.regression == nil ? .works : .regression
    default: self = .present
    }
  }
}

/// The stretch around the cursor that is shown enlarged.
struct Magnifier: Hashable, Sendable {
  var range: AddressRange

  /// The smallest aligned power-of-two block around an address in which several devices lie; 16 MiB where there is
  /// none up to 1 GiB.
  init(around address: PhysicalAddress, _ content: StripContent, limit: PhysicalAddress) {
    for bits in 16...30 {
      let size: UInt64 = 1 << UInt64(bits)
      let block = AddressRange(start: address.roundedDown(to: size), size: size)
      if content.devices(startingIn: block).prefix(3).count == 3 {
        range = block
        return
      }
    }
    let size: UInt64 = 16 * .mib
    let start = min(address, limit - 1).roundedDown(to: size)
    range = AddressRange(start: start, size: size)
  }
}
