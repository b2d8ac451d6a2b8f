/// OSC 52: hands text to the terminal's clipboard, over SSH too.
enum Clipboard {
  /// What terminals commonly accept; more is cut at a character.
  static let largestText = 74_994

  static func sequence(_ text: String, screenPassthrough: Bool = false) -> String {
    var bytes = Array(text.utf8.prefix(largestText))
    if bytes.count < text.utf8.count {
      while let last = bytes.last, last & 0xc0 == 0x80 { bytes.removeLast() }
      if let last = bytes.last, last >= 0xc0 { bytes.removeLast() }
    }
    let whole = "\u{1b}]52;c;\(base64(bytes))\u{7}"
    guard screenPassthrough else { return whole }
    // GNU screen takes device control strings of at most 768 bytes.
    var wrapped = ""
    var rest = Array(whole.utf8)[...]
    while !rest.isEmpty {
      wrapped += "\u{1b}P" + String(decoding: rest.prefix(512), as: UTF8.self) + "\u{1b}\\"
      rest = rest.dropFirst(512)
    }
    return wrapped
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var encoded: [UInt8] = []
    encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let group = bytes[index..<min(index + 3, bytes.count)]
      var bits = UInt32(0)
      for offset in 0..<3 {
        bits = bits << 8 | (offset < group.count ? UInt32(group[index + offset]) : 0)
      }
      for place in 0..<4 {
        encoded.append(place > group.count ? UInt8(ascii: "=") : digits[Int(bits >> (18 - 6 * place) & 63)])
      }
      index += 3
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
