import Screen

extension KeyDecoder {
  /// A decoder for the current terminal: the keys that terminfo spells otherwise than everybody does.
  static func forCurrentTerminal() -> KeyDecoder {
    let names: [(String, Key)] =
      [
        ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("khome", .home),
        ("kend", .end),
        ("kpp", .pageUp), ("knp", .pageDown), ("kich1", .insert), ("kdch1", .delete), ("kcbt", .backTab),
        ("kent", .enter),
      ] + (1...12).map { ("kf\($0)", .function($0)) }
    var keys: [[UInt8]: Key] = [:]
    for (name, key) in names {
      guard let value = TerminalKind.capability(name) else { continue }
      let bytes = Array(value.utf8)
      guard bytes.first == 0x1b, bytes.count > 1 else { continue }
      if case .events([.key(key)], length: bytes.count) = step(bytes[...], [:]) { continue }
      keys[bytes] = key
    }
    return KeyDecoder(terminfoKeys: keys)
  }
}
