/// The messages of a log without their decoration, with the numbers of their lines: places in the one text.
///
/// Twelve bytes each, so that a log may have a line for every few characters.
public struct LogMessages: Sendable, RandomAccessCollection {
  public struct Message: Hashable, Sendable {
    /// From 1, in the file.
    public var line: Int
    /// UTF-8, but nothing is promised.
    public var bytes: ArraySlice<UInt8>
    /// Whether something was read from it. What was not is passed over, but not lost.
    public var isRead: Bool

    /// For people: not escaped, invalid UTF-8 shows as the replacement character.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private struct Place: Sendable {
    var line: UInt32
    /// The top bit says whether the message was read.
    var start: UInt32
    var end: UInt32
  }

  /// More than any log has; what follows is counted only.
  static let limit = 2_000_000

  private let buffer: [UInt8]
  private var places: [Place] = []
  /// Messages that were joined from several lines, by place.
  private var joined: [Int: [UInt8]] = [:]
  /// Messages beyond the limit.
  public private(set) var omitted = 0
  /// Of those here, how many said nothing that is read.
  public private(set) var unreadCount = 0

  init(buffer: [UInt8] = []) { self.buffer = buffer }

  public var startIndex: Int { 0 }
  public var endIndex: Int { places.count }

  private static let readMark: UInt32 = 1 << 31

  public subscript(position: Int) -> Message {
    let place = places[position]
    let start = Int(place.start & ~Self.readMark)
    let bytes = joined[position].map { $0[...] } ?? buffer[start..<Int(place.end)]
    return Message(line: Int(place.line), bytes: bytes, isRead: place.start & Self.readMark != 0)
  }

  /// `bytes` is a part of the buffer.
  mutating func append(_ bytes: ArraySlice<UInt8>, line: Int, isRead: Bool) {
    guard places.count < Self.limit, bytes.endIndex < Int(Self.readMark) else {
      omitted += 1
      return
    }
    if !isRead { unreadCount += 1 }
    places.append(
      Place(
        line: UInt32(clamping: line), start: UInt32(bytes.startIndex) | (isRead ? Self.readMark : 0),
        end: UInt32(bytes.endIndex)))
  }

  /// How many messages stand behind the one in `line`.
  func since(_ line: Int) -> Int {
    var count = 0
    while count < places.count, Int(places[places.count - 1 - count].line) > line, count < 1000 { count += 1 }
    return count
  }

  /// The message that begins in `line` goes on; it was read as a whole.
  mutating func join(_ bytes: [UInt8], line: Int) {
    var position = places.count - 1
    while position >= 0, Int(places[position].line) > line { position -= 1 }
    guard position >= 0, Int(places[position].line) == line else { return }
    joined[position] = bytes
    guard places[position].start & Self.readMark == 0 else { return }
    places[position].start |= Self.readMark
    unreadCount -= 1
  }
}
