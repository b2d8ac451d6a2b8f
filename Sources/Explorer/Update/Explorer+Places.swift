import MemtypeEngine

/// Addresses and commands by their names.
extension Explorer {
  /// Why an address cannot be gone to.
  public enum PlaceError: Error, Hashable, Sendable {
    case number(NumberError)
    case unknownName(String, known: [String])
    case beyondPhysBits(PhysicalAddress, Int)

    /// What was found and what would do.
    public var text: String {
      switch self {
      case .number(let error): error.text
      case .unknownName(let name, let known):
        "\"\(name)\" is no address and no name: there are \(known.joined(separator: " "))"
      case .beyondPhysBits(let address, let bits):
        "\(address.grouped) is beyond the \(bits) phys bits of this CPU"
      }
    }
  }

  /// What one can go to by name.
  var placeNames: [String] {
    ["tolud", "4g", "top"] + scenario.devices.map { $0.id.lowercased() }
      + scenario.mtrr.variable.indices.filter { scenario.mtrr.variable[$0] != .unused }.map { "mtrr\($0)" }
  }

  /// The address that a number, a name or a sum of them means here: `0xfed40000`, `3.5G`, `tolud+64K`, `tpm`.
  public func address(_ text: String) throws(PlaceError) -> PhysicalAddress {
    let expression = AddressExpression { name in place(named: name.lowercased()) }
    let address: PhysicalAddress
    do throws(NumberError) {
      address = try expression.parse(text)
    } catch {
      if text.contains(where: \.isLetter), !text.contains(where: \.isNumber) {
        throw .unknownName(text, known: placeNames)
      }
      throw .number(error)
    }
    guard address <= evaluation.lastAddress else { throw .beyondPhysBits(address, scenario.cpu.physBits) }
    return address
  }

  private func place(named name: String) -> PhysicalAddress? {
    switch name {
    case "tolud": return evaluation.tolud
    case "4g": return .fourGiB
    case "top": return evaluation.lastAddress
    case ".": return cursorAddress
    default: break
    }
    if let device = scenario.devices.first(where: {
      $0.id.lowercased() == name || $0.name.lowercased() == name
    }) {
      return device.range.start
    }
    if name.hasPrefix("mtrr"), let index = Int(name.dropFirst(4)) {
      // The state that Linux uses may be another one than the firmware's registers.
      let inForce = evaluation.segments.first { segment in
        if case .variable(let indexes) = segment.source { indexes.contains(index) } else { false }
      }
      if let inForce { return inForce.range.start }
      if scenario.mtrr.variable.indices.contains(index) { return scenario.mtrr.variable[index].baseAddress }
    }
    return nil
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
