import MemtypeEngine

extension BootLog {
  static let pciRules: [LogRule] = [
    LogRule("PCI: ECAM ") { log, rest, line in log.readECAM(rest, line) },
    LogRule("PCI: MMCONFIG for domain ") { log, rest, line in log.readECAM(rest, line) },
    LogRule("PCI: Using MMCONFIG at ") { log, rest, line in
      var scanner = rest
      guard let first = scanner.anyHex(), scanner.skip(" - "), let last = scanner.anyHex() else {
        return false
      }
      return log.append(ecam: AddressRange(inclusive: first, last), line)
    },
    LogRule("PCI: MCFG configuration ") { log, rest, line in log.readMCFG(rest, line) },
    LogRule("pci_bus ") { log, rest, line in log.readWindow(rest, line) },
    LogRule("pci_root ") { log, rest, line in log.readWindow(rest, line) },
    LogRule("pci ") { log, rest, line in log.readPCI(rest, line) },
  ]

  // MARK: Configuration space

  /// `[mem ...] (base 0x...) for domain 0000 [bus 00-ff]`, `0000 [bus 00-ff] at [mem ...] (base 0x...)`.
  private mutating func readECAM(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let range = scanner.memoryResource(), scanner.skip(" (base ") else { return false }
    return range.isEmpty ? noted(line) : append(ecam: range, line)
  }

  /// `0: base e0000000 segment 0 buses 0 - 255`, up to 2.6.32: a mebibyte a bus.
  private mutating func readMCFG(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard scanner.skip(past: "base "), let base = scanner.anyHex(), scanner.skip(past: "buses "),
      let first = scanner.decimal(), scanner.skip(" - "), let last = scanner.decimal(), first <= last,
      last < 256
    else { return false }
    let start = base.adding(clamped: first << 20)
    return append(ecam: AddressRange(start: start, size: (last - first + 1) << 20), line)
  }

  private mutating func append(ecam range: AddressRange, _ line: LogLine) -> Bool {
    if !devices.ecam.contains(where: { $0.value == range }) {
      devices.ecam.append(Logged(range, line: line.number), limit: 256)
    }
    return true
  }

  // MARK: Bridges and functions

  /// `0000:00: root bus resource [mem A-B window]`, before 3.9 `PNP0A08:00: host bridge window [mem A-B]`.
  private mutating func readWindow(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    let isBridge = scanner.skip(past: "host bridge window [mem ")
    guard isBridge || scanner.skip(past: "root bus resource [mem "), let range = scanner.inclusiveRange()
    else {
      return false
    }
    if !isBridge, scanner.skip("]") {
      devices.busResources.append(Logged(range, line: line.number), limit: 1024)
    } else {
      devices.busWindows.append(Logged(range, line: line.number), limit: 1024)
    }
    return true
  }

  private mutating func readPCI(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let word = scanner.word(), word.last == UInt8(ascii: ":") else { return false }
    let function = word.dropLast().string
    if scanner.starts(with: " [") {
      return devices.pci.readIdentity(scanner, address: function, line: line.number)
    }
    guard scanner.skip(" ") else { return false }
    guard let number = Self.barNumber(&scanner), number < 6 else { return false }
    let range: AddressRange
    if let resource = scanner.memoryResource() {
      range = resource
    } else if scanner.skip(past: "mmio"), scanner.skip(past: ": ["), let resource = scanner.inclusiveRange() {
      // `reg 10 64bit mmio: [0xA-0xB]`, up to 2.6.34.
      range = resource
    } else {
      return false
    }
    guard !range.isEmpty else { return false }
    let rest = scanner.rest
    if rest.contains("can't") || rest.contains("failed") || rest.contains("releasing") { return false }
    let bar = DeviceLines.BAR(function: function, number: number, range: range)
    devices.bars.append(Logged(bar, line: line.number), limit: 16384)
    return true
  }

  /// `BAR 0 [mem`, `BAR 0: assigned [mem`, `BAR 0 [mem ...]: assigned`; up to 6.7 `reg 0x10: [mem`, before 3.13
  /// `reg 10: [mem`.
  private static func barNumber(_ scanner: inout ByteScanner) -> Int? {
    if scanner.skip("BAR ") { return scanner.small() }
    guard scanner.skip("reg "), let offset = scanner.anyHex(), offset >= 0x10, offset < 0x28 else {
      return nil
    }
    return Int(offset - 0x10) / 4
  }
}
