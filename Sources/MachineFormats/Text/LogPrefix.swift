/// What stands before a kernel message in a log: the ways in which dmesg, journald, syslog, serial consoles and
/// e-mail decorate it.
enum LogPrefix {
  /// The message without quote marks, indentation, date, host, level and time stamp; leading blanks are dropped too.
  ///
  /// Only what is known to be decoration is dropped: `[mem 0xc0000000-...]` and `[drm]` stay.
  static func strip(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = line
    // Each form can stand before another: a quoted journal line with a time stamp inside.
    for _ in 0..<8 {
      let before = rest.count
      rest = quotes(rest)
      rest = guestConsole(rest) ?? rest
      rest = fileName(rest)
      rest = lineNumber(rest)
      rest = kernelTag(rest)
      rest = level(rest)
      rest = bracket(rest)
      rest = isoTime(rest)
      if rest.count == before { break }
    }
    return rest
  }

  /// Blanks, `>` or `|` quote marks of an e-mail, backticks of Markdown at both ends.
  static func quotes(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let mark = UInt8(ascii: "`")
    var rest = bytes.drop {
      SourceLine.isBlank($0) || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "|") || $0 == mark
    }
    // Only marks that are paired are markup.
    if rest.last == mark, rest.startIndex > bytes.startIndex, bytes[rest.startIndex - 1] == mark {
      while rest.last == mark { rest = rest.dropLast() }
    }
    return rest
  }

  /// `(XEN) HVM4: `, since 4.3 `(d4) `: what a guest printed on its console, in the hypervisor's own log. Nil for any
  /// other line.
  static func guestConsole(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var scanner = ByteScanner(quotes(bytes))
    if scanner.skip("(XEN) HVM"), scanner.small() != nil, scanner.skip(":") { return scanner.rest }
    guard scanner.skip("(d"), scanner.small() != nil, scanner.skip(")") else { return nil }
    return scanner.rest
  }

  /// `dmesg.txt:`, `/var/log/kern.log.1:12:` of a search through several files: no blank stands behind it.
  private static func fileName(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = bytes.first,
      isTagStart(first) && first != UInt8(ascii: "[") || first == UInt8(ascii: "/")
        || first == UInt8(ascii: ".")
    else { return bytes }
    let head = bytes.prefix(128)
    guard let colon = head.firstIndex(of: UInt8(ascii: ":")) else { return bytes }
    let name = bytes[..<colon]
    // A file's name, with an ending or a directory; `0000:00:1f.2` and `tpm_tis:` are none.
    guard name.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }),
      name.contains(where: isLetter), !name.contains(where: { SourceLine.isBlank($0) || isOutsideNames($0) })
    else { return bytes }
    // A directory named like a PCI function's domain is none.
    guard name.reversed().prefix(while: { $0 != UInt8(ascii: "/") }).contains(where: isLetter) else {
      return bytes
    }
    let rest = bytes[(colon + 1)...]
    let number = rest.prefix(while: ByteScanner.isDigit)
    let behind = rest[number.endIndex...]
    let text = !number.isEmpty && behind.first == UInt8(ascii: ":") ? behind.dropFirst() : rest
    guard let next = text.first else { return bytes }
    // What a kernel's line begins with.
    return next == UInt8(ascii: "[") || next == UInt8(ascii: "<") || isLetter(next) ? text : bytes
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isOutsideNames(_ byte: UInt8) -> Bool {
    byte < 0x21 || "\"'()<>[]{}|=;,*?".utf8.contains(byte)
  }

  /// `  12<tab>` of `cat -n`, `12:` of `grep -n` before a time stamp.
  private static func lineNumber(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = bytes.first, ByteScanner.isDigit(first) else { return bytes }
    let rest = bytes.drop(while: ByteScanner.isDigit)
    guard let mark = rest.first else { return bytes }
    let behind = rest.dropFirst()
    if mark == 0x09 { return behind }
    let isMark = mark == UInt8(ascii: ":") || mark == UInt8(ascii: "-")
    return isMark && behind.first == UInt8(ascii: "[") && bracket(behind).count < behind.count
      ? behind : bytes
  }

  /// `Nov 23 05:42:48 host kernel: `, `2026-11-23T05:42:48.123456+00:00 host kernel: `, `host kernel[1]: `.
  private static func kernelTag(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = bytes.first, isTagStart(first) else { return bytes }
    // A decoration is short: looking further costs time and finds words of the message.
    let end = min(bytes.endIndex, bytes.startIndex + 120)
    var i = bytes.startIndex
    var isWordStart = true
    while i < end {
      let byte = bytes[i]
      if isWordStart, byte == UInt8(ascii: "k") || byte == UInt8(ascii: "v") {
        var scanner = ByteScanner(bytes[i..<end])
        if scanner.skip("kernel") || scanner.skip("vmunix"), scanner.skipProcessMark() {
          return isDecoration(bytes[..<i])
            ? bytes[scanner.rest.startIndex...].drop(while: SourceLine.isBlank) : bytes
        }
      }
      isWordStart = SourceLine.isBlank(byte)
      i += 1
    }
    return bytes
  }

  private static func isTagStart(_ byte: UInt8) -> Bool {
    ByteScanner.isDigit(byte) || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "<")
      || byte == UInt8(ascii: "-")
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  /// At most a date of six words and a host; nothing at all before a bare `kernel:`.
  private static func isDecoration(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.split(whereSeparator: SourceLine.isBlank).count <= 7
  }

  /// `<6>` of the raw buffer, `kern  :info  : ` of `dmesg -x`.
  private static func level(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var scanner = ByteScanner(bytes)
    if scanner.skip("<") {
      guard scanner.decimal() != nil, scanner.skip(">") else { return bytes }
      return scanner.rest
    }
    guard scanner.skip("kern") else { return bytes }
    scanner.skipBlanks()
    guard scanner.skip(":") else { return bytes }
    guard let name = scanner.upTo(UInt8(ascii: ":")), name.count <= 8 else { return bytes }
    return scanner.rest
  }

  /// `[    0.000000]`, `[T0]`, `[Mon Nov 23 05:42:48 2026]`, `[Nov23 05:42]`, `[  +0.000012]`, `[    1.0 <    0.1>]`.
  private static func bracket(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.first == UInt8(ascii: "[") else { return bytes }
    let inside = bytes.dropFirst().prefix(48)
    guard let end = inside.firstIndex(of: UInt8(ascii: "]")), isTime(inside[..<end]) else { return bytes }
    return bytes[(end + 1)...]
  }

  private static func isTime(_ inside: ArraySlice<UInt8>) -> Bool {
    let text = inside.drop(while: SourceLine.isBlank)
    guard let first = text.first else { return false }
    if text.count >= 2, first == UInt8(ascii: "T") || first == UInt8(ascii: "C") {
      return text.dropFirst().drop(while: SourceLine.isBlank).allSatisfy(ByteScanner.isDigit)
    }
    var digits = 0
    var marks = 0
    for byte in text {
      switch byte {
      case 0x30...0x39: digits += 1
      case UInt8(ascii: "."), UInt8(ascii: ":"): marks += 1
      case 0x20, 0x09, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "<"), UInt8(ascii: ">"),
        UInt8(ascii: ","):
        continue
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): continue
      default: return false
      }
    }
    if digits == 0 || marks == 0 { return false }
    if ByteScanner.isDigit(first) || first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      return !text.contains("x")
    }
    return startsWithDayOrMonth(text)
  }

  private static let names: [StaticString] = [
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
    "Sep",
    "Oct", "Nov", "Dec",
  ]

  private static func startsWithDayOrMonth(_ text: ArraySlice<UInt8>) -> Bool {
    let scanner = ByteScanner(text)
    return names.contains { scanner.starts(with: $0) }
  }

  /// `2026-11-23T05:42:48,123456+00:00 ` of `dmesg --time-format iso`.
  private static func isoTime(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.count > 20 else { return bytes }
    let head = Array(bytes.prefix(11))
    guard head[4] == UInt8(ascii: "-"), head[7] == UInt8(ascii: "-"), head[10] == UInt8(ascii: "T"),
      [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy({ ByteScanner.isDigit(head[$0]) })
    else { return bytes }
    return bytes.drop { !SourceLine.isBlank($0) }
  }
}

extension ByteScanner {
  /// `:` or `[0]:` behind the name of what logged.
  fileprivate mutating func skipProcessMark() -> Bool {
    if skip(":") { return true }
    var copy = self
    guard copy.skip("["), copy.decimal() != nil, copy.skip("]:") else { return false }
    self = copy
    return true
  }
}
