extension E820Type {
  /// How the printed memory map names the types.
  public enum Wording: Hashable, Sendable {
    /// `usable`, `reserved`: up to 6.18.
    case usable
    /// `System RAM`, `device reserved`, and lines for the gaps: newer.
    case systemRAM

    public init(_ kernel: KernelRevision) { self = kernel.has(.gapLines) ? .systemRAM : .usable }
  }

  /// The word in the printed map, `usable` (`e820_print_type`).
  public func word(_ wording: Wording) -> String {
    switch self {
    case .ram: wording == .usable ? "usable" : "System RAM"
    case .reservedKern where wording == .usable: "usable"
    case .reserved: wording == .usable ? "reserved" : "device reserved"
    case .softReserved: "soft reserved"
    case .acpi: "ACPI data"
    case .nvs: "ACPI NVS"
    case .unusable: "unusable"
    case .pmem, .pram: (wording == .usable ? "persistent" : "persistent RAM") + " (type \(rawValue))"
    default: "type \(rawValue)"
    }
  }

  /// Whether its resource is `System RAM` for the kernel.
  public var isSystemRAM: Bool { self == .ram || self == .reservedKern }

  /// Neighbours of these types are never joined (`e820_nomerge`).
  var staysSplit: Bool { self == .pram || self == .softReserved }
}
