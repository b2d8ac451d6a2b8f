import MemtypeEngine
import Screen

extension Explorer {
  /// Handles events in their order and says what the terminal has to do about them.
  public mutating func update(_ events: [InputEvent]) -> [Effect] {
    events.flatMap { update($0) }
  }

  /// Handles one event and says what the terminal has to do about it.
  public mutating func update(_ event: InputEvent) -> [Effect] {
    let effects = handle(event) + outbox
    outbox = []
    settle()
    return effects
  }

  private mutating func handle(_ event: InputEvent) -> [Effect] {
    switch event {
    case .resized(let size):
      let before = ruler.top
      let row = rulerRows.row(of: cursorAddress)
      self.size = ScreenLayout.drawable(size)
      // The cursor's row keeps its distance from the top as long as the new height allows.
      ruler.top = min(before, row)
      return []
    case .paste(let text):
      paste(text)
      return []
    case .mouse(let event):
      return update(mouse: event)
    case .key(let key):
      notice = nil
      return update(key: key)
    }
  }

  private mutating func update(key: Key) -> [Effect] {
    if drag?.isPreviewed == true {
      cancelDrag()
      notice = Notice(text: "the border is where it was")
      return []
    }
    if let command = keymap.command(for: key, in: context) { return perform(command) }
    switch (context, key) {
    case (.editing, .character(let c)), (.prompt, .character(let c)),
      (.menu, .character(let c)):
      type(String(c))
    case (.letter, .character(let c)): take(letter: c)
    case (.letter, _): mode = .browse
    case (.editing, _), (.prompt, _), (.help, _), (.cures, _), (.menu, _), (.question, _), (.source, _):
      break
    default:
      notice = Notice(text: "\(key.name) does nothing here; \(keyName(.help)) shows the keys")
    }
    return []
  }

  /// Carries a command out, or says why it cannot be.
  public mutating func perform(_ command: Command) -> [Effect] {
    if let reason = whyNot(command) {
      guard !reason.isEmpty else { return [] }
      notice = Notice(text: reason, isBad: true)
      return []
    }
    switch command {
    case .quit: return leaveProgram()
    case .save, .saveAs, .openScenario, .reload, .forkScenario, .closeDocument, .nextDocument,
      .previousDocument:
      return performOnDocuments(command)
    case .answerYes, .answerSave, .answerDiscard, .leaveForNow: return answer(command)
    case .discardItem: return discardFromMenu()
    case .suspend: return [.suspend]
    case .redraw: return [.redraw]
    case .copyLine: return copyLine()
    case .help, .manual, .nextSection, .previousSection: performOnReader(command)
    case .toggleMouse:
      isMouseOn.toggle()
      notice = Notice(
        text: isMouseOn
          ? "the mouse is the program's; with Shift held down it selects text"
          : "the mouse is the terminal's: it selects text")
      return [.terminal(.mouse(isMouseOn))]
    case .showPlaces, .chooseTheme, .showHistory, .showDocuments, .compareWith, .showRecoverable:
      performOnMenu(command)
    case .showCures, .applyCure: performOnCures(command)
    case .nextPane: focus(on: focus.next)
    case .previousPane: focus(on: focus.previous)
    case .leave:
      if ruler.anchor != nil {
        ruler.anchor = nil
      } else if search != nil {
        search = nil
      } else if boot != nil {
        leaveBoot()
      } else {
        focus(on: .ruler)
      }
    case .search, .nextMatch, .previousMatch, .setMark, .goToMark, .jumpBack, .jumpForward:
      if case .reader = mode { performOnReader(command) } else { performOnPlaces(command) }
    case .showRuler: focus(on: .ruler)
    case .nextStep, .previousStep, .firstTouch: performOnBoot(command)
    case .showInputs: focus(on: .inputs)
    case .showDrivers: focus(on: .drivers)
    case .showMemoryTypes: focus(on: .types)
    case .showReasons, .explainAddress: focus(on: .reasons)
    case .showLog: focus(on: .log)
    case .showSteps: focus(on: .steps)
    case .showChanges: focus(on: .changes)
    case .makeBaseline, .toggleComparison: performOnBaseline(command)
    case .undo, .redo, .cycleBehaviour, .toggleRemap:
      performEdit(command)
      refreshSource()
    case .editSource, .editLine, .newLine, .deleteLine: performOnSource(command)
    case .toggleStep, .stepEarlier, .stepLater: changeStep(command)
    case .copyEvaluation:
      let text = texts.report(wholeBoot)
      notice = Notice(
        text: "sent to the terminal's clipboard: the whole evaluation, \(text.utf8.count) bytes")
      return [.copy(text)]
    case .up, .down, .pageUp, .pageDown, .halfPageUp, .halfPageDown, .first, .last: move(command)
    case .switchReading, .zoomIn, .zoomOut, .zoomToSegment, .zoomToFit, .select, .flipRuler, .previousDevice,
      .nextDevice, .nextChange,
      .previousChange, .nextFailure, .previousFailure:
      performOnRuler(command)
    case .editValue, .chooseValue, .nextChoice, .previousChoice, .increase, .decrease, .addRange, .addDevice,
      .deleteRange, .revertValue:
      performOnInputs(command)
    case .goToRow, .scrollLeft, .scrollRight: performOnList(command)
    case .goToAddress: mode = .prompt(Prompt(kind: .address))
    case .runCommand: mode = .prompt(Prompt(kind: .command))
    case .commit, .cancel, .complete, .deleteBackward, .deleteForward, .deleteWord, .clearText, .textLeft,
      .textRight, .textStart, .textEnd, .nudgeUp, .nudgeDown:
      return performWhileTyping(command)
    }
    return []
  }

  mutating func focus(on pane: Pane) {
    recent.removeAll { $0 == pane }
    recent.insert(pane, at: 0)
  }

  private mutating func copyLine() -> [Effect] {
    let text: String
    if case .source(let view) = mode {
      text = view.lines.indices.contains(view.selection) ? view.lines[view.selection] : ""
    } else if focus == .ruler, let selection {
      text = "\(selection.start.grouped)-\(selection.last.grouped) \(selection.size.sizeText)"
    } else if focus == .ruler {
      text = rulerRowText
    } else if focus == .inputs, let field = currentField {
      // As the field takes it again.
      text = scenario.editableText(of: field)
    } else {
      text = selectedLine?.text ?? ""
    }
    let trimmed = AddressExpression.trimmed(text)
    notice = Notice(text: "sent to the terminal's clipboard: \(trimmed)")
    return [.copy(trimmed)]
  }
}
