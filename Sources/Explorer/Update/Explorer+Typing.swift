import MemtypeEngine
import Screen

/// Values, addresses and commands that are typed.
extension Explorer {
  mutating func startEditing(_ field: Field) {
    var edit = FieldEdit(field: field, editor: LineEditor(scenario.editableText(of: field)))
    if field.takesAddress {
      for name in evaluation.placeNames { edit.places[name] = try? address(name) }
    }
    mode = .editing(edit)
  }

  mutating func type(_ text: String) { edit { $0.insert(text) } }

  mutating func type(replacing text: String) { edit { $0.replaceAll(text) } }

  mutating func paste(_ text: String) {
    let firstLine = text.prefix { !$0.isNewline }
    switch mode {
    case .editing, .prompt, .menu, .source: type(String(firstLine))
    case .reader(let reader, _) where reader.typing != nil: type(String(firstLine))
    case .browse, .letter, .reader, .cures, .question:
      notice = Notice(text: "pasted text goes into a value or an address: Enter on an input, or g")
    }
  }

  mutating func performWhileTyping(_ command: Command) -> [Effect] {
    switch command {
    case .commit: return finish()
    case .cancel: return cancel()
    case .complete: complete()
    case .nudgeUp: nudgeEdit(up: true)
    case .nudgeDown: nudgeEdit(up: false)
    case .deleteBackward: edit { $0.deleteBackward() }
    case .deleteForward: edit { $0.deleteForward() }
    case .deleteWord: edit { $0.deleteWordBackward() }
    case .clearText: edit { $0.clear() }
    case .textLeft: edit { $0.move(by: -1) }
    case .textRight: edit { $0.move(by: 1) }
    case .textStart: edit { $0.moveToStart() }
    case .textEnd: edit { $0.moveToEnd() }
    default: break
    }
    return []
  }

  /// Changes the line that is being typed; the answer changes with every text that is a legal value.
  private mutating func edit(_ change: (inout LineEditor) -> Void) {
    switch mode {
    case .editing(var edit):
      let before = edit.editor.characters
      change(&edit.editor)
      if edit.editor.characters != before { preview(&edit) }
      mode = .editing(edit)
    case .prompt(var prompt):
      let before = prompt.editor.characters
      change(&prompt.editor)
      if prompt.editor.characters != before { prompt.selection = 0 }
      mode = .prompt(prompt)
      if prompt.kind == .search { searchAnew(AddressExpression.trimmed(prompt.editor.text)) }
    case .menu: changeMenu { $0.edit(change) }
    case .source: editLine(change)
    case .reader: editReaderSearch(change)
    case .browse, .letter, .cures, .question: break
    }
  }

  /// Shows what would follow from the text as it stands. What cannot be leaves the last answer in force.
  private mutating func preview(_ edit: inout FieldEdit) {
    do {
      show(try document.scenario.setting(edit.field, to: edit.editor.text, places: edit.places))
      edit.error = nil
    } catch {
      edit.error = error
    }
  }

  private mutating func nudgeEdit(up: Bool) {
    guard case .editing(var edit) = mode else { return }
    do {
      let next = try scenario.nudging(edit.field, up: up)
      edit.editor.replaceAll(next.editableText(of: edit.field))
      preview(&edit)
    } catch {
      edit.error = error
    }
    mode = .editing(edit)
  }

  private mutating func finish() -> [Effect] {
    switch mode {
    case .editing(let edit):
      if let error = edit.error {
        notice = Notice(text: error.text, isBad: true)
        return []
      }
      mode = .browse
      // Untouched text is the value as it was, possibly rounded for reading.
      if scenario != document.scenario { commit(scenario, edit.field) }
      show(document.scenario)
    case .prompt(let prompt):
      return finish(prompt)
    case .menu: return chooseFromMenu()
    case .source: finishLine()
    case .reader: finishReaderSearch()
    case .browse, .letter, .cures, .question: break
    }
    return []
  }

  private mutating func cancel() -> [Effect] {
    if case .reader = mode {
      cancelReader()
      return []
    }
    if case .menu = mode { return cancelMenu() }
    if case .source(let view) = mode, view.edit != nil {
      cancelLine()
      return []
    }
    if case .question = mode { return answer(.cancel) }
    if case .editing = mode { show(document.scenario) }
    if case .prompt(let prompt) = mode, prompt.kind == .search { cancelSearch() }
    mode = .browse
    return []
  }

  private mutating func finish(_ prompt: Prompt) -> [Effect] {
    if prompt.kind == .search {
      finishSearch()
      return []
    }
    let text = AddressExpression.trimmed(prompt.editor.text)
    mode = .browse
    if prompt.kind == .open || prompt.kind == .saveAs { return finishPath(prompt, text) }
    if prompt.kind == .command, let command = chosenCommand(prompt, text) { return run(command) }
    guard !text.isEmpty else { return [] }
    do {
      go(to: try address(text))
      if prompt.kind == .address { focus(on: .ruler) }
    } catch {
      mode = .prompt(prompt)
      notice = Notice(
        text: prompt.kind == .command ? "\"\(text)\" is no command; Tab completes names" : error.text,
        isBad: true)
    }
    return []
  }

  /// The command that Enter runs: the one that was gone to in the list, the one that the text names, or the
  /// likeliest, unless the text is an address.
  private func chosenCommand(_ prompt: Prompt, _ text: String) -> Command? {
    let items = Palette.items(for: text)
    if prompt.selection > 0 {
      return items.indices.contains(prompt.selection) ? items[prompt.selection].command : nil
    }
    if let command = Self.command(named: text) { return command }
    guard !text.isEmpty, (try? address(text)) == nil else { return nil }
    return items.first?.command
  }

  /// Runs a command from wherever one is: one for the ruler or the inputs goes there first.
  mutating func run(_ command: Command) -> [Effect] {
    if keymap.entry(for: command, in: context) == nil {
      if keymap.entry(for: command, in: .ruler) != nil {
        focus(on: .ruler)
      } else if keymap.entry(for: command, in: .inputs) != nil {
        focus(on: .inputs)
      } else {
        notice = Notice(text: "\(command.rawValue) works only \(Self.place(of: command))", isBad: true)
        return []
      }
      settle()
    }
    return perform(command)
  }

  private mutating func complete() {
    if case .editing(let edit) = mode {
      completeValue(edit)
      return
    }
    if case .source = mode {
      completeLine()
      return
    }
    if case .reader = mode { return }
    guard case .prompt(var prompt) = mode else { return }
    if prompt.kind == .open || prompt.kind == .saveAs {
      completePath(&prompt)
      mode = .prompt(prompt)
      return
    }
    let typed = prompt.editor.text.lowercased()
    let names = prompt.kind == .command ? Self.commandNames : evaluation.placeNames
    let matches = names.filter { $0.hasPrefix(typed) }
    guard let first = matches.first else {
      notice = Notice(
        text: "nothing begins with \"\(typed)\": with nothing typed, Tab shows the names", isBad: true)
      return
    }
    prompt.editor.replaceAll(Self.commonPrefix(matches) ?? first)
    mode = .prompt(prompt)
    if matches.count > 1 { notice = Notice(text: matches.joined(separator: "  ")) }
  }

  /// What all of some names begin with; nil for none.
  static func commonPrefix(_ names: [String]) -> String? {
    guard var common = names.first else { return nil }
    for name in names {
      while !name.hasPrefix(common) { common.removeLast() }
    }
    return common
  }
}
