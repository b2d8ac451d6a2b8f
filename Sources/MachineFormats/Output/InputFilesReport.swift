extension MachineReport {
  /// A directory may hold thousands of files that say nothing.
  private static let mostIgnored = 20

  /// What was read, a file a line.
  var sourceLines: [String] {
    let tables = sources.count { $0.kind == .acpi }
    var lines = sources.filter { $0.kind != .acpi }.map { "\($0.name): \($0.kind.title)" }
    if tables > 0 { lines.append("\(tables) file\(tables == 1 ? "" : "s") with ACPI tables") }
    return lines
  }

  /// What was passed over and why: files of kinds that are read first, as somebody may miss them.
  var ignoredLines: [String] {
    let all = ignored.filter { !$0.isNothing } + ignored.filter(\.isNothing)
    let rest = all.count - Self.mostIgnored
    let lines = all.prefix(Self.mostIgnored).map(\.text)
    return rest > 0 ? lines + ["... and \(rest) more files"] : lines
  }
}

/// The files that a scenario was made from, for JSON.
struct InputFilesReport: Encodable {
  struct File: Encodable {
    var name: String
    var kind: String
  }

  struct Ignored: Encodable {
    var name: String
    var line: Int?
    var reason: String
  }

  var read: [File]
  var ignored: [Ignored]

  init(_ report: MachineReport) {
    read = report.sources.map { File(name: $0.name, kind: $0.kind.title) }
    ignored = report.ignored.map { Ignored(name: $0.file, line: $0.line, reason: $0.reason) }
  }
}
