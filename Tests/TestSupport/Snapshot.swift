import Foundation
import Testing

/// Compares a text with the recorded one, `NAME.txt` in a folder beside the test.
///
/// With `RECORD_SCREENS` set in the environment the file is written instead, for review; never where `CI` is set, as
/// everything would be right there.
public func expectSnapshot(
  _ actual: String, _ name: String, in folder: String, file: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let url = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(
    "\(folder)/\(name).txt")
  let environment = ProcessInfo.processInfo.environment
  if environment["RECORD_SCREENS"] != nil {
    guard environment["CI"] == nil else {
      Issue.record("RECORD_SCREENS is set in CI: \(name) is not compared", sourceLocation: sourceLocation)
      return
    }
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(actual.utf8).write(to: url)
    return
  }
  let expected = try String(contentsOf: url, encoding: .utf8)
  guard actual != expected else { return }
  let lines = [actual, expected].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
  var differences: [String] = []
  for row in 0..<max(lines[0].count, lines[1].count) where differences.count < 6 {
    let (now, was) = (
      lines[0].indices.contains(row) ? lines[0][row] : "-",
      lines[1].indices.contains(row) ? lines[1][row] : "-"
    )
    if now != was { differences.append("line \(row + 1)\n  is       \(now)\n  expected \(was)") }
  }
  Issue.record(
    "\(name) differs (RECORD_SCREENS=1 records it anew)\n\(differences.joined(separator: "\n"))\n\(actual)",
    sourceLocation: sourceLocation)
}
