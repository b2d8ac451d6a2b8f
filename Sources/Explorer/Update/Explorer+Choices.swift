import MemtypeEngine

/// Inputs that are chosen from a few: a list of them, narrowed by typing, with the answer for the one that the cursor
/// is on; and completion of what is typed.
extension Explorer {
  /// Opens the list of an input's choices; of two there is nothing to list.
  mutating func openChoices(_ field: InputPath) {
    let scenario = document.scenario
    let choices = scenario.choices(at: field, baseline: document.baseline)
    guard choices.count > 2 else {
      choose(field, forward: true)
      return
    }
    let current = scenario.text(at: field)
    let items = choices.enumerated().map { index, name in
      Menu.Item(index: index, text: name, isCurrent: name == current)
    }
    var menu = Menu(title: scenario.name(of: field), items, helpSection: "Inputs") { explorer, item in
      explorer.finishChoice(field, item)
      return []
    }
    menu.preview = { $0.preview(field, $1) }
    menu.takeBack = { explorer in
      explorer.show(explorer.document.scenario)
      return []
    }
    if field.field?.takesOthers == true {
      // What is typed in the list may be a choice that the list does not have.
      menu.offer = { text in
        guard let typed = try? scenario.setting(field, to: text) else { return nil }
        return Menu.Item(index: -1, text: typed.text(at: field), detail: "as typed")
      }
      menu.emptyHint = ", or type a whole one: \(field.field?.accepted ?? "")"
    }
    open(menu)
  }

  mutating func preview(_ field: InputPath, _ item: Menu.Item) {
    if let scenario = try? document.scenario.setting(field, to: item.text) { show(scenario) }
  }

  mutating func finishChoice(_ field: InputPath, _ item: Menu.Item) {
    do {
      commit(try document.scenario.setting(field, to: item.text), field)
    } catch {
      notice = Notice(text: error.reason, isBad: true)
    }
    show(document.scenario)
  }

  // MARK: Completion

  /// Whether a name begins as the last word of what is typed does.
  func hasNames(for edit: FieldEdit) -> Bool {
    let word = edit.editor.text.split { "+- ".contains($0) }.last?.lowercased() ?? ""
    guard edit.field.field?.takesAddress == true, word.first?.isLetter == true else { return false }
    return evaluation.placeNames.contains { $0.hasPrefix(word) && $0 != word }
  }

  /// Tab in a value: the last name becomes what all that begin with it begin with; behind digits it is a unit.
  mutating func completeValue(_ edit: FieldEdit) {
    let text = edit.editor.text
    let start =
      text.lastIndex { $0 == "+" || $0 == "-" || $0 == " " }.map { text.index(after: $0) } ?? text.startIndex
    let word = text[start...].lowercased()
    if let last = word.last, last.isNumber {
      notice = Notice(text: edit.field == "cpu.phys-bits" ? "36 to 52" : "units: K M G T P E, as in \(word)G")
      return
    }
    let names =
      edit.field.field?.takesAddress == true ? evaluation.placeNames.filter { $0.hasPrefix(word) } : []
    guard let common = Self.commonPrefix(names) else {
      notice = Notice(text: edit.accepts.isEmpty ? "nothing to complete" : edit.accepts)
      return
    }
    type(replacing: text[..<start] + common)
    if names.count > 1 { notice = Notice(text: names.joined(separator: "  ")) }
  }
}
