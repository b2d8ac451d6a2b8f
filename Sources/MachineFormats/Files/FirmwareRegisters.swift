import MemtypeEngine

/// What is wrong with a firmware's log.
public struct FirmwareLogError: FormatError {
  public static let format = "firmware log"
  public static let accepted =
    "MTRR: 1 base 0x000000007b000000 mask 0x0000007fff000000 type 0, or Variable MTRR[00]: Base=... Mask=..."
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// The MTRRs as a firmware says in its own log that it set them: coreboot's and U-Boot's MTRR code, U-Boot's `mtrr`
/// command, EDK2's MtrrLib (`MtrrDebugPrintAllMtrrs`).
///
/// Some print the registers, some the types of ranges, most both. Each processor may print its own; the first one's
/// count.
public struct FirmwareLog: Hashable, Sendable {
  public struct TypedRange: Hashable, Sendable {
    public var range: AddressRange
    public var type: MemoryType
  }

  /// IA32_MTRR_DEF_TYPE; coreboot tells the type only, with both kinds of range enabled.
  public var defaultType: Logged<UInt64>?
  public var fixed: [UInt32: Logged<UInt64>] = [:]
  /// Pairs in use by number.
  public var variable: [Int: Logged<VariableRange>] = [:]
  /// Pairs that the log calls unused.
  public var unused: Set<Int> = []
  /// How many pairs the processor has: `MTRR counts`, or the rows of a table.
  public var pairCount: Logged<Int>?
  public var physBits: Logged<Int>?
  /// The types that the firmware wanted, range by range.
  public var ranges: [Logged<TypedRange>] = []
  /// `MTRR is not enabled.`
  public var isDisabled: Int?

  static let limit = 4096

  /// - Throws: `FirmwareLogError` for a register line that is damaged.
  public init(_ source: SourceText) throws(FirmwareLogError) {
    for line in source.lines where !line.isBlank {
      let bytes = FirmwareLine.message(line.bytes)
      guard let entry = FirmwareLine.read(bytes) else {
        if FirmwareLine.isRegister(bytes) {
          throw FirmwareLogError(line: line.number, found: "a damaged register: \(excerpt(bytes, limit: 90))")
        }
        continue
      }
      take(entry, line.number)
    }
  }

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    FirmwareLine.read(FirmwareLine.message(bytes)) != nil
  }

  private mutating func take(_ entry: FirmwareLine, _ line: Int) {
    switch entry {
    case .defaultType(let value): defaultType = defaultType ?? Logged(value, line: line)
    case .fixed(let msr, let value): fixed[msr] = fixed[msr] ?? Logged(value, line: line)
    case .fixedNumber(let number, let value):
      guard FixedRanges.msrNumbers.indices.contains(number) else { return }
      let msr = FixedRanges.msrNumbers[number]
      fixed[msr] = fixed[msr] ?? Logged(value, line: line)
    case .variable(let number, let pair): variable[number] = variable[number] ?? Logged(pair, line: line)
    case .unusedVariable(let number): unused.insert(number)
    case .pairCount(let count): pairCount = pairCount ?? Logged(count, line: line)
    case .physBits(let bits): physBits = physBits ?? Logged(bits, line: line)
    case .range(let range, let type):
      // The next processor or boot stage begins at 0 again.
      if let last = ranges.last, range.start < last.value.range.end || ranges.count >= Self.limit { return }
      ranges.append(Logged(TypedRange(range: range, type: type), line: line))
    case .disabled: isDisabled = isDisabled ?? line
    case .nothing: break
    }
  }

  /// The registers, where the log tells them; the default type is UC where it does not.
  public var mtrr: MTRRRegisters? {
    guard !variable.isEmpty || !fixed.isEmpty || defaultType != nil else { return nil }
    let highest = max(variable.keys.max() ?? 0, unused.max() ?? 0) + 1
    let count = min(max(pairCount?.value ?? 8, highest), 255)
    let hasFixed = !fixed.isEmpty
    return MTRRRegisters(
      capabilities: UInt64(count) | (hasFixed ? 0x500 : 0x400),
      defaultTypeRegister: defaultType?.value ?? (hasFixed ? 0xc00 : 0x800),
      fixed: FixedRanges(registers: FixedRanges.msrNumbers.map { fixed[$0]?.value ?? 0 }),
      variable: (0..<count).map { variable[$0]?.value ?? .unused })
  }

  /// Where cacheable RAM below 4 GiB ends by the firmware's own account.
  public var lowRAMEnd: UInt64? {
    for range in ranges.map(\.value).reversed() where range.type == .wb && range.range.start < .fourGiB {
      if range.range.end > .mib, range.range.end <= .fourGiB { return range.range.end }
    }
    return nil
  }

  /// Where cacheable RAM ends. EDK2 gives the default type up to the end of all addresses, which is no RAM.
  public var ramEnd: UInt64? {
    ranges.map(\.value).last {
      $0.type == .wb && !($0.range.end >= 1 << 36 && $0.range.end.nonzeroBitCount == 1)
    }?
    .range.end
  }
}

extension FileKind {
  public static let firmwareLog = FileKind(
    "coreboot, U-Boot or EDK2 log", example: "MTRR: 1 base 0x000000007b000000 mask 0x0000007fff000000 type 0",
    origin: "sudo cbmem -1 (coreboot), mtrr list (U-Boot), or the debug console's log (EDK2: MTRR Settings)",
    recognition: .lines(least: 2) { FirmwareLog.matches($0) },
    read: { source throws(FirmwareLogError) in try FirmwareLog(source) })
}

extension MachineReport {
  public var firmwareLog: Named<FirmwareLog>? {
    get { self[FirmwareLog.self] }
    set { self[FirmwareLog.self] = newValue }
  }
}
