import MemtypeEngine
import Screen

/// The way back: marks and the places that jumps left.
extension Command {
  static let jumpBack = Command(
    "jump-back", .anyPane, [.control("o"), "<"], "go back to where the last jump began",
    unless: { $0.places.past.isEmpty ? "there was no jump before" : nil }
  ) {
    if let address = $0.places.back(from: $0.cursorAddress) { $0.ruler.cursor = address }
  }

  static let jumpForward = Command(
    "jump-forward", .anyPane, [">"], "go forward again",
    unless: { $0.places.future.isEmpty ? "no jump was taken back" : nil }
  ) {
    if let address = $0.places.forward(from: $0.cursorAddress) { $0.ruler.cursor = address }
  }

  static let showPlaces = Command(
    "show-places", .anyPane, ["J"], "the list of marks and jumps, to choose from",
    unless: {
      $0.places.isEmpty ? "there is no mark and no jump: m and a letter marks this address" : nil
    }
  ) { $0.open($0.placesMenu) }
}

extension Explorer {
  fileprivate var placesMenu: Menu {
    let items = listedPlaces.enumerated().map { index, place in
      let what = evaluation.segment(at: place.address).map { description(of: $0).map(\.text).joined() } ?? ""
      return Menu.Item(index: index, text: "\(place.name)  \(place.address.grouped)", detail: what)
    }
    return Menu(title: "Marks and jumps", items, helpSection: "Finding one's way") { explorer, item in
      let places = explorer.listedPlaces
      guard places.indices.contains(item.index) else { return [] }
      explorer.go(to: places[item.index].address)
      explorer.focus(on: .ruler)
      return []
    }
  }

  /// Marks in the order of their letters, then the places that jumps left, the latest first.
  private var listedPlaces: [(name: String, address: PhysicalAddress)] {
    places.marks.sorted { $0.key < $1.key }.map { (name: "mark \($0.key)", address: $0.value) }
      + places.past.reversed().map { (name: "jump", address: $0) }
      + places.future.reversed().map { (name: "forward", address: $0) }
  }
}
