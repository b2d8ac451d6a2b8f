import MemtypeEngine

/// What is wrong with lspci's output.
public struct PCIListError: FormatError {
  public static let format = "lspci"
  public static let accepted =
    "01:00.0 VGA compatible controller: NVIDIA Corporation GA104, then its lines, such as: "
    + "Memory at f0000000 (64-bit, prefetchable) [size=256M]"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// The output of `lspci` with -v, -vv, -k, -n, -nn, -m, -vmm or -xxxx: PCI functions with their names, BARs and drivers.
public struct PCIList: Hashable, Sendable {
  public struct Region: Hashable, Sendable {
    /// The BAR's number, with -vv.
    public var number: Int?
    public var range: AddressRange
    public var isPrefetchable: Bool
    public var line: Int
  }

  public struct Function: Hashable, Sendable {
    /// `0000:01:00.0`
    public var address: String
    /// `VGA compatible controller`; empty with -n.
    public var className: String
    /// `NVIDIA Corporation GA104`; empty with -n.
    public var name: String
    /// `0x0300`: class and subclass; with -n, -nn or a dump of configuration space.
    public var classCode: UInt64?
    public var vendor: UInt64?
    public var device: UInt64?
    /// `prog-if 02 [NVM Express]`
    public var interface: UInt32 = 0
    /// `Kernel driver in use`, with -v or -k.
    public var driver: Logged<String>?
    /// Memory BARs that have an address and a size.
    public var regions: [Region] = []
    /// `Capabilities: [70] MSI-X: Enable+ Count=64 Masked-` and `Vector table: BAR=4 offset=00000000`, with -vv.
    public var vectorTable: PCIVectorTable?
    /// Memory BARs of the configuration space: addresses without sizes.
    public var bases: [Logged<UInt64>] = []
    public var line: Int

    /// By its numbers, or by the class's name alone.
    var identity: PCIDriver.Function? {
      let code =
        classCode.map { UInt32(truncatingIfNeeded: $0) << 8 | interface } ?? PCIClassName.code(className)
      guard let code else { return nil }
      return PCIDriver.Function(
        vendor: UInt16(truncatingIfNeeded: vendor ?? 0), device: UInt16(truncatingIfNeeded: device ?? 0),
        classCode: code)
    }
  }

  public var functions: [Function] = []
  /// -v or -k: a function without a driver line has no driver.
  public var showsDrivers = false

  static let limit = 65536

  /// - Throws: `PCIListError` for more functions than PCI has.
  public init(_ source: SourceText) throws(PCIListError) {
    var configuration: [UInt8] = []
    for line in source.lines where !line.isBlank {
      let bytes = line.quoted
      if let function = Self.function(bytes, line: line.number) ?? Self.quotedFunction(
        bytes, line: line.number)
        ?? Self.slot(bytes, line: line.number)
      {
        finish(&configuration)
        guard functions.count < Self.limit else {
          throw PCIListError(line: line.number, found: "more than \(Self.limit) functions")
        }
        functions.append(function)
      } else if !functions.isEmpty {
        read(bytes, line.number, &configuration)
      }
    }
    finish(&configuration)
  }

  /// A function's line, or one of the lines below it that tell something here.
  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return false }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
      return function(bytes, line: 0) != nil || quotedFunction(bytes, line: 0) != nil
    case UInt8(ascii: "S"): return slot(bytes, line: 0) != nil
    case UInt8(ascii: "K"): return ByteScanner(bytes).starts(with: "Kernel driver in use: ")
    case UInt8(ascii: "M"), UInt8(ascii: "R"): return region(bytes, line: 0) != nil
    default: return false
    }
  }

  /// What else stands below a function: indented lines, and the rows of configuration space.
  static func follows(_ bytes: ArraySlice<UInt8>) -> Bool {
    let text = bytes.drop { $0 == UInt8(ascii: ">") }
    guard let first = text.first else { return false }
    return SourceLine.isBlank(first) || isRecordLine(text) || row(LogPrefix.quotes(text)) != nil
  }

  /// `0000:01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [GeForce] [10de:2484] (rev a1)`, with -n
  /// `01:00.0 0300: 10de:2484 (rev a1)`.
  private static func function(_ bytes: ArraySlice<UInt8>, line: Int) -> Function? {
    var scanner = ByteScanner(bytes)
    guard let word = scanner.word(), let address = address(word), scanner.skip(" "),
      var kind = scanner.upTo(UInt8(ascii: ":")), scanner.skip(" ")
    else { return nil }
    var function = Function(address: address, className: "", name: "", line: line)
    if kind.count == 4 {
      var number = ByteScanner(kind)
      guard let code = number.hex(), number.isAtEnd else { return nil }
      function.classCode = code
      (function.vendor, function.device) = ids(scanner.rest) ?? (nil, nil)
      return function
    }
    guard let letter = kind.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) else {
      return nil
    }
    if kind.last == UInt8(ascii: "]"), let open = kind.lastIndex(of: UInt8(ascii: "[")) {
      var number = ByteScanner(kind[(open + 1)...])
      function.classCode = number.hex()
      kind = ByteScanner(kind[..<open]).trimmed
    }
    function.className = String(kind.string.prefix(80))
    var name = scanner.rest
    var brackets = scanner
    while brackets.skip(past: "[") {
      guard let (vendor, device) = ids(brackets.rest) else { continue }
      (function.vendor, function.device) = (vendor, device)
    }
    for ending in [" (rev ", " (prog-if "] as [StaticString] {
      var copy = ByteScanner(name)
      if copy.skip(past: ending) { name = name.dropLast(copy.rest.count + ending.utf8CodeUnitCount) }
    }
    function.name = String(name.string.prefix(120))
    var rest = scanner
    if rest.skip(past: "(prog-if "), let interface = rest.hex(), interface <= 0xff {
      function.interface = UInt32(interface)
    }
    return function
  }

  /// `8086:2922`
  static func ids(_ bytes: ArraySlice<UInt8>) -> (UInt64, UInt64)? {
    var scanner = ByteScanner(bytes)
    guard let vendor = scanner.hex(), vendor <= 0xffff, scanner.skip(":"), let device = scanner.hex(),
      device <= 0xffff,
      scanner.isAtEnd || scanner.next == UInt8(ascii: "]") || scanner.next == 0x20
    else { return nil }
    return (vendor, device)
  }

  /// `01:00.0` is in domain 0.
  static func address(_ word: ArraySlice<UInt8>) -> String? {
    let pattern = Array("hh:hh.h".utf8)
    guard word.count >= 7, word.count <= 16 else { return nil }
    let tail = word.suffix(7)
    guard
      zip(tail, pattern).allSatisfy({ byte, wanted in
        wanted == UInt8(ascii: "h") ? ByteScanner.digit(byte) != nil : byte == wanted
      })
    else { return nil }
    let domain = word.dropLast(7)
    if domain.isEmpty { return "0000:" + word.string }
    guard domain.last == UInt8(ascii: ":"), domain.count >= 5,
      domain.dropLast().allSatisfy({ ByteScanner.digit($0) != nil })
    else { return nil }
    return word.string
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>, _ line: Int, _ configuration: inout [UInt8]) {
    let last = functions.count - 1
    var scanner = ByteScanner(bytes)
    if Self.readRecord(bytes, line, into: &functions[last]) { return }
    if PCIVectorTable.read(bytes, into: &functions[last].vectorTable) { return }
    if let region = Self.region(bytes, line: line) {
      if functions[last].regions.count < 16 { functions[last].regions.append(region) }
    } else if scanner.skip("Kernel driver in use: ") {
      showsDrivers = true
      functions[last].driver = Logged(String(scanner.trimmed.string.prefix(64)), line: line)
    } else if scanner.starts(with: "Kernel modules: ") || scanner.starts(with: "Flags: ")
      || scanner.starts(with: "Control: ")
    {
      showsDrivers = true
    } else if let (offset, row) = Self.row(bytes), offset == UInt64(configuration.count),
      configuration.count < 4096
    {
      configuration += row
    }
  }

  /// `Memory at f0000000 (64-bit, prefetchable) [size=256M]`, `Region 0: Memory at f7300000 (...) [disabled] [size=16K]`.
  private static func region(_ bytes: ArraySlice<UInt8>, line: Int) -> Region? {
    var scanner = ByteScanner(bytes)
    var number: Int?
    if scanner.skip("Region ") {
      guard let bar = scanner.small(), bar < 6, scanner.skip(": ") else { return nil }
      number = bar
    }
    guard scanner.skip("Memory at "), let base = scanner.hex(), scanner.skip(" ("),
      let words = scanner.upTo(UInt8(ascii: ")")),
      scanner.skip(past: "[size="), let amount = scanner.decimal()
    else { return nil }
    let unit: UInt64
    switch scanner.next {
    case UInt8(ascii: "K"): unit = .kib
    case UInt8(ascii: "M"): unit = .mib
    case UInt8(ascii: "G"): unit = .gib
    case UInt8(ascii: "T"): unit = .tib
    default: unit = 1
    }
    let (size, overflow) = amount.multipliedReportingOverflow(by: unit)
    guard !overflow, size > 0, base > 0 else { return nil }
    return Region(
      number: number, range: AddressRange(start: base, size: size),
      isPrefetchable: !words.contains("non-prefetchable") && words.contains("prefetchable"),
      line: line)
  }

  // MARK: Configuration space

  /// `10: 04 00 00 f0 00 00 00 00 ...`
  private static func row(_ bytes: ArraySlice<UInt8>) -> (offset: UInt64, bytes: [UInt8])? {
    guard bytes.count >= 50, let (offset, content) = ACPITableFile.dumpLine(bytes), content.count == 16,
      offset % 16 == 0
    else {
      return nil
    }
    return (offset, content)
  }

  /// What the header in configuration space says of the function before.
  private mutating func finish(_ configuration: inout [UInt8]) {
    let bytes = configuration
    configuration = []
    guard bytes.count >= 64, !functions.isEmpty else { return }
    func word(_ offset: Int) -> UInt64 { UInt64(bytes[offset]) | UInt64(bytes[offset + 1]) << 8 }
    let last = functions.count - 1
    functions[last].vendor = word(0)
    functions[last].device = word(2)
    functions[last].classCode = word(0xa)
    functions[last].interface = UInt32(bytes[9])
    // Type 0 has six BARs, a bridge two.
    let count = bytes[0xe] & 0x7f == 0 ? 6 : bytes[0xe] & 0x7f == 1 ? 2 : 0
    var number = 0
    while number < count {
      let offset = 0x10 + 4 * number
      let low = word(offset) | word(offset + 2) << 16
      number += 1
      guard low & 1 == 0, low & ~0xf != 0 else { continue }
      var base = low & ~0xf
      if low & 6 == 4, number < count {
        base |= (word(offset + 4) | word(offset + 6) << 16) << 32
        number += 1
      }
      functions[last].bases.append(Logged(base, line: functions[last].line))
    }
  }
}

extension FileKind {
  public static let pciList = FileKind(
    "lspci", example: "Memory at f0000000 (64-bit, prefetchable) [size=256M]",
    origin: "sudo lspci -vv -nn -D",
    recognition: .lines(follows: { PCIList.follows($0.bytes) }, matches: { PCIList.matches($0) }),
    read: { source throws(PCIListError) in try PCIList(source) })
}

extension MachineReport {
  public var pciList: Named<PCIList>? {
    get { self[PCIList.self] }
    set { self[PCIList.self] = newValue }
  }
}
