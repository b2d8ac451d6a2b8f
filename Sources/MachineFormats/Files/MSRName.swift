import MemtypeEngine

/// A line that calls a register by its name, as manuals and macros do: `IA32_MTRR_PHYSBASE2 = 0000 0000 0600 0006H`,
/// `MTRRdefType (0x2ff): 0xc06` of x86info, `MSR_IA32_CR_PAT 0x0007040600070406`.
enum MSRName {
  /// The register and its value; nil for anything else. Words behind a value belong to who wrote it: they stand in
  /// brackets or behind a mark.
  static func read(_ bytes: ArraySlice<UInt8>) -> (msr: UInt32, value: UInt64)? {
    let end = bytes.firstIndex { !isNameByte($0) } ?? bytes.endIndex
    guard (3...40).contains(end - bytes.startIndex), let msr = number(bytes[..<end]) else { return nil }
    var scanner = ByteScanner(bytes[end...])
    let isSpaced = scanner.blanks()
    // x86info repeats the number, mostly in brackets.
    var numbered = scanner
    let isBracketed = numbered.skip("(")
    if let number = numbered.prefixedHex(), number == UInt64(msr), !isBracketed || numbered.skip(")"),
      numbered.next == UInt8(ascii: ":")
    {
      scanner = numbered
    }
    let isMarked = scanner.skip("=") || scanner.skip(":")
    guard isSpaced || isMarked else { return nil }
    let rest = scanner.trimmed
    let stop = rest.firstIndex { [UInt8]("(#;/,".utf8).contains($0) } ?? rest.endIndex
    guard stop - rest.startIndex <= 40, let value = value(rest[..<stop]) else { return nil }
    return (msr, value)
  }

  /// `0x600_0006`, `6000006`, `0000 0000 0600 0006H`.
  private static func value(_ bytes: ArraySlice<UInt8>) -> UInt64? {
    var text = bytes.string.lowercased().filter { $0 != "_" }
    if text.hasPrefix("0x") { text.removeFirst(2) }
    while text.last == " " { text.removeLast() }
    let isMarked = text.last == "h"
    if isMarked { text.removeLast() }
    let groups = text.split(separator: " ")
    guard let first = groups.first, groups.allSatisfy({ $0.utf8.count == first.utf8.count }) else {
      return nil
    }
    // A short word of these letters may be one of English.
    guard isMarked || text.contains(where: \.isNumber) else { return nil }
    return UInt64(groups.joined(), radix: 16)
  }

  /// The number of a register that has to do with memory types, by any of its usual names.
  static func number(_ name: ArraySlice<UInt8>) -> UInt32? {
    var word = name.string.uppercased()
    for prefix in ["MSR_", "IA32_", "X86_", "AMD64_", "CR_"] where word.hasPrefix(prefix) {
      word.removeFirst(prefix.count)
    }
    word.removeAll { $0 == "_" }
    if let known = byName[word] { return known }
    for (prefix, first) in [("MTRRPHYSBASE", UInt32(0x200)), ("MTRRPHYSMASK", 0x201)]
    where word.hasPrefix(prefix) {
      guard let pair = UInt32(word.dropFirst(prefix.count)), pair < 40 else { return nil }
      return first + 2 * pair
    }
    return nil
  }

  private static let byName: [String: UInt32] = {
    var names: [String: UInt32] = [
      "MTRRCAP": 0xfe, "MTRRDEFTYPE": 0x2ff, "PAT": 0x277, "SYSCFG": 0xc001_0010, "TOPMEM": 0xc001_001a,
      "TOPMEM2": 0xc001_001d, "TOM2": 0xc001_001d,
    ]
    for (index, msr) in FixedRanges.msrNumbers.enumerated() {
      let range = FixedRanges.range(ofSlot: index * 8)
      let start = String(range.start, radix: 16, uppercase: true)
      names["MTRRFIX\(range.size >> 10)K" + String(repeating: "0", count: max(0, 5 - start.count)) + start] =
        msr
    }
    return names
  }()

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
