import MemtypeEngine

/// One input of the scenario that can be edited where it stands.
enum Field: Hashable, Sendable {
  enum EntryColumn: Int, CaseIterable, Hashable, Sendable { case start, size, type }
  enum RangeColumn: Int, CaseIterable, Hashable, Sendable { case valid, base, size, type }

  case firmware, tolud, remapsCutRAM
  case vendor, physBits, hasMTRR, pat
  case platform, kernel, behaviour, earlyHPET
  case mtrrEnabled, fixedEnabled, defaultType
  /// A column of variable range `Int`.
  case range(Int, RangeColumn)
  /// Whether this kernel has a driver for device `Int`.
  case driver(Int)
  /// Whether AML reads the regions of device `Int` at boot.
  case regionRead(Int)
  /// Where device `Int` lies, and how long it is.
  case deviceBase(Int), deviceSize(Int)
  /// How and when a driver of the user's own maps.
  case mappingCall(Int), mappingPhase(Int)
  /// A part of the inputs that is folded away or open.
  case section(InputSection)
  /// A column of entry `Int` of the firmware's memory map.
  case entry(Int, EntryColumn)
  /// The type in slot `Int` of the fixed ranges, 0 to 87.
  case fixed(Int)
  case property(Property)

  /// Whether a value is typed; otherwise it is chosen.
  var isTyped: Bool {
    switch self {
    case .tolud, .physBits, .range(_, .base), .range(_, .size), .deviceBase, .deviceSize, .entry(_, .start),
      .entry(_, .size):
      true
    case .property(let property): property.isTyped
    default: false
    }
  }

  /// Whether names of places and sums of them can be typed.
  var takesAddress: Bool {
    switch self {
    case .tolud, .range(_, .base), .deviceBase, .entry(_, .start): true
    default: false
    }
  }

  /// What stands before the value.
  var label: String {
    switch self {
    case .firmware: "firmware"
    case .tolud: "TOLUD"
    case .remapsCutRAM: "cut RAM"
    case .vendor: "vendor"
    case .physBits: "phys bits"
    case .hasMTRR: "MTRRs"
    case .pat: "PAT"
    case .platform: "platform"
    case .kernel: "Linux"
    case .behaviour: "behaviour"
    case .earlyHPET: "early HPET"
    case .mtrrEnabled: "E, enabled"
    case .fixedEnabled: "FE, fixed"
    case .defaultType: "default"
    case .range(let index, let column):
      switch column {
      case .valid: "MTRR \(index) V"
      case .base: "MTRR \(index) base"
      case .size: "MTRR \(index) size"
      case .type: "MTRR \(index) type"
      }
    case .driver: "driver"
    case .regionRead: "ACPI read"
    case .deviceBase: "base"
    case .deviceSize: "size"
    case .mappingCall: "maps with"
    case .mappingPhase: "when"
    case .section(let section): section.rawValue
    case .entry(let index, let column):
      switch column {
      case .start: "entry \(index) start"
      case .size: "entry \(index) size"
      case .type: "entry \(index) type"
      }
    case .fixed(let slot): "fixed " + FixedRanges.range(ofSlot: slot).start.groupedDigits
    case .property(let property): property.label
    }
  }

  /// What one may type, for the line below while one does.
  var accepts: String {
    switch self {
    case .tolud: "a multiple of 4K: 0x7f000000, 2G, 3.5G"
    case .physBits: "36 to 52"
    case .range(_, .base): "a multiple of 4K: 0x80000000, 2G"
    case .deviceBase: "an address: 0xfed40000"
    case .deviceSize, .entry(_, .size): "a size: 4K, 0x5000"
    case .entry(_, .start): "an address: 0x100000"
    case .property(let property): property.accepts
    case .range(_, .size): "a power of two: 2G; or m and a mask: m0xffff80000000"
    default: ""
    }
  }
}

extension Field {
  /// The device that it is about.
  var device: Int? {
    switch self {
    case .driver(let index), .regionRead(let index), .deviceBase(let index), .deviceSize(let index),
      .mappingCall(let index), .mappingPhase(let index):
      index
    default: nil
    }
  }

  /// The same field of another device.
  func about(_ index: Int) -> Field {
    switch self {
    case .driver: .driver(index)
    case .regionRead: .regionRead(index)
    case .deviceBase: .deviceBase(index)
    case .deviceSize: .deviceSize(index)
    case .mappingCall: .mappingCall(index)
    case .mappingPhase: .mappingPhase(index)
    default: self
    }
  }
}

/// Why a value was refused.
enum FieldError: Error, Hashable, Sendable {
  case number(NumberError)
  case edit(EditError)
  /// The choice has nothing to step to.
  case noChoice(String)

  var text: String {
    switch self {
    case .number(let error): error.text
    case .edit(let error): error.reason
    case .noChoice(let reason): reason
    }
  }
}
