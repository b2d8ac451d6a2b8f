import MemtypeEngine

extension Explorer {
  /// Why a command cannot run now; nil if it can.
  func whyNot(_ command: Command) -> String? {
    switch command {
    case .undo: document.history.canUndo ? nil : "nothing to take back: this is the scenario as it was opened"
    case .redo: document.history.canRedo ? nil : "nothing was taken back"
    case .zoomIn:
      whyNotZoom(isAtEnd: rulerRows.scale.shift <= RulerScale.smallest, "a row is one page already")
    case .zoomOut:
      whyNotZoom(isAtEnd: rulerRows.scale.rowCount == 1, "a row is the whole address space already")
    case .nextDevice, .previousDevice: scenario.devices.isEmpty ? "this scenario has no devices" : nil
    case .nextMatch where isReading, .previousMatch where isReading:
      readerQuery.isEmpty ? "nothing is searched for: / begins a search" : nil
    case .nextMatch, .previousMatch:
      search == nil && failingDevices.isEmpty ? "nothing is searched for, and nothing fails" : nil
    case .jumpBack: places.past.isEmpty ? "there was no jump before" : nil
    case .jumpForward: places.future.isEmpty ? "no jump was taken back" : nil
    case .reload:
      document.origin.words == nil ? "this was made from nothing that can be read again" : nil
    case .nextDocument, .previousDocument, .closeDocument:
      shelf.count == 1
        ? "this is the only scenario: \(keyName(.openScenario)) opens one more, \(keyName(.forkScenario)) copies this one"
        : nil
    case .showRecoverable:
      recoverable.isEmpty ? "every earlier session ended cleanly: there is nothing to recover" : nil
    case .answerYes:
      if case .question(let question) = mode, case .replace = question.purpose { nil } else { "" }
    case .answerSave, .answerDiscard:
      if case .question(let question) = mode, case .replace = question.purpose { "" } else { nil }
    case .leaveForNow where isJournalBroken:
      "the journal cannot be written: \(keyName(.answerSave)) saves, \(keyName(.answerDiscard)) discards"
    case .leaveForNow: if case .question(let question) = mode, question.purpose == .quit { nil } else { "" }
    case .discardItem: if case .menu(let menu) = mode, menu.purpose == .recovery { nil } else { "" }
    case .toggleStep, .stepEarlier, .stepLater:
      focus == .steps ? nil : "this changes the boot: \(keyName(.showSteps)) goes to its steps"
    case .editSource: texts.source(document.scenario).isEmpty ? "no format is known here" : nil
    case .chooseTheme: surroundings.themes().isEmpty ? "there are no themes here" : nil
    case .showPlaces:
      places.isEmpty ? "there is no mark and no jump: m and a letter marks this address" : nil
    case .nextFailure, .previousFailure:
      failingDevices.isEmpty ? "every driver maps its device: nothing fails" : nil
    case .nextStep, .previousStep:
      wholeBoot.trace.steps.isEmpty ? "no step of this boot maps anything" : nil
    case .firstTouch:
      devicesHere.isEmpty
        ? "no device lies under the ruler's cursor" : firstTouch == nil ? "no step of the boot maps it" : nil
    case .deleteRange:
      currentRange == nil && currentDevice == nil && currentEntry == nil
        ? "the cursor is on no variable range, no device and no entry of the memory map" : nil
    case .goToRow: selectedLine?.address == nil ? "this row is about no address" : nil
    case .increase, .decrease, .editValue, .chooseValue, .nextChoice, .previousChoice, .revertValue:
      currentField == nil ? "there is nothing to edit" : nil
    default: nil
    }
  }

  private var isReading: Bool { if case .reader = mode { true } else { false } }

  private var readerQuery: String { if case .reader(let reader, _) = mode { reader.query } else { "" } }

  /// The key of a command where the keyboard is, or the name under which the list of commands has it.
  func keyName(_ command: Command, in context: Context = .ruler) -> String {
    keymap.entry(for: command, in: context)?.keys.first?.name ?? ":\(command.rawValue)"
  }

  private func whyNotZoom(isAtEnd: Bool, _ end: String) -> String? {
    if ruler.reading == .bySegment {
      return
        "by segment every row has a length of its own: \(keyName(.switchReading)) reads the ruler to scale"
    }
    return isAtEnd ? end : nil
  }
}
