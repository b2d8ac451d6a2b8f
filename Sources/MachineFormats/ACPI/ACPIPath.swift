/// A name segment: four characters in one number, filled up with underscores.
public struct ACPISegment: Hashable, Sendable {
  public let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// nil if the bytes are no segment: one to four of `A-Z`, `0-9` and `_`, no digit in front.
  init?(_ bytes: some Collection<UInt8>) {
    guard (1...4).contains(bytes.count) else { return nil }
    var value: UInt32 = 0
    for (i, byte) in bytes.enumerated() {
      guard Self.isLead(byte) || i > 0 && ByteScanner.isDigit(byte) else { return nil }
      value = value << 8 | UInt32(byte)
    }
    for _ in bytes.count..<4 { value = value << 8 | UInt32(UInt8(ascii: "_")) }
    rawValue = value
  }

  init?(_ text: String) { self.init(Array(text.utf8)) }

  static func isLead(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) || byte == 0x5f }

  /// Without the filling, `_SB` and `PRD`.
  public var text: String {
    var bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> UInt32($0)) }
    while bytes.count > 1, bytes.last == UInt8(ascii: "_") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A place in the ACPI namespace, from the root.
public struct ACPIPath: Hashable, Sendable, CustomStringConvertible {
  public var segments: [ACPISegment]

  public static let root = ACPIPath(segments: [])

  init(segments: [ACPISegment]) { self.segments = segments }

  func appending(_ segment: ACPISegment) -> ACPIPath { ACPIPath(segments: segments + [segment]) }

  var parent: ACPIPath { ACPIPath(segments: Array(segments.dropLast())) }

  /// `\_SB.PCI0.SF8.TPM`.
  public var description: String { "\\" + segments.map(\.text).joined(separator: ".") }
}

/// A name as it is written in a table: from the root, or from a scope, perhaps with steps up.
public struct ACPIName: Hashable, Sendable, CustomStringConvertible {
  var isAbsolute = false
  /// The number of `^`.
  var steps = 0
  var segments: [ACPISegment]

  init(isAbsolute: Bool = false, steps: Int = 0, segments: [ACPISegment]) {
    self.isAbsolute = isAbsolute
    self.steps = steps
    self.segments = segments
  }

  /// Where the name points to when something is declared with it.
  func path(from scope: ACPIPath) -> ACPIPath {
    if isAbsolute { return ACPIPath(segments: segments) }
    return ACPIPath(segments: Array(scope.segments.dropLast(min(steps, scope.segments.count))) + segments)
  }

  /// The places to look at, nearest first. Only a single segment without steps is searched upwards (ACPI 6.5,
  /// section 5.3).
  func candidates(from scope: ACPIPath) -> [ACPIPath] {
    guard !isAbsolute, steps == 0, segments.count == 1 else { return [path(from: scope)] }
    return (0...scope.segments.count).map {
      ACPIPath(segments: Array(scope.segments.dropLast($0)) + segments)
    }
  }

  public var description: String {
    (isAbsolute ? "\\" : String(repeating: "^", count: steps)) + segments.map(\.text).joined(separator: ".")
  }
}
