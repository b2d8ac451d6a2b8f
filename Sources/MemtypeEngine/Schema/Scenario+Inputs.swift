/// A scenario's inputs by their paths.
extension Scenario {
  /// The value as it stands among the inputs; empty where it is not there.
  package func text(at path: InputPath) -> String { Schema.field(path)?.show(self, path.index) ?? "" }

  /// The text that editing starts from.
  package func editableText(at path: InputPath) -> String {
    Schema.field(path)?.editable(self, path.index) ?? ""
  }

  /// More about the value, dim behind it.
  package func note(at path: InputPath) -> String { Schema.field(path)?.note(self, path.index) ?? "" }

  /// `TOLUD`, `MTRR 1 base`, `entry 3 type`, `TPM TIS driver`.
  package func name(of path: InputPath) -> String {
    let label = Schema.field(path)?.label ?? path.key
    switch path.list {
    case nil:
      return Schema.hasNamesake(path.key)
        ? "\(Schema.field(path)?.section.rawValue ?? "") \(label)" : label
    case .entries: return "entry \(path.index) \(label)"
    case .variableRanges: return "MTRR \(path.index) \(label)"
    case .fixedSlots:
      guard (0..<FixedRanges.slotCount).contains(path.index) else { return label }
      return "fixed " + FixedRanges.range(ofSlot: path.index).start.groupedDigits
    case .devices: return (device(path.index)?.name ?? "") + " " + label
    }
  }

  /// The same input in another scenario, where devices may have other places in the list; nil where it has none.
  package func counterpart(of path: InputPath, in other: Scenario) -> InputPath? {
    guard let index = path.device else { return path }
    guard let id = device(index)?.id, let there = other.devices.firstIndex(where: { $0.id == id }) else {
      return nil
    }
    return InputPath(.devices, there, path.key)
  }

  /// The value as it stands in another scenario; empty where it has none.
  package func text(at path: InputPath, in other: Scenario) -> String {
    counterpart(of: path, in: other).map { other.text(at: $0) } ?? ""
  }

  /// The scenario with another value, as it is typed or as a file has it. Where an address is meant the names in
  /// `places` may stand, and sums of them: `tolud+16M`.
  package func setting(
    _ path: InputPath, to value: FileNode, places: [String: PhysicalAddress] = [:]
  ) throws(EditError) -> Scenario {
    guard let field = Schema.field(path) else { throw .noSuchInput(text(of: path), known: knownPaths) }
    guard field.takesAddress, let word = value.word else {
      return try field.edit(self, path.index, value, places)
    }
    let address: PhysicalAddress
    do throws(NumberError) {
      address = try AddressExpression { places[$0.lowercased()] }.parse(word)
    } catch {
      throw .number(error)
    }
    return try field.edit(self, path.index, FileNode(.word(address.prefixedHex()), name: value.name), places)
  }

  package func setting(
    _ path: InputPath, to text: String, places: [String: PhysicalAddress] = [:]
  ) throws(EditError) -> Scenario {
    try setting(path, to: FileNode(.word(text), name: self.text(of: path)), places: places)
  }

  /// The scenario with the next choice or a sensible step: 1 MiB of TOLUD, a bit, the size of a range.
  ///
  /// `baseline` says what a switch goes back to where "on" has more than one meaning.
  ///
  /// - Throws: `EditError.noChoice` where there is no next value, and what setting the value throws.
  package func stepping(
    _ path: InputPath, forward: Bool, baseline: Scenario
  ) throws(EditError) -> Scenario {
    guard let field = Schema.field(path) else { throw .noSuchInput(text(of: path), known: knownPaths) }
    return try field.step(self, path.index, forward, baseline)
  }

  /// The scenario with one input as it is in another; nil where that has no such input.
  package func copying(_ path: InputPath, from other: Scenario) throws(EditError) -> Scenario? {
    guard let field = Schema.field(path), let there = counterpart(of: path, in: other) else { return nil }
    return try field.copy(self, path.index, other, there.index)
  }

  /// What one can choose from, by name; empty where values are typed.
  package func choices(at path: InputPath, baseline: Scenario) -> [String] {
    Schema.field(path)?.choices(self, path.index, baseline) ?? []
  }
}

extension Schema {
  private static let namesakes: Set<String> = {
    let byLabel = Dictionary(grouping: scalars.filter(\.hasRow), by: \.label)
    return Set(byLabel.values.filter { $0.count > 1 }.flatMap { $0 }.filter(\.section.isFolded).map(\.key))
  }()

  /// Whether another input has the same label, so that its section has to be said as well.
  static func hasNamesake(_ key: String) -> Bool { namesakes.contains(key) }
}
