/// A memory descriptor of a resource template.
public struct ACPIMemoryDescriptor: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case memory24 = "Memory24"
    case memory32 = "Memory32"
    case memory32Fixed = "Memory32Fixed"
    case wordMemory = "WordMemory"
    case dwordMemory = "DWordMemory"
    case qwordMemory = "QWordMemory"
    case extendedMemory = "ExtendedMemory"
  }

  public var kind: Kind
  /// nil where AML computes it from something that is not known.
  public var base: UInt64?
  public var length: UInt64?
  /// Handed on by a bridge, not used up by the device.
  public var isProducer: Bool
  /// In the words of ASL, `ResourceProducer PosDecode MinFixed MaxFixed NonCacheable ReadWrite`.
  public var attributes: String

  /// The descriptors in the bytes of a template; `isKnown` says whether the bytes of a range have a known value.
  static func all(
    in bytes: [UInt8], isKnown: (Range<Int>) -> Bool = { _ in true }
  ) -> [ACPIMemoryDescriptor] {
    var result: [ACPIMemoryDescriptor] = []
    forEach(in: bytes) { tag, descriptor in
      if let descriptor = one(tag, descriptor, isKnown) { result.append(descriptor) }
    }
    return result
  }

  /// Whether a template has an IRQ or an extended interrupt descriptor.
  static func hasInterrupt(in bytes: [UInt8]) -> Bool {
    var isFound = false
    forEach(in: bytes) { tag, _ in
      if tag == 0x89 || tag & 0xf8 == 0x20 { isFound = true }
    }
    return isFound
  }

  /// The descriptors one by one, small and large (ACPI 6.4.2, 6.4.3), up to the end tag.
  private static func forEach(in bytes: [UInt8], _ body: (UInt8, ArraySlice<UInt8>) -> Void) {
    var position = 0
    while position < bytes.count {
      let tag = bytes[position]
      var size = 1 + Int(tag & 7)
      if tag & 0x80 != 0 {
        guard position + 3 <= bytes.count else { break }
        size = 3 + Int(bytes[position + 1]) + Int(bytes[position + 2]) << 8
      } else if tag & 0x78 == 0x78 {
        break
      }
      guard size <= bytes.count - position else { break }
      body(tag, bytes[position..<(position + size)])
      position += size
    }
  }

  private static func one(
    _ tag: UInt8, _ bytes: ArraySlice<UInt8>, _ isKnown: (Range<Int>) -> Bool
  ) -> ACPIMemoryDescriptor? {
    let start = bytes.startIndex
    func number(_ offset: Int, _ count: Int) -> UInt64? {
      guard offset + count <= bytes.count, isKnown((start + offset)..<(start + offset + count)) else {
        return nil
      }
      return (0..<count).reduce(0) { $0 | UInt64(bytes[start + offset + $1]) << UInt64(8 * $1) }
    }
    func plain(_ kind: Kind, base: UInt64?, length: UInt64?) -> ACPIMemoryDescriptor {
      let isWritable = bytes.count > 3 && bytes[start + 3] & 1 != 0
      return ACPIMemoryDescriptor(
        kind: kind, base: base, length: length, isProducer: false,
        attributes: isWritable ? "ReadWrite" : "ReadOnly")
    }
    func window(_ kind: Kind, minimum: Int, length: Int, bytes count: Int) -> ACPIMemoryDescriptor? {
      // Resource type 0 is memory.
      guard bytes.count >= length + count, bytes[start + 3] == 0 else { return nil }
      return ACPIMemoryDescriptor(
        kind: kind, base: number(minimum, count), length: number(length, count),
        isProducer: bytes[start + 4] & 1 == 0, attributes: attributes(bytes[start + 4], bytes[start + 5]))
    }
    switch tag {
    case 0x81:
      return bytes.count < 12
        ? nil
        : plain(.memory24, base: number(4, 2).map { $0 << 8 }, length: number(10, 2).map { $0 << 8 })
    case 0x85: return bytes.count < 20 ? nil : plain(.memory32, base: number(4, 4), length: number(16, 4))
    case 0x86: return bytes.count < 12 ? nil : plain(.memory32Fixed, base: number(4, 4), length: number(8, 4))
    case 0x87: return window(.dwordMemory, minimum: 10, length: 22, bytes: 4)
    case 0x88: return window(.wordMemory, minimum: 8, length: 14, bytes: 2)
    case 0x8a: return window(.qwordMemory, minimum: 14, length: 38, bytes: 8)
    case 0x8b: return window(.extendedMemory, minimum: 16, length: 40, bytes: 8)
    default: return nil
    }
  }

  private static func attributes(_ general: UInt8, _ type: UInt8) -> String {
    [
      general & 1 == 0 ? "ResourceProducer" : "ResourceConsumer",
      general & 2 == 0 ? "PosDecode" : "SubDecode",
      general & 4 == 0 ? "MinNotFixed" : "MinFixed", general & 8 == 0 ? "MaxNotFixed" : "MaxFixed",
      ["NonCacheable", "Cacheable", "WriteCombining", "Prefetchable"][Int(type >> 1 & 3)],
      type & 1 == 0 ? "ReadOnly" : "ReadWrite",
    ].joined(separator: " ")
  }
}
