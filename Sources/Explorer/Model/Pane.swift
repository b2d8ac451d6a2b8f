/// A part of the screen that can have the focus.
enum Pane: Int, CaseIterable, Hashable, Sendable {
  case ruler = 1
  case inputs, drivers, types, reasons, log, steps, changes

  /// In the border, behind the number that leads here.
  var title: String {
    switch self {
    case .ruler: "Physical addresses"
    case .inputs: "Inputs"
    case .drivers: "Drivers"
    case .types: "Memory types"
    case .reasons: "Why"
    case .log: "Kernel log"
    case .steps: "Boot"
    case .changes: "Changes"
    }
  }

  /// The order in which Tab goes through them.
  static let tabOrder: [Pane] = [.ruler, .drivers, .reasons, .types, .inputs, .steps, .changes, .log]

  var next: Pane { neighbour(by: 1) }
  var previous: Pane { neighbour(by: Self.tabOrder.count - 1) }

  private func neighbour(by offset: Int) -> Pane {
    let i = Self.tabOrder.firstIndex(of: self) ?? 0
    return Self.tabOrder[(i + offset) % Self.tabOrder.count]
  }
}
