/// Takes a log line by line, tells boots apart, and joins what a mailer or a terminal has wrapped.
struct BootLogReader {
  private let buffer: [UInt8]
  private var log = BootLog()
  private var earlier: BootLog?
  private var earlierCount = 0
  private var others: [BootLog.OtherBoot] = []
  private var unfinished: Unfinished?

  /// A message that may go on in the next line.
  private struct Unfinished {
    enum Reading {
      /// It says nothing here as far as it goes.
      case nothing
      case damaged
      /// It was read, but what follows may belong to it: a failure's numbers.
      case read
      /// It was read and is text without an end of its own: a banner, a command line.
      case open
    }

    var message: ArraySlice<UInt8>
    var line: Int
    var reading: Reading
    /// It had a time stamp or the like, so a line without one belongs to it.
    var isDecorated: Bool
    /// How long its last line is in the file.
    var width: Int
    /// How many lines it has taken so far.
    var lineCount = 1
  }

  /// Longer than any message that is read here.
  private static let messageLimit = 4096
  /// Lines that one message may take, so that prose behind a message costs no more than its size: a command line
  /// has 2048 bytes.
  private static let lineLimit = 4
  private static let openLineLimit = 40
  /// Shorter messages are wrapped by nobody.
  private static let wrapLimit = 24

  init(buffer: [UInt8]) {
    self.buffer = buffer
    log.messages = LogMessages(buffer: buffer)
  }

  mutating func read(_ line: SourceLine) {
    let message = LogPrefix.strip(line.bytes)
    guard !message.isEmpty else {
      unfinished = nil
      return
    }
    let isDecorated = message.startIndex != LogPrefix.quotes(line.bytes).startIndex
    if isNewBoot(message, isDecorated: isDecorated) { startBoot() }
    let (damages, failures) = (log.damages.count, log.failures.count)
    let reading: Unfinished.Reading
    if log.read(LogLine(message: message, number: line.number)) {
      log.count += 1
      log.messages.append(message, line: line.number, isRead: true)
      if log.platform.hypervisor == nil, LogPrefix.guestConsole(line.bytes) != nil {
        log.platform.hypervisor = Logged("Xen HVM", line: line.number)
      }
      if log.damages.count > damages {
        reading = .damaged
      } else if isOpen(message) {
        reading = .open
      } else if log.failures.count > failures || mayFail(message) {
        reading = .read
      } else {
        unfinished = nil
        return
      }
    } else {
      if !isDecorated, resume(message, line) { return }
      log.messages.append(message, line: line.number, isRead: false)
      reading = .nothing
    }
    unfinished =
      reading == .nothing && message.count < Self.wrapLimit
      ? nil
      : Unfinished(
        message: message.prefix(Self.messageLimit), line: line.number, reading: reading,
        isDecorated: isDecorated, width: line.bytes.count)
  }

  /// Messages that are text to their end.
  private func isOpen(_ message: ArraySlice<UInt8>) -> Bool {
    let scanner = ByteScanner(message)
    return switch scanner.next {
    case UInt8(ascii: "L"): scanner.starts(with: "Linux version ")
    case UInt8(ascii: "C"): scanner.starts(with: "Command line: ")
    case UInt8(ascii: "K"): scanner.starts(with: "Kernel command line: ")
    case UInt8(ascii: "D"): scanner.starts(with: "DMI: ")
    case UInt8(ascii: "H"): scanner.starts(with: "Hardware name: ")
    default: false
    }
  }

  /// A TPM's message that was read as such and may turn out to be a failure.
  private func mayFail(_ message: ArraySlice<UInt8>) -> Bool {
    ByteScanner(message).starts(with: "tpm_") && FailureWords.occur(in: message)
  }

  // MARK: Wrapped messages

  /// Lines that go on are full: the next word would have made them longer than this.
  private static let fullWidth = 66
  /// The width at which terminals break lines, in the middle of words.
  private static let terminalWidth = 80

  /// Reads the unfinished message once more, with this line behind it. Whether it was of use.
  private mutating func resume(_ rest: ArraySlice<UInt8>, _ line: SourceLine) -> Bool {
    guard let start = unfinished, start.message.count < Self.messageLimit else { return false }
    unfinished = nil
    if start.reading == .read || start.reading == .open, !start.isDecorated { return false }
    guard start.lineCount < (start.reading == .open ? Self.openLineLimit : Self.lineLimit) else {
      return false
    }
    let tail = rest.prefix(Self.messageLimit)
    let head = start.message.lastIndex { !SourceLine.isBlank($0) }.map { start.message[...$0] } ?? []
    // Mailers break lines at a blank, terminals anywhere.
    let (spaced, plain) = (head + [0x20] + tail, head + tail)
    let hasBlank = head.count < start.message.count || line.bytes.first.map(SourceLine.isBlank) ?? true
    let isBroken = start.width == Self.terminalWidth && !hasBlank
    if start.reading == .open {
      let word = tail.prefix { !SourceLine.isBlank($0) }
      guard start.width + word.count >= Self.fullWidth else { return false }
      return extend(start, with: isBroken ? plain : spaced, line)
    }
    let isPlain = isBroken || detail(of: plain) > detail(of: spaced)
    if readAgain(isPlain ? plain : spaced, start) || readAgain(isPlain ? spaced : plain, start) {
      return true
    }
    // It may take a third line. A decorated message has no other claim to this one.
    guard start.isDecorated || start.reading == .damaged else { return false }
    log.messages.append(rest, line: line.number, isRead: false)
    wait(for: start, spaced, line)
    return true
  }

  /// How much a message says as a failure.
  private func detail(of message: ArraySlice<UInt8>) -> Int {
    message.first.flatMap { FailureReader.read(message, first: $0)?.detail } ?? 0
  }

  private mutating func wait(for start: Unfinished, _ message: ArraySlice<UInt8>, _ line: SourceLine) {
    unfinished = start
    unfinished?.message = message
    unfinished?.width = line.bytes.count
    unfinished?.lineCount += 1
  }

  /// What a message left behind, to be taken back where it is read once more.
  private struct Left {
    var damage: BootLog.Damage?
    var failure: Logged<LogFailure>?
    var tpm: Logged<DeviceLines.DriverLine>?
  }

  /// Reads the joined message in the place of its first part; if that is of no use, all is as it was.
  private mutating func readAgain(_ joined: ArraySlice<UInt8>, _ start: Unfinished) -> Bool {
    let left = takeBack(start)
    let (damages, failures) = (log.damages.count, log.failures.count)
    let isRead = log.read(LogLine(message: joined, number: start.line)) && log.damages.count == damages
    if isRead, start.reading != .read || saysMore(than: left.failure, line: start.line) {
      if start.reading == .nothing { log.count += 1 }
      log.messages.join(Array(joined), line: start.line)
      return true
    }
    log.damages.removeSubrange(min(damages, log.damages.count)...)
    log.failures.removeSubrange(min(failures, log.failures.count)...)
    if let damage = left.damage { log.damages.append(damage) }
    if let failure = left.failure { log.failures.append(failure) }
    if let tpm = left.tpm, log.devices.tpm.last?.line != start.line { log.devices.tpm.append(tpm) }
    return false
  }

  private mutating func takeBack(_ start: Unfinished) -> Left {
    var left = Left()
    if start.reading == .damaged { left.damage = log.damages.popLast() }
    if log.failures.last?.line == start.line { left.failure = log.failures.popLast() }
    if log.devices.tpm.last?.line == start.line { left.tpm = log.devices.tpm.popLast() }
    return left
  }

  /// Reads an open message with more text behind it.
  private mutating func extend(
    _ start: Unfinished, with joined: ArraySlice<UInt8>, _ line: SourceLine
  ) -> Bool {
    let before = (log.release, log.releaseOrigin, log.commandLine, log.platform.dmi)
    let damages = log.damages.count
    if log.release?.line == start.line { (log.release, log.releaseOrigin) = (nil, nil) }
    if log.commandLine?.line == start.line { log.commandLine = nil }
    if log.platform.dmi?.line == start.line { log.platform.dmi = nil }
    guard log.read(LogLine(message: joined, number: start.line)), log.damages.count == damages else {
      (log.release, log.releaseOrigin, log.commandLine, log.platform.dmi) = before
      log.damages.removeSubrange(min(damages, log.damages.count)...)
      return false
    }
    log.messages.join(Array(joined), line: start.line)
    wait(for: start, joined, line)
    return true
  }

  /// Whether the last failure has something that the first part of its message did not have.
  private func saysMore(than first: Logged<LogFailure>?, line: Int) -> Bool {
    guard let now = log.failures.last, now.line == line else { return false }
    guard var first else { return true }
    first.value.text = now.value.text
    return first != now
  }

  // MARK: Boots

  /// A second banner, or a second firmware map where the banner is cut off.
  private func isNewBoot(_ message: ArraySlice<UInt8>, isDecorated: Bool) -> Bool {
    let scanner = ByteScanner(message)
    switch scanner.next {
    case UInt8(ascii: "L"):
      guard scanner.starts(with: "Linux version ") else { return false }
      // The text of /proc/version behind a log is the same line without a time stamp.
      if let release = log.release, log.releaseOrigin == .banner {
        var banner = scanner
        return isDecorated
          || !(banner.skip("Linux version ") && banner.word()?.elementsEqual(release.text.utf8) == true)
      }
      return log.hasKernelsMap
    case UInt8(ascii: "B"):
      return scanner.starts(with: "BIOS-provided physical RAM map:") && log.hasKernelsMap
    case UInt8(ascii: "e"):
      return scanner.starts(with: "e820: BIOS-provided physical RAM map:") && log.hasKernelsMap
    default: return false
    }
  }

  private mutating func startBoot() {
    earlierCount += 1
    // Only the last boot with a map can still be wanted.
    if log.hasMap || earlier == nil {
      if let older = earlier { name(older) }
      earlier = log
    } else {
      name(log)
    }
    log = BootLog()
    log.messages = LogMessages(buffer: buffer)
    unfinished = nil
  }

  /// Keeps of a boot that is not taken what has to be said of it.
  private mutating func name(_ boot: BootLog) {
    guard others.count < 256 else { return }
    others.append(
      BootLog.OtherBoot(
        release: boot.release, line: boot.messages.first?.line ?? 1, failures: boot.failures,
        lastPFNs: Array(boot.lastPFNs.prefix(4))))
  }

  mutating func finished() -> BootLog {
    var result = log
    if let older = earlier {
      let isOlderTaken = !log.hasMap && older.hasMap
      name(isOlderTaken ? log : older)
      if isOlderTaken { result = older }
    }
    result.earlierBoots = earlierCount
    result.otherBoots = others.sorted { $0.line < $1.line }
    return result
  }
}
