import MemtypeEngine

/// What is wrong with a copy of /proc/mtrr.
public struct ProcMTRRError: FormatError {
  public static let format = "/proc/mtrr"
  public static let accepted =
    "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// /proc/mtrr: the variable ranges in use, as the kernel sees them in the registers.
///
/// The sizes are not quite the registers': below 1 MiB they are in KiB, above in whole MiB, rounded down, and a mask
/// that lacks high bits has been repaired first (`generic_get_mtrr`, `mtrr_seq_show`).
public struct ProcMTRR: Hashable, Sendable {
  public struct Register: Hashable, Sendable {
    public var number: Int
    public var base: PhysicalAddress
    public var size: UInt64
    public var type: MemoryType
    public var count: Int
    public var line: Int
  }

  /// By number, as printed; unused ones are left out.
  public var registers: [Register] = []
  /// A second list in the same text, of a later time: `# cat /proc/mtrr` before a write and behind it.
  public var later: [Register]?
  /// The line of a form that kernels before 2.6.30 print; nil where there is none.
  public var oldForm: Int?

  /// The kernel cannot have more (`MTRR_MAX_VAR_RANGES`).
  static let limit = 256

  public init() {}

  public init(_ source: SourceText) throws(ProcMTRRError) {
    var list = ProcMTRR()
    var isInterrupted = false
    var isLater = false
    for line in source.lines where !line.isBlank {
      let bytes = LogPrefix.quotes(line.bytes)
      guard Self.matches(bytes) else {
        isInterrupted = true
        // The heading of `mtrrscope show mtrr`: the list before it may be empty.
        if ByteScanner(bytes).starts(with: "# later, as "), !isLater {
          (registers, list, isLater) = (list.registers, ProcMTRR(), true)
        }
        continue
      }
      guard let register = Self.register(bytes, line: line.number) else {
        throw ProcMTRRError(line: line.number, found: "damaged register line \(excerpt(bytes, limit: 90))")
      }
      // Of a longer text only these lines may be left, each with its own number.
      if let last = list.registers.last, isInterrupted || line.number > last.line + 1,
        register.number <= last.number
      {
        if registers.isEmpty, !isLater { registers = list.registers }
        list = ProcMTRR()
      }
      isInterrupted = false
      if oldForm == nil, Self.isOldForm(bytes) { oldForm = line.number }
      try list.append(register)
    }
    if registers.isEmpty, !isLater { registers = list.registers } else { later = list.registers }
  }

  mutating func append(_ register: Register) throws(ProcMTRRError) {
    guard registers.count < Self.limit else {
      throw ProcMTRRError(line: register.line, found: "more than \(Self.limit) registers")
    }
    if let same = registers.first(where: { $0.number == register.number }) {
      throw ProcMTRRError(
        line: register.line, found: "register \(register.number) a second time, first in line \(same.line)")
    }
    registers.append(register)
  }

  /// The type stands before the count.
  static func isOldForm(_ bytes: ArraySlice<UInt8>) -> Bool {
    var scanner = ByteScanner(bytes)
    guard scanner.skip(past: "size=") else { return false }
    scanner.skipBlanks()
    return scanner.decimal() != nil && (scanner.skip("MB: ") || scanner.skip("KB: "))
  }

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    var scanner = ByteScanner(bytes)
    if scanner.skip("Reg ") { return scanner.decimal() != nil && scanner.skip(": 0x") }
    return scanner.skip("reg") && scanner.decimal() != nil && scanner.skip(": base=")
  }

  static func register(_ bytes: ArraySlice<UInt8>, line: Int) -> Register? {
    var scanner = ByteScanner(bytes)
    if scanner.starts(with: "Reg ") { return testSuiteRegister(bytes, line: line) }
    guard scanner.skip("reg"), let number = scanner.decimal(), number < UInt64(limit),
      scanner.skip(": base="),
      let base = scanner.prefixedHex(), scanner.skip(past: "size=")
    else { return nil }
    scanner.skipBlanks()
    guard let amount = scanner.decimal() else { return nil }
    let unit: UInt64
    if scanner.skip("MB") { unit = .mib } else if scanner.skip("KB") { unit = .kib } else { return nil }
    let (size, overflow) = amount.multipliedReportingOverflow(by: unit)
    guard !overflow, scanner.skip(", count=") || scanner.skip(": ") else { return nil }
    let count: UInt64
    let word: ArraySlice<UInt8>
    if let number = scanner.decimal() {
      guard scanner.skip(":") else { return nil }
      (count, word) = (number, scanner.trimmed)
    } else {
      // Up to 2.6.29 the type comes before the count.
      guard let type = scanner.upTo(UInt8(ascii: ",")), scanner.skip(" count="),
        let number = scanner.decimal()
      else {
        return nil
      }
      (count, word) = (number, ByteScanner(type).trimmed)
    }
    guard let type = MemoryType(mtrrWord: word) else { return nil }
    return Register(
      number: Int(number), base: base, size: size, type: type, count: Int(clamping: count), line: line)
  }
}

extension ProcMTRR {
  /// The same in the words of the Firmware Test Suite's mtrr test, the end exclusive:
  /// `Reg 0: 0x00000000ffc00000 - 0x0000000100000000 (     4 MB)   Write-Protect`.
  fileprivate static func testSuiteRegister(_ bytes: ArraySlice<UInt8>, line: Int) -> Register? {
    var scanner = ByteScanner(bytes)
    guard scanner.skip("Reg "), let number = scanner.decimal(), number < UInt64(limit), scanner.skip(": "),
      let start = scanner.prefixedHex(), scanner.skip(" - "), let end = scanner.prefixedHex(), end > start,
      scanner.skip(past: ")"),
      let type = testSuiteTypes.first(where: { scanner.trimmed.equals($0.word) })?.type
    else { return nil }
    return Register(
      number: Int(number), base: start, size: end - start, type: type, count: 1, line: line)
  }

  private static let testSuiteTypes: [(word: StaticString, type: MemoryType)] = [
    ("Uncached", .uc), ("Write-Combining", .wc), ("Write-Through", .wt), ("Write-Protect", .wp),
    ("Write-Back", .wb),
  ]
}

/// A shell prompt with the command whose output follows: `# cat /proc/mtrr`, `user@host:~$ rdmsr ...`.
func isPrompt(_ bytes: ArraySlice<UInt8>) -> Bool {
  let head = bytes.prefix(80)
  guard let first = head.first else { return false }
  if first == UInt8(ascii: "#") || first == UInt8(ascii: "$") { return true }
  var scanner = ByteScanner(head)
  if first == UInt8(ascii: "[") {
    // `[root@box ~]# lspci`, `[sudo] password for user:`
    guard !scanner.starts(with: "[sudo] ") else { return true }
    guard let inside = scanner.upTo(UInt8(ascii: "]")), inside.contains(UInt8(ascii: "@")) else {
      return false
    }
    return scanner.next == UInt8(ascii: "#") || scanner.next == UInt8(ascii: "$")
  }
  guard let word = scanner.word() else { return false }
  guard let last = word.last, word.contains(UInt8(ascii: "@")) else { return false }
  return last == UInt8(ascii: "$") || last == UInt8(ascii: "#") || last == UInt8(ascii: "%")
}

extension MemoryType {
  /// From the word in /proc/mtrr and MTRR messages; `?` is one of the reserved encodings, which one is not told.
  init?(mtrrWord word: ArraySlice<UInt8>) {
    if word.equals("?") {
      self.init(rawValue: 2)
      return
    }
    guard let type = Self.mtrrTypes.first(where: { word.elementsEqual($0.mtrrWord.utf8) }) else { return nil }
    self = type
  }
}

extension FileKind {
  public static let procMTRR = FileKind(
    "/proc/mtrr", example: "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable",
    origin: "cat /proc/mtrr", emptyNames: ["mtrr", "proc-mtrr", "proc_mtrr"],
    recognition: .lines { ProcMTRR.matches($0) },
    read: { source throws(ProcMTRRError) in try ProcMTRR(source) })
}

extension MachineReport {
  public var procMTRR: Named<ProcMTRR>? {
    get { self[ProcMTRR.self] }
    set { self[ProcMTRR.self] = newValue }
  }
}
