import MemtypeEngine

/// What the log says about devices.
public struct DeviceLines: Hashable, Sendable {
  /// Lines that divide the boot.
  public struct Marks: Hashable, Sendable {
    public var coreRevision: Int?
    public var interpreterEnabled: Int?
    public var rootBridge: Int?
    /// The last initcalls are over.
    public var userSpace: Int?
  }

  public struct Table: Hashable, Sendable {
    public var signature: String
    public var range: AddressRange
  }

  public struct BAR: Hashable, Sendable {
    /// `0000:00:01.0`
    public var function: String
    public var number: Int
    public var range: AddressRange
  }

  public struct Framebuffer: Hashable, Sendable {
    /// `efifb`, `vesafb`.
    public var driver: String
    public var range: AddressRange
  }

  public struct Console: Hashable, Sendable {
    public var columns: UInt64
    public var rows: UInt64
  }

  public struct DriverLine: Hashable, Sendable {
    public var driver: String
    public var device: String
    /// nil: it worked, or something else was said.
    public var error: Int?
  }

  public var marks = Marks()
  public var tables: [Logged<Table>] = []
  public var hpet: Logged<PhysicalAddress>?
  /// `HPET id: 0x8086a201 base: ...`
  public var hpetID: Logged<UInt64>?
  /// `hpet_acpi_add: no address or irqs in _CRS`
  public var hpetWithoutInterrupts: Int?
  /// The clock source came up before ACPI's interpreter.
  public var hpetClockSource: Int?
  public var ioAPICs: [Logged<PhysicalAddress>] = []
  public var localAPIC: Logged<PhysicalAddress>?
  public var ecam: [Logged<AddressRange>] = []
  /// In order: a later line for the same BAR is the one that holds.
  public var bars: [Logged<BAR>] = []
  public var framebuffers: [Logged<Framebuffer>] = []
  /// `Console: switching to colour frame buffer device 160x50`, the last one: columns and rows.
  public var console: Logged<Console>?
  /// What PCI functions are, and which drivers spoke of them.
  public var pci = PCILines()
  /// TPM drivers' lines.
  public var tpm: [Logged<DriverLine>] = []
  /// IMA's `No TPM chip found`, at the end of the initcalls.
  public var noTPM: Int?
  /// `root bus resource [mem ...]` without `window`: a single device's range.
  public var busResources: [Logged<AddressRange>] = []
  /// `probe with driver ... failed`, of any driver.
  public var probeFailures: [Logged<DriverLine>] = []
}

extension BootLog {
  mutating func readDevice(_ message: ArraySlice<UInt8>, first: UInt8, line: Int) -> Bool {
    // A driver's line about its function tells that it is bound, whatever else it says.
    let isBinding = devices.pci.readBinding(message, line: line)
    return readDeviceLine(message, first: first, line: line) || isBinding
  }

  private mutating func readDeviceLine(_ message: ArraySlice<UInt8>, first: UInt8, line: Int) -> Bool {
    let scanner = ByteScanner(message)
    switch first {
    case UInt8(ascii: "A"): return scanner.starts(with: "ACPI: ") && readACPI(scanner, line: line)
    case UInt8(ascii: "P"): return readECAM(scanner, line: line)
    case UInt8(ascii: "p"): return readPCI(scanner, line: line)
    case UInt8(ascii: "h"): return readHPET(scanner, line: line)
    case UInt8(ascii: "c"):
      guard scanner.starts(with: "clocksource: hpet: ") else { return readTPM(scanner, line: line) }
      devices.hpetClockSource = devices.hpetClockSource ?? line
      return true
    case UInt8(ascii: "C"): return readConsole(scanner, line: line) || readProbeFailure(scanner, line: line)
    case UInt8(ascii: "i") where scanner.starts(with: "ima: No TPM chip found"):
      devices.noTPM = line
      return true
    case UInt8(ascii: "I"):
      var copy = scanner
      guard copy.skip("IOAPIC["), copy.skip(past: "address "), let base = copy.prefixedHex() else {
        return false
      }
      guard devices.ioAPICs.count < 256 else { return true }
      devices.ioAPICs.append(Logged(base, line: line))
      return true
    case UInt8(ascii: "e"), UInt8(ascii: "v"), UInt8(ascii: "s"):
      return readFramebuffer(scanner, line: line) || readProbeFailure(scanner, line: line)
    case UInt8(ascii: "t"):
      return readTPM(scanner, line: line) || readProbeFailure(scanner, line: line)
    case UInt8(ascii: "R"):
      guard scanner.starts(with: "Run /") else { return false }
      devices.marks.userSpace = devices.marks.userSpace ?? line
      return true
    default: return readProbeFailure(scanner, line: line)
    }
  }

  private mutating func readConsole(_ start: ByteScanner, line: Int) -> Bool {
    var scanner = start
    guard scanner.skip("Console: switching to "), scanner.skip(past: "frame buffer device "),
      let columns = scanner.decimal(), scanner.skip("x"), let rows = scanner.decimal(),
      (1...4096).contains(columns), (1...4096).contains(rows)
    else { return false }
    devices.console = Logged(DeviceLines.Console(columns: columns, rows: rows), line: line)
    return true
  }

  private mutating func readACPI(_ start: ByteScanner, line: Int) -> Bool {
    var scanner = start
    guard scanner.skip("ACPI: ") else { return false }
    if scanner.starts(with: "Interpreter enabled") {
      devices.marks.interpreterEnabled = devices.marks.interpreterEnabled ?? line
    } else if scanner.starts(with: "PCI Root Bridge [") {
      devices.marks.rootBridge = devices.marks.rootBridge ?? line
    } else if scanner.skip("HPET id: ") {
      guard let id = scanner.prefixedHex(), scanner.skip(" base: "), let base = scanner.prefixedHex() else {
        return false
      }
      devices.hpet = Logged(base, line: line)
      devices.hpetID = Logged(id, line: line)
    } else if scanner.skip("Local APIC address ") || scanner.skip("LAPIC address ") {
      guard let base = scanner.prefixedHex() else { return false }
      devices.localAPIC = Logged(base, line: line)
    } else {
      return readTable(scanner, line: line)
    }
    return true
  }

  /// `FACP 0x000000007EFD2349 0000F4 (v03 BOCHS ...`
  private mutating func readTable(_ start: ByteScanner, line: Int) -> Bool {
    var scanner = start
    guard let signature = scanner.word(), signature.count == 4, scanner.skip(" "),
      let address = scanner.prefixedHex(),
      scanner.skip(" "), let length = scanner.hex(), length > 0, length < 1 << 28
    else { return false }
    guard devices.tables.count < 1024 else { return true }
    let table = DeviceLines.Table(
      signature: signature.string, range: AddressRange(start: address, size: length))
    devices.tables.append(Logged(table, line: line))
    return true
  }

  /// `PCI: ECAM [mem ...] (base 0x...) for domain 0000 [bus 00-ff]`,
  /// `PCI: MMCONFIG for domain 0000 [bus 00-ff] at [mem ...] (base 0x...)`.
  private mutating func readECAM(_ start: ByteScanner, line: Int) -> Bool {
    var scanner = start
    guard scanner.skip("PCI: "), scanner.skip("ECAM ") || scanner.skip("MMCONFIG for domain ") else {
      return false
    }
    guard let range = scanner.memoryResource(), scanner.skip(" (base ") else { return false }
    guard devices.ecam.count < 256 else { return true }
    devices.ecam.append(Logged(range, line: line))
    return true
  }

  private mutating func readPCI(_ start: ByteScanner, line: Int) -> Bool {
    var scanner = start
    if scanner.skip("pci_bus ") {
      guard scanner.skip(past: "root bus resource [mem "), let range = scanner.inclusiveRange(),
        scanner.skip("]"),
        devices.busResources.count < 1024
      else { return false }
      devices.busResources.append(Logged(range, line: line))
      return true
    }
    guard scanner.skip("pci ") else { return readProbeFailure(start, line: line) }
    guard let word = scanner.word(), word.last == UInt8(ascii: ":") else { return false }
    if scanner.starts(with: " [") {
      return devices.pci.readIdentity(scanner, address: word.dropLast().string, line: line)
    }
    // `BAR 0 [mem`, `BAR 0: assigned [mem`, `BAR 0 [mem ...]: assigned`; up to 6.7 `reg 0x10: [mem`.
    let number: Int
    if scanner.skip(" BAR "), let bar = scanner.small() {
      number = bar
    } else if scanner.skip(" reg 0x"), let offset = scanner.hex(), offset >= 0x10, offset < 0x28 {
      number = Int(offset - 0x10) / 4
    } else {
      return false
    }
    guard number < 6, let range = scanner.memoryResource(), !range.isEmpty else { return false }
    var rest = scanner
    if rest.skip(past: "can't") || rest.skip(past: "failed") || rest.skip(past: "releasing") { return false }
    let function = word.dropLast().string
    guard devices.bars.count < 16384 else { return true }
    devices.bars.append(Logged(DeviceLines.BAR(function: function, number: number, range: range), line: line))
    return true
  }

  private mutating func readHPET(_ start: ByteScanner, line: Int) -> Bool {
    var scanner = start
    if scanner.starts(with: "hpet_acpi_add: no address or irqs") {
      devices.hpetWithoutInterrupts = line
      return true
    }
    guard scanner.skip("hpet0: at MMIO "), let base = scanner.prefixedHex() else {
      return readProbeFailure(start, line: line)
    }
    devices.hpet = devices.hpet ?? Logged(base, line: line)
    return true
  }

  /// `efifb: framebuffer at 0xc0000000, using 4000k, total 4000k`,
  /// `vesafb: framebuffer at 0xfd000000, mapped to 0x..., using 4608k, total 16384k`,
  /// `simple-framebuffer simple-framebuffer.0: framebuffer at 0x..., 0x... bytes`.
  private mutating func readFramebuffer(_ start: ByteScanner, line: Int) -> Bool {
    var scanner = start
    let driver: String
    if scanner.skip("efifb: framebuffer at ") {
      driver = "efifb"
    } else if scanner.skip("vesafb: framebuffer at ") {
      driver = "vesafb"
    } else if scanner.starts(with: "simple-framebuffer "), scanner.skip(past: ": framebuffer at ") {
      driver = "simplefb"
    } else {
      return false
    }
    guard let base = scanner.prefixedHex() else { return false }
    let size: UInt64
    if scanner.skip(past: "using "), let kib = scanner.decimal(), kib < 1 << 32 {
      size = kib &* .kib
    } else if scanner.skip(", "), let bytes = scanner.prefixedHex() {
      size = bytes
    } else {
      return false
    }
    guard size > 0, devices.framebuffers.count < 16 else { return false }
    let framebuffer = DeviceLines.Framebuffer(driver: driver, range: AddressRange(start: base, size: size))
    devices.framebuffers.append(Logged(framebuffer, line: line))
    return true
  }

  /// `tpm_tis MSFT0101:00: 2.0 TPM (device-id 0x1, rev-id 1)`, `cr50_i2c i2c-GOOG0005:00: cr50 TPM 2.0 (i2c 0x50 ...)`,
  /// `tpm tpm0: starting up the TPM manually` says no bus; failures are read with all the others.
  private mutating func readTPM(_ start: ByteScanner, line: Int) -> Bool {
    if readProbeFailure(start, line: line) { return true }
    var scanner = start
    guard let driver = scanner.word(), TPMDriverName.isOne(driver.string), scanner.skip(" "),
      let device = scanner.word(), device.last == UInt8(ascii: ":"), devices.tpm.count < 64
    else { return false }
    let value = DeviceLines.DriverLine(driver: driver.string, device: device.dropLast().string, error: nil)
    devices.tpm.append(Logged(value, line: line))
    return true
  }

  /// `DRIVER DEVICE: probe with driver DRIVER failed with error -12`, up to 6.7
  /// `DRIVER: probe of DEVICE failed with error -12`.
  private mutating func readProbeFailure(_ start: ByteScanner, line: Int) -> Bool {
    var scanner = start
    guard let head = scanner.word() else { return false }
    let driver: String
    let device: String
    if head.last == UInt8(ascii: ":"), scanner.skip(" probe of ") {
      guard let name = scanner.word() else { return false }
      driver = head.dropLast().string
      device = name.string
    } else if scanner.skip(" "), let name = scanner.word(), name.last == UInt8(ascii: ":"),
      scanner.skip(" probe with driver "), scanner.word() != nil
    {
      driver = head.string
      device = name.dropLast().string
    } else {
      return false
    }
    guard scanner.skip(" failed with error -"), let error = scanner.small(),
      devices.probeFailures.count < 1024
    else {
      return false
    }
    let value = DeviceLines.DriverLine(driver: driver, device: device, error: -error)
    devices.probeFailures.append(Logged(value, line: line))
    if TPMDriverName.isOne(driver) { devices.tpm.append(Logged(value, line: line)) }
    return true
  }
}
