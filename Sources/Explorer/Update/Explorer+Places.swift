import MemtypeEngine

/// Addresses and commands by their names.
extension Explorer {
  /// The address that a number, a name or a sum of them means here; `.` is where the ruler's cursor is.
  func address(_ text: String) throws(PlaceError) -> PhysicalAddress {
    try evaluation.address(text, cursor: cursorAddress)
  }

  /// Every command that is run from a pane.
  static let commandNames: [String] = {
    let places: Set<Context> = [.anyPane, .ruler, .inputs, .list]
    let commands = Set(CommandTable.entries.filter { places.contains($0.context) }.map(\.command.rawValue))
    return commands.sorted()
  }()

  /// The command with this name, or the only one that begins with it.
  static func command(named text: String) -> Command? {
    let name = text.lowercased()
    if commandNames.contains(name) { return Command(rawValue: name) }
    let matches = commandNames.filter { $0.hasPrefix(name) }
    return matches.count == 1 ? matches.first.flatMap { Command(rawValue: $0) } : nil
  }

  /// `in the ruler`.
  static func place(of command: Command) -> String {
    CommandTable.entries.filter { $0.command == command }.map(\.context.rawValue).joined(separator: ", ")
  }
}
