import MemtypeEngine

extension BootLog {
  /// ACPI's messages: its tables, and what they name.
  static let tableRules: [LogRule] = [
    LogRule("ACPI: Interpreter enabled") { log, _, line in
      log.devices.marks.interpreterEnabled = log.devices.marks.interpreterEnabled ?? line.number
      return true
    },
    LogRule("ACPI: PCI Root Bridge [") { log, _, line in
      log.devices.marks.rootBridge = log.devices.marks.rootBridge ?? line.number
      return true
    },
    LogRule("ACPI: HPET id: ") { log, rest, line in
      var scanner = rest
      guard let id = scanner.prefixedHex(), scanner.skip(" base: "), let base = scanner.prefixedHex() else {
        return false
      }
      log.devices.hpet = Logged(base, line: line.number)
      log.devices.hpetID = Logged(id, line: line.number)
      return true
    },
    LogRule("ACPI: Dynamic OEM Table Load:") { log, _, _ in
      log.devices.expectsDynamicTable = true
      return true
    },
    LogRule("ACPI: Local APIC address ") { log, rest, line in log.readLocalAPIC(rest, line) },
    LogRule("ACPI: LAPIC address ") { log, rest, line in log.readLocalAPIC(rest, line) },
    LogRule("ACPI: ") { log, rest, line in log.readTable(rest, line) },
  ]

  private mutating func readLocalAPIC(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let base = scanner.prefixedHex() else { return false }
    devices.localAPIC = Logged(base, line: line.number)
    return true
  }

  /// Physical addresses have at most 52 bits; the kernel's own are far above.
  private static let physicalLimit: UInt64 = 1 << 52

  /// `FACP 0x000000007EFD2349 0000F4 (v03 BOCHS ...`; before 3.14 without `0x`, before 2.6.29 `FACP BFF90290, 0084 (r3`.
  private mutating func readTable(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let signature = scanner.word(), signature.count == 4, signature.allSatisfy(Self.isSignature),
      scanner.skip(" "), let address = scanner.anyHex(), scanner.skip(", ") || scanner.skip(" "),
      let length = scanner.hex(), length > 0, length < 1 << 28, scanner.isBlank || scanner.skip(" (")
    else { return false }
    let range = AddressRange(start: address, size: length)
    let table = Logged(DeviceLines.Table(signature: signature.string, range: range), line: line.number)
    if devices.expectsDynamicTable || address >= Self.physicalLimit {
      devices.dynamicTables.append(table, limit: 1024)
    } else {
      devices.tables.append(table, limit: 1024)
    }
    return true
  }

  private static func isSignature(_ byte: UInt8) -> Bool {
    ByteScanner.isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "!")
  }
}
