/// How people and tools write down what a register holds.
///
/// `0x2ff 0000000000000c06`, `2ff: c06`, `MSR 0x2ff = 0xc06`; `MTRRdefType, 0x2ff, {'c00'}` of AMD's msr_dump;
/// `rdmsr -p0 0x2ff` with its answer behind it or in the next line; `wrmsr -p0 0x2ff 0xc06`; `IA32_MTRR_DEF_TYPE = C06H`.
enum MSRNotation: Equatable {
  case value(msr: UInt32, UInt64?)
  /// A set with several values: the processors do not agree.
  case values(msr: UInt32, [UInt64])
  /// A command whose answer follows.
  case command(msr: UInt32)
  case answer(UInt64)
  case heading

  /// nil for what is none of these. An answer is only asked for behind a command: any number could be one.
  static func read(_ bytes: ArraySlice<UInt8>, afterCommand: Bool = false) -> MSRNotation? {
    if let command = command(bytes) { return command }
    if bytes.equals("Name, address, set(values)") { return .heading }
    if let entry = table(bytes) { return entry }
    if let named = MSRName.read(bytes) { return .value(msr: named.msr, named.value) }
    if afterCommand {
      var scanner = ByteScanner(bytes)
      if let value = scanner.anyHex(), scanner.isBlank { return .answer(value) }
    }
    guard let (msr, rest) = number(bytes) else { return nil }
    var scanner = ByteScanner(rest)
    if scanner.starts(with: "rdmsr") { return .value(msr: msr, nil) }
    guard let value = scanner.anyHex(), scanner.isBlank else { return nil }
    return .value(msr: msr, value)
  }

  /// `0x2ff `, `2ff: `, `MSR 0x2ff = `: the register, and what stands behind it.
  static func number(_ bytes: ArraySlice<UInt8>) -> (msr: UInt32, rest: ArraySlice<UInt8>)? {
    var scanner = ByteScanner(bytes)
    _ = scanner.skip("MSR ") || scanner.skip("msr ")
    guard let number = scanner.anyHex(), let msr = UInt32(exactly: number) else { return nil }
    let isSpaced = scanner.blanks()
    let isMarked = scanner.skip(":") || scanner.skip("=")
    guard isSpaced || isMarked else { return nil }
    return (msr, scanner.trimmed)
  }

  /// `MTRRphysBase0, 0x200, {'6'}`
  private static func table(_ bytes: ArraySlice<UInt8>) -> MSRNotation? {
    var scanner = ByteScanner(bytes)
    guard let name = scanner.upTo(UInt8(ascii: ",")), !name.isEmpty,
      !name.contains(where: SourceLine.isBlank),
      scanner.blanks(), let number = scanner.prefixedHex(), let msr = UInt32(exactly: number),
      scanner.skip(", {")
    else { return nil }
    var values: [UInt64] = []
    while values.count < 4096 {
      let isQuoted = scanner.skip("'") || scanner.skip("\"")
      guard let value = scanner.anyHex() else { return nil }
      values.append(value)
      if isQuoted, !scanner.skip("'"), !scanner.skip("\"") { return nil }
      if scanner.skip("}") { return values.count == 1 ? .value(msr: msr, value) : .values(msr: msr, values) }
      guard scanner.skip(", ") || scanner.skip(",") else { return nil }
    }
    return nil
  }

  /// `sudo rdmsr -p0 0x2ff`, `# rdmsr -a 0x2ff`, `user@host:~$ rdmsr 0x2ff: c06`, `wrmsr 0x2ff 0xc06`.
  private static func command(_ bytes: ArraySlice<UInt8>) -> MSRNotation? {
    guard bytes.count < 400, bytes.contains("dmsr") || bytes.contains("wrmsr") else { return nil }
    let words = bytes.split(whereSeparator: SourceLine.isBlank)
    guard let place = words.firstIndex(where: { isTool($0) }),
      words[..<place].allSatisfy({ $0.equals("sudo") || isPromptWord($0) })
    else { return nil }
    let isWrite = words[place].contains("wrmsr")
    var numbers: [UInt64] = []
    var index = place + 1
    while index < words.count {
      let word = words[index]
      index += 1
      if word.first == UInt8(ascii: "-") {
        // `-p 0` and `-f 31:0` have their value in the next word.
        if word.equals("-p") || word.equals("-f") || word.equals("--processor") || word.equals("--bitfield") {
          index += 1
        }
        continue
      }
      var scanner = ByteScanner(word)
      guard let number = scanner.prefixedHex() ?? toolNumber(&scanner),
        scanner.isAtEnd || scanner.skip(":") || scanner.skip("=")
      else { continue }
      numbers.append(number)
    }
    guard let first = numbers.first, let msr = UInt32(exactly: first) else { return nil }
    // An answer in the same line is in hex without a prefix.
    guard numbers.count > 1, let last = words.last else { return isWrite ? nil : .command(msr: msr) }
    var scanner = ByteScanner(last)
    guard let value = scanner.anyHex(), scanner.isAtEnd else { return .command(msr: msr) }
    return .value(msr: msr, value)
  }

  /// The tools take C's notation: 512 is decimal.
  private static func toolNumber(_ scanner: inout ByteScanner) -> UInt64? {
    var copy = scanner
    guard let number = copy.decimal(), copy.isAtEnd || copy.next == UInt8(ascii: ":") else {
      return scanner.hex()
    }
    scanner = copy
    return number
  }

  private static func isTool(_ word: ArraySlice<UInt8>) -> Bool {
    word.equals("rdmsr") || word.equals("wrmsr") || word.suffix(6).equals("/rdmsr")
      || word.suffix(6).equals("/wrmsr")
  }

  private static func isPromptWord(_ word: ArraySlice<UInt8>) -> Bool {
    guard let last = word.last else { return false }
    return last == UInt8(ascii: "#") || last == UInt8(ascii: "$") || last == UInt8(ascii: "%")
      || last == UInt8(ascii: ">") || word.contains(UInt8(ascii: "@")) || word.contains(UInt8(ascii: ":"))
  }
}
