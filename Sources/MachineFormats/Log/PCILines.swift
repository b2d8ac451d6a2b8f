import MemtypeEngine

/// What the log says of PCI functions: which chips they are, and which drivers spoke of them.
public struct PCILines: Hashable, Sendable {
  /// `pci 0000:00:1f.2: [8086:2922] type 00 class 0x010601 conventional PCI endpoint`
  public struct Identity: Hashable, Sendable {
    public var vendor: UInt16
    public var device: UInt16
    /// 24 bits; nil where the line is cut off before it.
    public var classCode: UInt32?
    /// Bridges and CardBus bridges have no BARs of interest.
    public var isBridge: Bool
  }

  public struct Binding: Hashable, Sendable {
    public var driver: String
    public var line: Int
  }

  /// By address, `0000:00:1f.2`.
  public var identities: [String: Logged<Identity>] = [:]
  /// The first driver that spoke of a function, by address.
  public var bindings: [String: Binding] = [:]

  private static let limit = 65_536

  /// ` [8086:2922] type 00 class 0x010601 ...`, behind the address.
  mutating func readIdentity(_ start: ByteScanner, address: String, line: Int) -> Bool {
    var scanner = start
    guard scanner.skip(" ["), let vendor = scanner.hex(), vendor <= 0xffff, scanner.skip(":"),
      let device = scanner.hex(), device <= 0xffff, scanner.skip("]"), identities.count < Self.limit
    else { return false }
    var isBridge = false
    if scanner.skip(" type "), let type = scanner.hex() { isBridge = type & 0x7f != 0 }
    var code: UInt32?
    if scanner.skip(past: "class "), let number = scanner.prefixedHex(), number <= 0xff_ffff {
      code = UInt32(number)
    }
    identities[address] = Logged(
      Identity(
        vendor: UInt16(vendor), device: UInt16(device), classCode: code, isBridge: isBridge), line: line)
    return true
  }

  /// What begins a line about a function and is no driver.
  private static let notDrivers: Set<String> = [
    "pci", "pci_bus", "pnp", "iommu", "acpi", "vgaarb", "resource", "genirq", "platform", "video", "caller",
    "for",
  ]

  /// `e1000e 0000:00:19.0 eth0: ...`, `ahci 0000:00:1f.2: AHCI ...`, `nvme nvme0: pci function 0000:01:00.0`.
  mutating func readBinding(_ message: ArraySlice<UInt8>, line: Int) -> Bool {
    guard let blank = message.prefix(24).firstIndex(of: 0x20), blank > message.startIndex,
      message.endIndex - blank > 12
    else { return false }
    let name = message[..<blank]
    guard name.allSatisfy(Self.isNameByte) else { return false }
    var scanner = ByteScanner(message[(blank + 1)...])
    if name.elementsEqual("nvme".utf8), scanner.skip(past: ": pci function ") {
      guard let address = scanner.word(), Self.isFunction(address) else { return false }
      return bind(address.string, "nvme", line)
    }
    guard let word = scanner.word(), let last = word.last else { return false }
    let address = last == UInt8(ascii: ":") ? word.dropLast() : word
    guard Self.isFunction(address), !Self.notDrivers.contains(name.string) else { return false }
    return bind(address.string, name.string, line)
  }

  private mutating func bind(_ address: String, _ driver: String, _ line: Int) -> Bool {
    guard bindings.count < Self.limit else { return false }
    if bindings[address] == nil { bindings[address] = Binding(driver: driver, line: line) }
    return true
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// `0000:00:1f.2`, with a domain of 4 to 8 digits.
  static func isFunction(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count >= 12, bytes.count <= 16 else { return false }
    let pattern = Array(":hh:hh.h".utf8)
    let tail = bytes.suffix(pattern.count)
    return bytes.dropLast(pattern.count).allSatisfy { ByteScanner.digit($0) != nil }
      && zip(tail, pattern).allSatisfy { byte, wanted in
        wanted == UInt8(ascii: "h") ? ByteScanner.digit(byte) != nil : byte == wanted
      }
  }
}
