/// A message that is read: how it begins, and what to do with what stands behind that.
///
/// The one place that tells messages apart: a rule is found by the first byte of its own beginning, so a new rule needs
/// nothing else.
struct LogRule: Sendable {
  /// Whether the message was read; if not, rules with the same beginning and drivers' messages are tried.
  typealias Reading = @Sendable (_ log: inout BootLog, _ rest: ByteScanner, _ line: LogLine) -> Bool

  var beginning: StaticString
  var read: Reading

  init(_ beginning: StaticString, _ read: @escaping Reading) {
    self.beginning = beginning
    self.read = read
  }

  private static let table: [[LogRule]] = {
    var table = [[LogRule]](repeating: [], count: 256)
    let rules =
      BootLog.mapRules + BootLog.registerRules + BootLog.patRules + BootLog.platformRules + BootLog.tableRules
      + BootLog.deviceRules
    for rule in rules {
      let first = rule.beginning.withUTF8Buffer { $0.first ?? 0 }
      table[Int(first)].append(rule)
    }
    return table
  }()

  static func apply(to log: inout BootLog, _ line: LogLine) -> Bool {
    guard let first = line.message.first else { return false }
    for rule in table[Int(first)] {
      var scanner = ByteScanner(line.message)
      guard scanner.skip(rule.beginning) else { continue }
      if rule.read(&log, scanner, line) { return true }
    }
    return false
  }
}

/// A message on its way through the rules.
struct LogLine {
  /// Without decoration; not empty.
  var message: ArraySlice<UInt8>
  /// From 1, in the file.
  var number: Int
}

extension Array {
  /// Appends where fewer than `limit` are there: a damaged file may repeat a line for ever.
  mutating func append(_ element: Element, limit: Int) {
    if count < limit { append(element) }
  }
}
