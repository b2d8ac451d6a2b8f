import MemtypeEngine

/// Saving, and leaving without losing anything.
extension Explorer {
  fileprivate mutating func save() -> [Effect] {
    guard let path = document.path else {
      saveAs(next: .stay)
      return []
    }
    return [
      .save(
        SaveRequest(document: document.id, scenario: document.scenario, path: path, policy: .sameFile))
    ]
  }

  /// Writes the scenario to a file that is named.
  func saveEffect(to path: String, next: SaveRequest.Next) -> Effect {
    .save(
      SaveRequest(
        document: document.id, scenario: document.scenario, path: path,
        policy: path == document.path ? .sameFile : .newFile, next: next))
  }

  /// Asks for a path.
  fileprivate mutating func saveAs(next: SaveRequest.Next) {
    open(PathPrompt(.save(next: next), path: proposedPath))
  }

  /// `NAME.yaml` where the scenario has no file yet.
  private var proposedPath: String {
    if let path = document.path { return path }
    let name = document.scenario.name.split(separator: "/").last.map(String.init) ?? "scenario"
    let stem = name.map { $0.isWhitespace ? "-" : $0 }
    return (stem.isEmpty ? "scenario" : String(stem)) + ".yaml"
  }

  /// Saves a document that is not saved, the one in front first; asks for a path where it has none.
  mutating func saveNext(_ next: SaveRequest.Next) -> [Effect] {
    if !document.isUnsaved, next == .quit,
      let place = openDocuments.firstIndex(where: \.isUnsaved)
    {
      bringForward(place)
      // A notice would stand where the path is asked for.
      notice = nil
    }
    guard let path = document.path else {
      saveAs(next: next)
      return []
    }
    return [
      .save(
        SaveRequest(
          document: document.id, scenario: document.scenario, path: path, policy: .sameFile, next: next))
    ]
  }

  /// Leaves at once where nothing would be lost, and asks otherwise.
  mutating func leaveProgram() -> [Effect] {
    let unsaved = openDocuments.filter(\.isUnsaved)
    guard !unsaved.isEmpty else { return [.quit] }
    let names = unsaved.map(\.scenario.name).joined(separator: ", ")
    open(
      Question(
        text: "not saved: \(names)",
        answers: [
          .answerSave: { $0.saveNext(.quit) }, .answerDiscard: { _ in [.quit] },
          .leaveForNow: { _ in [.preserveJournal, .quit] },
        ]))
    return []
  }
}

extension Command {
  static let save = Command(
    "save", .anyPane, ["w"], "write the scenario to its file, or to one that is asked for",
    aliases: ["w"], argument: .file, effects: { $0.save() })

  static let saveAndQuit = Command(
    "save-and-quit", .anyPane, [], "write what is not saved, then leave the program", aliases: ["wq", "x"],
    effects: { $0.openDocuments.contains(where: \.isUnsaved) ? $0.saveNext(.quit) : $0.leaveProgram() })

  static let discardAndQuit = Command(
    "discard-and-quit", .anyPane, [], "leave the program at once; what is not saved is lost",
    aliases: ["q!"], effects: { _ in [.quit] })

  static let saveAs = Command(
    "save-as", .anyPane, ["W"], "write the scenario to another file, which is its file from then on"
  ) { $0.saveAs(next: .stay) }
}
