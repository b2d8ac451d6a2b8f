/// What drivers of the firmware's framebuffers hold, and the PCI functions in whose BARs it lies.
struct HeldFramebuffers {
  private var owners: [String: [TrackedEntry]] = [:]
  private var held: Set<TrackedEntry> = []
  /// The BARs by address, once somebody holds anything.
  private var places: DevicePlaces?

  /// A driver's mapping; `devices` are the scenario's, the same each time.
  mutating func add(_ entry: TrackedEntry, _ devices: [Device]) {
    let places = self.places ?? DevicePlaces(devices.map(\.range))
    self.places = places
    held.insert(entry)
    places.forEach(overlapping: entry.range) { index in
      let device = devices[index]
      guard device.kind.traits.contains(.pciFunction), !device.busName.isEmpty,
        device.range.overlaps(entry.range)
      else { return }
      owners[device.busName, default: []].append(entry)
    }
  }

  /// What is held in BARs of a device's function; it is held no longer.
  mutating func take(under device: Device) -> [TrackedEntry] {
    guard !held.isEmpty, !device.busName.isEmpty, let entries = owners.removeValue(forKey: device.busName)
    else { return [] }
    return entries.filter { held.remove($0) != nil }
  }
}

/// The windows of all OperationRegions that were accessed.
struct OpenWindows {
  /// By device and region.
  var windows: [RegionWindows?] = []
  /// Where each device's regions begin; made with the first access.
  private var first: [Int] = []

  mutating func place(ofDevice device: Int, region: Int, _ devices: [Device]) -> Int {
    if first.isEmpty {
      var count = 0
      first = devices.map { device in
        defer { count += device.regions.count }
        return count
      }
      windows = Array(repeating: nil, count: count)
    }
    return first[device] + region
  }
}
