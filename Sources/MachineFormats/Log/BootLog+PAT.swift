import MemtypeEngine

/// What the log says about the PAT.
public struct PATLines: Hashable, Sendable {
  /// `x86/PAT: Configuration [0-7]: WB  WC  UC- ...`
  public var configuration: Logged<[MemoryType]>?
  /// `x86/PAT: PAT support disabled via boot option.` and the like, with the reason.
  public var disabled: Logged<String>?
  /// `x86/PAT: MTRRs disabled, skipping PAT initialization too.`: what kernels up to 6.1 say.
  public var skipped: Int?
  /// The register before Linux wrote it: `x86 PAT enabled: cpu 0, old 0x7040600070406, new ...`.
  public var old: Logged<UInt64>?

  /// CPUID has no PAT; up to 5.5 without the article.
  public var isMissing: Bool { disabled?.value.hasPrefix("PAT not supported by ") == true }

  /// `nopat` was given; older kernels say no more than that the PAT is disabled.
  public var isDisabledByOption: Bool {
    disabled?.value == "PAT support disabled via boot option." || disabled?.value == "PAT support disabled."
  }
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
  static let patRules: [LogRule] = [
    LogRule("x86/PAT: ") { log, rest, line in log.readPAT(rest, line) },
    LogRule("PAT configuration [0-7]: ") { log, rest, line in log.readConfiguration(rest, line) },
    LogRule("x86 PAT enabled: ") { log, rest, line in log.readPATRegisters(rest, line) },
    LogRule("ioremap error for ") { log, rest, line in log.readIoremapError(rest, line) },
    LogRule("PAT memtype list:") { log, _, line in log.readListEntry(line) },
    LogRule("PAT: [mem 0x") { log, _, line in log.readListEntry(line) },
  ]

  private mutating func readListEntry(_ line: LogLine) -> Bool {
    var list = memtypeList ?? PATMemtypeList()
    if let entry = PATMemtypeList.entry(line.message, line: line.number) {
      list.entries.append(entry, limit: Self.limit)
    }
    memtypeList = list
    return true
  }

  private mutating func readPAT(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    if scanner.skip("memtype_reserve added ") || scanner.skip("reserve_memtype added ") {
      guard let range = scanner.memoryResource(), let track = scanner.mode(after: ", track "),
        let request = scanner.mode(after: ", req "), scanner.skip(", ret "), let word = scanner.word()
      else { return noted(line) }
      let event = MemtypeEvent.added(
        range, track: track, request: request, returned: PageCacheMode(word: word))
      memtypes.append(Logged(event, line: line.number), limit: Self.limit)
    } else if scanner.skip("memtype_free request ") || scanner.skip("free_memtype request ") {
      guard let range = scanner.memoryResource() else { return noted(line) }
      memtypes.append(Logged(.freed(range), line: line.number), limit: Self.limit)
    } else if scanner.skip("Configuration [0-7]: ") || scanner.skip("PAT configuration [0-7]: ") {
      return readConfiguration(scanner, line)
    } else if scanner.starts(with: "MTRRs disabled") {
      pat.skipped = line.number
      pat.disabled = pat.disabled ?? Logged(scanner.trimmed.string, line: line.number)
    } else if scanner.starts(with: "PAT ") {
      pat.disabled = pat.disabled ?? Logged(scanner.trimmed.string, line: line.number)
    } else {
      return false
    }
    return true
  }

  /// Eight words, `WB  WC  UC- UC  WB  WP  UC- WT`.
  private mutating func readConfiguration(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    let words = rest.rest.split(maxSplits: 9, whereSeparator: SourceLine.isBlank)
    let types = words.compactMap { word in
      PageCacheMode.allCases.first { word.elementsEqual($0.name.utf8) }?.memoryType
    }
    guard words.count == 8, types.count == 8 else { return noted(line) }
    pat.configuration = Logged(types, line: line.number)
    return true
  }

  /// `cpu 0, old 0x7040600070406, new 0x7010600070106`, before 4.2: the registers themselves.
  private mutating func readPATRegisters(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard scanner.skip(past: "old "), let old = scanner.anyHex(), scanner.skip(", new "),
      let new = scanner.anyHex()
    else { return noted(line) }
    pat.old = pat.old ?? Logged(old, line: line.number)
    let types = (0..<8).map { MemoryType(rawValue: UInt8(truncatingIfNeeded: new >> (8 * UInt64($0)))) }
    guard types.allSatisfy({ MemoryType.mtrrTypes.contains($0) || $0 == .ucMinus }) else {
      return noted(line)
    }
    pat.configuration = Logged(types, line: line.number)
    return true
  }

  /// The end is exclusive here.
  private mutating func readIoremapError(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let (start, end) = scanner.hexPair(), scanner.skip(", requested "), let requested = scanner.mode(),
      scanner.skip(", got "), let got = scanner.mode(), end > start
    else { return noted(line) }
    let event = MemtypeEvent.ioremapError(AddressRange(start, end), requested: requested, got: got)
    memtypes.append(Logged(event, line: line.number), limit: Self.limit)
    return true
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

  /// A cache mode's number.
  fileprivate mutating func mode() -> PageCacheMode? {
    guard let type = typeNumber() else { return nil }
    return PageCacheMode.allCases.first { $0.memoryType == type }
  }
}
