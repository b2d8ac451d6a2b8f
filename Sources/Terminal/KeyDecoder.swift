import Screen

/// Turns the bytes of a terminal into events: UTF-8, keys of xterm, rxvt, the Linux console and what terminfo adds,
/// SGR mouse reports, and bracketed paste.
///
/// A value without a terminal. Sequences that nobody knows are dropped whole, so that no part of them is taken
/// for a command. Escape followed by another key in one breath is Escape and then that key.
struct KeyDecoder {
  /// Longer pastes are cut.
  static let largestPaste = 262_144
  private static let largestSequence = 128

  /// Bytes that do not make an event yet.
  private var pending: [UInt8] = []
  private var paste: [UInt8]?
  private var isPasteCut = false
  private let terminfoKeys: [[UInt8]: Key]

  /// Keys that this terminal spells in a way of its own; those with a common spelling need not be among them.
  init(terminfoKeys: [[UInt8]: Key] = [:]) {
    self.terminfoKeys = terminfoKeys.filter { bytes, _ in
      bytes.count > 1 && bytes.count < Self.largestSequence
    }
  }

  /// An escape sequence or a character is half here, and a time limit must decide what it is.
  var isWaiting: Bool { !pending.isEmpty || paste != nil }
  var isPasting: Bool { paste != nil }

  mutating func decode(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
    pending.append(contentsOf: bytes)
    var events: [InputEvent] = []
    var start = 0
    while start < pending.count {
      if paste != nil {
        guard collectPaste(&start, &events) else { break }
        continue
      }
      let step = Self.step(pending[start...], terminfoKeys)
      switch step {
      case .incomplete: break
      case .events(let found, let length):
        events += found
        start += max(1, length)
        continue
      case .pasteBegins(let length):
        start += length
        paste = []
        isPasteCut = false
        continue
      }
      break
    }
    pending.removeFirst(min(start, pending.count))
    return events
  }

  /// Nothing followed in time: an escape stands for itself, a cut sequence or character for nothing.
  mutating func timeOut() -> [InputEvent] {
    defer {
      pending = []
      paste = nil
    }
    if let paste { return [Self.pasteEvent(paste + pending)] }
    guard pending.first == 0x1b else { return [] }
    // `ESC [` and `ESC O` alone are the keys of these names with Alt.
    guard pending.count == 2 else { return pending.count == 1 ? [.key(.escape)] : [] }
    return [.key(.escape)] + (Self.single(pending[1]).map { [.key($0)] } ?? [])
  }

  /// Takes bytes up to the end mark: false if it is not there yet.
  private mutating func collectPaste(_ start: inout Int, _ events: inout [InputEvent]) -> Bool {
    let end: [UInt8] = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e]
    let rest = pending[start...]
    var index = rest.startIndex
    while index < rest.endIndex {
      if rest[index] == 0x1b {
        let tail = rest[index...].prefix(end.count)
        if tail.elementsEqual(end) {
          appendToPaste(rest[..<index])
          events.append(Self.pasteEvent(paste ?? []))
          paste = nil
          start = index + end.count
          return true
        }
        if tail.count < end.count, end.starts(with: tail) { break }
      }
      index += 1
    }
    appendToPaste(rest[..<index])
    start = index
    return false
  }

  private mutating func appendToPaste(_ bytes: ArraySlice<UInt8>) {
    let room = Self.largestPaste - (paste?.count ?? 0)
    paste?.append(contentsOf: bytes.prefix(max(0, room)))
  }

  private static func pasteEvent(_ bytes: [UInt8]) -> InputEvent {
    // Terminals send line ends as carriage returns.
    let text = String(decoding: bytes.prefix(largestPaste), as: UTF8.self)
    var clean = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if scalar == "\r" {
        clean.append("\n")
      } else if scalar != "\n" || previous != "\r" {
        clean.append(scalar)
      }
      previous = scalar
    }
    return .paste(String(clean))
  }
}

extension KeyDecoder {
  enum Step {
    case incomplete
    case events([InputEvent], length: Int)
    case pasteBegins(length: Int)
  }

  /// What stands at the beginning of some bytes.
  static func step(_ bytes: ArraySlice<UInt8>, _ terminfoKeys: [[UInt8]: Key]) -> Step {
    guard let first = bytes.first else { return .incomplete }
    if first != 0x1b { return first < 0x80 ? ascii(first) : utf8(bytes) }
    for (sequence, key) in terminfoKeys where bytes.starts(with: sequence) {
      return .events([.key(key)], length: sequence.count)
    }
    guard bytes.count > 1 else { return .incomplete }
    let second = bytes[bytes.startIndex + 1]
    switch second {
    case 0x5b: return controlSequence(bytes)
    case 0x4f: return singleShift(bytes)
    case 0x50, 0x58, 0x5d, 0x5e, 0x5f: return controlString(bytes)
    default: return .events([.key(.escape)], length: 1)
    }
  }

  private static func ascii(_ byte: UInt8) -> Step {
    .events(single(byte).map { [.key($0)] } ?? [], length: 1)
  }

  /// The key of one ASCII byte.
  static func single(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x00: .control("@")
    case 0x08, 0x7f: .backspace
    case 0x09: .tab
    case 0x0a, 0x0d: .enter
    case 0x1b: .escape
    case 0x01...0x1a: .control(Character(Unicode.Scalar(byte | 0x60)))
    case 0x1c...0x1f: .control(Character(Unicode.Scalar(byte | 0x40)))
    case 0x20..<0x7f: .character(Character(Unicode.Scalar(byte)))
    default: nil
    }
  }

  private static func utf8(_ bytes: ArraySlice<UInt8>) -> Step {
    let first = bytes[bytes.startIndex]
    let length = first >= 0xf5 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
    guard length > 1 else { return .events([], length: 1) }
    let present = bytes.dropFirst().prefix(length - 1)
    if let wrong = present.firstIndex(where: { $0 & 0xc0 != 0x80 }) {
      return .events([], length: wrong - bytes.startIndex)
    }
    guard present.count == length - 1 else { return .incomplete }
    let text = String(decoding: bytes.prefix(length), as: UTF8.self)
    // Controls of the second set and noncharacters of a broken encoding are nobody's keys.
    guard text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first, scalar != "\u{fffd}",
      scalar.value >= 0xa0
    else { return .events([], length: length) }
    return .events([.key(.character(Character(scalar)))], length: length)
  }

  /// `ESC O` and a letter: cursor keys in application mode, F1 to F4, the keypad.
  private static func singleShift(_ bytes: ArraySlice<UInt8>) -> Step {
    var index = bytes.startIndex + 2
    // Old xterms put modifiers in front of the letter.
    while index < bytes.endIndex, (0x30...0x3b).contains(bytes[index]), index - bytes.startIndex < 8 {
      index += 1
    }
    guard index < bytes.endIndex else { return .incomplete }
    let length = index - bytes.startIndex + 1
    let final = bytes[index]
    guard final >= 0x20, final < 0x7f else { return .events([], length: length - 1) }
    if let key = cursorKey(final) { return .events([.key(key)], length: length) }
    switch final {
    case 0x4d: return .events([.key(.enter)], length: length)
    case 0x6a...0x79:
      return .events([.key(.character(Character(Unicode.Scalar(final - 0x40))))], length: length)
    default: return .events([], length: length)
    }
  }

  /// The final letters that mean the same after `ESC [` and `ESC O`.
  static func cursorKey(_ final: UInt8) -> Key? {
    switch Unicode.Scalar(final) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "H": .home
    case "F": .end
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    default: nil
    }
  }

  /// A reply that somebody asked for: swallowed up to its end.
  private static func controlString(_ bytes: ArraySlice<UInt8>) -> Step {
    var index = bytes.startIndex + 2
    while index < bytes.endIndex {
      if bytes[index] == 0x07 { return .events([], length: index - bytes.startIndex + 1) }
      if bytes[index] == 0x1b {
        guard index + 1 < bytes.endIndex else { return .incomplete }
        let isEnd = bytes[index + 1] == 0x5c
        return .events([], length: index - bytes.startIndex + (isEnd ? 2 : 0))
      }
      if index - bytes.startIndex > largestSequence { return .events([], length: index - bytes.startIndex) }
      index += 1
    }
    return .incomplete
  }

  static let longestSequence = largestSequence
}
