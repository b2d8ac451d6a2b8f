import MemtypeEngine
import Screen

/// What a pane shows and what is done in it: all that is to be known of it. It has its place in `Pane.all`.
protocol PaneRoom: Sendable {
  /// The digit that leads here.
  var number: Int { get }
  /// `show-NAME` is the command that leads here, and `go to PURPOSE` its help.
  var name: String { get }
  var purpose: String { get }
  /// In the border, behind the number.
  var title: String { get }
  /// Whose keys work while it has the focus.
  var context: Context { get }
  /// What the bottom line offers first, in this order.
  var hints: [Hint] { get }
  /// The section of the manual that its help begins with.
  var helpSection: String { get }

  /// The title with what changes in it.
  func heading(in explorer: Explorer) -> [Span]
  /// At the end of the upper border.
  func trailing(in explorer: Explorer) -> String
  /// What the bottom line says behind the hints, where there is room.
  func remark(in explorer: Explorer) -> String

  func draw(in explorer: Explorer, on canvas: inout Canvas)
  /// The first row shown and how many there are, for so many rows of the screen; `first` is the screen's row that they
  /// begin on.
  func extent(in explorer: Explorer, height: Int) -> (top: Int, count: Int, height: Int, first: Int)
  /// Brings cursor and view into range, after every event while it is on the screen.
  func normalize(in explorer: inout Explorer, _ region: Region)

  func move(_ motion: Motion, in explorer: inout Explorer)
  /// A click on a place of the region.
  func press(column: Int, row: Int, _ region: Region, in explorer: inout Explorer)
  /// What `copy-line` sends.
  func copied(in explorer: Explorer) -> String
}

extension PaneRoom {
  func heading(in explorer: Explorer) -> [Span] { [Span(title)] }
  func trailing(in explorer: Explorer) -> String { "" }
  func remark(in explorer: Explorer) -> String { "" }
  var pane: Pane { Pane(self) }
}

/// A part of the screen that can have the focus. The number tells panes apart.
struct Pane: Hashable, Sendable {
  let number: Int
  let room: any PaneRoom

  init(_ room: any PaneRoom) { (number, self.room) = (room.number, room) }

  static func == (one: Pane, other: Pane) -> Bool { one.number == other.number }
  func hash(into hasher: inout Hasher) { hasher.combine(number) }

  var title: String { room.title }

  /// Every pane, in the order of the digits.
  static let all: [Pane] = [
    .ruler, .inputs, .drivers, .types, .reasons, .log, .steps, .changes, .evidence,
  ]

  /// The order in which panes that share a place are shown before any had the focus.
  static let byImportance: [Pane] = [.ruler, .drivers, .reasons, .types, .inputs, .steps, .changes, .log]
}

extension Command {
  /// The command that leads to a pane.
  static func show(_ pane: Pane) -> Command {
    let key = String(pane.number).first.map { [Key.character($0)] } ?? []
    return Command("show-\(pane.room.name)", .anyPane, key, "go to \(pane.room.purpose)") {
      $0.focus(on: pane)
    }
  }

  static let nextPane = Command(
    "next-pane", .anyPane, [.tab], "go to the next pane, from left to right and top to bottom"
  ) { $0.goToPane(after: 1) }

  static let previousPane = Command("previous-pane", .anyPane, [.backTab], "go to the previous pane") {
    $0.goToPane(after: -1)
  }

  static let maximizePane = Command(
    "maximize-pane", .anyPane, ["z"], "give this pane the whole screen, or put it back", aliases: ["only"]
  ) { $0.isMaximized.toggle() }
}

extension Explorer {
  var focus: Pane { recent.first ?? .ruler }

  mutating func focus(on pane: Pane) {
    recent.removeAll { $0 == pane }
    recent.insert(pane, at: 0)
  }

  /// Goes so many panes on in the order on the screen: where several share a place, one after the other.
  fileprivate mutating func goToPane(after steps: Int) {
    let order = allPanes(isMaximized: false).tabOrder
    guard let place = order.firstIndex(of: focus) else { return }
    focus(on: order[(place + steps + order.count) % order.count])
  }

  /// Shows a pane beside what has the focus, where there is room for both.
  mutating func bringBeside(_ pane: Pane) {
    guard focus != pane else { return }
    recent.removeAll { $0 == pane }
    recent.insert(pane, at: min(1, recent.count))
  }

  mutating func move(_ motion: Motion, in pane: Pane) { pane.room.move(motion, in: &self) }

  func pageHeight(of pane: Pane) -> Int {
    guard let region = layout.content(of: pane) else { return 1 }
    return pane.room.extent(in: self, height: region.rows).height
  }

  func width(of pane: Pane) -> Int { layout.content(of: pane)?.columns ?? 40 }
}
