import MemtypeEngine

/// The ACPI tables of a machine, as far as they say who touches which memory.
public struct ACPITables: Sendable {
  /// A table that was read.
  public struct Table: Hashable, Sendable {
    public var signature: String
    /// The file's name without its path.
    public var file: String
    public var length: Int?
    public var address: UInt64?
  }

  /// An OperationRegion of any address space.
  public struct Region: Hashable, Sendable {
    public var path: String
    public var space: ACPIAddressSpace
    /// nil where it is known at run time only.
    public var base: UInt64?
    /// How the base is computed, unless it is a plain number.
    public var baseExpression: String?
    public var length: UInt64?
    /// `device \_SB.HPET`, `method \_SB.PCI0.TPM.TPFN`.
    public var declaredIn: String
    /// The device that the region belongs to, `\_SB.HPET`; the scope if there is none.
    public var owner: String
    public var table: Int
    /// Declared under a condition that is not known.
    public var isConditional: Bool
    public var fields: [Field] = []

    public var range: AddressRange? {
      guard let base, let length else { return nil }
      return AddressRange(start: base, size: length)
    }
  }

  /// A field of a region.
  public struct Field: Hashable, Sendable {
    public var name: String
    public var path: String
    public var bitOffset: UInt64
    public var bitWidth: UInt64
    public var access: ACPIFieldAccess
    public var locks: Bool
    public var update: ACPIFieldUpdate
    /// In bytes from the region's base, and how many accesses reading it takes.
    public var firstAccess: UInt64
    public var accesses: UInt64
  }

  /// A method that accesses fields of a region itself, in the order of its text.
  public struct MethodUse: Hashable, Sendable {
    public var method: String
    public var region: String
    public var accesses: [Access]
    public var calledBy: [String]

    public struct Access: Hashable, Sendable {
      public var field: String
      public var kind: ACPIAccess.Kind
    }
  }

  /// A memory descriptor in a device's _CRS.
  public struct MemoryResource: Hashable, Sendable {
    public var device: String
    public var table: Int
    public var descriptor: ACPIMemoryDescriptor
    /// _CRS is a method, so that the descriptor may change.
    public var isComputed: Bool
  }

  /// A device and its identification.
  public struct DeviceObject: Hashable, Sendable {
    public var path: String
    public var hid: String?
    public var cids: [String] = []
    public var uid: String?

    public func isOne(of ids: Set<String>) -> Bool {
      hid.map { ids.contains($0) } == true || cids.contains { ids.contains($0) }
    }
  }

  public internal(set) var tables: [Table] = []
  public internal(set) var fixed = ACPIFixedTables()
  public internal(set) var regions: [Region] = []
  public internal(set) var methodUses: [MethodUse] = []
  public internal(set) var memoryResources: [MemoryResource] = []
  public internal(set) var devices: [DeviceObject] = []
  /// Whether a device's _CRS, as far as it can be read, has an interrupt in it, by path.
  public internal(set) var hasInterrupts: [String: Bool] = [:]
  /// What AML accesses at boot in SystemMemory regions, in order.
  public internal(set) var bootAccesses: [ACPIAccess] = []
  /// Every name with what it is, `\_SB.HPET Device`, in the order of the namespace.
  public internal(set) var names: [String] = []
  /// What could not be read, and what was not run to its end. One sentence each.
  public internal(set) var notes: [String] = []
  /// What the limits kept from being followed: less may be mapped at boot than the tables say.
  package internal(set) var limits: [String] = []

  public var systemMemoryRegions: [Region] { regions.filter { $0.space == .systemMemory } }

  public var isEmpty: Bool { tables.isEmpty }
}
