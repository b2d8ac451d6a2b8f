extension Evaluation {
  /// A stretch of addresses with one MTRR type from one source.
  public struct TypeRange: Hashable, Sendable {
    public var range: AddressRange
    public var type: MemoryType
    public var source: AddressSegment.TypeSource
  }

  /// The memory-type map by Linux's reading: neighbours of the same type and source joined.
  public var typeRanges: [TypeRange] {
    var result: [TypeRange] = []
    for segment in segments {
      if let last = result.last, last.type == segment.type, last.source == segment.source,
        last.range.end == segment.range.start
      {
        result[result.count - 1].range.end = segment.range.end
      } else {
        result.append(TypeRange(range: segment.range, type: segment.type, source: segment.source))
      }
    }
    return result
  }

  public var failures: [DeviceOutcome] { outcomes.filter(\.isFailure) }

  /// Mapped, but not as asked.
  public var regressions: [DeviceOutcome] { outcomes.filter { $0.regression != nil && !$0.isFailure } }

  /// The step with this number; steps count from 1.
  public func step(_ number: Int) -> BootStep? {
    trace.steps.indices.contains(number - 1) ? trace.steps[number - 1] : nil
  }

  /// The segment that holds an address; nil above the physical width. O(log n).
  public func segment(at address: PhysicalAddress) -> AddressSegment? {
    let index = segments.partitioningIndex { $0.range.end > address }
    return index < segments.count && segments[index].range.contains(address) ? segments[index] : nil
  }
}

extension AddressSegment.TypeSource {
  /// `not read yet`, `default type`, `fixed ranges`, `MTRR 0`, `MTRR 0+2`, `forced range`, `TOM2`, `MTRRs off`.
  public var name: String {
    switch self {
    case .unread: "not read yet"
    case .disabled: "MTRRs off"
    case .defaultType: "default type"
    case .fixed: "fixed ranges"
    case .tom2: "TOM2"
    case .variable(let indexes): "MTRR " + indexes.map { String($0) }.joined(separator: "+")
    case .forced([0]): "forced range"
    case .forced(let indexes): "forced range " + indexes.map { String($0) }.joined(separator: "+")
    }
  }
}

extension E820Type {
  /// For people: `RAM`, `reserved`, `ACPI data`, `ACPI NVS`.
  public var name: String {
    switch self {
    case .ram: "RAM"
    case .reserved: "reserved"
    case .acpi: "ACPI data"
    case .nvs: "ACPI NVS"
    case .unusable: "unusable"
    case .pmem: "persistent"
    case .pram: "persistent (legacy)"
    case .reservedKern: "RAM (setup data)"
    case .softReserved: "soft reserved"
    default: "type \(rawValue)"
    }
  }
}

extension DeviceOutcome.Status {
  /// `mapped UC-`, `failed -12 ENOMEM`, `fixed page UC`, `no driver`.
  public var text: String {
    switch self {
    case .mapped(let mode): "mapped \(mode.name)"
    case .failed(let error): "failed \(error) \(Errno.name(error))"
    case .fixmap: "fixed page UC"
    case .notDriven: "no driver"
    case .unknown: "unknown"
    }
  }
}

/// The few error numbers that occur (include/uapi/asm-generic/errno-base.h).
public enum Errno {
  public static let noEntry = -2
  public static let inputOutput = -5
  public static let fault = -14
  public static let noSuchAddress = -6
  public static let notPermitted = -1
  public static let tryAgain = -11
  public static let noMemory = -12
  public static let busy = -16
  public static let noDevice = -19
  public static let invalid = -22
  public static let noSpace = -28
  public static let notImplemented = -38

  /// `ENOMEM` for -12; empty for an unknown number.
  public static func name(_ number: Int) -> String {
    switch number {
    case -1: "EPERM"
    case -2: "ENOENT"
    case -5: "EIO"
    case -6: "ENXIO"
    case -11: "EAGAIN"
    case -12: "ENOMEM"
    case -14: "EFAULT"
    case -16: "EBUSY"
    case -19: "ENODEV"
    case -22: "EINVAL"
    case -28: "ENOSPC"
    case -38: "ENOSYS"
    default: ""
    }
  }
}
