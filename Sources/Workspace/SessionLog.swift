import Explorer
import FoundationEssentials
import Glibc
import MachineFormats
import Screen
import VisibleText

/// A file for a bug report: what happened in a session, a line each, behind the seconds since it began.
///
/// It has the program's version, the terminal, sizes, keys, the commands that they meant, what was asked of the outside,
/// messages and how long each took. Of files it has names, of pasted text the length. Each line is written at once, so
/// that a crash leaves what led to it.
public final class SessionLog {
  private let file: OpenFile
  private let start = ContinuousClock.now

  /// Appends to a file, which only its owner may read from then on.
  ///
  /// - Parameter path: A regular file, or a new one.
  /// - Throws: `OpeningError` where it cannot be written.
  public init(path: String) throws(OpeningError) {
    func failure(_ reason: String) -> OpeningError { OpeningError("--log \(printable(path)): \(reason)") }
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK
    guard let file = OpenFile(path, flags) else { throw failure(String(cString: strerror(errno))) }
    guard let status = file.status, status.st_mode & S_IFMT == S_IFREG else {
      throw failure("this is no regular file")
    }
    guard fchmod(file.descriptor, 0o600) == 0 else { throw failure(String(cString: strerror(errno))) }
    self.file = file
  }

  /// Begins a session.
  public func begin(version: String, opened: [String], size: Size, depth: ColorDepth) {
    var system = utsname()
    uname(&system)
    let release = withUnsafeBytes(of: &system.release) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    write("mtrrscope \(version), \(Date().ISO8601Format()), Linux \(release)")
    let variables = ["TERM", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE", "ESCDELAY", "SSH_CONNECTION", "TMUX"]
    let environment = ProcessInfo.processInfo.environment
    // Where from is nobody's business.
    let set = variables.compactMap { name in
      environment[name].map {
        name == "SSH_CONNECTION" || name == "TMUX" ? "\(name) is set" : "\(name)=\($0)"
      }
    }
    write("terminal \(size.columns)x\(size.rows), depth \(depth.rawValue), \(set.joined(separator: " "))")
    write("opened \(opened.isEmpty ? "the initial scenario" : opened.joined(separator: " "))")
  }

  public func write(_ line: String) {
    let time = Self.milliseconds(ContinuousClock.now - start)
    _ = file.write(Array("\(time) \(printable(line))\n".utf8))
  }

  /// Runs something and writes how long it took behind a line about it.
  func timing<Result>(_ line: @autoclosure () -> String?, _ body: () -> Result) -> Result {
    let line = line()
    let start = ContinuousClock.now
    let result = body()
    if let line { write("\(line), \(Self.milliseconds(ContinuousClock.now - start)) ms") }
    return result
  }

  /// `12.345`, in milliseconds.
  private static func milliseconds(_ duration: Duration) -> String {
    let microseconds =
      duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
    let rest = String(microseconds % 1000)
    return "\(microseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }
}

extension InputEvent {
  /// For the log; nil for what happens by itself.
  var logText: String? {
    switch self {
    case .key(let key): "key \(key.configurationName)"
    case .paste(let text): "paste of \(text.count) characters"
    case .mouse(let event): "mouse \(event.action) at \(event.column),\(event.row)"
    case .resized(let size): "size \(size.columns)x\(size.rows)"
    case .elapsed: nil
    }
  }
}

extension Effect {
  /// For the log.
  var logText: String {
    switch self {
    case .terminal(.copy(let text)): "copy of \(text.count) characters"
    case .terminal(.scheme): "scheme"
    case .terminal(let effect): "\(effect)"
    case .save(let request): "save \(request.path)"
    case .write(let request): "write \(request.what) to \(request.path)"
    case .open(let words): "open \(words.joined(separator: " "))"
    case .reload(_, let words): "reload \(words.joined(separator: " "))"
    case .recover: "recover"
    case .discardRecovery: "discard recovery"
    case .theme(let name): "theme \(name)"
    case .preserveJournal: "preserve journal"
    case .keepProgress: "keep progress"
    }
  }
}
