extension E820Table {
  private static let invalid = -22

  /// Applies a `mem=` or `memmap=` option, `memmap=64M$1G` (`parse_memopt`, `parse_memmap_opt`).
  ///
  /// Returns 0 or the negative errno that the kernel's parser returns; nil for any other option.
  @discardableResult public mutating func apply(option: String, log: inout KernelLog) -> Int? {
    let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count == 2 ? parts[1] : nil
    switch parts.first {
    case "mem": return applyMem(value, log: &log)
    case "memmap":
      guard let value else { return Self.invalid }
      for item in value.split(separator: ",", omittingEmptySubsequences: false) {
        applyMemmap(item, log: &log)
      }
      return 0
    default: return nil
    }
  }

  /// What follows the last early parameter (`e820__finish_early_params`). False: the kernel panics here.
  @discardableResult public mutating func finishEarlyParameters(log: inout KernelLog) -> Bool {
    guard isUserDefined else { return true }
    guard sanitize() else {
      log.append(.e820(.invalidUserMap))
      return false
    }
    log.append(.e820(.heading(.user)))
    print(.user, log: &log)
    return true
  }

  private mutating func applyMem(_ value: Substring?, log: inout KernelLog) -> Int {
    guard let value else { return Self.invalid }
    if value == "nopentium" {
      log.append(.e820(.memNopentium))
      return Self.invalid
    }
    isUserDefined = true
    var parser = KernelNumberParser(value.utf8)
    let limit = parser.size()
    guard limit != 0 else { return Self.invalid }
    removeRAM(from: limit, log: &log)
    return 0
  }

  /// One item of `memmap=`; nobody looks at its return value.
  private mutating func applyMemmap(_ item: Substring, log: inout KernelLog) {
    if item.hasPrefix("exactmap") {
      entries.removeAll()
      isUserDefined = true
      return
    }
    var parser = KernelNumberParser(item.utf8)
    let size = parser.size()
    guard parser.position > 0 else { return }
    isUserDefined = true
    if parser.skip(UInt8(ascii: "@")) {
      add(E820Entry(address: parser.size(), size: size, type: .ram), log: &log)
    } else if parser.skip(UInt8(ascii: "#")) {
      add(E820Entry(address: parser.size(), size: size, type: .acpi), log: &log)
    } else if parser.skip(UInt8(ascii: "$")) {
      add(E820Entry(address: parser.size(), size: size, type: .reserved), log: &log)
    } else if parser.skip(UInt8(ascii: "!")) {
      add(E820Entry(address: parser.size(), size: size, type: .pram), log: &log)
    } else if parser.skip(UInt8(ascii: "%")) {
      retype(size: size, &parser, log: &log)
    } else {
      removeRAM(from: size, log: &log)
    }
  }

  /// The rest of `size%start-old+new`.
  private mutating func retype(
    size: UInt64, _ parser: inout KernelNumberParser, log: inout KernelLog
  ) {
    let start = parser.size()
    var old: UInt32 = 0
    var new: UInt32 = 0
    if parser.skip(UInt8(ascii: "-")) { old = UInt32(truncatingIfNeeded: parser.number()) }
    if parser.skip(UInt8(ascii: "+")) { new = UInt32(truncatingIfNeeded: parser.number()) }
    guard parser.isAtEnd else { return }
    switch (old, new) {
    case (0, 0): remove(start, size: size, type: nil, log: &log)
    case (_, 0): remove(start, size: size, type: E820Type(rawValue: old), log: &log)
    case (0, _): add(E820Entry(address: start, size: size, type: E820Type(rawValue: new)), log: &log)
    default:
      update(start, size: size, from: E820Type(rawValue: old), to: E820Type(rawValue: new), log: &log)
    }
  }

  private mutating func removeRAM(from start: UInt64, log: inout KernelLog) {
    remove(start, size: .max - start, type: .ram, log: &log)
  }
}
