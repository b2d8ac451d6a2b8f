import Screen

/// The one table of commands with the keys as they come; hints and help come out of it, too.
public enum CommandTable {
  public struct Entry: Hashable, Sendable {
    public var command: Command
    public var context: Context
    public var keys: [Key]
    /// One or two words for the hint line; nil keeps it out of there.
    public var hint: String?
    /// One line for the help.
    public var help: String
  }

  /// In the order of help and hints.
  public static let entries: [Entry] = [
    // The ruler
    Entry(.switchReading, .anyPane, ["s"], hint: "reading", "read the ruler to scale or by segment"),
    Entry(.zoomIn, .ruler, ["+", "="], hint: "zoom", "to scale: half the span of a row"),
    Entry(.zoomOut, .ruler, ["-", "_"], "to scale: twice the span of a row"),
    Entry(.zoomToSegment, .ruler, ["z"], "to scale, so that the selection or the segment fills the page"),
    Entry(.zoomToFit, .ruler, ["Z"], "to scale, so that everything up to 4 GiB is on the page"),
    Entry(.flipRuler, .ruler, ["i"], "low addresses on top or at the bottom"),
    Entry(.nextDevice, .ruler, [.right, "l"], hint: "device", "go to the next device"),
    Entry(.previousDevice, .ruler, [.left, "h"], "go to the previous device"),
    Entry(.explainAddress, .ruler, [.enter], hint: "why", "go to the chain of reasons for this address"),
    Entry(.select, .ruler, ["v"], hint: "select", "begin or end a selection; moving extends it"),

    // Inputs
    Entry(.editValue, .inputs, [.enter, "e"], hint: "edit", "type a new value, or choose one from a list"),
    Entry(.increase, .inputs, ["+", "="], hint: "nudge", "more by one step: TOLUD by 1M, phys bits by 1"),
    Entry(.decrease, .inputs, ["-", "_"], "less by one step"),
    Entry(.chooseValue, .inputs, [" "], hint: "choose", "switch on or off, or go to the next choice"),
    Entry(.nextChoice, .inputs, [.right, "l"], "next choice; in a row of several values the next one"),
    Entry(
      .previousChoice, .inputs, [.left, "h"], "previous choice; in a row of several values the one before"),
    Entry(
      .addRange, .inputs, ["a"], hint: "add range",
      "add a variable range, 1M UC below 4 GiB, or in the memory map an entry, to be edited"),
    Entry(
      .addDevice, .inputs, ["A"], hint: "add device",
      "add a device at the ruler's cursor, with a driver of your own"),
    Entry(
      .deleteRange, .inputs, ["d", .delete], hint: "delete",
      "clear the variable range, or remove the device or the entry, under the cursor"),
    Entry(.revertValue, .inputs, ["r"], hint: "revert", "set this input back to how it was opened"),

    // Lists
    Entry(.goToRow, .list, [.enter], hint: "go there", "go to this row's address on the ruler"),
    Entry(.scrollLeft, .list, [.left, "h"], "show what is further left"),
    Entry(.toggleStep, .list, [" "], "in the boot: leave this step out, or take it in again"),
    Entry(.stepEarlier, .list, ["-", "_"], "in the boot: let this step run earlier within its level"),
    Entry(.stepLater, .list, ["+", "="], "in the boot: let this step run later within its level"),
    Entry(.scrollRight, .list, [.right, "l"], "show what is further right"),

    // Anywhere
    Entry(
      .cycleBehaviour, .anyPane, ["K"], hint: "behaviour",
      "next kernel behaviour: none, forced WB, forced WB + PCI hole"),
    Entry(.toggleRemap, .anyPane, ["R"], hint: "remap", "does RAM cut off by TOLUD reappear above 4 GiB"),
    Entry(
      .goToAddress, .anyPane, ["g"], hint: "go to",
      "go to an address or a name: fed40000, 4G, tolud, tpm, mtrr0"),
    Entry(
      .nextChange, .anyPane, ["]"], hint: "change",
      "go to the next address where the type or the map changes"),
    Entry(.previousChange, .anyPane, ["["], "go to the change before"),
    Entry(.nextFailure, .anyPane, ["x"], hint: "failure", "go to the next device whose driver fails"),
    Entry(.previousFailure, .anyPane, ["X"], "go to the failing device before"),
    Entry(.nextDevice, .anyPane, ["}"], "go to the next device"),
    Entry(.previousDevice, .anyPane, ["{"], "go to the previous device"),
    Entry(.search, .anyPane, ["/"], hint: "search", "find a device, a place, a type, a register, an address"),
    Entry(.nextMatch, .anyPane, ["n"], "go to the next match; without a search to the next failure"),
    Entry(.previousMatch, .anyPane, ["N"], "go to the match before; without a search to the failure before"),
    Entry(.setMark, .anyPane, ["m"], "mark this address with the letter that follows"),
    Entry(.goToMark, .anyPane, ["'"], "go to the mark with the letter that follows"),
    Entry(.jumpBack, .anyPane, [.control("o"), "<"], "go back to where the last jump began"),
    Entry(.jumpForward, .anyPane, [">"], "go forward again"),
    Entry(.showPlaces, .anyPane, ["J"], "the list of marks and jumps, to choose from"),
    Entry(.undo, .anyPane, ["u"], hint: "undo", "take the last edit back"),
    Entry(.showCures, .anyPane, ["C"], hint: "cures", "every remedy side by side, to choose from"),
    Entry(.redo, .anyPane, [.control("r"), "U"], hint: "redo", "do the edit again that was taken back"),
    Entry(.nextPane, .anyPane, [.tab], hint: "pane", "go to the next pane"),
    Entry(.previousPane, .anyPane, [.backTab], "go to the previous pane"),
    Entry(.showRuler, .anyPane, ["1"], "go to the ruler"),
    Entry(.showInputs, .anyPane, ["2"], "go to the inputs"),
    Entry(.showDrivers, .anyPane, ["3"], "go to the drivers"),
    Entry(.showMemoryTypes, .anyPane, ["4"], "go to the memory types"),
    Entry(.showReasons, .anyPane, ["5"], "go to the reasons"),
    Entry(.showLog, .anyPane, ["6"], "go to the kernel log"),
    Entry(.showSteps, .anyPane, ["7"], "go to the steps of the boot"),
    Entry(.showChanges, .anyPane, ["8"], "go to the list of what differs from the baseline"),
    Entry(.nextStep, .anyPane, ["t"], hint: "step", "go through the boot: the machine after the next step"),
    Entry(.previousStep, .anyPane, ["T"], "go through the boot: the machine after the step before"),
    Entry(
      .firstTouch, .anyPane, ["f"], "go to the first step that maps the device under the ruler's cursor"),
    Entry(.toggleComparison, .anyPane, ["B"], hint: "compare", "show or hide old values: what changed"),
    Entry(.makeBaseline, .anyPane, ["b"], "make the present the baseline to compare with"),
    Entry(.runCommand, .anyPane, [":"], hint: "command", "the list of commands: type a few letters"),
    Entry(
      .save, .anyPane, ["w"], hint: "save", "write the scenario to its file, or to one that is asked for"),
    Entry(.saveAs, .anyPane, ["W"], "write the scenario to another file, which is its file from then on"),
    Entry(
      .openScenario, .anyPane, ["o"], hint: "open", "open one more scenario, or files of one more machine"),
    Entry(.reload, .anyPane, [], "read again what this was opened from, as one step that undo takes back"),
    Entry(.showDocuments, .anyPane, ["O"], "the list of open scenarios, to choose the one in front"),
    Entry(.nextDocument, .anyPane, [")"], "bring the next open scenario to the front"),
    Entry(.previousDocument, .anyPane, ["("], "bring the scenario before to the front"),
    Entry(
      .forkScenario, .anyPane, ["F"], "copy the scenario to try something on, compared with the original"),
    Entry(.closeDocument, .anyPane, [], "close this scenario; the others stay open"),
    Entry(.compareWith, .anyPane, ["D"], "choose what to compare with: as opened, now, another scenario"),
    Entry(.showRecoverable, .anyPane, ["!"], "unsaved edits of sessions that did not end cleanly"),
    Entry(.showHistory, .anyPane, ["H"], "every edit so far, to go back to or forward"),
    Entry(
      .editSource, .anyPane, ["E"], hint: "everything",
      "the whole scenario as its file, to change anything in it"),
    Entry(.copyLine, .anyPane, ["y"], hint: "copy", "send this row to the terminal's clipboard"),
    Entry(.chooseTheme, .anyPane, ["p"], "choose a theme; each is shown while one goes through the list"),
    Entry(.toggleMouse, .anyPane, ["M"], "use the mouse, or leave it to the terminal's own selection"),
    Entry(.copyEvaluation, .anyPane, ["Y"], "send everything that follows to the terminal's clipboard"),
    Entry(.redraw, .anyPane, [.control("l")], "paint the screen anew"),
    Entry(.suspend, .anyPane, [.control("z")], "stop the program; fg continues it"),
    Entry(.leave, .anyPane, [.escape], "leave the boot's steps, or else go to the ruler; never quits"),
    Entry(
      .quit, .anyPane, ["q", .control("c")], hint: "quit", "leave the program; asks if edits are not saved"),
    Entry(.help, .anyPane, ["?"], hint: "help", "what is here, and what the keys do"),
    Entry(.manual, .anyPane, [.function(1), .control("g")], "the manual"),

    // Moving
    Entry(.up, .anyPane, [.up, "k", .control("p")], "one row up"),
    Entry(.down, .anyPane, [.down, "j", .control("n")], "one row down"),
    Entry(.pageUp, .anyPane, [.pageUp, .control("b")], "one page up"),
    Entry(.pageDown, .anyPane, [.pageDown, .control("f")], "one page down"),
    Entry(.halfPageUp, .anyPane, [.control("u")], "half a page up"),
    Entry(.halfPageDown, .anyPane, [.control("d")], "half a page down"),
    Entry(.first, .anyPane, [.home], "to the first row"),
    Entry(.last, .anyPane, [.end, "G"], "to the last row"),

    // While a value is typed
    Entry(.commit, .editing, [.enter], hint: "keep", "keep the value, as one step that u takes back"),
    Entry(.cancel, .editing, [.escape, .control("c")], hint: "as before", "leave everything as it was"),
    Entry(.nudgeUp, .editing, [.up, .control("p")], hint: "nudge", "more by one step"),
    Entry(.nudgeDown, .editing, [.down, .control("n")], "less by one step"),
    Entry(.complete, .editing, [.tab], hint: "complete", "complete a name, a unit, a key or a value"),
    Entry(.clearText, .editing, [.control("u")], hint: "clear", "clear what is typed"),
    Entry(.deleteBackward, .editing, [.backspace], "delete the character before the cursor"),
    Entry(.deleteForward, .editing, [.delete, .control("d")], "delete the character at the cursor"),
    Entry(.deleteWord, .editing, [.control("w")], "delete the word before the cursor"),
    Entry(.textLeft, .editing, [.left, .control("b")], "one character left"),
    Entry(.textRight, .editing, [.right, .control("f")], "one character right"),
    Entry(.textStart, .editing, [.home, .control("a")], "to the start of the text"),
    Entry(.textEnd, .editing, [.end, .control("e")], "to the end of the text"),
    Entry(.redraw, .editing, [.control("l")], "paint the screen anew"),
    Entry(.suspend, .editing, [.control("z")], "stop the program; fg continues it"),

    Entry(.manual, .editing, [.function(1), .control("g")], "the manual"),

    // While an address or a command is typed
    Entry(.commit, .prompt, [.enter], hint: "go", "do it"),
    Entry(.cancel, .prompt, [.escape, .control("c")], hint: "stay", "leave the prompt"),
    Entry(.up, .prompt, [.up, .control("p")], "the command above in the list"),
    Entry(.down, .prompt, [.down, .control("n")], "the command below in the list"),
    Entry(.complete, .prompt, [.tab], hint: "complete", "complete the name"),
    Entry(.clearText, .prompt, [.control("u")], hint: "clear", "clear what is typed"),
    Entry(.deleteBackward, .prompt, [.backspace], "delete the character before the cursor"),
    Entry(.deleteForward, .prompt, [.delete, .control("d")], "delete the character at the cursor"),
    Entry(.deleteWord, .prompt, [.control("w")], "delete the word before the cursor"),
    Entry(.textLeft, .prompt, [.left, .control("b")], "one character left"),
    Entry(.textRight, .prompt, [.right, .control("f")], "one character right"),
    Entry(.textStart, .prompt, [.home, .control("a")], "to the start of the text"),
    Entry(.textEnd, .prompt, [.end, .control("e")], "to the end of the text"),
    Entry(.redraw, .prompt, [.control("l")], "paint the screen anew"),
    Entry(.suspend, .prompt, [.control("z")], "stop the program; fg continues it"),

    Entry(.manual, .prompt, [.function(1), .control("g")], "the manual"),

    // Before the letter of a mark
    Entry(.cancel, .letter, [.escape, .control("c")], hint: "no mark", "leave everything as it was"),
    // In the cures
    Entry(.applyCure, .cures, [.enter], hint: "apply", "apply the cure, as one step that u takes back"),
    Entry(.cancel, .cures, [.escape, "q", "C", .control("c")], hint: "close", "close the cures"),
    Entry(.up, .cures, [.up, "k", .control("p")], "one cure up"),
    Entry(.down, .cures, [.down, "j", .control("n")], hint: "next", "one cure down"),
    Entry(.pageUp, .cures, [.pageUp, .control("b"), .control("u")], "one page up"),
    Entry(.pageDown, .cures, [.pageDown, " ", .control("f"), .control("d")], "one page down"),
    Entry(.first, .cures, [.home, "g"], "to the first cure"),
    Entry(.last, .cures, [.end, "G"], "to the last cure"),
    Entry(.help, .cures, ["?"], "what the keys do"),
    Entry(.manual, .cures, [.function(1), .control("g")], "the manual"),
    Entry(.redraw, .cures, [.control("l")], "paint the screen anew"),
    Entry(.suspend, .cures, [.control("z")], "stop the program; fg continues it"),

    // In a list to choose from, where letters narrow it
    Entry(.commit, .menu, [.enter], hint: "choose", "take what the cursor is on"),
    Entry(
      .cancel, .menu, [.escape, .control("c")], hint: "close", "close the list; everything is as before"),
    Entry(.up, .menu, [.up, .control("p"), .backTab], "one row up"),
    Entry(.down, .menu, [.down, .control("n"), .tab], hint: "next", "one row down"),
    Entry(.pageUp, .menu, [.pageUp], "one page up"),
    Entry(.pageDown, .menu, [.pageDown], "one page down"),
    Entry(.first, .menu, [.home], "to the first row"),
    Entry(.last, .menu, [.end], "to the last row"),
    Entry(.clearText, .menu, [.control("u")], "clear what is typed"),
    Entry(.deleteBackward, .menu, [.backspace], "delete the last character"),
    Entry(.deleteWord, .menu, [.control("w")], "delete the last word"),
    Entry(.discardItem, .menu, [.delete], hint: "forget", "forget what the cursor is on, where that can be"),
    Entry(.manual, .menu, [.function(1), .control("g")], "the manual"),
    Entry(.redraw, .menu, [.control("l")], "paint the screen anew"),
    Entry(.suspend, .menu, [.control("z")], "stop the program; fg continues it"),

    // In the scenario's file
    Entry(.editLine, .source, [.enter, "e"], hint: "edit", "change this line"),
    Entry(.newLine, .source, ["a", "o"], hint: "new line", "add a line below, or a list's next element"),
    Entry(.deleteLine, .source, ["d", .delete], hint: "delete", "take out this line and what belongs to it"),
    Entry(.undo, .source, ["u"], hint: "undo", "take the last edit back"),
    Entry(.redo, .source, [.control("r"), "U"], "do the edit again that was taken back"),
    Entry(.copyLine, .source, ["y"], "send this line to the terminal's clipboard"),
    Entry(
      .cancel, .source, [.escape, "q", "E", .control("c")], hint: "close",
      "close the file; what was kept stays"),
    Entry(.up, .source, [.up, "k", .control("p")], "one line up"),
    Entry(.down, .source, [.down, "j", .control("n")], "one line down"),
    Entry(.pageUp, .source, [.pageUp, .control("b"), .control("u")], "one page up"),
    Entry(.pageDown, .source, [.pageDown, " ", .control("f"), .control("d")], "one page down"),
    Entry(.first, .source, [.home, "g"], "to the first line"),
    Entry(.last, .source, [.end, "G"], "to the last line"),
    Entry(.help, .source, ["?"], "what the keys do"),
    Entry(.manual, .source, [.function(1), .control("g")], "the manual"),
    Entry(.redraw, .source, [.control("l")], "paint the screen anew"),
    Entry(.suspend, .source, [.control("z")], "stop the program; fg continues it"),

    // Before a question
    Entry(.answerYes, .question, ["y"], hint: "yes", "do it"),
    Entry(.answerSave, .question, ["s"], hint: "save", "save it, then go on"),
    Entry(.answerDiscard, .question, ["d"], hint: "discard", "go on without saving; the edits are lost"),
    Entry(
      .leaveForNow, .question, ["q", .control("c")], hint: "later",
      "leave without saving; the next start offers the edits again"),
    Entry(.cancel, .question, [.escape, "n"], hint: "stay", "do nothing"),
    Entry(.manual, .question, [.function(1), .control("g")], "the manual"),
    Entry(.redraw, .question, [.control("l")], "paint the screen anew"),
    Entry(.suspend, .question, [.control("z")], "stop the program; fg continues it"),

    // In the help
    Entry(.cancel, .help, [.escape, "q", "?", .control("c"), .enter], hint: "close", "close it"),
    Entry(.search, .help, ["/"], hint: "search", "find a word in it"),
    Entry(.nextMatch, .help, ["n"], hint: "next", "go to the next line that has it"),
    Entry(.previousMatch, .help, ["N"], "go to the line before that has it"),
    Entry(.nextSection, .help, ["]", .tab], hint: "section", "go to the next heading"),
    Entry(.previousSection, .help, ["[", .backTab], "go to the heading before"),
    Entry(.manual, .help, [.function(1), "m"], hint: "manual", "the manual"),
    Entry(.up, .help, [.up, "k", .control("p")], "one line up"),
    Entry(.down, .help, [.down, "j", .control("n")], hint: "scroll", "one line down"),
    Entry(.pageUp, .help, [.pageUp, "b", .control("b"), .control("u")], "one page up"),
    Entry(.pageDown, .help, [.pageDown, " ", .control("f"), .control("d")], hint: "page", "one page down"),
    Entry(.first, .help, [.home, "g"], "to the top"),
    Entry(.last, .help, [.end, "G"], "to the end"),
    Entry(.redraw, .help, [.control("l")], "paint the screen anew"),
    Entry(.suspend, .help, [.control("z")], "stop the program; fg continues it"),
  ]
}

extension CommandTable.Entry {
  fileprivate init(_ command: Command, _ context: Context, _ keys: [Key], hint: String? = nil, _ help: String)
  {
    self.init(command: command, context: context, keys: keys, hint: hint, help: help)
  }
}

/// In the table a printable key is written as its character.
extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  public init(extendedGraphemeClusterLiteral value: Character) { self = .character(value) }
}
