import Glibc
import MachineFormats
import VisibleText

/// Lines of a file, as many at a time as are asked for. Empty ones are passed over, and counted.
final class LineReader {
  struct Line: Sendable {
    /// From 1.
    var number: Int
    /// Without blanks around it; nil when it is longer than `longest`.
    var text: String?
  }

  /// In bytes; no scenario file may be longer either.
  static let longest = ScenarioFile.sizeLimit
  /// Lines that are long are given out a few at a time: what is held does not grow with them.
  private static let mostBytes = 1 << 22
  private static let pieceSize = 1 << 16

  private let path: String
  /// nil for standard input.
  private let file: OpenFile?
  private var buffer: [UInt8] = []
  /// Where the first line begins that was not given out, and how far it is known to have no end.
  private var start = 0
  private var searched = 0
  private var number = 0
  private var isAtEnd = false
  /// The line that begins here has lost its beginning already.
  private var isTooLong = false

  /// Throws `Failure` for what cannot be opened; "-" is standard input.
  init(path: String) throws {
    self.path = path
    file = path == "-" ? nil : OpenFile(path, O_RDONLY)
    if path != "-", file == nil { throw failure }
  }

  /// Up to `count` lines; none at the end. A reader that waits for more gets what there is: a filter answers what it was
  /// asked. Throws `Failure` where reading fails.
  func next(_ count: Int) throws -> [Line] {
    var lines: [Line] = []
    var bytes = 0
    while lines.count < count, bytes < Self.mostBytes {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        add(buffer[start..<end], to: &lines)
        bytes += end - start
        (start, searched) = (end + 1, end + 1)
      } else if isAtEnd {
        if start < buffer.count { add(buffer[start...], to: &lines) }
        (buffer, start, searched) = ([], 0, 0)
        break
      } else {
        searched = buffer.count
        if !lines.isEmpty, !isReady { break }
        try fill()
      }
    }
    return lines
  }

  private func add(_ bytes: ArraySlice<UInt8>, to lines: inout [Line]) {
    number += 1
    defer { isTooLong = false }
    guard !isTooLong, bytes.count <= Self.longest else {
      lines.append(Line(number: number))
      return
    }
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0d ~= byte }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }),
      let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return }
    lines.append(Line(number: number, text: String(decoding: bytes[first...last], as: UTF8.self)))
  }

  private func fill() throws {
    // What was given out is let go, and so is a line that nobody will read.
    if buffer.count - start > Self.longest {
      isTooLong = true
      start = buffer.count
    }
    buffer.removeFirst(start)
    (start, searched) = (0, buffer.count)
    let piece = try [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { piece, count in
      let got = read(descriptor, piece.baseAddress, piece.count)
      guard got >= 0 || errno == EINTR else { throw failure }
      count = max(0, got)
      isAtEnd = got == 0
    }
    buffer += piece
  }

  private var descriptor: Int32 { file?.descriptor ?? STDIN_FILENO }

  private var isReady: Bool {
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&wait, 1, 0) > 0
  }

  private var failure: Failure {
    Failure(
      "\(path == "-" ? "standard input" : printable(path)): cannot be read: \(String(cString: strerror(errno)))"
    )
  }
}
