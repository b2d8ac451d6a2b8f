/// What AML computes with. Whatever the machine would have to be asked for is unknown.
enum ACPIValue: Hashable {
  case unknown
  case integer(UInt64)
  case string([UInt8])
  case buffer(ACPIBuffer)
  case package(ACPIPackage)
  case object(Int)
  /// An element of a package or a byte of a buffer, by its value.
  indirect case element(ACPIValue)
  case none

  /// Of strings and buffers in bytes, of packages in values.
  static let sizeLimit = 1 << 16

  /// What an index leads to: a reference to an element is never one of a reference.
  static func element(of value: ACPIValue) -> ACPIValue {
    if case .element = value { return value }
    return .element(value)
  }

  /// Unknown beyond the limits.
  static func package(of values: [ACPIValue]) -> ACPIValue {
    ACPIPackage(values).map { .package($0) } ?? .unknown
  }

  /// How many values it holds, or what comparing and copying it costs as much as.
  var size: Int {
    switch self {
    case .string(let bytes): 1 + bytes.count / 64
    case .buffer(let buffer): 1 + buffer.bytes.count / 64
    case .package(let package): package.size
    case .element(let value): value.size
    default: 1
    }
  }

  var depth: Int {
    switch self {
    case .package(let package): package.depth
    case .element(let value): value.depth
    default: 0
    }
  }

  /// Converted as operands of arithmetic are: strings as hex numbers, buffers from their first bytes.
  var integer: UInt64? {
    switch self {
    case .integer(let value): return value
    case .string(let bytes):
      var scanner = ByteScanner(bytes[...])
      return scanner.anyHex() ?? 0
    case .buffer(let buffer): return buffer.number(atBit: 0, width: UInt64(min(buffer.bytes.count, 8)) * 8)
    case .element(let value): return value.integer
    default: return nil
    }
  }

  /// nil if it is not known.
  var truth: Bool? { integer.map { $0 != 0 } }
}

/// Values in order. Packages nest, but not without limit: a value that was put into itself over and over would be too
/// deep to release and too large to compare.
struct ACPIPackage: Hashable {
  static let depthLimit = 16

  let values: [ACPIValue]
  let depth: Int
  /// With everything inside.
  let size: Int

  /// nil beyond the limits.
  init?(_ values: [ACPIValue]) {
    var (depth, size) = (0, 1)
    for value in values {
      depth = max(depth, value.depth)
      size += value.size
      guard size <= ACPIValue.sizeLimit, depth < Self.depthLimit else { return nil }
    }
    (self.values, self.depth, self.size) = (values, depth + 1, size)
  }
}

/// Bytes, of which some may not be known.
struct ACPIBuffer: Hashable {
  var bytes: [UInt8]
  /// Ranges of bits.
  var unknown: [Range<UInt64>] = []

  func isKnown(_ range: Range<Int>) -> Bool {
    let bits = UInt64(range.lowerBound) * 8..<UInt64(range.upperBound) * 8
    return !unknown.contains { $0.overlaps(bits) }
  }

  /// nil if it is not all inside, not all known, or wider than 64 bits.
  func number(atBit start: UInt64, width: UInt64) -> UInt64? {
    let (end, overflow) = start.addingReportingOverflow(width)
    guard !overflow, width <= 64, end <= UInt64(bytes.count) * 8,
      !unknown.contains(where: { $0.overlaps(start..<end) })
    else { return nil }
    var value: UInt64 = 0
    for i in 0..<width {
      let bit = start + i
      if bytes[Int(bit / 8)] >> (bit % 8) & 1 != 0 { value |= 1 << i }
    }
    return value
  }

  mutating func set(atBit start: UInt64, width: UInt64, to value: UInt64?) {
    let (end, overflow) = start.addingReportingOverflow(width)
    guard !overflow, start < end, end <= UInt64(bytes.count) * 8 else { return }
    guard let value, width <= 64 else {
      unknown.append(start..<end)
      // A mark for everything is enough once there are many.
      if unknown.count > 64 { unknown = [0..<UInt64(bytes.count) * 8] }
      return
    }
    for i in 0..<width {
      let (byte, bit) = (Int((start + i) / 8), UInt8((start + i) % 8))
      let isSet = value >> i & 1 != 0
      bytes[byte] = isSet ? bytes[byte] | 1 << bit : bytes[byte] & ~(1 << bit)
    }
    unknown = unknown.flatMap { range -> [Range<UInt64>] in
      guard range.overlaps(start..<end) else { return [range] }
      return [range.lowerBound..<max(range.lowerBound, start), min(range.upperBound, end)..<range.upperBound]
        .filter { !$0.isEmpty }
    }
  }
}
