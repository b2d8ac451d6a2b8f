import Foundation
import Screen
import Testing

@testable import Explorer

/// Compares a screen with `Screens/NAME.txt`: its text, and below it one letter for each cell's role.
///
/// With `RECORD_SCREENS` set in the environment the file is written instead, for review; never where `CI` is set, as
/// every screen would be right there.
func expectScreen(
  _ explorer: Explorer, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let frame = frame(of: explorer, size: explorer.size)
  let actual = frame.text + "\n\n-- roles --\n" + frame.roleText + "\n"
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Screens/\(name).txt")
  let environment = ProcessInfo.processInfo.environment
  if environment["RECORD_SCREENS"] != nil {
    guard environment["CI"] == nil else {
      Issue.record("RECORD_SCREENS is set in CI: \(name) is not compared", sourceLocation: sourceLocation)
      return
    }
    try Data(actual.utf8).write(to: file)
    return
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  guard actual != expected else { return }
  let pairs = zip(
    actual.split(separator: "\n", omittingEmptySubsequences: false),
    expected.split(separator: "\n", omittingEmptySubsequences: false))
  let differences = pairs.enumerated().filter { $0.element.0 != $0.element.1 }.prefix(6)
    .map { "line \($0.offset + 1)\n  is       \($0.element.0)\n  expected \($0.element.1)" }
  Issue.record(
    "\(name) differs (RECORD_SCREENS=1 records it anew)\n\(differences.joined(separator: "\n"))\n\(frame.text)",
    sourceLocation: sourceLocation)
}
