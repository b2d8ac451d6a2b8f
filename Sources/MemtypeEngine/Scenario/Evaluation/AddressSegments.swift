/// Cuts the physical address space wherever the memory map, the MTRR type or its source, a device or a
/// tracked entry begins or ends.
struct AddressSpaceCutter {
  /// The end of what is cut, a multiple of a page.
  var limit: PhysicalAddress
  /// Sorted and disjoint.
  var memoryMap: [E820Entry]
  /// Gapless from 0, in order.
  var types: [Evaluation.TypeRange]
  var devices: DeviceIndex
  /// Ordered by start; entries that overlap have the same mode.
  var tracked: [TrackedEntry]
  /// Places to cut although nothing changes there: TOLUD, 4 GiB.
  var marks: [PhysicalAddress]

  /// Gapless from 0 to `limit`; O(n log n) in the number of pieces.
  func segments() -> [AddressSegment] {
    let cuts = self.cuts()
    var result: [AddressSegment] = []
    result.reserveCapacity(cuts.count)
    var map = 0
    var type = 0
    var nextTracked = 0
    var trackedEnd: PhysicalAddress = 0
    var trackedMode: PageCacheMode?
    for (start, end) in zip(cuts, cuts.dropFirst()) {
      while map < memoryMap.count, memoryMap[map].range.end <= start { map += 1 }
      while type < types.count - 1, types[type].range.end <= start { type += 1 }
      while nextTracked < tracked.count, tracked[nextTracked].range.start <= start {
        trackedMode = tracked[nextTracked].mode
        trackedEnd = max(trackedEnd, tracked[nextTracked].range.end)
        nextTracked += 1
      }
      let entry = map < memoryMap.count && memoryMap[map].range.contains(start) ? memoryMap[map].type : nil
      result.append(
        AddressSegment(
          range: AddressRange(start, end), e820: entry, type: types[type].type, source: types[type].source,
          tracked: trackedEnd > start ? trackedMode : nil, devices: devices))
    }
    return result
  }

  private func cuts() -> [PhysicalAddress] {
    var cuts: [PhysicalAddress] = [0, limit]
    cuts.reserveCapacity(
      2 * (memoryMap.count + types.count + devices.ranges.count + tracked.count) + marks.count + 2)
    for entry in memoryMap {
      cuts.append(entry.range.start)
      cuts.append(entry.range.end)
    }
    for piece in types { cuts.append(piece.range.start) }
    for range in devices.ranges {
      cuts.append(range.start)
      cuts.append(range.end)
    }
    for entry in tracked {
      cuts.append(entry.range.start)
      cuts.append(entry.range.end)
    }
    cuts += marks
    cuts.sort()
    var result: [PhysicalAddress] = []
    result.reserveCapacity(cuts.count)
    for cut in cuts where cut <= limit && cut != result.last { result.append(cut) }
    return result
  }
}
