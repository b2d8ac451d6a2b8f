import MemtypeEngine

extension FailureReader {
  /// What the MTRR code refuses, finds and mends. `mtrr: ` stands before it, in old kernels `MTRR: ` or nothing.
  static func mtrr(_ start: ByteScanner) -> LogFailure? {
    var scanner = start
    guard scanner.skip("mtrr: ") else { return nil }
    var result: LogFailure
    if scanner.skip("type mismatch for ") {
      result = failure(.mtrrTypeMismatch, start.rest)
      result.range = scanner.baseAndSize()
      if scanner.skip(" old: ") { result.held = scanner.typeWord() }
      if scanner.skip(" new: ") { result.requested = scanner.typeWord() }
      result.error = -22
    } else if scanner.starts(with: "no more MTRRs available") {
      result = failure(.mtrrExhausted, start.rest)
      result.error = -28
    } else if let kind = mtrrRemark(scanner) {
      result = failure(kind, start.rest)
    } else if let range = scanner.baseAndSize() {
      guard scanner.skip(" overlaps existing ") else { return nil }
      result = failure(.mtrrOverlap, start.rest)
      result.range = range
      result.other = scanner.baseAndSize()
      result.error = -22
    } else if scanner.skip("base(") {
      result = failure(.mtrrInvalid, start.rest)
      if let base = scanner.anyHex(), scanner.skip(past: "size("), let size = scanner.anyHex() {
        result.range = AddressRange(start: base, size: size)
      }
      result.error = -22
    } else if refusals.contains(where: { scanner.starts(with: $0) }) {
      result = failure(.mtrrInvalid, start.rest)
      result.error = -22
    } else {
      return nil
    }
    result.driver = "mtrr"
    return result
  }

  private static let refusals: [StaticString] = [
    "size and base must be multiples of", "size: 0x", "base or size exceeds the MTRR width",
    "zero sized request",
    "type: ", "your processor doesn't support write-combining",
    "your machine doesn't support write-combining",
  ]

  private static func mtrrRemark(_ scanner: ByteScanner) -> LogFailure.Kind? {
    if scanner.starts(with: "your BIOS has configured an incorrect mask") { return .mtrrMask }
    if scanner.starts(with: "your BIOS has set up an incorrect mask") { return .mtrrMask }
    if scanner.starts(with: "your CPUs had inconsistent ") { return .mtrrInconsistent }
    if scanner.starts(with: "probably your BIOS does not setup all CPUs") { return .mtrrInconsistent }
    return nil
  }

  /// `*BAD*gran_size: 64K chunk_size: 64K num_reg: 10 lose cover RAM: -512M`, and the cleanup's last word.
  static func cleanup(_ scanner: ByteScanner) -> LogFailure? {
    guard
      scanner.starts(with: "*BAD*gran_size")
        || scanner.starts(with: "mtrr_cleanup: can not find optimal value")
    else { return nil }
    var result = failure(.cleanupFailed, scanner.rest)
    result.driver = "mtrr"
    return result
  }
}

extension ByteScanner {
  /// `e0000000,10000000` or `0xe0000000,0x10000000`: base and size.
  fileprivate mutating func baseAndSize() -> AddressRange? {
    var copy = self
    guard let base = copy.anyHex(), copy.skip(","), let size = copy.anyHex() else { return nil }
    self = copy
    return AddressRange(start: base, size: size)
  }
}
