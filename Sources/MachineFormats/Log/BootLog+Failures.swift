import MemtypeEngine

extension BootLog {
  /// Failures beyond this are left out: a log that repeats one for ever says nothing new.
  private static let failureLimit = 10_000
  /// How many messages may stand between a refused mapping and what its driver says.
  private static let consequenceDistance = 12

  /// Notes a failure that a message tells of, whatever else is read from it. Whether it was one.
  mutating func readFailure(_ line: LogLine) -> Bool {
    guard let first = line.message.first,
      let failure = FailureReader.read(line.message, first: first) ?? consequence(line.message)
    else { return false }
    failures.append(Logged(failure, line: line.number), limit: Self.failureLimit)
    if failure.kind == .probe, let driver = failure.driver, let device = failure.device {
      let value = DeviceLines.DriverLine(driver: driver, device: device, error: failure.error)
      devices.probeFailures.append(Logged(value, line: line.number), limit: 1024)
      if TPMDriverName.isOne(driver) { devices.tpm.append(Logged(value, line: line.number), limit: 64) }
    }
    return true
  }

  /// Right behind a refused mapping a driver's failure belongs to it, whatever its words.
  private func consequence(_ message: ArraySlice<UInt8>) -> LogFailure? {
    guard let last = failures.last, last.value.kind.isRefusedMapping,
      messages.since(last.line) <= Self.consequenceDistance, FailureWords.occur(in: message)
    else { return nil }
    let subject = MessageSubject(message)
    guard let driver = subject.driver else { return nil }
    var result = FailureReader.failure(.driver, message)
    result.driver = driver
    result.device = subject.device
    return result
  }

  /// The failures, those of one event together: what the tracker said, what ioremap said, and what became of the
  /// driver in the next lines.
  public var incidents: [LogIncident] { LogIncident.grouped(failures) }
}

extension LogIncident {
  /// Lines further apart than this are not of one event.
  private static let distance = 64

  static func grouped(_ failures: [Logged<LogFailure>]) -> [LogIncident] {
    var result: [LogIncident] = []
    for failure in failures {
      if let last = result.last, last.takes(failure) {
        result[result.count - 1].failures.append(failure)
      } else {
        result.append(LogIncident(failure))
      }
    }
    return result
  }

  private func takes(_ next: Logged<LogFailure>) -> Bool {
    guard let last = failures.last, next.line - last.line <= Self.distance else { return false }
    let wasRefused = failures.contains { $0.value.kind.isRefusedMapping }
    let kind = next.value.kind
    if kind.isDriverFailure { return takesDriver(next.value, wasRefused: wasRefused) }
    if kind == .writeCombiningUnavailable { return last.value.kind.isRefusedMTRR }
    guard kind.isRefusedMapping, wasRefused, !failures.contains(where: { $0.value.kind.isDriverFailure })
    else { return false }
    // The tracker speaks first, then ioremap; each once.
    if failures.contains(where: { $0.value.kind == kind }) { return false }
    guard let range = range, let other = next.value.range else { return true }
    return range.pageRounded.overlaps(other.pageRounded)
  }

  /// A driver's words on the mapping that was refused to it, and then on itself.
  private func takesDriver(_ next: LogFailure, wasRefused: Bool) -> Bool {
    guard let said = failures.last(where: { $0.value.kind.isDriverFailure })?.value else {
      return wasRefused && (range == nil || next.range.map { range?.overlaps($0) ?? true } ?? true)
    }
    if said.kind == .probe { return false }
    return said.driver == next.driver
      && (said.device == nil || next.device == nil || said.device == next.device)
      || (next.driver != nil && said.driver == nil)
  }
}
