/// The lists in a scenario whose elements have inputs of their own.
package enum InputList: String, Hashable, Sendable, CaseIterable {
  case entries = "memory-map"
  case variableRanges = "mtrr.variable"
  /// The 88 slots of the fixed ranges.
  case fixedSlots = "mtrr.fixed"
  case devices
}

/// Which input of a scenario is meant: `cpu.phys-bits`, `mtrr.variable[1].base`, `devices[3].driver`.
package struct InputPath: Hashable, Sendable {
  /// nil for what is no part of a list's element.
  package var list: InputList?
  /// The element's place.
  package var index: Int
  /// The whole key, or within an element its last part; empty for the whole element.
  package var key: String

  package init(_ key: String) {
    list = nil
    index = 0
    self.key = key
  }

  package init(_ list: InputList, _ index: Int, _ key: String) {
    self.list = list
    self.index = index
    self.key = key
  }

  package static func entry(_ index: Int, _ key: String) -> InputPath { InputPath(.entries, index, key) }
  package static func range(_ index: Int, _ key: String) -> InputPath {
    InputPath(.variableRanges, index, key)
  }
  package static func fixed(_ slot: Int) -> InputPath { InputPath(.fixedSlots, slot, "") }
  package static func device(_ index: Int, _ key: String) -> InputPath { InputPath(.devices, index, key) }

  /// The device that it is about.
  package var device: Int? { list == .devices ? index : nil }
}

extension InputPath: ExpressibleByStringLiteral {
  /// The key of what is no part of a list's element.
  package init(stringLiteral key: String) { self.init(key) }
}

extension Scenario {
  /// The path as it is written: `mtrr.variable[1].base`, `devices.tpm.driver`.
  package func text(of path: InputPath) -> String {
    guard let list = path.list else { return path.key }
    let element = path.device.flatMap(device).map { "devices.\($0.id)" } ?? "\(list.rawValue)[\(path.index)]"
    return path.key.isEmpty ? element : "\(element).\(path.key)"
  }

  /// The input with this path. The first place behind a list's end is the one of an element that is added.
  ///
  /// - Throws: `EditError.noSuchInput` with the paths that there are on that level.
  package func inputPath(_ text: String) throws(EditError) -> InputPath {
    if let field = Schema.field(named: text) { return InputPath(field.key) }
    guard let list = InputList.allCases.first(where: { text.hasPrefix($0.rawValue) }) else {
      throw .noSuchInput(text, known: knownPaths)
    }
    let rest = text.dropFirst(list.rawValue.count)
    let (index, key) = try element(rest, of: list, text)
    if key.isEmpty { return InputPath(list, index, "") }
    let keys = Schema.fields(of: list).map(\.key).filter { !$0.isEmpty }
    guard let field = Schema.fields(of: list).first(where: { $0.isNamed(key) && !key.isEmpty }) else {
      throw .noSuchInput(text, known: keys.map { self.text(of: InputPath(list, index, $0)) })
    }
    return InputPath(list, index, field.key)
  }

  /// The place that `[1]` or `.tpm` means, and the key behind it.
  private func element(
    _ text: Substring, of list: InputList, _ whole: String
  ) throws(EditError) -> (index: Int, key: String) {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]"),
      let index = Int(text[text.index(after: text.startIndex)..<end])
    {
      guard (0...count(of: list)).contains(index) else { throw missing(index, of: list) }
      let rest = text[text.index(after: end)...]
      return (index, String(rest.hasPrefix(".") ? rest.dropFirst() : rest))
    }
    if list == .devices, text.hasPrefix(".") {
      let name = text.dropFirst()
      let named = devices.indices.filter { index in
        let id = devices[index].id
        return !id.isEmpty && (name == id || name.hasPrefix(id + "."))
      }
      if let index = named.max(by: { devices[$0].id.count < devices[$1].id.count }) {
        return (index, String(name.dropFirst(devices[index].id.count + 1)))
      }
      if !name.contains("."), !name.isEmpty { return (devices.count, "") }
    }
    throw .noSuchInput(whole, known: elementPaths(of: list))
  }

  private func missing(_ index: Int, of list: InputList) -> EditError {
    switch list {
    case .entries: .noSuchEntry(index)
    case .variableRanges: .noSuchRange(index)
    case .devices: .noSuchDevice(index)
    case .fixedSlots: .noChoice("there is no slot \(index): the fixed ranges have 0 to 87")
    }
  }

  package func count(of list: InputList) -> Int {
    switch list {
    case .entries: firmwareMap.count
    case .variableRanges: mtrr.variable.count
    case .fixedSlots: FixedRanges.slotCount - 1
    case .devices: devices.count
    }
  }

  private func elementPaths(of list: InputList) -> [String] {
    switch list {
    case .devices: devices.map { "devices.\($0.id)" }
    default: ["\(list.rawValue)[0]", "\(list.rawValue)[\(max(0, count(of: list) - 1))]"]
    }
  }

  /// Every path on the first level, elements of lists by their first or their names.
  package var knownPaths: [String] {
    Schema.fields.filter { $0.list == nil }.map(\.key) + InputList.allCases.flatMap(elementPaths)
  }
}
