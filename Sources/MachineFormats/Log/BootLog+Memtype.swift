import MemtypeEngine

/// What the log says about the PAT.
public struct PATLines: Hashable, Sendable {
  /// `x86/PAT: Configuration [0-7]: WB  WC  UC- ...`
  public var configuration: Logged<[MemoryType]>?
  /// `x86/PAT: PAT support disabled via boot option.` and the like, with the reason.
  public var disabled: Logged<String>?
}

/// A message of the memtype tracker, or of ioremap about its answer.
public enum MemtypeEvent: Hashable, Sendable {
  /// `memtype_reserve added`; `returned` is nil where the caller cannot be told.
  case added(AddressRange, track: PageCacheMode, request: PageCacheMode, returned: PageCacheMode?)
  case freed(AddressRange)
  /// `ioremap error for ..., requested 0x2, got 0x0`
  case ioremapError(AddressRange, requested: PageCacheMode, got: PageCacheMode)
}

extension BootLog {
  mutating func readMemtype(_ message: ArraySlice<UInt8>, first: UInt8, line: Int) -> Bool {
    var scanner = ByteScanner(message)
    if scanner.skip("x86/PAT: ") { return readPAT(scanner, message, line: line) }
    if scanner.skip("ioremap error for ") { return readIoremapError(scanner, message, line: line) }
    guard first == UInt8(ascii: "P"),
      PATMemtypeList.isHeading(message) || scanner.starts(with: "PAT: [mem 0x")
    else {
      return false
    }
    var list = memtypeList ?? PATMemtypeList()
    if let entry = PATMemtypeList.entry(message, line: line), list.entries.count < Self.limit {
      list.entries.append(entry)
    }
    memtypeList = list
    return true
  }

  private mutating func readPAT(_ rest: ByteScanner, _ message: ArraySlice<UInt8>, line: Int) -> Bool {
    var scanner = rest
    if scanner.skip("memtype_reserve added ") {
      guard let range = scanner.memoryResource(), let track = scanner.mode(after: ", track "),
        let request = scanner.mode(after: ", req "), scanner.skip(", ret "), let word = scanner.word()
      else {
        note(line, message)
        return true
      }
      append(.added(range, track: track, request: request, returned: PageCacheMode(word: word)), line: line)
    } else if scanner.skip("memtype_free request ") {
      guard let range = scanner.memoryResource() else {
        note(line, message)
        return true
      }
      append(.freed(range), line: line)
    } else if scanner.skip("Configuration [0-7]: ") {
      readConfiguration(scanner.rest, message, line: line)
    } else if scanner.starts(with: "PAT ") || scanner.starts(with: "MTRRs disabled") {
      pat.disabled = pat.disabled ?? Logged(scanner.trimmed.string, line: line)
    } else {
      return false
    }
    return true
  }

  /// Eight words, `WB  WC  UC- UC  WB  WP  UC- WT`.
  private mutating func readConfiguration(_ bytes: ArraySlice<UInt8>, _ message: ArraySlice<UInt8>, line: Int)
  {
    let words = bytes.split(maxSplits: 9, whereSeparator: SourceLine.isBlank)
    let types = words.compactMap { word in
      PageCacheMode.allCases.first { word.elementsEqual($0.name.utf8) }?.memoryType
    }
    guard words.count == 8, types.count == 8 else { return note(line, message) }
    pat.configuration = Logged(types, line: line)
  }

  /// The end is exclusive here.
  private mutating func readIoremapError(_ rest: ByteScanner, _ message: ArraySlice<UInt8>, line: Int) -> Bool
  {
    var scanner = rest
    guard let (start, end) = scanner.hexPair(), scanner.skip(", requested "),
      let requested = scanner.prefixedHex(),
      scanner.skip(", got "), let got = scanner.prefixedHex(), end > start,
      let requestedMode = PageCacheMode(rawValue: UInt8(clamping: requested)),
      let gotMode = PageCacheMode(rawValue: UInt8(clamping: got))
    else {
      note(line, message)
      return true
    }
    append(.ioremapError(AddressRange(start, end), requested: requestedMode, got: gotMode), line: line)
    return true
  }

  private mutating func append(_ event: MemtypeEvent, line: Int) {
    if memtypes.count < Self.limit { memtypes.append(Logged(event, line: line)) }
  }
}

extension ByteScanner {
  /// A cache mode's word behind a label; the word ends at a comma, a blank or the end.
  fileprivate mutating func mode(after label: StaticString) -> PageCacheMode? {
    var copy = self
    guard copy.skip(label) else { return nil }
    let word = copy.rest.prefix { $0 != UInt8(ascii: ",") && !SourceLine.isBlank($0) }
    guard let mode = PageCacheMode(word: word) else { return nil }
    self = ByteScanner(copy.rest.dropFirst(word.count))
    return mode
  }
}
