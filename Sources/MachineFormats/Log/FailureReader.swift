import MemtypeEngine

/// Recognises the messages by which a kernel and its drivers say that something failed.
enum FailureReader {
  /// nil: the message says of no failure.
  static func read(_ message: ArraySlice<UInt8>, first: UInt8) -> LogFailure? {
    let scanner = ByteScanner(message)
    let known: LogFailure?
    switch first {
    case UInt8(ascii: "x"): known = tracker(scanner)
    case UInt8(ascii: "i"): known = ioremap(scanner)
    case UInt8(ascii: "m"): known = mtrr(scanner) ?? cleanup(scanner)
    case UInt8(ascii: "r"): known = sanityCheck(scanner) ?? tracker(scanner) ?? mtrr(scanner)
    case UInt8(ascii: "W"): known = warning(scanner)
    case UInt8(ascii: "*"): known = cleanup(scanner)
    default: known = nil
    }
    if let known { return known }
    guard FailureWords.occur(in: message) else { return nil }
    return driver(message)
  }

  static func failure(_ kind: LogFailure.Kind, _ message: ArraySlice<UInt8>) -> LogFailure {
    LogFailure(kind: kind, text: printable(message, limit: 200))
  }

  /// -EBUSY, as the tracker answers a conflict.
  private static let busy = -16

  // MARK: The tracker

  /// Messages behind `x86/PAT: ` (older: behind the program's name alone).
  private static func tracker(_ start: ByteScanner) -> LogFailure? {
    var scanner = start
    let hasPrefix = scanner.skip("x86/PAT: ")
    if scanner.skip("memtype_reserve failed ") || scanner.skip("reserve_memtype failed ") {
      var result = failure(.memtypeRefused, start.rest)
      result.range = scanner.anyRange(isInclusive: scanner.next == UInt8(ascii: "["))
      if scanner.skip(past: "track ") { result.held = scanner.typeWord() }
      if scanner.skip(past: "req ") { result.requested = scanner.typeWord() }
      // The type that would be tracked is the request where nothing was found before.
      if result.held == result.requested { result.held = nil }
      result.error = busy
      return result
    }
    if scanner.skip("reserve_ram_pages_type failed ") {
      var result = failure(.ramTypeRefused, start.rest)
      result.isOfRAM = true
      result.range = scanner.anyRange(isInclusive: scanner.next == UInt8(ascii: "["))
      if scanner.skip(past: "track ") { result.held = scanner.typeWord() }
      if scanner.skip(past: "req ") { result.requested = scanner.typeWord() }
      result.error = busy
      return result
    }
    return hasPrefix ? trackerOfProcess(scanner, start.rest) : nil
  }

  /// `PROGRAM:PID conflicting memory types A-B X<->Y` and the like, with or without prefix.
  static func trackerOfProcess(_ start: ByteScanner, _ message: ArraySlice<UInt8>) -> LogFailure? {
    let forms: [(StaticString, LogFailure.Kind, isOfRAM: Bool)] = [
      (" conflicting memory types ", .memtypeConflict, false),
      (" map pfn expected mapping type ", .mapPFNRefused, false),
      (" map pfn RAM range req ", .mapPFNRefused, true), (" expected mapping type ", .mapPFNRefused, false),
      (" ioremap_change_attr failed ", .attributeChangeFailed, false),
      (" freeing invalid memtype ", .freedUnknown, false),
    ]
    for (words, kind, isOfRAM) in forms {
      var scanner = start
      guard scanner.skip(past: words) else { continue }
      let count = words.utf8CodeUnitCount
      var result = failure(kind, message)
      result.isOfRAM = isOfRAM
      let head = start.rest[..<(scanner.rest.startIndex - count)]
      if let colon = head.lastIndex(of: UInt8(ascii: ":")), colon > head.startIndex {
        result.process = printable(head[..<colon], limit: 32)
        var number = ByteScanner(head[(colon + 1)...])
        result.processID = number.small32()
      }
      readTypes(&scanner, kind, &result)
      return result
    }
    return nil
  }

  private static func readTypes(
    _ scanner: inout ByteScanner, _ kind: LogFailure.Kind, _ result: inout LogFailure
  ) {
    switch kind {
    case .memtypeConflict:
      result.range = scanner.anyRange(isInclusive: scanner.next == UInt8(ascii: "["))
      scanner.skipBlanks()
      result.held = scanner.typeWord()
      if scanner.skip("<->") { result.alsoHeld = scanner.typeWord() }
      result.error = busy
    case .mapPFNRefused:
      result.requested = scanner.typeWord()
      if scanner.skip(" for ") {
        result.range = scanner.anyRange(isInclusive: scanner.next == UInt8(ascii: "["))
      }
      if scanner.skip(past: "got ") { result.held = scanner.typeWord() }
      result.error = -22
    case .attributeChangeFailed:
      result.requested = scanner.typeWord()
      if scanner.skip(" for ") {
        result.range = scanner.anyRange(isInclusive: scanner.next == UInt8(ascii: "["))
      }
    default: result.range = scanner.anyRange(isInclusive: scanner.next == UInt8(ascii: "["))
    }
  }

  // MARK: ioremap

  private static func ioremap(_ start: ByteScanner) -> LogFailure? {
    var scanner = start
    guard scanner.skip("ioremap") else { return nil }
    if scanner.skip(" error for ") {
      var result = failure(.ioremapRefused, start.rest)
      result.range = scanner.anyRange(isInclusive: false)
      if scanner.skip(past: "requested ") { result.requested = scanner.typeNumber() }
      if scanner.skip(past: "got ") { result.held = scanner.typeNumber() }
      return result
    }
    if scanner.skip(" memtype_reserve failed ") || scanner.skip(" reserve_memtype failed ") {
      var result = failure(.ioremapReserveFailed, start.rest)
      result.error = scanner.errorNumber()
      return result
    }
    if scanner.skip(" on RAM ") {
      var result = failure(.ioremapInvalid, start.rest)
      result.isOfRAM = true
      if scanner.skip("at "), let first = scanner.anyHex(), scanner.skip(" - "), let last = scanner.anyHex() {
        result.range = AddressRange(inclusive: first, last)
      } else if scanner.skip("pfn "), let page = scanner.anyHex(), page < 1 << 52 {
        result.range = AddressRange(start: page << 12, size: 4096)
      }
      return result
    }
    if scanner.skip(": invalid physical address ") {
      var result = failure(.ioremapInvalid, start.rest)
      if let address = scanner.anyHex() { result.range = AddressRange(start: address, size: 1) }
      return result
    }
    return nil
  }

  /// `resource sanity check: requesting [mem A-B], which spans more than NAME [mem C-D]`, older
  /// `resource map sanity check conflict: 0xA 0xB 0xC 0xD NAME`.
  private static func sanityCheck(_ start: ByteScanner) -> LogFailure? {
    var scanner = start
    if scanner.skip("resource sanity check: requesting ") {
      var result = failure(.spansResources, start.rest)
      result.range = scanner.memoryResource()
      result.other = scanner.memoryResource()
      return result
    }
    guard scanner.skip("resource map sanity check conflict: ") else { return nil }
    var result = failure(.spansResources, start.rest)
    guard let first = scanner.anyHex(), scanner.blanks(), let last = scanner.anyHex() else { return result }
    result.range = AddressRange(inclusive: first, last)
    guard scanner.blanks(), let from = scanner.anyHex(), scanner.blanks(), let to = scanner.anyHex() else {
      return result
    }
    result.other = AddressRange(inclusive: from, to)
    return result
  }

  private static func warning(_ start: ByteScanner) -> LogFailure? {
    var scanner = start
    guard scanner.skip("WARNING: ") else { return nil }
    if scanner.skip(past: "MTRRs don't cover all of memory, losing ") {
      var result = failure(.ramLost, start.rest)
      if let size = scanner.decimal(), size < 1 << 40, scanner.skip("MB") { result.lost = size << 20 }
      return result
    }
    return scanner.starts(with: "strange, CPU MTRRs all blank") ? failure(.mtrrBlank, start.rest) : nil
  }
}

extension ByteScanner {
  /// `[mem A-B]`, `A-B` or `A - B`, with whatever prefix the numbers have.
  mutating func anyRange(isInclusive: Bool) -> AddressRange? {
    var copy = self
    let isResource = copy.skip("[")
    if isResource { _ = copy.skip("mem ") }
    guard let first = copy.anyHex() else { return nil }
    guard copy.skip("-") || copy.skip(" - "), let last = copy.anyHex() else { return nil }
    if isResource, copy.upTo(UInt8(ascii: "]")) == nil { return nil }
    self = copy
    return isInclusive ? AddressRange(inclusive: first, last) : AddressRange(first, last)
  }

  /// A type's word in messages of the tracker or of the MTRR code.
  mutating func typeWord() -> MemoryType? {
    let word = rest.prefix { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
    }
    // `write-back<->...` has a mark right behind it that begins like part of the word.
    let type =
      PageCacheMode(word: word)?.memoryType
      ?? MemoryType.mtrrTypes.first { word.elementsEqual($0.mtrrWord.utf8) }
    if let type {
      self = ByteScanner(rest.dropFirst(word.count))
      return type
    }
    return typeNumber()
  }

  /// A page cache mode's number. Up to 3.18 the page table's bits stand there instead: PWT is 0x8, PCD 0x10.
  mutating func typeNumber() -> MemoryType? {
    var copy = self
    guard let number = copy.prefixedHex() else { return nil }
    self = copy
    switch number {
    case 0x8: return .wc
    case 0x10: return .ucMinus
    case 0x18: return .uc
    default: return PageCacheMode(rawValue: UInt8(clamping: number))?.memoryType
    }
  }

  /// `-12`; nil where there is no small negative number.
  mutating func errorNumber() -> Int? {
    var copy = self
    guard copy.skip("-"), let number = copy.decimal(), number < 4096 else { return nil }
    self = copy
    return -Int(number)
  }

  /// A process number.
  mutating func small32() -> Int? {
    var copy = self
    guard let number = copy.decimal(), number < 1 << 32 else { return nil }
    self = copy
    return Int(number)
  }
}
