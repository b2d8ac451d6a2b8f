import MemtypeEngine

/// Lists to choose from: how they come about, what going through them shows, and what a choice does.
extension Explorer {
  mutating func performOnMenu(_ command: Command) {
    switch command {
    case .showPlaces: mode = .menu(placesMenu)
    case .showDocuments: mode = .menu(documentsMenu)
    case .compareWith: mode = .menu(baselinesMenu)
    case .showHistory: mode = .menu(historyMenu)
    case .chooseTheme: mode = .menu(themesMenu)
    case .showRecoverable: mode = .menu(recoverableMenu)
    default: break
    }
  }

  /// Goes through a menu or types into its filter, and shows what the cursor is on.
  mutating func changeMenu(_ change: (inout Menu) -> Void) {
    guard case .menu(var menu) = mode else { return }
    let before = menu.selected
    change(&menu)
    if let item = offer(menu) { menu.offer(item) }
    mode = .menu(menu)
    if let item = menu.selected, item != before { preview(item, of: menu.purpose) }
  }

  /// What the cursor is on is shown at once, as far as that can be taken back.
  private mutating func preview(_ item: Menu.Item, of purpose: Menu.Purpose) {
    switch purpose {
    case .choices(let field): preview(field, item)
    case .themes: if item.problem == nil { outbox.append(.theme(item.text)) }
    case .places, .documents, .baselines, .recovery, .history: break
    }
  }

  /// Del: what the cursor is on is forgotten, where that can be.
  mutating func discardFromMenu() -> [Effect] {
    guard case .menu(let menu) = mode, menu.purpose == .recovery, let item = menu.selected else { return [] }
    recoverable.removeAll { $0.id == item.index }
    mode = recoverable.isEmpty ? .browse : .menu(recoverableMenu)
    return [.discardRecovery(item.index)]
  }

  /// Enter: what the cursor is on is done, and the menu closes.
  mutating func chooseFromMenu() -> [Effect] {
    guard case .menu(let menu) = mode, let item = menu.selected else { return [] }
    if let problem = item.problem {
      notice = Notice(text: problem, isBad: true)
      return []
    }
    mode = .browse
    switch menu.purpose {
    case .history:
      document.go(toStep: item.index)
      show(document.scenario)
      notice = Notice(text: "this is \(item.text)")
    case .choices(let field): finishChoice(field, item)
    case .themes:
      theme = item.text
      notice = Notice(text: "theme: \(item.text) in config.yaml keeps it for good")
      return [.theme(item.text)]
    case .places:
      let places = listedPlaces
      guard places.indices.contains(item.index) else { return [] }
      go(to: places[item.index].address)
      focus(on: .ruler)
    case .documents: bringForward(item.index)
    case .baselines: compareWith(item.index)
    case .recovery:
      recoverable.removeAll { $0.id == item.index }
      return [.recover(item.index)]
    }
    return []
  }

  /// Esc: everything is as it was before the menu.
  mutating func cancelMenu() -> [Effect] {
    guard case .menu(let menu) = mode else { return [] }
    mode = .browse
    if menu.purpose == .themes { return [.theme(theme)] }
    if case .choices = menu.purpose { show(document.scenario) }
    return []
  }

  /// Marks in the order of their letters, then the places that jumps left, the latest first.
  private var listedPlaces: [(name: String, address: PhysicalAddress)] {
    places.marks.sorted { $0.key < $1.key }.map { (name: "mark \($0.key)", address: $0.value) }
      + places.past.reversed().map { (name: "jump", address: $0) }
      + places.future.reversed().map { (name: "forward", address: $0) }
  }

  /// From the scenario as it was opened to the last edit that was taken back.
  private var historyMenu: Menu {
    let titles = ["as opened"] + document.history.titles
    let items = titles.enumerated().map { step, title in
      Menu.Item(
        index: step, text: "\(step)  \(title)", isCurrent: step == document.history.depth,
        isDim: step > document.history.depth)
    }
    return Menu(.history, title: "Edits of \(document.scenario.name)", items)
  }

  private var themesMenu: Menu {
    let items = surroundings.themes().enumerated().map { index, choice in
      Menu.Item(
        index: index, text: choice.name, detail: choice.detail, isCurrent: choice.name == theme,
        problem: choice.problem)
    }
    return Menu(.themes, title: "Themes", items)
  }

  private var placesMenu: Menu {
    let items = listedPlaces.enumerated().map { index, place in
      let what = evaluation.segment(at: place.address).map { description(of: $0).map(\.text).joined() } ?? ""
      return Menu.Item(index: index, text: "\(place.name)  \(place.address.grouped)", detail: what)
    }
    return Menu(.places, title: "Marks and jumps", items)
  }
}
