import MemtypeEngine

extension Explorer {
  /// Applies the selected cure to the document, as one step that can be undone.
  mutating func performOnCures(_ command: Command) {
    switch command {
    case .showCures: mode = .cures(CureList(document.scenario))
    case .applyCure:
      guard case .cures(let list) = mode, list.rows.indices.contains(list.selected) else { return }
      let cure = list.rows[list.selected].cure
      mode = .browse
      let next = cure.apply(to: document.scenario)
      guard next != document.scenario else {
        notice = Notice(text: "\(cure.name) changes nothing here: \(cure.verdict)")
        return
      }
      keep(next, "cure \(cure.name)")
    default: break
    }
  }
}
