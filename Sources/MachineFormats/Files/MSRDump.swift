import MemtypeEngine

/// What is wrong with a register dump.
public struct MSRDumpError: FormatError {
  public static let format = "MSR dump"
  public static let accepted = "number and value in hex, a register a line, such as: 0x2ff 0000000000000c06"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// MSRs of one processor, `0x2ff 0000000000000c06` a line. A register that could not be read has an error text instead.
public struct MSRDump: Hashable, Sendable {
  public struct Value: Hashable, Sendable {
    /// nil where the dump says that it could not be read.
    public var value: UInt64?
    public var line: Int
  }

  public private(set) var registers: [UInt32: Value] = [:]

  static let limit = 65536

  public init(_ source: SourceText) throws(MSRDumpError) {
    for line in source.lines where !line.isBlank {
      let bytes = LogPrefix.quotes(line.bytes)
      if isPrompt(bytes) { continue }
      guard let number = Self.number(bytes) else { continue }
      guard registers.count < Self.limit else {
        throw MSRDumpError(line: line.number, found: "more than \(Self.limit) registers")
      }
      let value = try Self.value(number.rest, line: line.number)
      if let known = registers[number.msr], known.value != value {
        throw MSRDumpError(
          line: line.number,
          found: "a second value for register \(number.msr.prefixedHex()), first in line \(known.line)")
      }
      registers[number.msr] = registers[number.msr] ?? Value(value: value, line: line.number)
    }
  }

  /// Whether a line starts with a register number that has to do with memory types and goes on as a value.
  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let (msr, rest) = number(bytes), isMemtypeRegister(msr) else { return false }
    if ByteScanner(rest).starts(with: "rdmsr") { return true }
    var scanner = ByteScanner(rest)
    return scanner.anyHex() != nil && scanner.isBlank
  }

  /// Any other register.
  static func follows(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let (_, rest) = number(bytes) else { return false }
    var scanner = ByteScanner(rest)
    return scanner.starts(with: "rdmsr") || scanner.anyHex() != nil && scanner.isBlank
  }

  private static func isMemtypeRegister(_ msr: UInt32) -> Bool {
    switch msr {
    case 0xfe, 0x2ff, 0x277, 0x200...0x27f, 0xc001_0010, 0xc001_001d: true
    default: false
    }
  }

  /// `0x2ff `, `2ff: `, `MSR 0x2ff = `.
  private static func number(_ bytes: ArraySlice<UInt8>) -> (msr: UInt32, rest: ArraySlice<UInt8>)? {
    var scanner = ByteScanner(bytes)
    _ = scanner.skip("MSR ") || scanner.skip("msr ")
    guard let number = scanner.anyHex(), let msr = UInt32(exactly: number) else { return nil }
    let isSpaced = scanner.blanks()
    let isMarked = scanner.skip(":") || scanner.skip("=")
    guard isSpaced || isMarked else { return nil }
    return (msr, scanner.trimmed)
  }

  private static func value(_ bytes: ArraySlice<UInt8>, line: Int) throws(MSRDumpError) -> UInt64? {
    var scanner = ByteScanner(bytes)
    if scanner.starts(with: "rdmsr") { return nil }
    guard let value = scanner.anyHex(), scanner.isBlank else {
      throw MSRDumpError(line: line, found: "not a register value: \(excerpt(bytes))")
    }
    return value
  }

  public subscript(_ msr: UInt32) -> UInt64? { registers[msr]?.value }

  /// The MTRRs, if MTRRcap and the default type could be read. VCNT pairs; one that is missing counts as unused.
  public var mtrr: MTRRRegisters? {
    guard let capabilities = self[0xfe], let defaultType = self[0x2ff] else { return nil }
    let count = UInt32(capabilities & 0xff)
    return MTRRRegisters(
      capabilities: capabilities, defaultTypeRegister: defaultType,
      fixed: FixedRanges(registers: FixedRanges.msrNumbers.map { self[$0] ?? 0 }),
      variable: (0..<count).map { n in
        VariableRange(base: self[0x200 + 2 * n] ?? 0, mask: self[0x201 + 2 * n] ?? 0)
      },
      syscfg: self[0xc001_0010], topMem2: self[0xc001_001d])
  }

  /// Numbers of the variable pairs that MTRRcap promises and the dump lacks.
  public var missingVariable: [Int] {
    guard let capabilities = self[0xfe] else { return [] }
    return (0..<Int(capabilities & 0xff)).filter { n in
      let base = 0x200 + 2 * UInt32(n)
      return self[base] == nil || self[base + 1] == nil
    }
  }
}

extension FileKind {
  public static let msrDump = FileKind(
    "MSR dump", example: "0x2ff 0000000000000c06",
    origin:
      "sudo modprobe msr; for r in 0xfe 0x2ff 0x277 $(seq 512 531); do echo $r $(sudo rdmsr -p0 -0 $r); done",
    recognition: .lines(follows: { MSRDump.follows($0) }, matches: { MSRDump.matches($0) }),
    read: { source throws(MSRDumpError) in try MSRDump(source) })
}

extension MachineReport {
  public var msrs: Named<MSRDump>? {
    get { self[MSRDump.self] }
    set { self[MSRDump.self] = newValue }
  }
}
