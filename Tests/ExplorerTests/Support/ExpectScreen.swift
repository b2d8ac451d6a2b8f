import Screen
import TestSupport
import Testing

@testable import Explorer

/// Compares a screen with `Screens/NAME.txt`: its text, and below it one letter for each cell's role.
func expectScreen(
  _ explorer: Explorer, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let frame = frame(of: explorer, size: explorer.screenSize)
  try expectSnapshot(
    frame.text + "\n\n-- roles --\n" + frame.roleText + "\n", name, in: "../Screens",
    sourceLocation: sourceLocation)
}
