import MemtypeEngine

extension ACPITables {
  /// A mapping that an access at boot makes.
  public struct BootMapping: Hashable, Sendable {
    public var access: ACPIAccess
    /// Of the access that is outside of all earlier mappings.
    public var address: UInt64
    /// Whole pages.
    public var range: AddressRange
  }

  /// The mappings that the accesses at boot make, in order: from the accessed byte to the end of the region, at most
  /// 4 KiB, rounded to whole pages, unless an earlier one serves (`acpi_ex_system_memory_space_handler`).
  public var bootMappings: [BootMapping] {
    var walk = BootWalk(self)
    return bootAccesses.flatMap { walk.mappings(of: $0) }
  }

  /// Decides about accesses under a condition that is not known, where something tells whether their pages were
  /// mapped: one that was is a fact, and one that was not did not happen.
  ///
  /// `wasMapped` is asked for the pages of the first mapping that an access would make; nil leaves it open.
  mutating func settleConditions(_ wasMapped: (ACPIAccess, AddressRange) -> Bool?) {
    guard bootAccesses.contains(where: \.isConditional) else { return }
    var walk = BootWalk(self)
    var settled: [ACPIAccess] = []
    for access in bootAccesses {
      guard access.isConditional else {
        _ = walk.mappings(of: access)
        settled.append(access)
        continue
      }
      var trial = walk
      let mappings = trial.mappings(of: access)
      var access = access
      if let first = mappings.first {
        switch wasMapped(access, first.range) {
        case true?: access.isConditional = false
        case false?: continue
        case nil: break
        }
      }
      walk = trial
      settled.append(access)
    }
    bootAccesses = settled
  }

  /// The declaration of a SystemMemory region by its path.
  public func region(_ path: String) -> Region? {
    regions.first { $0.path == path && $0.space == .systemMemory }
  }

  /// Where a region lies: for one of a method, where it lay when the boot first accessed it.
  func bootBase(of region: Region) -> UInt64? {
    region.base
      ?? bootAccesses.first { $0.region == region.path && $0.address != nil }
      .flatMap { access in access.address.map { $0 &- access.offset } }
  }

  /// What the boot reads and writes in a region, as the engine wants it; the widest fields only where a new page
  /// comes into play.
  func reads(of region: Region, where isWanted: (ACPIAccess) -> Bool) -> [OperationRegion.FieldRead] {
    var result: [OperationRegion.FieldRead] = []
    for access in bootAccesses where access.region == region.path && isWanted(access) {
      // A region in a method may lie elsewhere each time: only its usual place counts here.
      guard let address = access.address, address &- access.offset == bootBase(of: region) else { continue }
      let method =
        access.entry.split(whereSeparator: { $0 == "." || $0 == "\\" }).last.map(String.init) ?? "AML"
      for offset in access.offsets {
        let read = OperationRegion.FieldRead(offset: offset, width: access.width, method: method)
        if !result.contains(read) { result.append(read) }
      }
    }
    return result
  }

  // MARK: Who comes first

  /// A region that lies over the registers of a driver.
  public struct Overlap: Hashable, Sendable {
    public enum First: String, Hashable, Sendable {
      case acpi = "ACPI maps it first"
      case driver = "the driver maps it first"
      case driverAlone = "ACPI does not touch it at boot"
    }

    public var region: String
    /// The device in the scenario.
    public var device: String
    /// The pages that they share.
    public var pages: AddressRange
    public var first: First

    /// `\_SB.TPMX.TPMR lies over TPM TIS: ACPI maps it first`.
    public var text: String { "\(region) lies over \(device): \(first.rawValue)" }
  }

  /// Which regions lie over which driver's registers, and who comes first.
  ///
  /// The early HPET set-up and PCI's ECAM come before the interpreter, all other drivers after it.
  public func overlaps(with devices: [Device], hasEarlyHPET: Bool) -> [Overlap] {
    let mappings = bootMappings
    var result: [Overlap] = []
    for region in systemMemoryRegions {
      guard let range = region.range?.pageRounded else { continue }
      for device in devices where device.hasTrackedDriver {
        let pages = device.range.pageRounded
        guard range.overlaps(pages) else { continue }
        let isTouched = mappings.contains { $0.access.region == region.path && $0.range.overlaps(pages) }
        let isEarly = device.kind == .ecam || device.kind == .hpet && hasEarlyHPET
        result.append(
          Overlap(
            region: region.path, device: device.name, pages: range.intersection(pages),
            first: !isTouched ? .driverAlone : isEarly ? .driver : .acpi))
      }
    }
    return result
  }
}

/// What is mapped while the accesses of a boot follow one another.
private struct BootWalk {
  private var lengths: [String: UInt64] = [:]
  private var windows: [String: BootWindows] = [:]
  private var mapped = BootPages()

  init(_ tables: ACPITables) {
    for region in tables.systemMemoryRegions where lengths[region.path] == nil {
      lengths[region.path] = region.length
    }
  }

  /// The new mappings that an access makes.
  mutating func mappings(of access: ACPIAccess) -> [ACPITables.BootMapping] {
    guard let length = lengths[access.region], let first = access.address else { return [] }
    let base = first &- access.offset
    var result: [ACPITables.BootMapping] = []
    for offset in access.offsets {
      let address = base &+ offset
      let bytes = AddressRange(start: address, size: UInt64(access.width / 8))
      let window = AddressRange(start: address, size: min(length.subtracting(clamped: offset), .page))
      guard windows[access.region, default: BootWindows()].add(window, unlessCovered: bytes) else { continue }
      guard mapped.insert(window.pageRounded) else { continue }
      result.append(.init(access: access, address: address, range: window.pageRounded))
    }
    return result
  }
}

/// The windows of one region: at most 4 KiB each, cut at the region's end.
private struct BootWindows {
  /// By their starts. One that starts later also ends later, so that the last one before an address decides.
  private var sorted: [AddressRange] = []

  /// False if the bytes lie in a window that is there already.
  mutating func add(_ window: AddressRange, unlessCovered bytes: AddressRange) -> Bool {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].start <= window.start { low = middle + 1 } else { high = middle }
    }
    if low > 0, sorted[low - 1].contains(bytes) { return false }
    sorted.insert(window, at: low)
    return true
  }
}

/// Mapped stretches of one page or two.
private struct BootPages {
  private var pages: Set<UInt64> = []
  private var pairs: Set<UInt64> = []

  /// False if it lies in one that is there already.
  mutating func insert(_ range: AddressRange) -> Bool {
    if range.size <= .page {
      return pages.insert(range.start).inserted
    }
    guard pairs.insert(range.start).inserted else { return false }
    pages.insert(range.start)
    pages.insert(range.start &+ .page)
    return true
  }
}

extension ACPIAccess {
  /// Of each single access. Long fields are cut: past the first few only those matter that reach a new page.
  var offsets: [UInt64] {
    let bytes = UInt64(max(width / 8, 1))
    let near = (0..<min(count, 16)).map { offset &+ $0 &* bytes }
    guard count > 16 else { return near }
    let last = offset.adding(clamped: (count - 1) &* bytes)
    let far = stride(from: offset.adding(clamped: .page), to: last, by: Int(UInt64.page)).prefix(64)
    return near + far.map { $0.roundedDown(to: bytes) } + [last]
  }
}

extension Device {
  /// Whether a driver of the kernel maps it, and that is tracked.
  fileprivate var hasTrackedDriver: Bool { driver != nil && !kind.traits.contains(.userSpace) }
}
