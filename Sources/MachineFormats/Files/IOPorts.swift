/// /proc/ioports: the resource tree of I/O ports, which have no memory type. It is told from /proc/iomem by its
/// four-digit addresses, and nothing more is read.
public struct IOPorts: Hashable, Sendable {
  public var count: Int

  init(_ source: SourceText) { count = source.lines.count { Self.matches($0.quoted) } }

  static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    var scanner = ByteScanner(bytes)
    guard let first = scanner.upTo(UInt8(ascii: "-")), first.count == 4,
      first.allSatisfy({ ByteScanner.digit($0) != nil }),
      let last = scanner.word(), last.count == 4, last.allSatisfy({ ByteScanner.digit($0) != nil })
    else { return false }
    return scanner.skip(" : ")
  }
}

extension FileKind {
  public static let ioPorts = FileKind(
    "/proc/ioports", example: "0cf8-0cff : PCI conf1",
    origin: "sudo cat /proc/ioports; it says nothing of memory",
    recognition: .lines { IOPorts.matches($0) }, read: { source throws(NoFormatError) in IOPorts(source) })
}
