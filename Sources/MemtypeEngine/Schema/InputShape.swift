/// What may stand in a place of a scenario, as data: for completion, menus and the manual.
package indirect enum InputShape: Sendable {
  /// One word; the names that it can be, where there are such, and what is accepted in words.
  case value([String], accepted: String)
  /// Behind a range of addresses and a blank one of these names.
  case behindRange([String])
  case list(InputShape)
  case record([Key])
  case either([InputShape])

  package struct Key: Sendable {
    package var name: String
    package var shape: InputShape

    package init(_ name: String, _ shape: InputShape) {
      self.name = name
      self.shape = shape
    }
  }

  /// A step further in.
  package enum Step: Hashable, Sendable {
    case key(String)
    case element
  }

  /// The names that a single word in this place can be.
  package var names: [String] {
    switch self {
    case .value(let names, _): names
    case .either(let shapes): shapes.flatMap(\.names)
    case .behindRange, .list, .record: []
    }
  }

  /// What a single word in this place can be, in words; nil where none can be.
  package var accepted: String? {
    switch self {
    case .value(_, let accepted): accepted
    case .either(let shapes): shapes.lazy.compactMap(\.accepted).first
    case .behindRange, .list, .record: nil
    }
  }

  /// The names that stand behind a range in this place.
  package var namesBehindRange: [String] {
    switch self {
    case .behindRange(let names): names
    case .either(let shapes): shapes.flatMap(\.namesBehindRange)
    case .value, .list, .record: []
    }
  }

  /// The keys of a record in this place.
  package var keys: [String] {
    switch self {
    case .record(let keys): keys.map(\.name)
    case .either(let shapes): shapes.flatMap(\.keys)
    case .value, .behindRange, .list: []
    }
  }

  package var isList: Bool {
    switch self {
    case .list: true
    case .either(let shapes): shapes.contains(where: \.isList)
    case .value, .behindRange, .record: false
    }
  }

  /// The shape after some steps; nil where nothing can be.
  package func after(_ steps: some Sequence<Step>) -> InputShape? {
    steps.reduce(Optional(self)) { shape, step in shape?.after(step) }
  }

  private func after(_ step: Step) -> InputShape? {
    switch (self, step) {
    case (.list(let element), .element): return element
    case (.record(let keys), .key(let name)): return keys.first { $0.name == name }?.shape
    case (.either(let shapes), _):
      let inside = shapes.compactMap { $0.after(step) }
      return inside.count > 1 ? .either(inside) : inside.first
    default: return nil
    }
  }
}
