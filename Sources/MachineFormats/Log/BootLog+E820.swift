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

extension BootLog {
  /// The names that maps are printed under (`e820__print_table` and its callers).
  private static let mapNames: [(name: StaticString, text: String)] = [
    ("BIOS-e820: ", "BIOS-e820"), ("BIOS-88: ", "BIOS-88"), ("BIOS-e801: ", "BIOS-e801"), ("Xen: ", "Xen"),
    ("user: ", "user"), ("extended: ", "extended"), ("modified: ", "modified"),
    ("reserve setup_data: ", "reserve setup_data"), ("efi: ", "efi"),
  ]

  private static let headings: [(text: StaticString, name: String)] = [
    ("BIOS-provided physical RAM map:", "BIOS-provided"), ("user-defined physical RAM map:", "user-defined"),
    ("extended physical RAM map:", "extended"), ("modified physical RAM map:", "modified"),
  ]

  mutating func readE820(_ message: ArraySlice<UInt8>, first: UInt8, line: Int) -> Bool {
    let scanner = ByteScanner(message)
    if scanner.starts(with: "e820: ") { return readE820Change(message, line: line) }
    if scanner.starts(with: "last_pfn = ") { return readLastPFN(message, line: line) }
    for heading in Self.headings where scanner.starts(with: heading.text) {
      append(.heading(heading.name), line: line)
      return true
    }
    for map in Self.mapNames {
      var entry = scanner
      guard entry.skip(map.name) else { continue }
      if entry.starts(with: "[gap ") {
        gapLine = gapLine ?? line
        return true
      }
      guard entry.skip("[mem ") else { return false }
      guard let (start, last) = entry.hexPair(), entry.skip("]"), let type = E820Type(word: entry.trimmed)
      else {
        note(line, message)
        return true
      }
      append(
        .entry(map: map.text, E820Entry(address: start, size: Self.size(start, last), type: type)), line: line
      )
      return true
    }
    return false
  }

  /// The size that prints like this; the whole 64-bit space counts as one byte less, an empty entry as 0.
  private static func size(_ start: UInt64, _ last: UInt64) -> UInt64 {
    start == 0 && last == .max ? .max : last &- start &+ 1
  }

  private mutating func readE820Change(_ message: ArraySlice<UInt8>, line: Int) -> Bool {
    var scanner = ByteScanner(message)
    guard scanner.skip("e820: ") else { return false }
    let isUpdate = scanner.skip("update [mem ")
    guard isUpdate || scanner.skip("remove [mem ") else { return false }
    guard let range = scanner.inclusiveRange(), scanner.skip("]") else {
      note(line, message)
      return true
    }
    let words = scanner.trimmed
    if !isUpdate {
      let type = E820Type(word: words)
      if type == nil, !words.isEmpty { note(line, message) } else { append(.remove(range, type), line: line) }
      return true
    }
    var types = ByteScanner(words)
    guard types.skip(past: " ==> "), let to = E820Type(word: types.trimmed),
      let from = E820Type(word: ByteScanner(words.dropLast(types.rest.count + 5)).trimmed)
    else {
      note(line, message)
      return true
    }
    append(.update(range, from: from, to: to), line: line)
    return true
  }

  private mutating func readLastPFN(_ message: ArraySlice<UInt8>, line: Int) -> Bool {
    var scanner = ByteScanner(message)
    guard scanner.skip("last_pfn = "), let pfn = scanner.prefixedHex(), scanner.skip(" max_arch_pfn = "),
      let limit = scanner.prefixedHex()
    else {
      note(line, message)
      return true
    }
    maxArchPages = limit
    if lastPFNs.count < Self.limit { lastPFNs.append(Logged(pfn, line: line)) }
    return true
  }

  private mutating func append(_ event: E820Event, line: Int) {
    if e820.count < 16384 { e820.append(Logged(event, line: line)) }
  }
}
