import MemtypeEngine

/// A line of the log about the firmware memory map.
public enum E820Event: Hashable, Sendable {
  /// `BIOS-e820: [mem ...] usable`; the name is that of the printed map, `BIOS-e820`, `user`, `modified`.
  case entry(map: String, E820Entry)
  /// `modified physical RAM map:`. What follows replaces what was before.
  case heading(String)
  /// `e820: update [mem ...] usable ==> reserved`
  case update(AddressRange, from: E820Type, to: E820Type)
  /// `e820: remove [mem ...] usable`; the type is missing where every type is removed.
  case remove(AddressRange, E820Type?)
}

/// What else the log says of where RAM is.
public struct MemoryLines: Hashable, Sendable {
  /// `  node   0: [mem ...]` under `Early memory node ranges`: the RAM that the kernel manages.
  public var nodeRanges: [Logged<AddressRange>] = []
  /// `[mem 0xc0000000-0xfffbbfff] available for PCI devices`: the largest gap below 4 GiB.
  public var pciGap: Logged<AddressRange>?
  /// `total RAM covered: 1508M`, in bytes: what the MTRRs make WB. Printed with default type UC only.
  public var covered: Logged<UInt64>?
}

extension BootLog {
  static let mapRules: [LogRule] = [entryRules, headingRules, seaBIOSRules, changeRules].flatMap { $0 }

  private static let changeRules: [LogRule] = [
    LogRule("e820: ") { log, rest, line in log.readE820(rest, line) },
    LogRule("e820 update range: ") { log, rest, line in log.readOldChange(rest, line, isUpdate: true) },
    LogRule("e820 remove range: ") { log, rest, line in log.readOldChange(rest, line, isUpdate: false) },
    LogRule("last_pfn = ") { log, rest, line in log.readLastPFN(rest, line) },
    LogRule("node ") { log, rest, line in log.readNodeRange(rest, line) },
    LogRule("Early memory node ranges") { _, _, _ in true },
    LogRule("[mem ") { log, rest, line in log.readGap(rest, line) },
    LogRule("[gap ") { log, rest, line in log.readGap(rest, line) },
    LogRule("Allocating PCI resources starting at ") { log, rest, line in
      var scanner = rest
      guard scanner.skip(past: "(gap: "), let start = scanner.hex(), scanner.skip(":"),
        let size = scanner.hex()
      else { return false }
      log.memory.pciGap = Logged(AddressRange(start: start, size: size), line: line.number)
      return true
    },
    LogRule("total RAM covered: ") { log, rest, line in
      var scanner = rest
      guard let size = scanner.decimal(), size < 1 << 40, scanner.skip("M") else { return false }
      log.memory.covered = Logged(size << 20, line: line.number)
      return true
    },
    LogRule("update e820 for mtrr") { _, _, _ in true },
  ]

  /// The names that maps are printed under (`e820__print_table` and its callers).
  private static let entryRules: [LogRule] = [
    ("BIOS-e820: ", "BIOS-e820"), ("BIOS-88: ", "BIOS-88"), ("BIOS-e801: ", "BIOS-e801"), ("Xen: ", "Xen"),
    ("user: ", "user"), ("extended: ", "extended"), ("modified: ", "modified"),
    ("reserve setup_data: ", "reserve setup_data"), ("efi: ", "efi"),
  ].map { (name: StaticString, text: String) in
    LogRule(name) { log, rest, line in log.readEntry(rest, map: text, line) }
  }

  private static let headingRules: [LogRule] = [
    ("BIOS-provided physical RAM map:", "BIOS-provided"), ("user-defined physical RAM map:", "user-defined"),
    ("extended physical RAM map:", "extended"), ("modified physical RAM map:", "modified"),
    ("Xen-provided physical RAM map:", "BIOS-provided"),
  ].map { (text: StaticString, name: String) in
    LogRule(text) { log, _, line in
      log.append(.heading(name), line)
      return true
    }
  }

  /// The name of a map that SeaBIOS printed.
  static let seaBIOS = "SeaBIOS"

  /// SeaBIOS prints the map that it hands over, on a serial line, a debug console or Xen's (`dump_map`).
  private static let seaBIOSRules: [LogRule] =
    [
      LogRule("e820 map has ") { log, _, line in
        log.append(.heading("BIOS-provided"), line)
        return true
      }
    ]
    + (["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as [StaticString]).map { digit in
      LogRule(digit) { log, _, line in log.readSeaBIOSEntry(line) }
    }

  // MARK: Entries

  /// `0: 0000000000000000 - 000000000009fc00 = 1 RAM`, with exclusive ends.
  private mutating func readSeaBIOSEntry(_ line: LogLine) -> Bool {
    guard let entry = Self.seaBIOSEntry(line.message) else { return false }
    append(.entry(map: Self.seaBIOS, entry), line)
    return true
  }

  static func seaBIOSEntry(_ message: ArraySlice<UInt8>) -> E820Entry? {
    var scanner = ByteScanner(message)
    guard scanner.decimal() != nil, scanner.skip(": "), let (start, end) = scanner.oldPair(),
      scanner.skip(" = "), let number = scanner.decimal(), let type = UInt32(exactly: number),
      scanner.skip(" "), end > start
    else { return nil }
    return E820Entry(address: start, size: end - start, type: E820Type(rawValue: type))
  }

  /// `[mem A-B] usable`; up to 3.4 `A - B (usable)` with exclusive ends.
  private mutating func readEntry(_ rest: ByteScanner, map: String, _ line: LogLine) -> Bool {
    var scanner = rest
    if scanner.starts(with: "[gap ") {
      gapLine = gapLine ?? line.number
      return true
    }
    if let (start, end) = scanner.oldPair() {
      guard let type = scanner.parenthesisedType() else { return noted(line) }
      let size = end > start ? end - start : 0
      append(.entry(map: map, E820Entry(address: start, size: size, type: type)), line)
      return true
    }
    guard scanner.skip("[mem ") else { return false }
    guard let (start, last) = scanner.hexPair(), scanner.skip("]"), let type = E820Type(word: scanner.trimmed)
    else { return noted(line) }
    append(.entry(map: map, E820Entry(address: start, size: Self.size(start, last), type: type)), line)
    return true
  }

  /// The size that prints like this; the whole 64-bit space counts as one byte less, an empty entry as 0.
  private static func size(_ start: UInt64, _ last: UInt64) -> UInt64 {
    start == 0 && last == .max ? .max : last &- start &+ 1
  }

  // MARK: Changes

  /// From 3.5 to 4.17 `e820: ` stands before every message about the map.
  private mutating func readE820(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    let isUpdate = scanner.skip("update [mem ")
    guard isUpdate || scanner.skip("remove [mem ") else {
      guard !scanner.starts(with: "e820: ") else { return false }
      return LogRule.apply(to: &self, LogLine(message: scanner.rest, number: line.number))
    }
    guard let range = scanner.inclusiveRange(), scanner.skip("]") else { return noted(line) }
    let words = scanner.trimmed
    if !isUpdate {
      let type = E820Type(word: words)
      if type == nil, !words.isEmpty { return noted(line) }
      append(.remove(range, type), line)
      return true
    }
    var types = ByteScanner(words)
    guard types.skip(past: " ==> "), let to = E820Type(word: types.trimmed),
      let from = E820Type(word: ByteScanner(words.dropLast(types.rest.count + 5)).trimmed)
    else { return noted(line) }
    append(.update(range, from: from, to: to), line)
    return true
  }

  /// `A - B (usable) ==> (reserved)`, exclusive, up to 3.4.
  private mutating func readOldChange(_ rest: ByteScanner, _ line: LogLine, isUpdate: Bool) -> Bool {
    var scanner = rest
    guard let (start, end) = scanner.oldPair() else { return noted(line) }
    let range = AddressRange(start, end)
    guard isUpdate else {
      append(.remove(range, scanner.parenthesisedType()), line)
      return true
    }
    guard let from = scanner.parenthesisedType(), scanner.skip(" ==> "), let to = scanner.parenthesisedType()
    else { return noted(line) }
    append(.update(range, from: from, to: to), line)
    return true
  }

  // MARK: Ends and ranges of RAM

  /// Pages beyond 64 GiB are nothing for a 32-bit kernel, with PAE or without.
  var is32Bit: Bool { maxArchPages.map { $0 <= 1 << 24 } ?? false }

  private mutating func readLastPFN(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let pfn = scanner.prefixedHex() ?? scanner.hex(), scanner.skip(" max_arch_pfn = "),
      let limit = scanner.prefixedHex() ?? scanner.hex()
    else { return noted(line) }
    maxArchPages = limit
    lastPFNs.append(Logged(pfn, line: line.number), limit: Self.limit)
    return true
  }

  /// `  0: [mem 0x0000000000001000-0x000000000009efff]` behind `node `.
  private mutating func readNodeRange(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    scanner.skipBlanks()
    guard scanner.decimal() != nil, scanner.skip(": [mem "), let range = scanner.inclusiveRange(),
      scanner.skip("]")
    else { return false }
    memory.nodeRanges.append(Logged(range, line: line.number), limit: 4096)
    return true
  }

  private mutating func readGap(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let range = scanner.inclusiveRange(), scanner.skip("] available for PCI devices") else {
      return false
    }
    memory.pciGap = Logged(range, line: line.number)
    return true
  }

  private mutating func append(_ event: E820Event, _ line: LogLine) {
    e820.append(Logged(event, line: line.number), limit: 16384)
  }

  /// Notes a damaged line of a kind that matters; it counts as read.
  mutating func noted(_ line: LogLine) -> Bool {
    note(line.number, line.message)
    return true
  }
}

extension ByteScanner {
  /// `0000000000100000 - 00000000dfe88c00`
  fileprivate mutating func oldPair() -> (start: UInt64, end: UInt64)? {
    var copy = self
    guard let start = copy.anyHex(), copy.skip(" - "), let end = copy.anyHex() else { return nil }
    self = copy
    return (start, end)
  }

  /// ` (ACPI data)`
  fileprivate mutating func parenthesisedType() -> E820Type? {
    var copy = self
    copy.skipBlanks()
    guard copy.skip("("), let word = copy.upTo(UInt8(ascii: ")")) else {
      // Types without a name are printed without parentheses.
      guard let type = E820Type(word: copy.trimmed) else { return nil }
      self = ByteScanner(copy.rest.suffix(0))
      return type
    }
    guard let type = E820Type(word: word) else { return nil }
    self = copy
    return type
  }
}
