import MemtypeEngine

/// Who speaks in a message: `tpm_tis MSFT0101:00: ...` (dev_err), `dmi: ...` (pr_err), `[drm] ...`.
struct MessageSubject {
  var driver: String?
  var device: String?
  var rest: ByteScanner

  init(_ message: ArraySlice<UInt8>) {
    rest = ByteScanner(message)
    var scanner = rest
    if scanner.skip("[drm") {
      guard scanner.upTo(UInt8(ascii: "]")) != nil else { return }
      scanner.skipBlanks()
      driver = "drm"
      rest = scanner
      return
    }
    guard let head = scanner.word(), head.count <= 64 else { return }
    if head.last == UInt8(ascii: ":") {
      driver = printable(head.dropLast(), limit: 40)
      scanner.skipBlanks()
      rest = scanner
      return
    }
    guard scanner.skip(" "), let name = scanner.word(), name.last == UInt8(ascii: ":"), name.count <= 64
    else {
      return
    }
    driver = printable(head, limit: 40)
    scanner.skipBlanks()
    rest = scanner
    // `ACPI Error: ...` names no device.
    guard !head.equals("ACPI") else { return }
    device = printable(name.dropLast(), limit: 40)
  }
}

extension FailureReader {
  /// A message with a word of failure in it, of whatever driver.
  static func driver(_ message: ArraySlice<UInt8>) -> LogFailure? {
    let subject = MessageSubject(message)
    if let probe = probe(subject, message) { return probe }
    var result: LogFailure
    if let kind = kind(of: subject.rest, message) {
      result = failure(kind, message)
    } else {
      return trackerOfProcess(ByteScanner(message), message)
    }
    result.driver = subject.driver
    result.device = subject.device
    result.range = range(in: subject.rest, of: result.kind)
    if result.kind == .resourceConflict {
      var scanner = subject.rest
      _ = scanner.memoryResource()
      result.other = scanner.memoryResource()
    }
    result.error = statedError(message) ?? (result.kind == .regionBusy ? -16 : nil)
    return result
  }

  /// `DRIVER DEVICE: probe with driver DRIVER failed with error -12`, up to 6.7
  /// `DRIVER: probe of DEVICE failed with error -12`.
  private static func probe(_ subject: MessageSubject, _ message: ArraySlice<UInt8>) -> LogFailure? {
    var scanner = subject.rest
    var result = failure(.probe, message)
    result.driver = subject.driver
    result.device = subject.device
    if scanner.skip("probe of ") {
      guard let device = scanner.word() else { return nil }
      result.device = printable(device, limit: 40)
    } else if scanner.skip("probe with driver ") {
      guard let driver = scanner.word() else { return nil }
      result.driver = printable(driver, limit: 40)
    } else {
      return nil
    }
    guard scanner.skip(" failed with error ") else { return nil }
    guard let error = scanner.errorNumber() else { return nil }
    result.error = error
    return result
  }

  private static func kind(of rest: ByteScanner, _ message: ArraySlice<UInt8>) -> LogFailure.Kind? {
    if rest.starts(with: "can't request region for resource ") || rest.rest.contains(": can't reserve ")
      || rest.rest.contains("]: can't reserve") || rest.rest.contains("cannot reserve ")
      || rest.rest.contains("could not acquire memory region") || rest.rest.contains("could not reserve ")
    {
      return .regionBusy
    }
    if rest.rest.contains("Failed to map ACPI memory") || rest.rest.contains("Could not map memory at") {
      return .acpiMapping
    }
    if rest.rest.contains("can't claim BAR ") { return .resourceConflict }
    if rest.rest.contains("WC support is unavailable") || rest.rest.contains("Failed to add WC MTRR")
      || rest.rest.contains("MTRR allocation failed")
    {
      return .writeCombiningUnavailable
    }
    return FailureWords.areAboutMapping(message) ? .driverMapping : nil
  }

  /// `[mem A-B]`, `[A-B]` with prefixed numbers, `at 0xA, size N`, `0xSIZE @ 0xA`.
  private static func range(in start: ByteScanner, of kind: LogFailure.Kind) -> AddressRange? {
    var scanner = start
    if let range = scanner.memoryResource() { return range }
    if kind == .acpiMapping, scanner.skip(past: "memory at "), let base = scanner.anyHex(),
      scanner.skip(past: "size "), let size = scanner.decimal(), size > 0, size < 1 << 32
    {
      return AddressRange(start: base, size: size)
    }
    scanner = start
    if scanner.skip(past: " memory "), let size = scanner.prefixedHex(), size > 0, scanner.skip(" @ "),
      let base = scanner.prefixedHex()
    {
      return AddressRange(start: base, size: size)
    }
    scanner = start
    guard scanner.skip(past: "[0x") || scanner.skip(past: "(0x"), let first = scanner.hex(),
      scanner.skip("-"),
      let last = scanner.anyHex()
    else { return nil }
    return AddressRange(inclusive: first, last)
  }

  /// `error -12`, `err=-12`, `failed: -12`, `(-12)`: the last small negative number behind such a word.
  private static func statedError(_ message: ArraySlice<UInt8>) -> Int? {
    let labels: [StaticString] = [
      "error -", "error: -", "err = -", "err=-", "errno=-", "rc = -", "rc=-", "failed: -", "failed -", "(-",
      ": -", "error code -",
    ]
    for label in labels {
      var scanner = ByteScanner(message)
      guard scanner.skip(past: label), let number = scanner.decimal(), (1..<4096).contains(number) else {
        continue
      }
      return -Int(number)
    }
    let names: [(StaticString, Int)] = [
      ("-ENOMEM", -12), ("-EBUSY", -16), ("-EINVAL", -22), ("-ENODEV", -19), ("-ENXIO", -6), ("-EIO", -5),
    ]
    return names.first { message.contains($0.0) }?.1
  }
}
