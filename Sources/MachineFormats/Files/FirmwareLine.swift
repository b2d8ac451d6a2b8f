import MemtypeEngine

/// One line of a firmware's log about memory types.
enum FirmwareLine: Equatable {
  case defaultType(UInt64)
  case fixed(msr: UInt32, UInt64)
  case fixedNumber(Int, UInt64)
  case variable(Int, VariableRange)
  case unusedVariable(Int)
  case pairCount(Int)
  case physBits(Int)
  case range(AddressRange, MemoryType)
  case disabled
  /// It belongs to such a log and says nothing.
  case nothing

  /// The line without `[DEBUG]  ` and the processor's number.
  static func message(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var scanner = ByteScanner(LogPrefix.strip(line))
    var copy = scanner
    if copy.skip("["), let level = copy.upTo(UInt8(ascii: "]")), levels.contains(where: { level.equals($0) })
    {
      copy.skipBlanks()
      scanner = copy
    }
    copy = scanner
    if copy.skip("apic_id 0x"), copy.hex() != nil {
      _ = copy.skip(":")
      copy.skipBlanks()
      scanner = copy
    }
    return scanner.rest
  }

  private static let levels: [StaticString] = [
    "EMERG", "ALERT", "CRIT", "ERROR", "WARN", "NOTE", "INFO", "DEBUG", "SPEW", "INFO ", "WARN ", "NOTE ",
    "CRIT ",
    "SPEW ",
  ]

  /// A line that can be nothing but a register, whether it can be read or not.
  static func isRegister(_ bytes: ArraySlice<UInt8>) -> Bool {
    let scanner = ByteScanner(bytes)
    return scanner.starts(with: "MTRR: Fixed MSR ") || scanner.starts(with: "Variable MTRR[")
      || scanner.starts(with: "Fixed MTRR[")
  }

  static func read(_ bytes: ArraySlice<UInt8>) -> FirmwareLine? {
    guard let first = bytes.first else { return nil }
    var scanner = ByteScanner(bytes)
    switch first {
    case UInt8(ascii: "M"):
      if scanner.skip("MTRR: ") { return coreboot(&scanner) }
      if scanner.skip("MTRR Default Type: ") { return scanner.anyHex().map { .defaultType($0) } }
      if scanner.starts(with: "MTRR is not enabled") { return .disabled }
      let isHeading =
        scanner.starts(with: "MTRR Settings") || scanner.starts(with: "MTRR Ranges")
        || scanner.starts(with: "Memory Ranges:")
      return isHeading ? .nothing : nil
    case UInt8(ascii: "0"): return range(&scanner)
    case UInt8(ascii: "V"): return variableEDK2(&scanner)
    case UInt8(ascii: "F"):
      guard scanner.skip("Fixed MTRR["), let number = scanner.small(), scanner.skip(past: ": "),
        let value = scanner.anyHex()
      else { return nil }
      return .fixedNumber(number, value)
    case UInt8(ascii: "U"), UInt8(ascii: "W"): return rangeEDK2(bytes)
    case UInt8(ascii: "s"):
      guard scanner.skip("setup mtrr for CPU physical address size: ") else { return nil }
      return bits(&scanner)
    case UInt8(ascii: "="):
      // A rule below a heading, U-Boot's prompt.
      return bytes.allSatisfy { $0 == first } || scanner.skip("=> mtrr") ? .nothing : nil
    case UInt8(ascii: "C"):
      if scanner.starts(with: "CPU "), bytes.last == UInt8(ascii: ":"), bytes.count < 12 { return .nothing }
      guard scanner.skip("CPU physical address size: ") else { return nil }
      return bits(&scanner)
    case UInt8(ascii: "1")...UInt8(ascii: "9"): return tableUBoot(bytes)
    case UInt8(ascii: "R"): return scanner.starts(with: "Reg Valid Write-type") ? .nothing : nil
    default: return nil
    }
  }

  private static func bits(_ scanner: inout ByteScanner) -> FirmwareLine? {
    guard let bits = scanner.small(), scanner.skip(" bits"), (32...52).contains(bits) else { return nil }
    return .physBits(bits)
  }

  /// Behind `MTRR: `.
  private static func coreboot(_ scanner: inout ByteScanner) -> FirmwareLine? {
    if scanner.starts(with: "Physical address space:") { return .nothing }
    if scanner.skip("Fixed MSR 0x") {
      guard let msr = scanner.hex().flatMap({ UInt32(exactly: $0) }), scanner.blanks(),
        let value = scanner.anyHex()
      else { return nil }
      return .fixed(msr: msr, value)
    }
    if scanner.skip("default type WB/UC MTRR counts: ") { return .nothing }
    if scanner.skip("UC selected as default type") { return .defaultType(0xc00) }
    if scanner.skip("WB selected as default type") { return .defaultType(0xc06) }
    guard let number = scanner.small(), number < ProcMTRR.limit, scanner.skip(" base "),
      let base = scanner.prefixedHex(),
      scanner.skip(" mask "), let mask = scanner.prefixedHex(), scanner.skip(" type "),
      let type = scanner.small(),
      type < 8
    else { return nil }
    // The mask is printed without its valid bit.
    return .variable(
      number,
      VariableRange(base: base & ~0xfff | UInt64(type), mask: mask & ~0xfff | VariableRange.validBit))
  }

  /// `0x0000000000000000 - 0x000000000009ffff size 0x000a0000 type 6`, or U-Boot's row `0   Y     Back   base mask size`.
  /// Older coreboot prints the address behind the end (`0x00000000000a0000`): the size says which of the two it is.
  private static func range(_ start: inout ByteScanner) -> FirmwareLine? {
    var scanner = start
    guard let first = scanner.prefixedHex() else { return tableUBoot(start.rest) }
    guard scanner.skip(" - "), let second = scanner.prefixedHex(), scanner.skip(" size "),
      let size = scanner.prefixedHex(), size > 0, scanner.skip(" type "), let number = scanner.small(),
      number < 8, second >= first, second - first == size || second - first == size - 1
    else { return nil }
    return .range(
      AddressRange(inclusive: first, first.adding(clamped: size - 1)), MemoryType(rawValue: UInt8(number)))
  }

  /// `Variable MTRR[00]: Base=00000000C0000000 Mask=000000FFC0000800`
  private static func variableEDK2(_ scanner: inout ByteScanner) -> FirmwareLine? {
    if scanner.starts(with: "Variable MTRR    : None") { return .nothing }
    guard scanner.skip("Variable MTRR["), let number = scanner.small(), number < ProcMTRR.limit,
      scanner.skip("]: Base="), let base = scanner.anyHex(), scanner.skip(" Mask="),
      let mask = scanner.anyHex()
    else { return nil }
    let pair = VariableRange(base: base, mask: mask)
    return pair.isValid ? .variable(number, pair) : .unusedVariable(number)
  }

  /// `WB:0000000000000000-000000000009FFFF` (MtrrLib).
  private static func rangeEDK2(_ bytes: ArraySlice<UInt8>) -> FirmwareLine? {
    var scanner = ByteScanner(bytes)
    guard let word = scanner.upTo(UInt8(ascii: ":")) else { return nil }
    let type: MemoryType? =
      switch true {
      case word.equals("UC"): .uc
      case word.equals("WC"): .wc
      case word.equals("WT"): .wt
      case word.equals("WP"): .wp
      case word.equals("WB"): .wb
      default: nil
      }
    guard let type, let (first, last) = scanner.hexPair(), last >= first else { return nil }
    return .range(AddressRange(inclusive: first, last), type)
  }

  /// `0   Y     Back         0000000000000000 0000007f80000000 0000000080000000`: number, valid, type, base, mask, size.
  private static func tableUBoot(_ bytes: ArraySlice<UInt8>) -> FirmwareLine? {
    let words = bytes.split(whereSeparator: SourceLine.isBlank)
    guard words.count == 6 else { return nil }
    var scanner = ByteScanner(words[0])
    guard let number = scanner.small(), scanner.isAtEnd, number < ProcMTRR.limit else { return nil }
    guard words[1].equals("Y") || words[1].equals("N") else { return nil }
    let type: MemoryType? =
      switch true {
      case words[2].equals("Uncacheable"): .uc
      case words[2].equals("Combine"): .wc
      case words[2].equals("Through"): .wt
      case words[2].equals("Protect"): .wp
      case words[2].equals("Back"): .wb
      default: nil
      }
    var base = ByteScanner(words[3])
    var mask = ByteScanner(words[4])
    guard let type, let start = base.anyHex(), let bits = mask.anyHex() else { return nil }
    guard words[1].equals("Y") else { return .unusedVariable(number) }
    return .variable(
      number,
      VariableRange(
        base: start & ~0xfff | UInt64(type.rawValue), mask: bits & ~0xfff | VariableRange.validBit))
  }
}
