import MemtypeEngine

/// What is wrong with a copy of /proc/vmallocinfo.
public struct VmallocInfoError: FormatError {
  public static let format = "/proc/vmallocinfo"
  public static let accepted =
    "0xffffa1c2c0000000-0xffffa1c2c0002000    8192 hpet_enable+0x91/0x39b phys=0x00000000fed00000 ioremap"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// /proc/vmallocinfo, of which only the mappings of physical addresses matter: who has mapped what.
public struct VmallocInfo: Hashable, Sendable {
  public struct Mapping: Hashable, Sendable {
    /// Whole pages, without the guard page that the area's size includes.
    public var range: AddressRange
    /// `hpet_enable`
    public var caller: String
    /// `nvme`, where the caller is in a module.
    public var module: String?
    public var line: Int
  }

  /// In the order of their virtual addresses.
  public var mappings: [Mapping] = []

  static let limit = 100_000

  /// - Throws: `VmallocInfoError` for a mapping that is damaged.
  public init(_ source: SourceText) throws(VmallocInfoError) {
    for line in source.lines where !line.isBlank {
      let bytes = line.quoted
      guard bytes.contains(" phys="), Self.matches(bytes) else { continue }
      guard let mapping = Self.mapping(bytes, line: line.number) else {
        throw VmallocInfoError(line: line.number, found: "a damaged mapping: \(excerpt(bytes, limit: 90))")
      }
      guard mappings.count < Self.limit else {
        throw VmallocInfoError(line: line.number, found: "more than \(Self.limit) mappings")
      }
      mappings.append(mapping)
    }
  }

  /// The addresses are hashed for whoever may not see them, `0x(____ptrval____)` before the hash is ready.
  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    var scanner = ByteScanner(bytes)
    guard scanner.skip("0x"), scanner.upTo(UInt8(ascii: "-")) != nil, scanner.skip("0x"),
      scanner.word() != nil,
      scanner.blanks(), scanner.decimal() != nil, scanner.blanks()
    else { return false }
    let rest = scanner.rest
    return rest.contains("ioremap") || rest.contains("vmalloc") || rest.contains("vmap")
      || rest.contains("pages=")
      || rest.contains("user") || rest.contains("vm_map_ram") || rest.contains("phys=")
  }

  private static func mapping(_ bytes: ArraySlice<UInt8>, line: Int) -> Mapping? {
    var scanner = ByteScanner(bytes)
    guard scanner.word() != nil, scanner.blanks(), let size = scanner.decimal(), scanner.blanks(),
      let caller = scanner.word(), scanner.blanks()
    else { return nil }
    var module: String?
    var copy = scanner
    if copy.skip("["), let name = copy.upTo(UInt8(ascii: "]")), copy.blanks() {
      module = name.string
      scanner = copy
    }
    guard scanner.skip(past: "phys="), let base = scanner.anyHex(), size >= .page else { return nil }
    let name = caller.prefix { $0 != UInt8(ascii: "+") }
    return Mapping(
      range: AddressRange(start: base, size: max(size &- .page, .page)), caller: name.string, module: module,
      line: line)
  }
}

extension FileKind {
  public static let vmallocInfo = FileKind(
    "/proc/vmallocinfo",
    example:
      "0xffffa1c2c0000000-0xffffa1c2c0002000    8192 hpet_enable+0x91/0x39b phys=0x00000000fed00000 ioremap",
    origin: "sudo cat /proc/vmallocinfo", recognition: .lines { VmallocInfo.matches($0) },
    read: { source throws(VmallocInfoError) in try VmallocInfo(source) })
}

extension MachineReport {
  public var vmallocInfo: Named<VmallocInfo>? {
    get { self[VmallocInfo.self] }
    set { self[VmallocInfo.self] = newValue }
  }
}
