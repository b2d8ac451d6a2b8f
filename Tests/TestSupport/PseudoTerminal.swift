import Glibc

/// A program on a terminal of its own, whose screen a model keeps.
///
/// Waiting always has a limit; nothing sleeps for a fixed time. The program is killed when this goes away.
public final class PseudoTerminal {
  public private(set) var model: TerminalModel
  /// The line settings before the program ran.
  private let settingsBefore: termios
  private var master: Int32
  /// Kept open, so that the line's settings outlive the program.
  private let line: Int32
  private var pid: pid_t = 0
  private var ended: Int32?
  /// For what the program keeps for its user.
  private let home: TemporaryDirectory

  public struct SpawnError: Error { public var reason: String }

  /// Starts a program with the terminal as its controlling one. `input` replaces standard input by a pipe with
  /// that text; an environment value of nil removes a variable.
  public init(
    _ program: String, _ arguments: [String] = [], columns: Int = 80, rows: Int = 24,
    environment: [String: String?] = [:], input: String? = nil
  ) throws {
    model = TerminalModel(columns: columns, rows: rows)
    home = try TemporaryDirectory()
    var master: Int32 = 0
    var line: Int32 = 0
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var name = [CChar](repeating: 0, count: 128)
    guard openpty(&master, &line, &name, nil, &size) == 0 else { throw SpawnError(reason: "openpty") }
    (self.master, self.line) = (master, line)
    for descriptor in [master, line] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var settings = termios()
    tcgetattr(line, &settings)
    settingsBefore = settings

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Opened by the leader of a new session, it becomes the controlling terminal.
    posix_spawn_file_actions_addopen(&actions, 1, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var pipe: [Int32] = [-1, -1]
    if let input {
      guard Glibc.pipe(&pipe) == 0 else { throw SpawnError(reason: "pipe") }
      for descriptor in pipe { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      // Short enough for the pipe's own buffer.
      _ = Array(input.utf8).withUnsafeBytes { write(pipe[1], $0.baseAddress, $0.count) }
      close(pipe[1])
      posix_spawn_file_actions_adddup2(&actions, pipe[0], 0)
    } else {
      posix_spawn_file_actions_adddup2(&actions, 1, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    // A new session (POSIX_SPAWN_SETSID, which is not imported), and no signal blocked.
    posix_spawnattr_setflags(&attributes, Int16(0x80 | POSIX_SPAWN_SETSIGMASK))

    let words = ([program] + arguments).map { strdup($0) }
    let variables = Self.environment(environment, home: home).map { strdup($0) }
    defer { (words + variables).forEach { free($0) } }
    let error = posix_spawn(&pid, program, &actions, &attributes, words + [nil], variables + [nil])
    if pipe[0] >= 0 { close(pipe[0]) }
    guard error == 0 else {
      pid = 0
      throw SpawnError(reason: "posix_spawn \(program): \(String(cString: strerror(error)))")
    }
  }

  deinit {
    if pid > 0, ended == nil {
      kill(pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
    if master >= 0 { close(master) }
    close(line)
  }

  /// Nothing of the tester's own terminal leaks in.
  private static func environment(_ changes: [String: String?], home: TemporaryDirectory) -> [String] {
    var variables: [String: String] = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"]
    // A tester's own configuration and unsaved edits are none of a test's business.
    for name in ["XDG_STATE_HOME", "XDG_CONFIG_HOME"] { variables[name] = home.file(name) }
    for name in ["PATH", "LD_LIBRARY_PATH", "TERMINFO_DIRS", "LLVM_PROFILE_FILE"] {
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
    for (name, value) in changes { variables[name] = value }
    return variables.map { "\($0.key)=\($0.value)" }.sorted()
  }

  // MARK: What a user does

  public func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
  }

  public func resize(columns: Int, rows: Int) {
    model.resize(columns: columns, rows: rows)
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  public func signal(_ number: Int32) { kill(pid, number) }

  /// How often the program has woken up from waiting, and how much of a processor's time it has used, in ticks.
  public var activity: (wakeUps: Int, ticks: Int)? {
    func words(_ name: String) -> [Substring]? {
      guard let file = fopen("/proc/\(pid)/\(name)", "r") else { return nil }
      defer { fclose(file) }
      var buffer = [UInt8](repeating: 0, count: 8192)
      let count = fread(&buffer, 1, buffer.count, file)
      return String(decoding: buffer[..<count], as: UTF8.self).split { $0 == " " || $0 == "\n" || $0 == "\t" }
    }
    guard let status = words("status"), let at = status.firstIndex(of: "voluntary_ctxt_switches:"),
      let wakeUps = Int(status[at + 1]), let times = words("stat"), times.count > 14,
      let user = Int(times[13]), let system = Int(times[14])
    else { return nil }
    return (wakeUps, user + system)
  }

  /// The line drops: what a lost connection does.
  public func hangUp() {
    close(master)
    master = -1
  }

  // MARK: What can be seen

  /// Reads output until a condition holds: false if it does not within the limit.
  @discardableResult
  public func wait(seconds: Double = 20, until condition: (TerminalModel) -> Bool) -> Bool {
    let deadline = Self.now + seconds
    while !condition(model) {
      guard Self.now < deadline, readSome(milliseconds: 20) || ended == nil else { return condition(model) }
    }
    return true
  }

  @discardableResult
  public func wait(for text: String, seconds: Double = 20) -> Bool {
    wait(seconds: seconds) { $0.text.contains(text) }
  }

  /// Waits for output without reading it.
  public func waitForOutput(seconds: Double = 20) -> Bool {
    var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, Int32(seconds * 1000)) > 0
  }

  /// The exit status, or 128 and the signal's number; nil if the program does not end within the limit. Without
  /// reading, the program sees a line that takes nothing.
  public func exitStatus(seconds: Double = 20, isReading: Bool = true) -> Int32? {
    let deadline = Self.now + seconds
    while ended == nil, Self.now < deadline {
      var status: Int32 = 0
      if waitpid(pid, &status, WNOHANG) == pid {
        ended = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
      } else if master < 0 || !isReading {
        poll(nil, 0, 5)
      } else {
        readSome(milliseconds: 10)
      }
    }
    while master >= 0, readSome(milliseconds: 0) {}
    return ended
  }

  /// The line's settings are those from before the program ran.
  public var isLineRestored: Bool {
    var now = termios()
    tcgetattr(line, &now)
    return now.c_iflag == settingsBefore.c_iflag && now.c_oflag == settingsBefore.c_oflag
      && now.c_cflag == settingsBefore.c_cflag && now.c_lflag == settingsBefore.c_lflag
  }

  /// Feeds what has arrived to the model: false if nothing has.
  @discardableResult
  private func readSome(milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard master >= 0, poll(&descriptor, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    model.feed(buffer[..<count])
    return true
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
