import Screen

/// While a question waits, nothing may lead to its answer but the learner's own thought.
extension Explorer {
  /// Why a command has to wait; nil where it need not.
  func lessonRefusal(_ command: Command) -> String? {
    guard let learning, learning.isAsking, !Self.harmless.contains(command) else { return nil }
    return "first the lesson's question: \(keyName(.learn)) goes there, "
      + "\(keyName(.leavePath, in: .lesson)) there leaves the lesson's path, to try things"
  }

  /// Whether a change of the scenario has to wait.
  var isGuarded: Bool { learning?.isAsking ?? false }

  mutating func refuseForLesson() {
    notice = lessonRefusal(.set).map { Notice(text: $0, isBad: true) }
  }

  /// Whether a pane is hidden until the question is answered; the strip above goes with the ruler.
  func isCovered(_ pane: Pane) -> Bool {
    guard let learning, learning.isAsking else { return false }
    return learning.step.covered.contains(pane.room.name)
  }

  /// Moving, looking, reading: what shows no more than there is on the screen.
  private static let harmless: Set<Command> = {
    let panes = Set(Pane.all.map { Command.show($0) })
    let moving: Set<Command> = [
      .up, .down, .pageUp, .pageDown, .halfPageUp, .halfPageDown, .first, .last, .nextPane, .previousPane,
      .maximizePane, .scrollLeft, .scrollRight, .zoomIn, .zoomOut, .zoomToSegment, .zoomToFit, .flipRuler,
      .switchReading, .nextDevice, .previousDevice, .goToAddress, .jumpBack, .jumpForward, .select,
    ]
    let reading: Set<Command> = [
      .help, .manual, .nextSection, .previousSection, .search, .nextMatch, .previousMatch, .explainTerm,
      .toggleFollowing, .toggleMouse, .toggleKeys, .togglePointer, .chooseTheme, .redraw, .suspend, .quit,
      .leave,
    ]
    let typing: Set<Command> = [
      .commit, .cancel, .complete, .clearText, .deleteBackward, .deleteForward, .deleteWord, .textLeft,
      .textRight,
      .textStart, .textEnd, .runCommand,
    ]
    let answers: Set<Command> = [.answerYes, .answerSave, .answerDiscard, .leaveForNow]
    return panes.union(moving).union(reading).union(typing).union(answers).union(Command.ofLessons)
  }()
}
