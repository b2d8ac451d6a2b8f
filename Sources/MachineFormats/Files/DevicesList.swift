import MemtypeEngine

/// What is wrong with a list of devices.
public struct DevicesListError: FormatError {
  public static let format = "device list"
  public static let accepted =
    "0000:00:01.0 vendor 0x1234 device 0x1111 class 0x030000 driver bochs-drm, then its resource lines: start end flags"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// Devices from sysfs: PCI functions with their resources, the TPM and the clock sources.
public struct DevicesList: Hashable, Sendable {
  public struct Resource: Hashable, Sendable {
    public var range: AddressRange
    /// The kernel's `IORESOURCE_*` bits.
    public var flags: UInt64
    public var line: Int

    /// Memory, not I/O ports.
    public var isMemory: Bool { flags & 0x200 != 0 }
    /// An option ROM, or the shadow of one below 1 MiB.
    public var isROM: Bool { flags & 0x3 != 0 && range.end <= .mib || flags & 0x2 != 0 }
    public var isPrefetchable: Bool { flags & 0x2000 != 0 }
  }

  public struct Function: Hashable, Sendable {
    /// `0000:00:01.0`.
    public var address: String
    public var vendor: UInt64
    public var device: UInt64
    public var classCode: UInt64
    /// nil if no driver is bound.
    public var driver: String?
    public var resources: [Resource]
    public var line: Int
  }

  public struct TPM: Hashable, Sendable {
    /// `tpm_tis`, `tpm_crb`.
    public var driver: String
    public var line: Int
  }

  public var functions: [Function] = []
  public var tpm: TPM?
  public var clockSources: [String] = []

  static let limit = 65536

  public init(_ source: SourceText) throws(DevicesListError) {
    var count = 0
    for line in source.lines where !line.isBlank {
      count += 1
      guard count <= Self.limit else {
        throw DevicesListError(line: line.number, found: "more than \(Self.limit) lines")
      }
      try read(LogPrefix.quotes(line.bytes), line: line.number)
    }
  }

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    ByteScanner(bytes).starts(with: "clocksource available:") || function(bytes, line: 0) != nil
  }

  /// A resource, the TPM.
  static func follows(_ bytes: ArraySlice<UInt8>) -> Bool {
    let scanner = ByteScanner(bytes)
    return scanner.starts(with: "0x") || scanner.starts(with: "tpm ")
  }

  /// Lines that are none of these, such as complaints of the shell that collected them, are passed over.
  private mutating func read(_ bytes: ArraySlice<UInt8>, line: Int) throws(DevicesListError) {
    if let function = Self.function(bytes, line: line) {
      functions.append(function)
      return
    }
    var scanner = ByteScanner(bytes)
    if scanner.skip("clocksource available:") {
      clockSources = scanner.rest.split(whereSeparator: SourceLine.isBlank).prefix(64).map(\.string)
    } else if scanner.skip("tpm ") {
      // `tpm tpm0 tpm_tis 2`
      if scanner.word() != nil, scanner.blanks(), let driver = scanner.word() {
        tpm = TPM(driver: driver.string, line: line)
      }
    } else if scanner.starts(with: "0x") {
      guard let first = scanner.prefixedHex(), scanner.blanks(), let last = scanner.prefixedHex(),
        scanner.blanks(),
        let flags = scanner.prefixedHex(), scanner.isBlank
      else {
        throw DevicesListError(line: line, found: "not a resource: \(excerpt(bytes))")
      }
      guard !functions.isEmpty else {
        throw DevicesListError(line: line, found: "a resource before the first device")
      }
      functions[functions.count - 1].resources.append(
        Resource(range: AddressRange(inclusive: first, last), flags: flags, line: line))
    }
  }

  private static func function(_ bytes: ArraySlice<UInt8>, line: Int) -> Function? {
    var scanner = ByteScanner(bytes)
    guard let address = scanner.word(), address.count >= 7, address.contains(UInt8(ascii: ":")),
      scanner.skip(" vendor "), let vendor = scanner.prefixedHex(), scanner.skip(" device "),
      let device = scanner.prefixedHex(), scanner.skip(" class "), let classCode = scanner.prefixedHex(),
      scanner.skip(" driver")
    else { return nil }
    let driver = scanner.trimmed
    return Function(
      address: address.string, vendor: vendor, device: device, classCode: classCode,
      driver: driver.isEmpty ? nil : driver.string, resources: [], line: line)
  }
}

extension FileKind {
  public static let devicesList = FileKind(
    "device list", example: "0000:00:01.0 vendor 0x1234 device 0x1111 class 0x030000 driver bochs-drm",
    origin: "written from /sys/bus/pci/devices",
    recognition: .lines(follows: { DevicesList.follows($0.quoted) }, matches: { DevicesList.matches($0) }),
    read: { source throws(DevicesListError) in try DevicesList(source) })
}

extension MachineReport {
  public var devices: Named<DevicesList>? {
    get { self[DevicesList.self] }
    set { self[DevicesList.self] = newValue }
  }
}
