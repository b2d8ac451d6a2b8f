import MemtypeEngine

/// What is wrong with a QEMU monitor's output.
public struct QEMUMonitorError: FormatError {
  public static let format = "QEMU monitor"
  public static let accepted =
    "info mtree: 00000000fed40000-00000000fed44fff (prio 0, i/o): tpm-tis-mmio, or info qtree: dev: q35-pcihost, id \"\""
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// QEMU's `info mtree` (also -f) and `info qtree`: where RAM and devices of a guest lie, from the host's side.
public struct QEMUMonitor: Hashable, Sendable {
  public struct Region: Hashable, Sendable {
    /// `hpet`, `tpm-tis-mmio`, `ram-below-4g`.
    public var name: String
    public var range: AddressRange
    public var isRAM: Bool
  }

  public struct Function: Hashable, Sendable {
    /// `0000:00:01.2`
    public var address: String
    /// `virtio-net-pci`; empty where only the class is told.
    public var device: String
    /// `PCI bridge`
    public var className: String
    public var vendor: UInt64?
    public var id: UInt64?
    public var bars: [Logged<AddressRange>] = []
    public var line: Int

    var identity: PCIDriver.Function? {
      guard let vendor, let id else { return nil }
      return PCIDriver.Function(
        vendor: UInt16(truncatingIfNeeded: vendor), device: UInt16(truncatingIfNeeded: id),
        classCode: PCIClassName.code(className) ?? 0)
    }
  }

  public var regions: [Logged<Region>] = []
  public var ramBelow4G: Logged<UInt64>?
  public var ramAbove4G: Logged<UInt64>?
  public var ecam: Logged<AddressRange>?
  public var hpet: Logged<AddressRange>?
  public var tpm: Logged<Region>?
  public var ioAPIC: Logged<AddressRange>?
  public var board: Logged<QEMUCommand.Board>?
  public var functions: [Function] = []

  static let limit = 100_000

  /// - Throws: `QEMUMonitorError` for more than any machine has.
  public init(_ source: SourceText) throws(QEMUMonitorError) {
    var device = ""
    for line in source.lines where !line.isBlank {
      let bytes = line.quoted
      if let region = Self.region(bytes) {
        guard regions.count < Self.limit else {
          throw QEMUMonitorError(line: line.number, found: "more than \(Self.limit) regions")
        }
        take(region, line.number)
      } else {
        readTree(bytes, line.number, device: &device)
      }
    }
  }

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    let scanner = ByteScanner(bytes)
    return region(bytes) != nil || scanner.starts(with: "address-space: memory")
      || scanner.starts(with: "bus: main-system-bus") || scanner.starts(with: "dev: q35-pcihost")
      || scanner.starts(with: "dev: i440FX-pcihost") || scanner.starts(with: "below-4g-mem-size = ")
      || scanner.starts(with: "above-4g-mem-size = ") || scanner.starts(with: "(qemu) info mtree")
      || scanner.starts(with: "(qemu) info qtree") || scanner.starts(with: "FlatView #")
      || scanner.starts(with: "AS \"") || scanner.starts(with: "Root memory region: ")
  }

  /// What else stands in a device tree: properties, buses, devices.
  static func follows(_ bytes: ArraySlice<UInt8>) -> Bool {
    var scanner = ByteScanner(bytes)
    guard let word = scanner.word() else { return false }
    return word.equals("dev:") || word.equals("bus:") || word.equals("type") || word.equals("class")
      || word.equals("bar") || word.equals("mmio") || word.equals("gpio-in") || word.equals("gpio-out")
      || word.equals("irq") || word.equals("addr") || ByteScanner(bytes).trimmed.contains(" = ")
  }

  /// `0000000000000000-000000007fffffff (prio 0, ram): alias ram-below-4g @pc.ram 0000...-...`, in a flat view
  /// `0000000000100000-000000007fffffff (prio 0, ram): pc.ram @0000000000100000 KVM`.
  private static func region(_ bytes: ArraySlice<UInt8>) -> Region? {
    var scanner = ByteScanner(bytes)
    guard let (first, last) = scanner.hexPair(), scanner.skip(" (prio "),
      let kind = scanner.upTo(UInt8(ascii: ")")),
      scanner.skip(": "), last >= first
    else { return nil }
    _ = scanner.skip("alias ")
    let isDisabled = scanner.rest.contains("[disabled]")
    guard let name = scanner.word(), !isDisabled else { return nil }
    let isRAM = kind.contains("ram") || isMainMemory(name)
    return Region(name: name.string, range: AddressRange(inclusive: first, last), isRAM: isRAM)
  }

  private static func isMainMemory(_ name: ArraySlice<UInt8>) -> Bool {
    name.equals("ram-below-4g") || name.equals("ram-above-4g") || name.equals("pc.ram")
      || name.equals("microvm.ram")
      || name.equals("xen.ram")
  }

  private mutating func take(_ region: Region, _ line: Int) {
    regions.append(Logged(region, line: line))
    switch region.name {
    case "ram-below-4g": ramBelow4G = Logged(region.range.size, line: line)
    case "ram-above-4g": ramAbove4G = Logged(region.range.size, line: line)
    case "hpet": hpet = hpet ?? Logged(region.range, line: line)
    case "ioapic", "kvm-ioapic": ioAPIC = ioAPIC ?? Logged(region.range, line: line)
    case "pcie-mmcfg-mmio", "pcie-mmcfg":
      ecam = Logged(region.range, line: line)
      board = board ?? Logged(.q35, line: line)
    case "tpm-tis-mmio", "tpm-crb-mmio": tpm = tpm ?? Logged(region, line: line)
    case _ where isMemory(region):
      // A flat view has the memory itself, in pieces.
      if region.range.start < .fourGiB {
        let end = max(ramBelow4G?.value ?? 0, region.range.end)
        ramBelow4G = Logged(end, line: line)
      } else if region.range.start == .fourGiB {
        ramAbove4G = ramAbove4G ?? Logged(region.range.size, line: line)
      }
    default: break
    }
  }

  private func isMemory(_ region: Region) -> Bool {
    guard region.isRAM, region.range.end <= .fourGiB || region.range.start == .fourGiB else { return false }
    return ["pc.ram", "microvm.ram", "xen.ram", "ram0", "ram1", "mem", "mem0"].contains(region.name)
  }

  // MARK: info qtree

  private mutating func readTree(_ bytes: ArraySlice<UInt8>, _ line: Int, device: inout String) {
    var scanner = ByteScanner(bytes)
    if scanner.skip("dev: ") {
      device = scanner.upTo(UInt8(ascii: ","))?.string ?? scanner.trimmed.string
      switch device {
      case "q35-pcihost": board = Logged(.q35, line: line)
      case "i440FX-pcihost": board = Logged(.pc, line: line)
      default: break
      }
    } else if scanner.skip("below-4g-mem-size = ") {
      if let size = scanner.decimal() { ramBelow4G = Logged(size, line: line) }
    } else if scanner.skip("above-4g-mem-size = ") {
      if let size = scanner.decimal() { ramAbove4G = Logged(size, line: line) }
    } else if scanner.skip("MCFG = ") {
      if let base = scanner.decimal(), base > 0, base < .fourGiB, base != 0xffff_ffff {
        ecam = ecam ?? Logged(AddressRange(start: base, size: 256 * .mib), line: line)
      }
    } else if scanner.skip("mmio ") {
      guard let base = scanner.anyHex(), scanner.skip("/"), let size = scanner.anyHex(), base != .max,
        size > 0
      else { return }
      take(mmio: AddressRange(start: base, size: size), of: device, line)
    } else if scanner.skip("class ") {
      readFunction(scanner, line, device: device)
    } else if scanner.skip("bar ") {
      guard scanner.decimal() != nil, scanner.skip(": mem at "), let first = scanner.anyHex(),
        scanner.skip(" ["),
        let last = scanner.anyHex(), last > first, first >= .mib, !functions.isEmpty
      else { return }
      functions[functions.count - 1].bars.append(Logged(AddressRange(inclusive: first, last), line: line))
    }
  }

  private mutating func take(mmio range: AddressRange, of device: String, _ line: Int) {
    switch device {
    case "hpet": hpet = hpet ?? Logged(AddressRange(start: range.start, size: 0x400), line: line)
    case "kvm-ioapic", "ioapic": ioAPIC = ioAPIC ?? Logged(range, line: line)
    case "tpm-tis", "tpm-crb", "tpm-tis-device":
      tpm = tpm ?? Logged(Region(name: device, range: range, isRAM: false), line: line)
    default: break
    }
  }

  /// `class PCI bridge, addr 00:01.2, pci id 1b36:000c (sub 0000:0000)`
  private mutating func readFunction(_ start: ByteScanner, _ line: Int, device: String) {
    var scanner = start
    guard functions.count < 4096, let name = scanner.upTo(UInt8(ascii: ",")), scanner.skip(" addr "),
      let address = scanner.upTo(UInt8(ascii: ","))
    else { return }
    var ids = scanner
    var numbers: (vendor: UInt64, id: UInt64)?
    if ids.skip(" pci id "), let vendor = ids.hex(), ids.skip(":"), let id = ids.hex() {
      numbers = (vendor, id)
    }
    functions.append(
      Function(
        address: "0000:" + address.string, device: device, className: name.string, vendor: numbers?.vendor,
        id: numbers?.id,
        line: line))
  }
}

extension FileKind {
  public static let qemuMonitor = FileKind(
    "QEMU monitor", example: "00000000fed40000-00000000fed44fff (prio 0, i/o): tpm-tis-mmio",
    origin: "info mtree and info qtree at QEMU's monitor (virsh qemu-monitor-command NAME --hmp info mtree)",
    recognition: .lines(follows: { QEMUMonitor.follows($0.quoted) }, matches: { QEMUMonitor.matches($0) }),
    read: { source throws(QEMUMonitorError) in try QEMUMonitor(source) })
}

extension MachineReport {
  public var qemuMonitor: Named<QEMUMonitor>? {
    get { self[QEMUMonitor.self] }
    set { self[QEMUMonitor.self] = newValue }
  }
}
