/// A piece of a table, the same whether it was read from AML or from disassembled text.
public indirect enum ACPITerm: Hashable, Sendable {
  case integer(UInt64)
  case string(String)
  /// The size is nil where it is that of the bytes.
  case buffer(size: ACPITerm?, [UInt8])
  case package([ACPITerm])
  case name(ACPIName)
  /// A method with its arguments, as far as it is known to be one.
  case call(ACPIName, [ACPITerm])
  case local(Int)
  case argument(Int)
  case debug
  case timer
  case operation(ACPIOperator, [ACPITerm])
  /// Something that is understood no further, `Printf`.
  case other(String, [ACPITerm])

  case branch([Arm], otherwise: [ACPITerm])
  case loop(ACPITerm, [ACPITerm])
  case leaveLoop
  case continueLoop
  case returned(ACPITerm?)

  case scope(ACPIName, [ACPITerm])
  case object(ACPIObjectKind, ACPIName, [ACPITerm])
  case method(ACPIName, argumentCount: Int, [ACPITerm])
  case named(ACPIName, ACPITerm)
  case alias(ACPIName, of: ACPIName)
  case region(ACPIName, ACPIAddressSpace, base: ACPITerm, length: ACPITerm)
  case fields(ACPIFieldList)
  /// The width is in bits, as is the index if it is a bit's. A width of nil stands behind the index.
  case bufferField(ACPIName, of: ACPITerm, index: ACPITerm, inBits: Bool, width: ACPITerm)
  case external(ACPIName)

  /// `If` or `ElseIf`.
  public struct Arm: Hashable, Sendable {
    var condition: ACPITerm
    var body: [ACPITerm]
  }

  /// So many are read of all tables of a machine together: in memory one takes some hundred bytes, in a file it may take
  /// one. The largest machines have half of them.
  static let limit = 1 << 19
  static let limitText = "more than \(limit) terms in all tables"

  /// An operation whose result goes into a target, if there is one.
  static func stored(_ term: ACPITerm, in target: ACPITerm?) -> ACPITerm {
    target.map { .operation(.store, [term, $0]) } ?? term
  }
}

/// What a namespace object is, apart from those with a form of their own.
public enum ACPIObjectKind: String, Hashable, Sendable {
  case device = "Device"
  case processor = "Processor"
  case thermalZone = "ThermalZone"
  case powerResource = "PowerResource"
  case mutex = "Mutex"
  case event = "Event"
}

/// The address spaces of OperationRegions by their AML numbers.
public struct ACPIAddressSpace: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let systemMemory = ACPIAddressSpace(rawValue: 0)
  public static let pciConfig = ACPIAddressSpace(rawValue: 2)
  public static let embeddedControl = ACPIAddressSpace(rawValue: 3)
  /// ACPICA's own number for DataTableRegion.
  public static let dataTable = ACPIAddressSpace(rawValue: 0x7e)

  private static let names: [String] = [
    "SystemMemory", "SystemIO", "PCI_Config", "EmbeddedControl", "SMBus", "SystemCMOS", "PciBarTarget",
    "IPMI",
    "GeneralPurposeIo", "GenericSerialBus", "PCC", "PlatformRtMechanism",
  ]

  init?(name: String) {
    if let index = Self.names.firstIndex(of: name) {
      self.init(rawValue: UInt8(index))
    } else if name == "FFixedHW" {
      self.init(rawValue: 0x7f)
    } else {
      return nil
    }
  }

  public var description: String {
    switch rawValue {
    case _ where Int(rawValue) < Self.names.count: Self.names[Int(rawValue)]
    case 0x7e: "DataTable"
    case 0x7f: "FFixedHW"
    default: rawValue.prefixedHex()
    }
  }
}

/// A Field, IndexField or BankField list.
public struct ACPIFieldList: Hashable, Sendable {
  public enum Place: Hashable, Sendable {
    case region(ACPIName)
    case index(ACPIName, data: ACPIName)
    case bank(ACPIName, register: ACPIName, value: ACPITerm)
  }

  public struct Unit: Hashable, Sendable {
    var name: ACPISegment
    var bitOffset: UInt64
    var bitWidth: UInt64
    var access: ACPIFieldAccess
  }

  var place: Place
  var locks: Bool
  var update: ACPIFieldUpdate
  var units: [Unit]
}

/// How wide the accesses to a field are.
public enum ACPIFieldAccess: UInt8, Hashable, Sendable, CaseIterable {
  case any, byte, word, dword, qword, buffer

  init(flags: UInt8) { self = Self(rawValue: flags & 0xf) ?? .any }

  init?(name: String) {
    guard let access = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = access
  }

  /// AnyAcc goes byte by byte in Linux (`acpi_ex_decode_field_access`).
  public var bits: UInt64 {
    switch self {
    case .any, .byte, .buffer: 8
    case .word: 16
    case .dword: 32
    case .qword: 64
    }
  }

  public var name: String {
    switch self {
    case .any: "AnyAcc"
    case .byte: "ByteAcc"
    case .word: "WordAcc"
    case .dword: "DWordAcc"
    case .qword: "QWordAcc"
    case .buffer: "BufferAcc"
    }
  }
}

/// What a write leaves in the bits of an access that are not the field's.
public enum ACPIFieldUpdate: UInt8, Hashable, Sendable, CaseIterable {
  case preserve, writeAsOnes, writeAsZeros

  init(flags: UInt8) { self = Self(rawValue: flags >> 5 & 3) ?? .preserve }

  init?(name: String) {
    guard let rule = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = rule
  }

  public var name: String {
    switch self {
    case .preserve: "Preserve"
    case .writeAsOnes: "WriteAsOnes"
    case .writeAsZeros: "WriteAsZeros"
    }
  }
}
