/// The list in which ACPI keeps its mappings, to use them again (`acpi_ioremaps`, drivers/acpi/osl.c).
public struct ACPIMappings: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// Tells the entries apart, also after some are gone.
    public var id: Int
    /// Whole pages.
    public var start: PhysicalAddress
    public var size: UInt64
    public var references: Int
    /// nil for RAM, which needs none.
    public var mapping: IOMapping?

    public var range: AddressRange { AddressRange(start: start, size: size) }
  }

  /// In the order in which they were made.
  public internal(set) var entries: [Entry] = []
  /// Set by `acpi_early_init`. Before that, tables are mapped through the fixmap and forgotten again.
  public var isPermanent = true
  var nextID = 0

  /// Finds entries by page once there are many.
  private var index = PageIndex()

  /// The first entry that covers a range as a whole.
  mutating func lookup(_ address: PhysicalAddress, _ size: UInt64) -> Int? {
    func covers(_ entry: Entry) -> Bool {
      entry.start <= address && address &+ size <= entry.start &+ entry.size
    }
    // What is empty or wraps around is covered by entries that do not hold its first page.
    guard entries.count > PageIndex.threshold, size > 0, address &+ size > address else {
      return entries.firstIndex(where: covers)
    }
    index.add(entries)
    return index.candidates(address).first { covers(entries[$0]) }
  }

  /// The entry with an id; ids grow along the list.
  func entry(id: Int) -> Entry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].id == id ? entries[low] : nil
  }

  mutating func remove(at position: Int) -> Entry {
    index = PageIndex()
    return entries.remove(at: position)
  }

  /// Which entries touch a page, in the order of the list. Long ones are kept apart: there are few.
  private struct PageIndex: Hashable, Sendable {
    static let threshold = 64
    private static let pageLimit: UInt64 = 64

    private var pages: [UInt64: [Int]] = [:]
    private var long: [Int] = []
    private var count = 0

    mutating func add(_ entries: [Entry]) {
      while count < entries.count {
        let entry = entries[count]
        if entry.size >> 12 > Self.pageLimit {
          long.append(count)
        } else {
          for page in 0..<(entry.size >> 12) { pages[entry.start >> 12 &+ page, default: []].append(count) }
        }
        count += 1
      }
    }

    func candidates(_ address: PhysicalAddress) -> [Int] {
      let near = pages[address >> 12] ?? []
      return long.isEmpty ? near : (near + long).sorted()
    }
  }
}

/// What became of a request for an ACPI mapping.
public struct ACPIMapResult: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    /// The id of the entry in the list.
    case mapped(Int)
    /// An older entry covers it; its id.
    case reused(Int)
    /// Before the list is in use: not tracked.
    case early
    case failed
  }

  public var outcome: Outcome
  /// The mode of the mapping that serves the request; nil for RAM and for failures.
  public var mode: PageCacheMode?
  /// The call of ioremap_cache that it took, if it took one.
  public var ioremap: IoremapResult?

  /// The entry to give back with `acpiUnmap`.
  public var entry: Int? {
    switch outcome {
    case .mapped(let id), .reused(let id): id
    case .early, .failed: nil
    }
  }

  public var isFailure: Bool { outcome == .failed }
}

extension KernelMappings {
  /// Maps memory for ACPI (`acpi_os_map_iomem`): write-back, and shared with whoever comes later.
  public mutating func acpiMap(_ address: PhysicalAddress, size: UInt64) -> ACPIMapResult {
    guard acpi.isPermanent else {
      return ACPIMapResult(outcome: address == 0 || size == 0 ? .failed : .early)
    }
    if let index = acpi.lookup(address, size) {
      acpi.entries[index].references += 1
      let entry = acpi.entries[index]
      return ACPIMapResult(outcome: .reused(entry.id), mode: entry.mapping?.mode)
    }
    var result = ACPIMapResult(outcome: .failed)
    var mapping: IOMapping?
    if tracker.isPageRAM(address) {
      if size > .page { return result }
    } else {
      let answer = ioremap(address, size: size, acpiVariant)
      result.ioremap = answer
      guard let made = answer.mapping else { return result }
      mapping = made
    }
    let start = address.roundedDown(to: .page)
    let id = acpi.nextID
    acpi.nextID += 1
    acpi.entries.append(
      ACPIMappings.Entry(
        id: id, start: start, size: (address &+ size).roundedUp(to: .page) &- start, references: 1,
        mapping: mapping))
    result.outcome = .mapped(id)
    result.mode = mapping?.mode
    return result
  }

  /// Gives one reference back (`acpi_os_unmap_iomem`); with the last one the mapping goes. The kernel delays
  /// that a little; here it is immediate.
  public mutating func acpiUnmap(_ entry: Int) {
    guard let index = acpi.entries.firstIndex(where: { $0.id == entry }) else {
      log.append(.mapping(.badACPIUnmap))
      return
    }
    acpi.entries[index].references -= 1
    guard acpi.entries[index].references == 0 else { return }
    if let mapping = acpi.remove(at: index).mapping { iounmap(mapping) }
  }
}
