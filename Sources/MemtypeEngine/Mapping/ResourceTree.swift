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
///
/// What drivers claim is kept apart from what was there before: claims are BUSY and so never overlap, which makes each
/// of them, and each search, logarithmic.
public struct ResourceTree: Hashable, Sendable {
  /// What is no claim: parents come before their children, siblings by address.
  private var base: [MemoryResource] = []
  /// For each of them the highest end so far.
  private var highestEnd: [PhysicalAddress] = []
  /// What was claimed; the mode of an entry means nothing.
  private var claims = TrackedRanges()
  private var claimNames: [AddressRange: String] = [:]

  /// A resource inside another one becomes its child. Empty ones are left out.
  public init(_ resources: [MemoryResource] = []) {
    base = Self.ordered(resources)
    link()
  }

  /// All of them: parents come before their children, siblings by address.
  public var resources: [MemoryResource] {
    claims.isEmpty ? base : Self.ordered(base + claims.entries.map { claim($0.range) })
  }

  /// Adds a resource; of two equal ranges the older one is the parent.
  public mutating func insert(_ resource: MemoryResource) {
    guard !resource.range.isEmpty else { return }
    let at = base.firstIndex { Self.precedes(resource, $0) } ?? base.count
    base.insert(resource, at: at)
    link()
  }

  /// Claims a range for a driver (`__request_region`): it must not touch a BUSY resource, nor stick out of
  /// another. Returns the resource in the way, nil if the range is the driver's now.
  public mutating func request(_ range: AddressRange, name: String) -> MemoryResource? {
    guard !range.isEmpty else { return nil }
    var conflict: MemoryResource?
    // A parent that the range leaves is met before its children.
    forEach(overlapping: range.start, range.last) { resource in
      if resource.isBusy || !resource.range.contains(range) { conflict = resource }
      return conflict == nil
    }
    if let conflict { return conflict }
    claims.insert(TrackedEntry(range, .wb))
    // Its ends are kept to 56 bits.
    if claims.exactMatch(start: range.start, end: range.end) == nil {
      insert(MemoryResource(range, .busy, name))
    } else {
      claimNames[range] = name
    }
    return nil
  }

  /// Gives a claimed range back.
  public mutating func release(_ range: AddressRange, name: String) {
    if claimNames[range] == name, let position = claims.exactMatch(start: range.start, end: range.end) {
      claims.remove(at: position)
      claimNames[range] = nil
      return
    }
    guard let index = base.lastIndex(where: { $0.range == range && $0.kind == .busy && $0.name == name })
    else { return }
    base.remove(at: index)
    link()
  }

  /// BUSY System RAM, in order.
  public var systemRAM: [AddressRange] { base.filter { $0.kind == .systemRAM }.map(\.range) }

  /// Calls `body` for the BUSY resources over `[first, last]`, each cut to that, in walking order, until it
  /// returns false (`walk_mem_res`).
  ///
  /// The walk goes on behind each piece and ends when no more than one byte is left, so that a last single
  /// byte is never looked at.
  func walkBusy(_ first: UInt64, _ last: UInt64, _ body: (MemoryResource, AddressRange) -> Bool) {
    var position = first
    forEach(overlapping: first, last) { resource in
      guard position < last else { return false }
      guard resource.isBusy, resource.range.last >= position else { return true }
      let pieceLast = min(last, resource.range.last)
      let piece = AddressRange(max(position, resource.range.start), pieceLast &+ 1)
      if !body(resource, piece) { return false }
      position = pieceLast &+ 1
      return true
    }
  }

  /// The first resource that a mapping of `[first, last]` reaches beyond, counted in pages, and that is not
  /// BUSY (`iomem_map_sanity_check`).
  func exceeded(by first: UInt64, _ last: UInt64) -> MemoryResource? {
    var found: MemoryResource?
    forEach(overlapping: first, last) { resource in
      let range = resource.range
      if range.start >> 12 <= first >> 12, range.last >> 12 >= last >> 12 { return true }
      if !resource.isBusy { found = resource }
      return found == nil
    }
    return found
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
    var hasMeant = false
    var hasOther = false
    var walk: IntersectionWalk?
    forEach(overlapping: first, last) { resource in
      let isOne = isMeant(resource)
      if let parent = walk?.parent, parent.contains(resource.range) {
        if isOne, walk?.isOver == false {
          hasMeant = true
          walk?.add(resource.range)
        }
        return true
      }
      if walk?.isCovered == false { hasOther = true }
      walk = IntersectionWalk(resource.range, first, last)
      if isOne {
        hasMeant = true
        walk?.isCovered = true
        walk?.isOver = true
      }
      return true
    }
    if walk?.isCovered == false { hasOther = true }
    return hasMeant ? (hasOther ? .mixed : .intersects) : .disjoint
  }

  /// How far the descendants of a top-level resource fill it, from its left end.
  private struct IntersectionWalk {
    var parent: AddressRange
    var covered: UInt64
    var end: UInt64
    var isCovered = false
    var isOver = false

    init(_ parent: AddressRange, _ first: UInt64, _ last: UInt64) {
      self.parent = parent
      covered = max(first, parent.start)
      end = min(last, parent.last)
    }

    mutating func add(_ range: AddressRange) {
      if range.start > covered {
        isOver = true
        return
      }
      isCovered = range.last >= end
      isOver = isCovered
      covered = max(covered, range.end)
    }
  }

  /// Calls `body` for the resources that share a byte with `[first, last]`, in walking order, until it returns false.
  private func forEach(overlapping first: UInt64, _ last: UInt64, _ body: (MemoryResource) -> Bool) {
    guard first <= last else { return forEachAroundReversed(first, last, body) }
    var low = 0
    var high = base.count
    while low < high {
      let middle = (low + high) / 2
      if highestEnd[middle] <= first { low = middle + 1 } else { high = middle }
    }
    var position = claims.isEmpty ? nil : claims.firstOverlap(start: first, last: last)
    for index in low..<base.count {
      let resource = base[index]
      if resource.range.start > last { break }
      while let at = position, Self.precedes(claim(claims[at].range), resource) {
        if !body(claim(claims[at].range)) { return }
        position = claims.nextOverlap(after: at, start: first, last: last)
      }
      if resource.range.last >= first, !body(resource) { return }
    }
    while let at = position {
      if !body(claim(claims[at].range)) { return }
      position = claims.nextOverlap(after: at, start: first, last: last)
    }
  }

  /// The same for a request that wraps around: it touches what reaches around it, as comparing the ends has it.
  private func forEachAroundReversed(_ first: UInt64, _ last: UInt64, _ body: (MemoryResource) -> Bool) {
    for resource in resources where resource.range.start <= last && resource.range.last >= first {
      if !body(resource) { return }
    }
  }

  private func claim(_ range: AddressRange) -> MemoryResource {
    MemoryResource(range, .busy, claimNames[range] ?? "")
  }

  private static func precedes(_ a: MemoryResource, _ b: MemoryResource) -> Bool {
    (a.range.start, b.range.end) < (b.range.start, a.range.end)
  }

  private static func ordered(_ resources: [MemoryResource]) -> [MemoryResource] {
    // A memory map is in order already.
    let isOrdered = zip(resources, resources.dropFirst()).allSatisfy { $0.range.end <= $1.range.start }
    if isOrdered, resources.allSatisfy({ !$0.range.isEmpty }) { return resources }
    return resources.enumerated().filter { !$0.element.range.isEmpty }
      .sorted { a, b in
        if precedes(a.element, b.element) { return true }
        return a.element.range == b.element.range && a.offset < b.offset
      }
      .map(\.element)
  }

  private mutating func link() {
    var highest: PhysicalAddress = 0
    highestEnd = base.map { resource in
      highest = max(highest, resource.range.end)
      return highest
    }
  }
}
