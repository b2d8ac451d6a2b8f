/// Everything that a user can ask for, by the name that help, palette and tests use.
public enum Command: String, CaseIterable, Hashable, Sendable {
  // Anywhere
  case help
  case manual
  case quit
  case nextPane = "next-pane"
  case previousPane = "previous-pane"
  case showRuler = "show-ruler"
  case showInputs = "show-inputs"
  case showDrivers = "show-drivers"
  case showMemoryTypes = "show-memory-types"
  case showReasons = "show-reasons"
  case showLog = "show-log"
  case showSteps = "show-steps"
  case showChanges = "show-changes"
  case nextStep = "next-step"
  case previousStep = "previous-step"
  case firstTouch = "first-touch"
  case makeBaseline = "make-baseline"
  case toggleComparison = "compare"
  case undo
  case redo
  case cycleBehaviour = "cycle-behaviour"
  case toggleRemap = "toggle-ram-remap"
  case showCures = "show-cures"
  case applyCure = "apply-cure"
  case goToAddress = "go-to-address"
  case switchReading = "switch-reading"
  case nextChange = "next-change"
  case previousChange = "previous-change"
  case nextFailure = "next-failure"
  case previousFailure = "previous-failure"
  case search
  case nextMatch = "next-match"
  case previousMatch = "previous-match"
  case setMark = "set-mark"
  case goToMark = "go-to-mark"
  case jumpBack = "jump-back"
  case jumpForward = "jump-forward"
  case showPlaces = "show-places"
  case runCommand = "run-command"
  case copyLine = "copy-line"
  case copyEvaluation = "copy-evaluation"
  case showHistory = "show-history"
  case toggleStep = "toggle-step"
  case stepEarlier = "step-earlier"
  case stepLater = "step-later"
  case save
  case saveAs = "save-as"
  case openScenario = "open"
  case reload
  case showDocuments = "show-scenarios"
  case nextDocument = "next-scenario"
  case previousDocument = "previous-scenario"
  case closeDocument = "close-scenario"
  case forkScenario = "copy-scenario"
  case compareWith = "compare-with"
  case showRecoverable = "show-recoverable"
  case redraw
  case chooseTheme = "choose-theme"
  case toggleMouse = "toggle-mouse"
  case suspend
  case leave

  // Moving
  case up = "cursor-up"
  case down = "cursor-down"
  case pageUp = "page-up"
  case pageDown = "page-down"
  case halfPageUp = "half-page-up"
  case halfPageDown = "half-page-down"
  case first = "go-to-first"
  case last = "go-to-last"

  // The ruler
  case zoomIn = "zoom-in"
  case zoomOut = "zoom-out"
  case zoomToSegment = "zoom-to-segment"
  case zoomToFit = "zoom-to-fit"
  case select
  case flipRuler = "flip-ruler"
  case previousDevice = "previous-device"
  case nextDevice = "next-device"
  case explainAddress = "explain-address"

  // Inputs
  case editValue = "edit-value"
  case chooseValue = "choose-value"
  case nextChoice = "next-choice"
  case previousChoice = "previous-choice"
  case increase = "increase-value"
  case decrease = "decrease-value"
  case addRange = "add-range"
  case addDevice = "add-device"
  case deleteRange = "delete-row"
  case revertValue = "revert-value"

  // The scenario as its file
  case editSource = "edit-source"
  case editLine = "edit-line"
  case newLine = "new-line"
  case deleteLine = "delete-line"

  // Lists
  case goToRow = "go-to-row"
  case scrollLeft = "scroll-left"
  case scrollRight = "scroll-right"

  // The help and the manual
  case nextSection = "next-section"
  case previousSection = "previous-section"

  // Questions
  case answerYes = "answer-yes"
  case answerSave = "answer-save"
  case answerDiscard = "answer-discard"
  case leaveForNow = "leave-for-now"
  case discardItem = "discard-item"

  // Typing
  case commit
  case cancel
  case complete
  case deleteBackward = "delete-backward"
  case deleteForward = "delete-forward"
  case deleteWord = "delete-word"
  case clearText = "clear-text"
  case textLeft = "text-left"
  case textRight = "text-right"
  case textStart = "text-start"
  case textEnd = "text-end"
  case nudgeUp = "nudge-up"
  case nudgeDown = "nudge-down"
}

/// What has the keyboard.
public enum Context: String, CaseIterable, Hashable, Sendable {
  /// Every pane: the keys that mean the same wherever the focus is.
  case anyPane = "anywhere"
  case ruler = "in the ruler"
  case inputs = "in the inputs"
  case list = "in the other panes"
  /// A value is being typed.
  case editing = "while typing a value"
  /// An address, a command or a search is being typed.
  case prompt = "while typing an address, a command or a search"
  /// The letter of a mark comes next.
  case letter = "before the letter of a mark"
  case help = "in the help"
  case cures = "in the cures"
  /// A list to choose from.
  case menu = "in a list to choose from"
  /// The scenario as its file, while no line is typed.
  case source = "in the scenario's file"
  /// Something is asked that cannot be taken back.
  case question = "before a question"

  /// Where a key is looked up next.
  var fallback: Context? {
    switch self {
    case .ruler, .inputs, .list: .anyPane
    case .anyPane, .editing, .prompt, .letter, .help, .cures, .menu, .source, .question: nil
    }
  }
}
