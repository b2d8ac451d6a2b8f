import MemtypeEngine

/// What is wrong with a copy of /sys/firmware/memmap.
public struct FirmwareMemMapError: FormatError {
  public static let format = "/sys/firmware/memmap"
  public static let accepted = "0x100000 0x7ffcefff System RAM"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// /sys/firmware/memmap as `start end type` lines with inclusive ends: the map that the firmware handed over, before
/// the kernel changed anything.
public struct FirmwareMemMap: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var entry: E820Entry
    public var line: Int
  }

  public var entries: [Entry] = []

  static let limit = 4096

  public init(_ source: SourceText) throws(FirmwareMemMapError) {
    for line in source.lines where !line.isBlank {
      let bytes = LogPrefix.quotes(line.bytes)
      if isPrompt(bytes) { continue }
      guard let (first, last, word) = Self.fields(bytes) else {
        guard ByteScanner(bytes).starts(with: "0x") else { continue }
        throw FirmwareMemMapError(line: line.number, found: "not a map entry: \(excerpt(bytes))")
      }
      guard let type = E820Type(word: word) else {
        throw FirmwareMemMapError(line: line.number, found: "unknown memory type \(excerpt(word))")
      }
      guard entries.count < Self.limit else {
        throw FirmwareMemMapError(line: line.number, found: "more than \(Self.limit) entries")
      }
      guard last >= first else {
        throw FirmwareMemMapError(line: line.number, found: "an end below its start: \(excerpt(bytes))")
      }
      entries.append(Entry(entry: E820Entry(AddressRange(inclusive: first, last), type), line: line.number))
    }
  }

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    fields(bytes).map { E820Type(word: $0.word) != nil } ?? false
  }

  private static func fields(_ bytes: ArraySlice<UInt8>) -> (
    first: UInt64, last: UInt64, word: ArraySlice<UInt8>
  )? {
    var scanner = ByteScanner(bytes)
    guard let first = scanner.prefixedHex(), scanner.blanks(), let last = scanner.prefixedHex(),
      scanner.blanks()
    else { return nil }
    return (first, last, scanner.trimmed)
  }
}

extension E820Type {
  /// From the words of the printed map, of /proc/iomem and of /sys/firmware/memmap, of old and new kernels.
  init?(word: ArraySlice<UInt8>) {
    switch true {
    case word.equals("usable"), word.equals("System RAM"): self = .ram
    case word.equals("reserved"), word.equals("Reserved"), word.equals("device reserved"): self = .reserved
    case word.equals("ACPI data"), word.equals("ACPI Tables"): self = .acpi
    case word.equals("ACPI NVS"), word.equals("ACPI Non-volatile Storage"): self = .nvs
    case word.equals("unusable"), word.equals("Unusable memory"), word.equals("unusable memory"):
      self = .unusable
    case word.equals("Persistent Memory"): self = .pmem
    case word.equals("Persistent Memory (legacy)"): self = .pram
    case word.equals("soft reserved"), word.equals("Soft Reserved"): self = .softReserved
    // No number is told for these; what matters is that they are no RAM.
    case word.equals("Unknown E820 type"), word.equals("Reserved (unknown)"): self = .reserved
    default:
      // `persistent (type 12)`, `persistent RAM (type 7)`, `type 20`.
      var scanner = ByteScanner(word)
      guard scanner.skip(past: "type "), let number = scanner.decimal(), number <= UInt64(UInt32.max) else {
        return nil
      }
      self.init(rawValue: UInt32(number))
    }
  }
}

extension FileKind {
  public static let firmwareMemMap = FileKind(
    "/sys/firmware/memmap", example: "0x100000 0x7ffcefff System RAM",
    origin: "cd /sys/firmware/memmap; for i in *; do echo $(cat $i/start $i/end $i/type); done",
    recognition: .lines { FirmwareMemMap.matches($0) },
    read: { source throws(FirmwareMemMapError) in try FirmwareMemMap(source) })
}

extension MachineReport {
  public var firmwareMemMap: Named<FirmwareMemMap>? {
    get { self[FirmwareMemMap.self] }
    set { self[FirmwareMemMap.self] = newValue }
  }
}
