/// How the characters of a file are encoded: everything here works on UTF-8.
enum TextEncoding {
  /// The same text in UTF-8, without a byte order mark.
  static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return Array(bytes.dropFirst(3)) }
    guard let isLittleEndian = isUTF16(bytes) else { return bytes }
    let hasMark = bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff])
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var i = hasMark ? 2 : 0
    while i + 1 < bytes.count {
      let (a, b) = (UInt16(bytes[i]), UInt16(bytes[i + 1]))
      units.append(isLittleEndian ? b << 8 | a : a << 8 | b)
      i += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// Whether the text is UTF-16, and in which order: by its mark, or by every second byte of its beginning being zero.
  private static func isUTF16(_ bytes: [UInt8]) -> Bool? {
    if bytes.starts(with: [0xff, 0xfe]) { return true }
    if bytes.starts(with: [0xfe, 0xff]) { return false }
    let head = bytes.prefix(64)
    guard head.count >= 16, head.contains(0) else { return nil }
    var zeros = [0, 0]
    for (i, byte) in head.enumerated() where byte == 0 { zeros[i & 1] += 1 }
    let half = head.count / 2
    if zeros[1] * 8 >= half * 7, zeros[0] == 0 { return true }
    if zeros[0] * 8 >= half * 7, zeros[1] == 0 { return false }
    return nil
  }
}
