import MemtypeEngine

/// What is wrong with a kernel command line.
public struct CommandLineError: FormatError {
  public static let format = "/proc/cmdline"
  public static let accepted = "one line of kernel options, such as: root=/dev/sda1 mem=700M nopat"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// The kernel's command line: /proc/cmdline, or the line that the log has of it.
public struct CommandLine: Hashable, Sendable {
  /// In order, quotes kept.
  public var options: [String]
  public var line: Int

  /// More options than any boot loader passes; the kernel's own limit is 2048 bytes.
  private static let optionLimit = 2048

  init(_ bytes: ArraySlice<UInt8>, line: Int) {
    self.line = line
    var options: [String] = []
    var start: Int?
    var isQuoted = false
    for i in bytes.indices where options.count < Self.optionLimit {
      let byte = bytes[i]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if SourceLine.isBlank(byte), !isQuoted {
        if let first = start { options.append(bytes[first..<i].string) }
        start = nil
      } else if start == nil {
        start = i
      }
    }
    if let first = start, options.count < Self.optionLimit { options.append(bytes[first...].string) }
    self.options = options
  }

  public init(_ source: SourceText) throws(CommandLineError) {
    let lines = source.lines.filter { !$0.isBlank }
    guard let first = lines.first else { throw CommandLineError(line: 1, found: "the file is empty") }
    if lines.count > 1 {
      throw CommandLineError(line: lines[1].number, found: "a second line \(excerpt(lines[1].bytes))")
    }
    self.init(LogPrefix.quotes(first.bytes), line: first.number)
  }

  /// Options that hardly any other text has as words.
  private static let known: Set<String> = [
    "ro", "rw", "quiet", "splash", "nopat", "debugpat", "nosmp", "nokaslr", "debug", "noapic", "nolapic",
    "enable_mtrr_cleanup", "disable_mtrr_cleanup", "disable_mtrr_trim",
  ]

  /// Whether a single line looks like a command line: most of its words are options with a value or known flags.
  static func matches(_ line: ArraySlice<UInt8>) -> Bool {
    let words = CommandLine(line.prefix(8192), line: 0).options
    guard !words.isEmpty else { return false }
    var sure = 0
    for word in words {
      if known.contains(word) {
        sure += 1
      } else if let first = word.utf8.first, let mark = word.utf8.firstIndex(of: UInt8(ascii: "=")),
        mark > word.utf8.startIndex, first >= UInt8(ascii: "A"),
        word.utf8[..<mark].allSatisfy({ Self.isNameByte($0) })
      {
        sure += 1
      }
    }
    return sure * 2 >= words.count
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: false
    }
  }

  public func contains(_ option: String) -> Bool { options.contains(option) }

  /// The values of `name=value`, in order.
  public func values(of name: String) -> [String] {
    options.compactMap { $0.hasPrefix(name + "=") ? String($0.dropFirst(name.utf8.count + 1)) : nil }
  }

  /// What the engine wants to know of it.
  public var parameters: KernelParameters { KernelParameters(options: options) }
}

extension FileKind {
  public static let commandLine = FileKind(
    "/proc/cmdline", example: "root=/dev/sda1 mem=700M nopat",
    origin: "cat /proc/cmdline",
    recognition: .singleLine { CommandLine.matches($0) },
    read: { source throws(CommandLineError) in try CommandLine(source) })
}

extension MachineReport {
  public var commandLine: Named<CommandLine>? {
    get { self[CommandLine.self] }
    set { self[CommandLine.self] = newValue }
  }
}
