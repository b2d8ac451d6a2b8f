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

  /// Registers that the processors hold different values in, with the values: the first is taken.
  public private(set) var disagreements: [UInt32: [UInt64]] = [:]

  public init(_ source: SourceText) throws(MSRDumpError) {
    var command: UInt32?
    for line in source.lines where !line.isBlank {
      let bytes = line.quoted
      guard let entry = MSRNotation.read(bytes, afterCommand: command != nil) else {
        if let (msr, rest) = MSRNotation.number(bytes), Self.isMemtypeRegister(msr), command == nil {
          throw MSRDumpError(line: line.number, found: "not a register value: \(excerpt(rest))")
        }
        continue
      }
      switch entry {
      case .heading: break
      case .command(let msr): command = msr
      case .answer(let value):
        guard let msr = command else { break }
        // With -a each processor answers in a line of its own.
        if let first = registers[msr]?.value {
          disagree(msr, [first, value])
        } else {
          try take(msr, value, line.number)
        }
      case .value(let msr, let value):
        command = nil
        try take(msr, value, line.number)
      case .values(let msr, let values):
        command = nil
        try take(msr, values.first, line.number)
        disagree(msr, values)
      }
    }
  }

  private mutating func take(_ msr: UInt32, _ value: UInt64?, _ line: Int) throws(MSRDumpError) {
    guard registers.count < Self.limit else {
      throw MSRDumpError(line: line, found: "more than \(Self.limit) registers")
    }
    if let known = registers[msr], known.value != value {
      throw MSRDumpError(
        line: line, found: "a second value for register \(msr.prefixedHex()), first in line \(known.line)")
    }
    registers[msr] = registers[msr] ?? Value(value: value, line: line)
  }

  private mutating func disagree(_ msr: UInt32, _ values: [UInt64]) {
    let all = (disagreements[msr] ?? []) + values
    let distinct = all.enumerated().filter { all.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    if distinct.count > 1 { disagreements[msr] = Array(distinct.prefix(64)) }
  }

  /// Whether a line is about a register that has to do with memory types.
  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    switch MSRNotation.read(bytes) {
    case .value(let msr, _), .values(let msr, _), .command(let msr): isMemtypeRegister(msr)
    case .heading: true
    case .answer, nil: false
    }
  }

  /// Any other register, or a command's answer.
  static func follows(_ bytes: ArraySlice<UInt8>) -> Bool {
    MSRNotation.read(bytes, afterCommand: true) != nil
  }

  static func isMemtypeRegister(_ msr: UInt32) -> Bool {
    switch msr {
    case 0xfe, 0x2ff, 0x277, 0x200...0x27f, 0xc001_0010, 0xc001_001a, 0xc001_001d: true
    default: false
    }
  }

  public subscript(_ msr: UInt32) -> UInt64? { registers[msr]?.value }

  /// MTRRcap, or what follows from the pairs that are there: tools often leave it out.
  public var capabilities: UInt64? {
    if let value = self[0xfe] { return value }
    guard self[0x2ff] != nil || lacksDefaultType else { return nil }
    guard let last = (0..<Self.mostPairs).last(where: { self[0x200 + 2 * $0] != nil }) else { return nil }
    let isFixed = hasFixed || self[0x2ff].map { $0 & 0x400 != 0 } == true
    // No x86-64 processor has fewer than eight pairs.
    return UInt64(max(last + 1, 8)) | (isFixed ? 0x500 : 0x400)
  }

  /// Pairs in use are there, and IA32_MTRR_DEF_TYPE is not: a dump that is cut off.
  public var lacksDefaultType: Bool { self[0x2ff] == nil && !pairTypes.isEmpty }

  /// The types of the pairs in use.
  private var pairTypes: [MemoryType] {
    (0..<Self.mostPairs).compactMap { n in
      guard let base = variable(n, isMask: false), let mask = variable(n, isMask: true) else { return nil }
      let pair = VariableRange(base: base, mask: mask)
      return pair.isValid ? pair.type : nil
    }
  }

  /// Behind so many pairs the fixed-range registers begin, with IA32_MTRR_FIX64K_00000 at 0x250.
  private static let mostPairs: UInt32 = 40

  /// A register of a variable pair; nil where the dump has none.
  private func variable(_ pair: UInt32, isMask: Bool) -> UInt64? {
    pair < Self.mostPairs ? self[0x200 + 2 * pair + (isMask ? 1 : 0)] : nil
  }

  /// IA32_MTRR_DEF_TYPE, or what goes with the pairs where it is missing: on, and UC where there are WB ranges.
  private var defaultType: UInt64? {
    if let value = self[0x2ff] { return value }
    guard lacksDefaultType else { return nil }
    return (hasFixed ? 0xc00 : 0x800) | (pairTypes.contains(.wb) ? 0 : 6)
  }

  /// The MTRRs, if the default type or pairs in use could be read. VCNT pairs; one that is missing counts as unused.
  public var mtrr: MTRRRegisters? {
    guard let capabilities, let defaultType else { return nil }
    let count = UInt32(capabilities & 0xff)
    return MTRRRegisters(
      capabilities: capabilities, defaultTypeRegister: defaultType,
      fixed: FixedRanges(registers: FixedRanges.msrNumbers.map { self[$0] ?? 0 }),
      variable: (0..<count).map { n in
        VariableRange(base: variable(n, isMask: false) ?? 0, mask: variable(n, isMask: true) ?? 0)
      },
      syscfg: self[0xc001_0010], topMem2: self[0xc001_001d])
  }

  /// Some of the fixed-range registers are in the dump.
  public var hasFixed: Bool { missingFixed.count < FixedRanges.msrNumbers.count }

  /// Places of the fixed-range registers that the dump lacks, in `FixedRanges.msrNumbers`.
  public var missingFixed: [Int] {
    FixedRanges.msrNumbers.indices.filter { registers[FixedRanges.msrNumbers[$0]] == nil }
  }

  /// Numbers of the variable pairs that MTRRcap promises and the dump lacks.
  public var missingVariable: [Int] {
    guard let capabilities = self[0xfe] else { return [] }
    return (0..<Int(capabilities & 0xff)).filter { n in
      variable(UInt32(n), isMask: false) == nil || variable(UInt32(n), isMask: true) == nil
    }
  }
}

extension FileKind {
  public static let msrDump = FileKind(
    "MSR dump", example: "0x2ff 0000000000000c06",
    origin:
      "sudo modprobe msr; for r in $(printf '0x%x ' 254 767 631 592 600 601 $(seq 616 623) $(seq 512 531)) "
      + "0xc0010010 0xc001001d; do echo $r $(sudo rdmsr -p0 -0 $r 2>&1); done",
    recognition: .lines(follows: { MSRDump.follows($0.quoted) }, matches: { MSRDump.matches($0) }),
    read: { source throws(MSRDumpError) in try MSRDump(source) })
}

extension MachineReport {
  public var msrs: Named<MSRDump>? {
    get { self[MSRDump.self] }
    set { self[MSRDump.self] = newValue }
  }
}
