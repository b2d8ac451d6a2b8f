import MemtypeEngine

/// What is wrong with a copy of /proc/cpuinfo.
public struct CPUInfoError: FormatError {
  public static let format = "/proc/cpuinfo"
  public static let accepted =
    "name and value with a colon, such as: address sizes : 40 bits physical, 48 bits virtual"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// /proc/cpuinfo, as far as it matters here. Only the first processor is read: they are alike.
public struct CPUInfo: Hashable, Sendable {
  public struct Value<T: Hashable & Sendable>: Hashable, Sendable {
    public var value: T
    public var line: Int
  }

  public var vendor: Value<String>?
  public var family: Value<Int>?
  public var model: Value<Int>?
  public var stepping: Value<Int>?
  public var modelName: Value<String>?
  public var flags: Value<Set<String>>?
  public var physBits: Value<Int>?

  public init() {}

  public init(_ source: SourceText) throws(CPUInfoError) {
    var processors = 0
    var count = 0
    for line in source.lines where !line.isBlank {
      let bytes = LogPrefix.quotes(line.bytes)
      if isPrompt(bytes) { continue }
      guard let (name, value) = Self.fields(bytes) else { continue }
      count += 1
      if name.equals("processor") { processors += 1 }
      // A machine of many processors repeats a page of text for each.
      if processors > 1 { break }
      try read(name, value, line: line.number)
    }
    if count == 0 { throw CPUInfoError(line: 1, found: "the file is empty") }
  }

  private static let names: [StaticString] = [
    "processor", "vendor_id", "cpu family", "model", "model name", "stepping", "flags", "address sizes",
  ]

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let (name, _) = fields(bytes) else { return false }
    return names.contains { name.equals($0) }
  }

  static func fields(_ bytes: ArraySlice<UInt8>) -> (
    name: ArraySlice<UInt8>, value: ArraySlice<UInt8>
  )? {
    var scanner = ByteScanner(bytes)
    guard let name = scanner.upTo(UInt8(ascii: ":")), let first = name.first, !SourceLine.isBlank(first)
    else {
      return nil
    }
    return (ByteScanner(name).trimmed, scanner.trimmed)
  }

  private mutating func read(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, line: Int)
    throws(CPUInfoError)
  {
    switch true {
    case name.equals("vendor_id"): vendor = Value(value: value.string, line: line)
    case name.equals("cpu family"): family = try Self.number(value, line: line)
    case name.equals("model"): model = try Self.number(value, line: line)
    case name.equals("stepping"):
      stepping = value.equals("unknown") ? nil : try Self.number(value, line: line)
    case name.equals("model name"): modelName = Value(value: value.string, line: line)
    case name.equals("flags"):
      let words = value.split(whereSeparator: SourceLine.isBlank).prefix(4096)
      flags = Value(value: Set(words.map(\.string)), line: line)
    case name.equals("address sizes"):
      var scanner = ByteScanner(value)
      guard let bits = scanner.decimal(), scanner.skip(" bits physical") else {
        throw CPUInfoError(line: line, found: "no address width in \(excerpt(value))")
      }
      guard bits >= 32, bits <= 52 else {
        throw CPUInfoError(line: line, found: "an address width of \(bits) bits, x86-64 has 36 to 52")
      }
      physBits = Value(value: Int(bits), line: line)
    default: break
    }
  }

  private static func number(_ value: ArraySlice<UInt8>, line: Int) throws(CPUInfoError) -> Value<Int> {
    var scanner = ByteScanner(value)
    guard let number = scanner.decimal(), scanner.isBlank, number < 0x10000 else {
      throw CPUInfoError(line: line, found: "not a small number: \(excerpt(value))")
    }
    return Value(value: Int(number), line: line)
  }
}

extension CPU.Vendor {
  /// From CPUID's vendor string.
  init(vendorID: String) {
    switch vendorID {
    case "GenuineIntel": self = .intel
    case "AuthenticAMD": self = .amd
    case "HygonGenuine": self = .hygon
    default: self = .other
    }
  }
}

extension FileKind {
  public static let cpuInfo = FileKind(
    "/proc/cpuinfo", example: "address sizes : 40 bits physical, 48 bits virtual",
    origin: "cat /proc/cpuinfo",
    recognition: .lines(
      least: 2, follows: { CPUInfo.fields($0.quoted) != nil }, matches: { CPUInfo.matches($0) }),
    read: { source throws(CPUInfoError) in try CPUInfo(source) })
}

extension MachineReport {
  public var cpuInfo: Named<CPUInfo>? {
    get { self[CPUInfo.self] }
    set { self[CPUInfo.self] = newValue }
  }
}
