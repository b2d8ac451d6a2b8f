import Foundation

/// How many random cases a property test runs: `MTRRSCOPE_CASES` if that is set, for long runs in release mode.
public func propertyCases(_ usual: Int) -> Int {
  ProcessInfo.processInfo.environment["MTRRSCOPE_CASES"].flatMap { Int($0) } ?? usual
}

extension RandomNumberGenerator {
  /// A 64-bit value of any magnitude, often at or beside a border that matters.
  public mutating func address() -> UInt64 {
    let borders: [UInt64] = [
      0, 1, 0xfff, 0x1000, 0xa_0000, 0x10_0000, 0x8000_0000, 0xfed4_0000, 1 << 32, 1 << 36, 1 << 46, 1 << 52,
      1 << 63, .max,
    ]
    let value =
      Int.random(in: 0..<3, using: &self) == 0
      ? borders[Int.random(in: 0..<borders.count, using: &self)]
      : next() >> UInt64.random(in: 0..<64, using: &self)
    return value &+ UInt64.random(in: 0..<3, using: &self) &- 1
  }
}
