/// The lines of a text, cut out of its bytes as they are asked for: a text of short lines takes no more memory than
/// one of long ones.
public struct SourceLines: RandomAccessCollection, Sendable {
  /// The whole text, with a line feed behind every line but perhaps the last.
  let bytes: [UInt8]
  public let count: Int
  /// Where every 16th line starts.
  private let marks: [UInt32]
  /// Some lines of the text, where it is not all of it.
  private let selection: [Place]?
  /// What the lines are called in the file, where cleaning has joined or left out some.
  private let numbers: [UInt32]?

  private static let stride = 16

  /// Where a line stands, in few bytes: a text may have millions.
  fileprivate struct Place {
    var start: UInt32
    var end: UInt32
    var number: UInt32
  }

  init(_ bytes: [UInt8], numbers: [UInt32]? = nil) {
    var marks: [UInt32] = []
    var count = 0
    var start = 0
    bytes.withUnsafeBufferPointer { buffer in
      while start < buffer.count {
        if count % Self.stride == 0 { marks.append(UInt32(truncatingIfNeeded: start)) }
        count += 1
        while start < buffer.count, buffer[start] != 0x0a { start += 1 }
        start += 1
      }
    }
    (self.bytes, self.count, self.marks, selection, self.numbers) = (bytes, count, marks, nil, numbers)
  }

  /// Some lines, or parts of them.
  init(_ selection: Selection, of bytes: [UInt8]) {
    (self.bytes, count, marks, self.selection, numbers) = (
      bytes, selection.places.count, [], selection.places, nil
    )
  }

  /// Lines that are picked one after the other out of a text.
  struct Selection {
    fileprivate var places: [Place] = []

    mutating func append(_ line: SourceLine) {
      places.append(
        Place(
          start: UInt32(truncatingIfNeeded: line.bytes.startIndex),
          end: UInt32(truncatingIfNeeded: line.bytes.endIndex),
          number: UInt32(truncatingIfNeeded: line.number)))
    }
  }

  private func line(at place: Place) -> SourceLine {
    SourceLine(number: Int(place.number), bytes: bytes[Int(place.start)..<Int(place.end)])
  }

  /// The bytes of these lines, with a line feed behind every line.
  var joined: [UInt8] {
    guard let selection else { return bytes }
    var result: [UInt8] = []
    for place in selection {
      result += bytes[Int(place.start)..<Int(place.end)]
      result.append(0x0a)
    }
    return result
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(position: Int) -> SourceLine {
    if let selection { return line(at: selection[position]) }
    var start = Int(marks[position / Self.stride])
    for _ in 0..<position % Self.stride { start = end(from: start) + 1 }
    return SourceLine(number: number(of: position), bytes: bytes[start..<end(from: start)])
  }

  /// From 1, as an editor counts; 0 for a line that is none of the file's.
  fileprivate func number(of position: Int) -> Int {
    numbers.map { position < $0.count ? Int($0[position]) : 0 } ?? position + 1
  }

  /// The index of the line feed, or the end.
  fileprivate func end(from start: Int) -> Int {
    bytes.withUnsafeBufferPointer { buffer in
      var end = start
      while end < buffer.count, buffer[end] != 0x0a { end += 1 }
      return end
    }
  }

  public func makeIterator() -> Iterator { Iterator(lines: self) }

  public struct Iterator: IteratorProtocol {
    fileprivate let lines: SourceLines
    private var start = 0
    private var position = 0

    fileprivate init(lines: SourceLines) { self.lines = lines }

    public mutating func next() -> SourceLine? {
      if let selection = lines.selection {
        defer { start += 1 }
        return start < selection.count ? lines.line(at: selection[start]) : nil
      }
      guard start < lines.bytes.count else { return nil }
      let end = lines.end(from: start)
      defer {
        start = end + 1
        position += 1
      }
      return SourceLine(number: lines.number(of: position), bytes: lines.bytes[start..<end])
    }
  }
}
