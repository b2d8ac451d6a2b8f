import MemtypeEngine

/// What a memory type permits the processor (Intel SDM vol. 3A, "Memory Types and Their Properties").
public struct TypePermissions: Hashable, Sendable {
  public enum Writes: String, Hashable, Sendable, CaseIterable {
    case outAtOnce = "each goes out by itself, at once and in order"
    case merged = "fewer and larger ones go out, in no promised order"
    case throughCache = "each goes to memory at once, and to a copy in the cache"
    case droppingCopies = "each goes to memory, and cached copies are dropped"
    case cached = "they stay in the cache until they are evicted"
  }

  /// Reads may be answered by the caches.
  public var cachesReads: Bool
  /// Reads may be made before anybody asks.
  public var readsAhead: Bool
  public var writes: Writes
  /// Accesses keep their order whatever else is done.
  public var isStronglyOrdered: Bool

  /// nil for an encoding that is reserved.
  public init?(_ type: MemoryType) {
    switch type {
    case .uc, .ucMinus:
      self.init(cachesReads: false, readsAhead: false, writes: .outAtOnce, isStronglyOrdered: true)
    case .wc: self.init(cachesReads: false, readsAhead: true, writes: .merged, isStronglyOrdered: false)
    case .wt: self.init(cachesReads: true, readsAhead: true, writes: .throughCache, isStronglyOrdered: false)
    case .wp:
      self.init(cachesReads: true, readsAhead: true, writes: .droppingCopies, isStronglyOrdered: false)
    case .wb: self.init(cachesReads: true, readsAhead: true, writes: .cached, isStronglyOrdered: false)
    default: return nil
    }
  }

  private init(cachesReads: Bool, readsAhead: Bool, writes: Writes, isStronglyOrdered: Bool) {
    self.cachesReads = cachesReads
    self.readsAhead = readsAhead
    self.writes = writes
    self.isStronglyOrdered = isStronglyOrdered
  }

  public static let cachedRead = "the old value, from the cache"
  public static let freshRead = "the device's value of that moment"

  /// What a second read of a register that changed meanwhile may return.
  public var secondRead: String { cachesReads ? Self.cachedRead : Self.freshRead }
}
