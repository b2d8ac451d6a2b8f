/// FIPS 180-4 SHA-256, for fixtures that give long texts by their hash.
public enum SHA256 {
  /// The digest in lower-case hex.
  public static func hex(of message: some Sequence<UInt8>) -> String {
    var bytes = Array(message)
    let bitCount = UInt64(bytes.count) * 8
    bytes.append(0x80)
    while bytes.count % 64 != 56 { bytes.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: bitCount >> shift))
    }

    var state = fractions(of: primes.prefix(8), root: 2)
    for block in stride(from: 0, to: bytes.count, by: 64) {
      compress(bytes[block..<block + 64], into: &state)
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func compress(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var w = stride(from: block.startIndex, to: block.endIndex, by: 4).map { i in
      block[i..<i + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for i in 16..<64 {
      let s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >> 3)
      let s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >> 10)
      w.append(w[i - 16] &+ s0 &+ w[i - 7] &+ s1)
    }
    var v = state
    for i in 0..<64 {
      let s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
      let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
      let t1 = v[7] &+ s1 &+ choice &+ constants[i] &+ w[i]
      let s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
      let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      v = [t1 &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ t1, v[4], v[5], v[6]]
    }
    for i in 0..<8 { state[i] &+= v[i] }
  }

  private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }

  private static let primes: [UInt64] = (2..<312).filter { n in !(2..<n).contains { n % $0 == 0 } }
  private static let constants = fractions(of: primes.prefix(64), root: 3)

  /// The first 32 bits of the fractional parts of square or cube roots, by bisection in integers.
  private static func fractions(of primes: some Sequence<UInt64>, root: Int) -> [UInt32] {
    primes.map { prime in
      var result: UInt64 = 0
      for bit in stride(from: 36, through: 0, by: -1) {
        let candidate = result | 1 << UInt64(bit)
        // candidate / 2^32 is the root if its power is the prime, so compare with prime * 2^(32 * root).
        let square = candidate.multipliedFullWidth(by: candidate)
        let fits: Bool
        if root == 2 {
          fits = square.high < prime
        } else {
          // square < 2^74, so (square >> 32) * candidate fits into 128 bits with room to spare.
          let low = square.low.multipliedFullWidth(by: candidate)
          let high = square.high.multipliedFullWidth(by: candidate)
          let (middle, carry) = low.high.addingReportingOverflow(high.low)
          let top = high.high &+ (carry ? 1 : 0)
          fits = top == 0 && middle < prime << 32
        }
        if fits { result = candidate }
      }
      return UInt32(truncatingIfNeeded: result)
    }
  }
}
