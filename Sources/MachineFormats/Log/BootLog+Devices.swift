import MemtypeEngine

extension BootLog {
  static let deviceRules: [LogRule] = [pciRules, framebufferRules, tpmRules, otherRules].flatMap { $0 }

  private static let otherRules: [LogRule] = [
    LogRule("clocksource: hpet: ") { log, _, line in
      log.devices.hpetClockSource = log.devices.hpetClockSource ?? line.number
      return true
    },
    LogRule("hpet_acpi_add: no address or irqs") { log, _, line in
      log.devices.hpetWithoutInterrupts = line.number
      return true
    },
    LogRule("hpet0: at MMIO ") { log, rest, line in
      var scanner = rest
      guard let base = scanner.prefixedHex() else { return false }
      log.devices.hpet = log.devices.hpet ?? Logged(base, line: line.number)
      let words = line.message.string.prefix { $0 != "," }
      log.devices.hpetSuccess = log.devices.hpetSuccess ?? Logged(String(words), line: line.number)
      return true
    },
    LogRule("IOAPIC[") { log, rest, line in
      var scanner = rest
      guard scanner.skip(past: "address "), let base = scanner.prefixedHex() else { return false }
      log.devices.ioAPICs.append(Logged(base, line: line.number), limit: 256)
      return true
    },
    LogRule("Console: switching to ") { log, rest, line in log.readConsole(rest, line) },
    LogRule("Run /") { log, _, line in
      log.devices.marks.userSpace = log.devices.marks.userSpace ?? line.number
      return true
    },
    LogRule("system ") { log, rest, line in log.readReservation(rest, line) },
    LogRule("pnp ") { log, rest, line in log.readReservation(rest, line) },
    LogRule("ima: No TPM chip found") { log, _, line in
      log.devices.noTPM = line.number
      return true
    },
  ]

  private static let tpmRules: [LogRule] = [
    LogRule("tpm") { log, _, line in log.readTPM(line) },
    LogRule("cr50_") { log, _, line in log.readTPM(line) },
    LogRule("vtpm") { log, _, line in log.readTPM(line) },
    LogRule("xen-tpmfront ") { log, _, line in log.readTPM(line) },
  ]

  /// `tpm_tis MSFT0101:00: 2.0 TPM (device-id 0x1, rev-id 1)`, `cr50_i2c i2c-GOOG0005:00: cr50 TPM 2.0 (i2c 0x50 ...)`;
  /// failures are noted with all the others.
  private mutating func readTPM(_ line: LogLine) -> Bool {
    let subject = MessageSubject(line.message)
    guard let driver = subject.driver, let device = subject.device, TPMDriverName.isOne(driver) else {
      return false
    }
    if let last = failures.last, last.line == line.number, last.value.kind == .probe { return true }
    // tpm_tis_core_init has read the numbers that follow out of the registers.
    var scanner = ByteScanner(line.message)
    let isIdentified = scanner.skip(past: " TPM (")
    let words = line.message.dropLast(scanner.rest.count + " (".utf8.count).string
    let value = DeviceLines.DriverLine(driver: driver, device: device, success: isIdentified ? words : nil)
    devices.tpm.append(Logged(value, line: line.number), limit: 64)
    return true
  }

  private mutating func readConsole(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard scanner.skip(past: "frame buffer device "), let columns = scanner.decimal(), scanner.skip("x"),
      let rows = scanner.decimal(), (1...4096).contains(columns), (1...4096).contains(rows)
    else { return false }
    devices.console = Logged(DeviceLines.Console(columns: columns, rows: rows), line: line.number)
    return true
  }

  /// `00:07: [mem A-B] has been reserved`, up to 2.6.34 `00:01: iomem range 0xA-0xB has been reserved`.
  private mutating func readReservation(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let word = scanner.word(), word.last == UInt8(ascii: ":") else { return false }
    guard scanner.skip(" [mem ") || scanner.skip(" iomem range "), let range = scanner.inclusiveRange(),
      scanner.rest.contains(" reserved")
    else { return false }
    let value = DeviceLines.Reservation(
      device: printable(word.dropLast(), limit: 20), range: range,
      isReserved: scanner.rest.contains("has been reserved"))
    devices.reservations.append(Logged(value, line: line.number), limit: 1024)
    return true
  }

  // MARK: Frame buffers

  private static let framebufferRules: [LogRule] = [
    LogRule("efifb: framebuffer at ") { log, rest, line in log.readFramebuffer("efifb", rest, line) },
    LogRule("vesafb: framebuffer at ") { log, rest, line in log.readFramebuffer("vesafb", rest, line) },
    LogRule("simple-framebuffer ") { log, rest, line in
      var scanner = rest
      return scanner.skip(past: ": framebuffer at ") && log.readFramebuffer("simplefb", scanner, line)
    },
  ]

  /// `0xc0000000, using 4000k, total 4000k`, `0xfd000000, mapped to 0x..., using 4608k, total 16384k`,
  /// `0x..., 0x... bytes`.
  private mutating func readFramebuffer(_ driver: String, _ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let base = scanner.prefixedHex() else { return false }
    let size: UInt64
    if scanner.skip(past: "using "), let kib = scanner.decimal(), kib < 1 << 32 {
      size = kib &* .kib
    } else if scanner.skip(", "), let bytes = scanner.prefixedHex() {
      size = bytes
    } else {
      return false
    }
    guard size > 0 else { return false }
    let framebuffer = DeviceLines.Framebuffer(driver: driver, range: AddressRange(start: base, size: size))
    devices.framebuffers.append(Logged(framebuffer, line: line.number), limit: 16)
    return true
  }
}
