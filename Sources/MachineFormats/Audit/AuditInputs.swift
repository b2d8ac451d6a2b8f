import FoundationEssentials
import Glibc
import MemtypeEngine

/// The machines that an audit's words name, one after the other: directories of captures, tar archives, single files,
/// or a list of paths on standard input. Nothing more is held than the machines that are asked for.
package struct AuditInputs {
  /// A machine that has not been looked at yet.
  package struct Machine: Sendable {
    enum Content: Sendable {
      case path(String)
      case files([MachineInput])
      case error(InputError)
    }

    package var name: String
    var content: Content

    /// Audits it; an error is what cannot be read.
    package func audited(_ rules: [AuditRule]) -> AuditResult {
      do throws(InputError) {
        let machine: OpenedMachine
        switch content {
        case .path(let path): machine = try openMachine(paths: [path])
        case .files(let files): machine = try readMachine(named: name, files)
        case .error(let error): throw error
        }
        return AuditResult(name: name, findings: audit(AuditSubject(name: name, machine), rules: rules))
      } catch {
        return AuditResult(name: name, error: error.description)
      }
    }
  }

  private enum Source {
    case path(String)
    case directory(CaptureDirectoryWalk)
    case archive(TarMachines)
    case lines(LineSource)
  }

  /// The next one is the last.
  private var waiting: [Source]
  private var found: [Machine] = []

  /// `-` is standard input: an archive, or paths, one a line.
  package init(_ words: [String]) { waiting = words.reversed().map { .path($0) } }

  /// The next machines, as many as asked for where there are so many; empty at the end.
  package mutating func next(_ count: Int) -> [Machine] {
    while found.count < count, let source = waiting.popLast() { read(source) }
    let result = Array(found.prefix(count))
    found.removeFirst(result.count)
    return result
  }

  private mutating func read(_ source: Source) {
    switch source {
    case .path(let word): open(word)
    case .directory(var walk):
      guard let (machines, archives) = walk.next() else { return }
      found += machines
      waiting.append(.directory(walk))
      waiting += archives.reversed().map { .path($0) }
    case .archive(var archive):
      guard let machine = archive.next() else { return }
      found.append(machine)
      waiting.append(.archive(archive))
    case .lines(let lines):
      guard let line = lines.next() else { return }
      waiting.append(.lines(lines))
      if line == "-" {
        refuse(line, "standard input within standard input", accepted: "a path")
      } else if !line.isEmpty {
        waiting.append(.path(line))
      }
    }
  }

  private mutating func open(_ word: String) {
    if word == "-" { return openStandardInput() }
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: word, isDirectory: &isDirectory) else {
      return refuse(
        word, "no such file or directory", accepted: "a directory of captures, a tar archive or a file")
    }
    if isDirectory {
      waiting.append(.directory(CaptureDirectoryWalk(word)))
      return
    }
    guard let file = OpenFile(word, O_RDONLY | O_NONBLOCK | O_NOCTTY), let head = file.stream(limit: 511)
    else {
      return refuse(word, "the file cannot be read", accepted: InputFile.accepted)
    }
    if TarReader.matches(head) {
      waiting.append(.archive(TarMachines(file, name: word)))
    } else if let format = Compression.name(head) {
      refuse(
        word, "a \(format) file",
        accepted: "a tar archive as it is: \(format) -dc \(word) | mtrrscope audit -")
    } else {
      found.append(Machine(name: word, content: .path(word)))
    }
  }

  private mutating func openStandardInput() {
    let descriptor = dup(STDIN_FILENO)
    guard descriptor >= 0 else {
      return refuse("-", "standard input is closed", accepted: "a tar archive, or paths, one a line")
    }
    let input = LineSource(OpenFile(descriptor: descriptor))
    let head = input.head(512)
    if TarReader.matches(head) {
      guard let file = input.spooled() else {
        return refuse("-", "the archive cannot be kept in a temporary file", accepted: "room in TMPDIR")
      }
      waiting.append(.archive(TarMachines(file, name: "standard input")))
    } else if let format = Compression.name(head) {
      refuse("-", "a \(format) file", accepted: "\(format) -dc before it")
    } else {
      waiting.append(.lines(input))
    }
  }

  private mutating func refuse(_ file: String, _ found: String, accepted: String) {
    self.found.append(
      Machine(name: file, content: .error(InputError(file: file, found: found, accepted: accepted))))
  }
}

/// What an audit came to for one machine.
package struct AuditResult: Sendable {
  package var name: String
  package var findings: [AuditFinding] = []
  /// Why it could not be read.
  package var error: String?
}

/// Compressed files by their first bytes, and what unpacks them.
private enum Compression {
  static func name(_ head: [UInt8]) -> String? {
    if head.starts(with: [0x1f, 0x8b]) { return "gzip" }
    if head.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a]) { return "xz" }
    if head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { return "zstd" }
    return head.starts(with: [0x42, 0x5a, 0x68]) ? "bzip2" : nil
  }
}

/// Standard input that was looked into before it is known what it is.
private final class LineSource {
  private let file: OpenFile
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// A longer line is no path.
  private static let longest = 1 << 16

  init(_ file: OpenFile) { self.file = file }

  func head(_ count: Int) -> [UInt8] {
    while buffer.count < count, fill() {}
    return Array(buffer.prefix(count))
  }

  func next() -> String? {
    while true {
      if let end = buffer[start...].firstIndex(of: 0x0a) { return line(to: end, next: end + 1) }
      if buffer.count - start > Self.longest { return line(to: buffer.count, next: buffer.count) }
      guard fill() else {
        return start < buffer.count ? line(to: buffer.count, next: buffer.count) : nil
      }
    }
  }

  private func line(to end: Int, next: Int) -> String {
    let text = String(decoding: buffer[start..<end], as: UTF8.self)
    start = next
    return text.hasSuffix("\r") ? String(text.dropLast()) : text
  }

  private func fill() -> Bool {
    guard !isAtEnd else { return false }
    if start > 0 {
      buffer.removeSubrange(..<start)
      start = 0
    }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = bytes.withUnsafeMutableBytes { read(file.descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        var wait = pollfd(fd: file.descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&wait, 1, -1)
        continue
      }
      guard count > 0 else {
        isAtEnd = true
        return false
      }
      buffer += bytes[..<count]
      return true
    }
  }

  /// All of it in a file that goes away with the process; one that can be read from its beginning is it itself.
  func spooled() -> OpenFile? {
    if lseek(file.descriptor, 0, SEEK_SET) == 0 { return file }
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var path = Array((folder + "/mtrrscope-XXXXXX").utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return nil }
    unlink(path)
    let spool = OpenFile(descriptor: descriptor)
    repeat {
      guard spool.write(buffer) == 0 else { return nil }
      buffer = []
    } while fill()
    return spool
  }
}
