import Screen

extension KeyDecoder {
  /// `ESC [`, parameters, and a final byte.
  static func controlSequence(_ bytes: ArraySlice<UInt8>) -> Step {
    let body = bytes.dropFirst(2)
    // The Linux console's F1 to F5.
    if body.first == 0x5b {
      guard let letter = body.dropFirst().first else { return .incomplete }
      let number = Int(letter) - 0x40
      return .events((1...5).contains(number) ? [.key(.function(number))] : [], length: 4)
    }
    guard let end = body.firstIndex(where: { !(0x20...0x3f).contains($0) }) else {
      return body.count > longestSequence ? .events([], length: bytes.count) : .incomplete
    }
    let final = bytes[end]
    let length = end - bytes.startIndex + 1
    // Something else began before this ended.
    guard (0x40...0x7e).contains(final) else { return .events([], length: length - 1) }
    let parameters = bytes[(bytes.startIndex + 2)..<end]
    if parameters.first == 0x3c {
      return .events(mouse(numbers(parameters.dropFirst()), isRelease: final == 0x6d), length: length)
    }
    if final == 0x4d, parameters.isEmpty {
      // A mouse report of the oldest kind, which was not asked for: three more bytes.
      return body.count < 4 ? .incomplete : .events([], length: 6)
    }
    let numbers = numbers(parameters)
    if final == 0x7e, numbers.first == 200 { return .pasteBegins(length: length) }
    return .events(key(final, numbers).map { [.key($0)] } ?? [], length: length)
  }

  /// Decimal numbers between semicolons; what is not a number counts as 0, and sub-parameters are left out.
  private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int] {
    var numbers: [Int] = []
    for part in bytes.split(separator: 0x3b, omittingEmptySubsequences: false).prefix(8) {
      var number = 0
      for byte in part.prefix(while: { $0 != 0x3a }) {
        guard (0x30...0x39).contains(byte) else { continue }
        number = min(number &* 10 &+ Int(byte - 0x30), 1_000_000)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Modifiers of cursor and function keys are left out: the key counts.
  private static func key(_ final: UInt8, _ numbers: [Int]) -> Key? {
    switch Unicode.Scalar(final) {
    case "~": return tilde(numbers)
    case "Z": return .backTab
    case "u": return modified(code: numbers.first ?? 0, modifier: numbers.count > 1 ? numbers[1] : 1)
    case "P", "Q", "R", "S":
      // With a modifier, `ESC [ 1 ; 2 P`; `R` with anything else is a cursor report.
      return numbers.count == 2 && numbers[0] == 1 && (2...16).contains(numbers[1]) ? cursorKey(final) : nil
    default: return cursorKey(final)
    }
  }

  private static func tilde(_ numbers: [Int]) -> Key? {
    switch numbers.first ?? 0 {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case let number where (11...15).contains(number): .function(number - 10)
    case let number where (17...21).contains(number): .function(number - 11)
    case let number where (23...24).contains(number): .function(number - 12)
    case 27 where numbers.count == 3: modified(code: numbers[2], modifier: numbers[1])
    default: nil
    }
  }

  /// A key as terminals send it that tell all modifiers apart (`modifyOtherKeys`, `CSI u`).
  private static func modified(code: Int, modifier: Int) -> Key? {
    let flags = modifier - 1
    guard code >= 0, code <= 0x10ffff, let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
    if code == 9 { return flags & 1 != 0 ? .backTab : .tab }
    if flags & 4 != 0, code >= 0x40, code < 0x7f { return single(UInt8(code) & 0x1f) }
    if code < 0x80 { return single(UInt8(code)) }
    return code >= 0xa0 ? .character(Character(scalar)) : nil
  }

  /// SGR reports: only the first button and the wheel are ours.
  private static func mouse(_ numbers: [Int], isRelease: Bool) -> [InputEvent] {
    guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return [] }
    let (button, column, row) = (numbers[0], numbers[1] - 1, numbers[2] - 1)
    let action: MouseEvent.Action
    // Bits 2 to 4 are modifier keys.
    switch button & ~0b1_1100 {
    case 0: action = isRelease ? .release : .press
    case 32: action = .drag
    case 64: action = .wheelUp
    case 65: action = .wheelDown
    default: return []
    }
    return [.mouse(MouseEvent(action, column: column, row: row))]
  }
}
