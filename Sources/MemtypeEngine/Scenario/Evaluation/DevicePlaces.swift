/// Finds the ranges whose pages another range touches, in logarithmic time and a step for each that is found (and for
/// each longer one on the way).
final class DevicePlaces: Sendable {
  private struct Place {
    var pages: AddressRange
    var index: Int
    /// The highest end so far, which tells where a search may stop.
    var highestEnd: PhysicalAddress
  }

  /// By start.
  private let places: [Place]

  init(_ ranges: [AddressRange]) {
    var places = ranges.enumerated().map {
      Place(pages: $0.element.pageRounded, index: $0.offset, highestEnd: 0)
    }
    places.sort { ($0.pages.start, $0.index) < ($1.pages.start, $1.index) }
    var highest: PhysicalAddress = 0
    for i in places.indices {
      highest = max(highest, places[i].pages.end)
      places[i].highestEnd = highest
    }
    self.places = places
  }

  /// From the highest start to the lowest.
  func forEach(overlapping range: AddressRange, _ body: (Int) -> Void) {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].pages.start < range.end { low = middle + 1 } else { high = middle }
    }
    while low > 0, places[low - 1].highestEnd > range.start {
      low -= 1
      if places[low].pages.overlaps(range) { body(places[low].index) }
    }
  }
}

/// The devices' ranges, which all segments of an evaluation share.
final class DeviceIndex: Sendable, Hashable {
  let ranges: [AddressRange]
  let places: DevicePlaces

  init(_ devices: [Device]) {
    ranges = devices.map { AddressRange($0.range.start, max($0.range.start, $0.range.end)) }
    places = DevicePlaces(ranges)
  }

  /// The devices over an address, by their starts.
  func devices(at address: PhysicalAddress) -> [Int] {
    var found: [Int] = []
    places.forEach(overlapping: AddressRange(start: address, size: 1)) { index in
      if ranges[index].contains(address) { found.append(index) }
    }
    return found.sorted { (ranges[$0].start, $0) < (ranges[$1].start, $1) }
  }

  static func == (a: DeviceIndex, b: DeviceIndex) -> Bool { a === b || a.ranges == b.ranges }

  func hash(into hasher: inout Hasher) { hasher.combine(ranges.count) }
}
