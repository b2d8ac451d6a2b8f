import MemtypeEngine
import Screen

/// Neighbouring stretches that are one row until they are unfolded: pieces of RAM between the firmware's own memory,
/// ACPI's tables, devices that nobody maps.
struct RulerGroup: Hashable, Sendable {
  var range: AddressRange
  /// How many rows it stands for.
  var count: Int

  /// Fewer rows are not worth a fold.
  static let least = 3

  var fold: Fold { .stretches(range.start) }
}

extension Explorer {
  /// What stretches must have in common to be folded together; nil for one that stands alone.
  private struct Kind: Hashable {
    var type: MemoryType
    var source: AddressSegment.TypeSource
    /// The memory map says what it is.
    var isListed: Bool
  }

  /// The groups among the rows of the ruler, in address order.
  func groups(of rows: [RulerRows.Row]) -> [RulerGroup] {
    let tables = groupedDevices
    var groups: [RulerGroup] = []
    var last: (kind: Kind, range: AddressRange)?
    for row in rows {
      guard case .stretch(let range, let segments) = row, let kind = kind(range, segments, tables) else {
        last = nil
        continue
      }
      if let before = last, before.kind == kind, before.range.end == range.start, !groups.isEmpty {
        groups[groups.count - 1].range.end = range.end
        groups[groups.count - 1].count += 1
      } else {
        groups.append(RulerGroup(range: range, count: 1))
      }
      last = (kind, range)
    }
    return groups.filter { $0.count >= RulerGroup.least }
  }

  /// Devices that lists show as one.
  private var groupedDevices: Set<Int> {
    Set(
      evaluation.deviceRows.flatMap { row -> [Int] in
        if case .group(let group) = row { group.members.map { evaluation.outcomes[$0].device } } else { [] }
      })
  }

  private func kind(_ range: AddressRange, _ segments: Range<Int>, _ tables: Set<Int>) -> Kind? {
    let here = evaluation.segments[segments]
    // The first MiB is looked at for its pieces.
    guard let first = here.first, range.start >= .mib, !derived.isDivergent(in: range) else { return nil }
    if isComparing, comparison.hasChanged(in: range) { return nil }
    let isFoldable = here.allSatisfy { segment in
      segment.devices.allSatisfy { tables.contains($0) || isIdle($0) && segment.tracked == nil }
    }
    guard isFoldable else { return nil }
    return Kind(type: first.type, source: first.source, isListed: first.e820 != nil)
  }

  /// Nobody maps it, or who does is not known. While the boot is gone through its driver may be still to come.
  private func isIdle(_ device: Int) -> Bool {
    guard boot == nil else { return false }
    return switch status(ofDevice: device) {
    case .notDriven?, .unknown?: true
    default: false
    }
  }

  // MARK: Unfolding

  /// The group that the ruler's cursor is in; nil outside of any, and to scale.
  var groupAtCursor: RulerGroup? {
    ruler.reading == .bySegment ? segmentRows.group(holding: cursorAddress) : nil
  }

  /// What is gone to inside of a group is seen.
  mutating func unfold(for address: PhysicalAddress) {
    guard let group = segmentRows.group(holding: address), address != group.range.start else { return }
    unfolded.insert(group.fold)
  }

  fileprivate mutating func toggleGroup() {
    guard let group = groupAtCursor else { return }
    toggle(group.fold)
    if !unfolded.contains(group.fold) { ruler.cursor = group.range.start }
  }

  /// `> 7 RAM, ACPI NVS`: how many rows, and what lies in them, the largest first.
  func description(of group: RulerGroup, width: Int) -> [Span] {
    let arrow = Span("\(glyphs.arrowRight) ", Style(.key))
    var sizes: [(name: String, size: UInt64)] = []
    var devices: Set<Int> = []
    for segment in evaluation.segments[evaluation.segmentIndexes(in: group.range)] {
      devices.formUnion(segment.devices)
      let name = place(of: segment)
      if let place = sizes.firstIndex(where: { $0.name == name }) {
        sizes[place].size = sizes[place].size.adding(clamped: segment.range.size)
      } else {
        sizes.append((name, segment.range.size))
      }
    }
    var names = sizes.sorted { $0.size > $1.size }.map(\.name)
    if !devices.isEmpty {
      let areTables = devices.isSubset(of: groupedDevices)
      names.insert("\(devices.count) \(areTables ? "ACPI tables" : "devices")", at: areTables ? 1 : 0)
    }
    let count = "\(group.count)\(width >= 20 ? " rows" : ""): "
    let text = clipped(count + names.joined(separator: ", "), max(4, width - 2))
    return [arrow, Span(text, Style(.text))]
  }
}

extension Command {
  static let toggleGroup = Command(
    "toggle-group", .ruler, [" "], "unfold the rows that are shown as one, or fold them again",
    unless: { $0.groupAtCursor == nil ? "this row stands for itself" : nil }
  ) { $0.toggleGroup() }
}
