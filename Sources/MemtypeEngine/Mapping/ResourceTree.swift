/// A memory resource: a line of /proc/iomem.
public struct MemoryResource: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// BUSY System RAM.
    case systemRAM
    /// Claimed by a driver or by the kernel.
    case busy
    case plain
  }

  /// What the firmware map said about it (`enum` of IORES_DESC values).
  public enum Descriptor: String, Hashable, Sendable, CaseIterable {
    case none
    case acpiTables
    case acpiNVStorage
    case persistentMemory
    case persistentMemoryLegacy
    case reserved
    case softReserved
  }

  public var range: AddressRange
  public var kind: Kind
  public var descriptor: Descriptor
  public var name: String

  public init(_ range: AddressRange, _ kind: Kind, _ name: String, descriptor: Descriptor = .none) {
    self.range = range
    self.kind = kind
    self.name = name
    self.descriptor = descriptor
  }

  public var isBusy: Bool { kind != .plain }
}

/// The kernel's tree of memory resources (kernel/resource.c), in the order in which it is walked.
public struct ResourceTree: Hashable, Sendable {
  /// Parents come before their children, siblings by address.
  public private(set) var resources: [MemoryResource] = []
  /// For each resource the index behind its last descendant.
  private var ends: [Int] = []

  /// A resource inside another one becomes its child. Empty ones are left out.
  public init(_ resources: [MemoryResource] = []) {
    self.resources = Self.ordered(resources)
    link()
  }

  /// Adds a resource; of two equal ranges the older one is the parent.
  public mutating func insert(_ resource: MemoryResource) {
    guard !resource.range.isEmpty else { return }
    let at = resources.firstIndex { Self.precedes(resource, $0) } ?? resources.count
    resources.insert(resource, at: at)
    link()
  }

  /// Claims a range for a driver (`__request_region`): it must not touch a BUSY resource, nor stick out of
  /// another. Returns the resource in the way, nil if the range is the driver's now.
  public mutating func request(_ range: AddressRange, name: String) -> MemoryResource? {
    var index = 0
    var end = resources.count
    while index < end {
      let resource = resources[index]
      if resource.range.overlaps(range) {
        if resource.isBusy || !resource.range.contains(range) { return resource }
        (index, end) = (index + 1, ends[index])
      } else {
        index = ends[index]
      }
    }
    insert(MemoryResource(range, .busy, name))
    return nil
  }

  /// Gives a claimed range back.
  public mutating func release(_ range: AddressRange, name: String) {
    guard
      let index = resources.lastIndex(where: { $0.range == range && $0.kind == .busy && $0.name == name })
    else { return }
    resources.remove(at: index)
    link()
  }

  /// BUSY System RAM, in order.
  public var systemRAM: [AddressRange] { resources.filter { $0.kind == .systemRAM }.map(\.range) }

  /// Calls `body` for the BUSY resources over `[first, last]`, each cut to that, in walking order, until it
  /// returns false (`walk_mem_res`).
  ///
  /// The walk goes on behind each piece and ends when no more than one byte is left, so that a last single
  /// byte is never looked at.
  func walkBusy(_ first: UInt64, _ last: UInt64, _ body: (MemoryResource, AddressRange) -> Bool) {
    var position = first
    for resource in resources {
      guard position < last, resource.range.start <= last else { return }
      guard resource.isBusy, resource.range.last >= position else { continue }
      let pieceLast = min(last, resource.range.last)
      let piece = AddressRange(max(position, resource.range.start), pieceLast &+ 1)
      if !body(resource, piece) { return }
      position = pieceLast &+ 1
    }
  }

  /// The first resource that a mapping of `[first, last]` reaches beyond, counted in pages, and that is not
  /// BUSY (`iomem_map_sanity_check`).
  func exceeded(by first: UInt64, _ last: UInt64) -> MemoryResource? {
    resources.first { resource in
      let range = resource.range
      if range.start > last || range.last < first { return false }
      if range.start >> 12 <= first >> 12, range.last >> 12 >= last >> 12 { return false }
      return !resource.isBusy
    }
  }

  /// How a range lies to the resources of a kind (`region_intersects`).
  public enum Intersection: Hashable, Sendable {
    /// None of them is in it.
    case disjoint
    /// Nothing else is. Addresses without any resource do not count.
    case intersects
    case mixed
  }

  /// Whether resources that satisfy a predicate lie in `[first, last]`, alone or with others.
  ///
  /// Only top-level resources count, unless one that does not satisfy it is filled from its left end by
  /// descendants that do.
  func intersection(
    _ first: UInt64, _ last: UInt64, where isMeant: (MemoryResource) -> Bool
  ) -> Intersection {
    func overlaps(_ index: Int) -> Bool {
      resources[index].range.start <= last && resources[index].range.last >= first
    }
    var hasMeant = false
    var hasOther = false
    var index = 0
    while index < resources.count {
      let next = ends[index]
      defer { index = next }
      guard overlaps(index) else { continue }
      if isMeant(resources[index]) {
        hasMeant = true
        continue
      }
      var covered = max(first, resources[index].range.start)
      let end = min(last, resources[index].range.last)
      var isCovered = false
      for child in (index + 1)..<max(index + 1, next) where overlaps(child) && isMeant(resources[child]) {
        hasMeant = true
        if resources[child].range.start > covered { break }
        isCovered = resources[child].range.last >= end
        if isCovered { break }
        covered = max(covered, resources[child].range.end)
      }
      if !isCovered { hasOther = true }
    }
    return hasMeant ? (hasOther ? .mixed : .intersects) : .disjoint
  }

  private static func precedes(_ a: MemoryResource, _ b: MemoryResource) -> Bool {
    (a.range.start, b.range.end) < (b.range.start, a.range.end)
  }

  private static func ordered(_ resources: [MemoryResource]) -> [MemoryResource] {
    resources.enumerated().filter { !$0.element.range.isEmpty }
      .sorted { a, b in
        if precedes(a.element, b.element) { return true }
        return a.element.range == b.element.range && a.offset < b.offset
      }
      .map(\.element)
  }

  private mutating func link() {
    ends = Array(repeating: resources.count, count: resources.count)
    var open: [Int] = []
    for (i, resource) in resources.enumerated() {
      while let parent = open.last, !resources[parent].range.contains(resource.range) {
        ends[parent] = i
        open.removeLast()
      }
      open.append(i)
    }
  }
}
