import TestSupport

/// Ways in which files get damaged, chosen by a seeded generator.
struct Mutator {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private static let numbers = [
    "0", "1", "0x0", "ffffffffffffffff", "0xffffffffffffffff", "0xfffffffffffff000", "18446744073709551615",
    "18446744073709551616", "99999999999999999999999999", "0x1ffffffffffffffff", "0x100000000", "100000",
    "-1",
    "0x8000000000000000", "4503599627370496", "0x10000000000000", "4294967296", "", "0x", "7fffffffffffffff",
  ]

  /// One to four kinds of damage.
  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) { damage(&result) }
    return result
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = [UInt8.random(in: 0...255, using: &generator)]
      return
    }
    switch Int.random(in: 0..<11, using: &generator) {
    case 0: bytes = Array(bytes.prefix(index(bytes)))
    case 1: bytes = Array(bytes.suffix(index(bytes)))
    case 2:
      for _ in 0..<Int.random(in: 1...16, using: &generator) {
        bytes[index(bytes)] ^= UInt8(1) << UInt8.random(in: 0...7, using: &generator)
      }
    case 3:
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        bytes[index(bytes)] = UInt8.random(in: 0...255, using: &generator)
      }
    case 4, 5: replaceNumbers(&bytes)
    case 6:
      changeLines(&bytes) { lines, i, _ in
        let line = lines[i]
        lines.insert(contentsOf: Array(repeating: line, count: 40), at: i)
      }
    case 7: changeLines(&bytes) { lines, i, j in lines.swapAt(i, j) }
    case 8:
      changeLines(&bytes) { lines, i, j in
        lines[i] += lines[j]
        lines.remove(at: j)
      }
    case 9: changeLines(&bytes) { lines, i, _ in lines.remove(at: i) }
    default:
      let start = index(bytes)
      bytes.insert(contentsOf: bytes[start..<min(bytes.count, start + 200)], at: index(bytes))
    }
  }

  private mutating func index(_ bytes: [UInt8]) -> Int { Int.random(in: 0..<bytes.count, using: &generator) }

  private mutating func changeLines(_ bytes: inout [UInt8], _ change: (inout [[UInt8]], Int, Int) -> Void) {
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) }
    let i = Int.random(in: 0..<lines.count, using: &generator)
    let j = Int.random(in: 0..<lines.count, using: &generator)
    change(&lines, i, j)
    bytes = Array(lines.joined(separator: [0x0a]))
  }

  /// Puts something else in the place of a run of digits.
  private mutating func replaceNumbers(_ bytes: inout [UInt8]) {
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      guard !bytes.isEmpty else { return }
      let start = index(bytes)
      guard let first = bytes[start...].firstIndex(where: Self.isDigit) else { continue }
      let end = bytes[first...].firstIndex { !Self.isDigit($0) } ?? bytes.endIndex
      let number = Self.numbers.randomElement(using: &generator) ?? "0"
      bytes.replaceSubrange(first..<end, with: Array(number.utf8))
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x66, 0x41...0x46: true
    default: false
    }
  }
}
