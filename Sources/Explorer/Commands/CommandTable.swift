import Screen

/// The one table of commands; keys, help and the list of commands come out of it.
public enum CommandTable {
  /// A command with its keys in one context.
  public struct Entry: Hashable, Sendable {
    public var command: Command
    public var context: Context
    public var keys: [Key]
    /// One line for the help.
    public var help: String
    /// A user's own keys: those that the command would have in this context by another go.
    var replacesOthers = false
  }

  /// Every command, in the order of the help and of the list of commands.
  static let all: [Command] =
    layers + Command.ofLessons + ruler + inputs + lists + scenario + ways + panes + documents + program
    + moving + typing

  /// In the order of `all`; of a command that has several contexts each in its place.
  public static let entries: [Entry] = all.flatMap { command in
    command.uses.flatMap { use in
      use.contexts.map { Entry(command: command, context: $0, keys: use.keys, help: use.help) }
    }
  }

  private static let byName: [String: Command] = {
    var result: [String: Command] = [:]
    for command in all {
      for name in [command.name] + command.aliases { result[name] = command }
    }
    return result
  }()

  /// The command with a name or an alias.
  static func command(named name: String) -> Command? { byName[name] }

  private static let ruler: [Command] = [
    .switchReading, .zoomIn, .zoomOut, .zoomToSegment, .zoomToFit, .flipRuler, .nextDevice, .previousDevice,
    .explainAddress, .select, .toggleGroup, .want,
  ]
  private static let inputs: [Command] = [
    .editValue, .increase, .decrease, .chooseValue, .nextChoice, .previousChoice, .addRange, .addDevice,
    .deleteRange, .revertValue,
  ]
  private static let lists: [Command] = [
    .goToRow, .scrollLeft, .toggleStep, .stepEarlier, .stepLater, .scrollRight,
  ]
  private static let scenario: [Command] = [.editInputs, .cycleBehaviour, .toggleRemap]
  private static let ways: [Command] = [
    .showBits, .goToAddress, .nextChange, .previousChange, .nextFailure, .previousFailure, .search,
    .nextMatch,
    .previousMatch, .setMark, .goToMark, .jumpBack, .jumpForward, .showPlaces, .undo, .showCures, .redo,
    .makeLegal,
  ]
  private static let panes: [Command] =
    [.nextPane, .previousPane, .maximizePane] + Pane.all.map { .show($0) }
    + [
      .nextStep, .previousStep, .firstTouch, .nextConflict, .toggleComparison, .makeBaseline, .runCommand,
      .set,
    ]
  private static let documents: [Command] = [
    .save, .write, .saveAs, .saveAndQuit, .openScenario, .reload, .showDocuments, .nextDocument,
    .previousDocument,
    .forkScenario,
    .closeDocument, .compareWith, .showRecoverable, .showHistory, .editSource,
  ]
  private static let program: [Command] = [
    .readInput, .explainTerm, .toggleKeys, .togglePointer, .copyLine, .chooseTheme, .toggleMouse,
    .toggleFollowing, .copyReport, .showReport, .shot, .redraw, .suspend, .leave,
    .quit,
    .discardAndQuit, .help, .manual, .legend,
  ]
  private static let moving: [Command] = [
    .up, .down, .pageUp, .pageDown, .halfPageUp, .halfPageDown, .first, .last,
  ]
  private static let typing: [Command] = [
    .commit, .cancel, .nudgeUp, .nudgeDown, .complete, .clearText, .deleteBackward, .deleteForward,
    .deleteWord, .textLeft, .textRight, .textStart, .textEnd,
  ]
  private static let layers: [Command] = [
    .applyCure, .applyProposal, .dropWanted, .switchRest, .discardItem, .editLine, .newLine, .deleteLine,
    .answerYes, .answerSave, .answerDiscard, .leaveForNow, .nextSection, .previousSection, .flipBit,
    .bitLeft, .bitRight, .nextRegister, .previousRegister, .nextFile, .previousFile,
  ]
}

extension Command {
  /// Every command there is.
  public static var all: [Command] { CommandTable.all }

  /// The command with a name or an alias.
  public init?(named name: String) {
    guard let command = CommandTable.command(named: name) else { return nil }
    self = command
  }
}
