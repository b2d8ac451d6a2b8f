import MemtypeEngine

/// An option's argument: `q35,accel=kvm,hpet=off`, or the same as JSON.
struct QEMUOption {
  let line: Int
  /// What stands before the first comma.
  let first: String
  private var values: [String: String] = [:]

  init(_ argument: Logged<String>) {
    line = argument.line
    if argument.value.hasPrefix("{") {
      values = Self.json(argument.value)
      first = values["driver"] ?? ""
      return
    }
    let pieces = argument.value.split(separator: ",", maxSplits: 256, omittingEmptySubsequences: true)
    first = pieces.first.map(String.init) ?? ""
    for piece in pieces {
      let pair = piece.split(separator: "=", maxSplits: 1).map(String.init)
      if pair.count == 2 { values[pair[0]] = pair[1] }
    }
  }

  subscript(_ key: String) -> String? { values[key] }

  /// The plain values of an object as libvirt writes it: `{"qom-type":"tdx-guest","id":"lsec0"}`.
  private static func json(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for piece in text.split(whereSeparator: { $0 == "," || $0 == "{" || $0 == "}" }).prefix(256) {
      let pair = piece.split(separator: ":", maxSplits: 1).map { $0.filter { $0 != "\"" && $0 != " " } }
      if pair.count == 2 { values[pair[0]] = pair[1] }
    }
    return values
  }
}

/// The words of a QEMU command line, as a shell would split it.
enum QEMUWords {
  private static let wordLimit = 8192
  private static let programs: [StaticString] = ["qemu-system-x86_64", "qemu-system-i386", "qemu-kvm"]
  /// Options that begin a list without its program.
  private static let starts: Set<String> = ["-machine", "-M", "-m", "-cpu", "-accel", "-enable-kvm"]

  static func takesValue(_ option: String) -> Bool {
    switch option {
    case "machine", "M", "m", "cpu", "accel", "object", "device", "bios", "pflash", "drive", "blockdev",
      "append", "smp",
      "netdev", "chardev", "tpmdev", "kernel", "initrd", "name", "global", "smbios", "uuid", "vga", "display",
      "serial",
      "monitor", "qmp", "rtc", "boot", "D", "d", "fw_cfg", "numa", "mon", "msg", "sandbox", "vnc", "cdrom",
      "hda", "nic",
      "net", "spice", "pidfile", "parallel", "audiodev", "watchdog-action", "trace", "overcommit", "add-fd",
      "set", "usbdevice":
      true
    default: false
    }
  }

  /// Whether a line begins a QEMU command: the program with options behind it, or the options alone.
  static func begins(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return false }
    if first == UInt8(ascii: "-") {
      let words = bytes.prefix(200).split(maxSplits: 2, whereSeparator: SourceLine.isBlank)
      guard let word = words.first, starts.contains(word.string) else { return false }
      return words.count > 1 || word.equals("-enable-kvm")
    }
    guard bytes.contains("qemu") else { return false }
    guard let rest = behindProgram(bytes) else { return false }
    let text = ByteScanner(rest).trimmed
    return text.isEmpty ? false : text.first == UInt8(ascii: "-") || text.equals("\\") || rest.contains(" -")
  }

  static func continues(_ bytes: ArraySlice<UInt8>) -> Bool {
    let bytes = bytes.drop { $0 == UInt8(ascii: "*") }
    guard let first = bytes.first, bytes.count > 1 else { return false }
    if first == UInt8(ascii: "-") {
      let second = bytes[bytes.startIndex + 1]
      return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(second) || second == UInt8(ascii: "M")
        || second == UInt8(ascii: "-") || second == UInt8(ascii: "D")
    }
    return ByteScanner(bytes).trimmed.last == UInt8(ascii: "\\")
  }

  private static func behindProgram(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    for program in programs {
      var scanner = ByteScanner(bytes)
      guard scanner.skip(past: program) else { continue }
      // `qemu-system-x86_64: warning: ...` is what it says, not how it is called.
      guard let next = scanner.next else { return scanner.rest }
      if SourceLine.isBlank(next) || next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
        return scanner.rest.dropFirst(SourceLine.isBlank(next) ? 0 : 1)
      }
    }
    return nil
  }

  /// Of several commands the last one that says how much memory there is, or the last one.
  static func words(of source: SourceText) -> [Logged<String>] {
    var commands: [[Logged<String>]] = [[]]
    var isOpen = false
    for line in source.lines where !line.isBlank {
      let bytes = line.quoted
      var rest = bytes
      if let behind = behindProgram(bytes),
        begins(bytes) || ByteScanner(bytes).trimmed.last == UInt8(ascii: "\\")
      {
        commands.append([])
        rest = behind
      } else if !isOpen, !continues(bytes), !begins(bytes) {
        continue
      }
      if rest.first == UInt8(ascii: "#") { continue }
      let text = ByteScanner(rest).trimmed
      isOpen = text.last == UInt8(ascii: "\\")
      commands[commands.count - 1] += split(isOpen ? text.dropLast() : text, line: line.number)
      if commands[commands.count - 1].count > wordLimit { break }
    }
    let whole = commands.filter { !$0.isEmpty }
    return whole.last { $0.contains { $0.value == "-m" } } ?? whole.last ?? []
  }

  /// Words between blanks; quotes of both kinds keep them together.
  private static func split(_ bytes: ArraySlice<UInt8>, line: Int) -> [Logged<String>] {
    var words: [Logged<String>] = []
    var word: [UInt8] = []
    var quote: UInt8?
    var hasWord = false
    for byte in bytes {
      if let open = quote {
        if byte == open { quote = nil } else { word.append(byte) }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
        hasWord = true
      } else if byte == UInt8(ascii: "*"), word.isEmpty {
        // Markdown's bold text.
        continue
      } else if SourceLine.isBlank(byte) {
        if hasWord || !word.isEmpty { words.append(Logged(word[...].string, line: line)) }
        (word, hasWord) = ([], false)
        if words.count > wordLimit { return words }
      } else {
        word.append(byte)
      }
    }
    if hasWord || !word.isEmpty { words.append(Logged(word[...].string, line: line)) }
    return words
  }

  /// `10240M`, `8g`, `8388608k`; a bare number counts in `unit`. nil where it is no amount.
  static func size(_ text: String, unit: UInt64) -> UInt64? {
    var scanner = ByteScanner(text)
    guard let number = scanner.prefixedHex() ?? scanner.decimal() else { return nil }
    let factor: UInt64
    switch scanner.next {
    case nil: factor = unit
    case UInt8(ascii: "b"), UInt8(ascii: "B"): factor = 1
    case UInt8(ascii: "k"), UInt8(ascii: "K"): factor = .kib
    case UInt8(ascii: "m"), UInt8(ascii: "M"): factor = .mib
    case UInt8(ascii: "g"), UInt8(ascii: "G"): factor = .gib
    case UInt8(ascii: "t"), UInt8(ascii: "T"): factor = .tib
    default: return nil
    }
    guard scanner.rest.count <= 3 else { return nil }
    let (size, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : size
  }
}
