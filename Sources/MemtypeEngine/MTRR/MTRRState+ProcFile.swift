/// A line of /proc/mtrr.
public struct MTRRListing: Hashable, Sendable {
  public var index: Int
  public var region: MTRRRegion
  /// How often it was asked for; the firmware's own count as 1.
  public var count: Int

  /// What reading the file gives.
  public enum Reading: Hashable, Sendable {
    case lines([MTRRListing])
    /// It cannot be opened; the errno, negative.
    case failed(Int)
  }

  /// `reg00: base=0x080000000 ( 2048MB), size= 2048MB, count=1: uncachable`.
  public var text: String {
    let isSmall = region.pages < 256
    let size = isSmall ? region.pages << 2 : region.pages >> 8
    let number = index < 10 ? "0\(index)" : "\(index)"
    return "reg\(number): base=0x\(region.basePage.hex(width: 6))000 "
      + "(\((region.basePage >> 8).decimal(width: 5))MB), size=\(size.decimal(width: 5))\(isSmall ? "K" : "M")B, "
      + "count=\(count): \(region.type.mtrrWord)"
  }
}

extension MTRRState {
  /// What opening /proc/mtrr gives: 0, or the errno. Without the CPU feature the file does not exist.
  public var procFileOpening: Int { hasDriver ? 0 : hasFeature ? Errno.inputOutput : Errno.noEntry }

  /// Reads /proc/mtrr.
  ///
  /// Sets the use count of every unused register to 0, as the kernel does on reading.
  public mutating func readProcFile(log: inout KernelLog) -> MTRRListing.Reading {
    guard procFileOpening == 0 else { return .failed(procFileOpening) }
    var lines: [MTRRListing] = []
    for index in usage.indices {
      let region = region(index, log: &log)
      if region.pages == 0 {
        usage[index] = 0
      } else {
        lines.append(MTRRListing(index: index, region: region, count: usage[index]))
      }
    }
    return .lines(lines)
  }

  /// Writes one line to /proc/mtrr, `base=0xf8000000 size=0x400000 type=write-combining` or `disable=2`, and returns
  /// what `write` returns (`mtrr_write`). The file counts as open already.
  public mutating func writeProcFile(_ text: some Collection<UInt8>, log: inout KernelLog) -> Int {
    let length = min(text.count, 79)
    var line = Array(text.prefix(length).prefix { $0 != 0 })
    if line.last == UInt8(ascii: "\n") { line.removeLast() }
    var parser = KernelNumberParser(line)
    let result: Int
    if parser.skip(word: "disable=") {
      result = delete(register: Int(Int32(truncatingIfNeeded: parser.number())), log: &log)
    } else {
      guard let new = Self.request(&parser) else { return Errno.invalid }
      result = add(basePage: new.basePage, pages: new.pages, type: new.type, increment: true, log: &log)
    }
    return result < 0 ? result : length
  }

  /// Writes a line of text, as `writeProcFile` of its bytes.
  public mutating func writeProcFile(_ text: String, log: inout KernelLog) -> Int {
    writeProcFile(Array(text.utf8), log: &log)
  }

  /// Reads `base=A size=B type=T`; nil if it is malformed.
  private static func request(_ parser: inout KernelNumberParser) -> MTRRRegion? {
    guard parser.skip(word: "base=") else { return nil }
    let base = parser.number()
    parser.skipSpaces()
    guard parser.skip(word: "size=") else { return nil }
    let size = parser.number()
    guard (base | size) & 0xfff == 0 else { return nil }
    parser.skipSpaces()
    guard parser.skip(word: "type=") else { return nil }
    parser.skipSpaces()
    // The first type with this word: `?` means the reserved type 2.
    let types = (UInt8(0)...6).lazy.map(MemoryType.init(rawValue:))
    guard let type = types.first(where: { parser.rest.elementsEqual($0.mtrrWord.utf8) }) else { return nil }
    return MTRRRegion(basePage: base >> 12, pages: size >> 12, type: type)
  }
}
