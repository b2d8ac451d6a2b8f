import MemtypeEngine

/// Where the user has been, and which places have a letter.
struct VisitedPlaces: Hashable, Sendable {
  /// Addresses by the letter that `m` gave them.
  private(set) var marks: [Character: PhysicalAddress] = [:]
  /// Left by jumps; the latest last.
  private(set) var past: [PhysicalAddress] = []
  private(set) var future: [PhysicalAddress] = []

  static let most = 100

  var isEmpty: Bool { marks.isEmpty && past.isEmpty && future.isEmpty }

  /// Remembers where a jump began.
  mutating func leave(_ address: PhysicalAddress) {
    future = []
    guard past.last != address else { return }
    past.append(address)
    if past.count > Self.most { past.removeFirst() }
  }

  /// Where the jump before began; `here` is where `forward` comes back to.
  mutating func back(from here: PhysicalAddress) -> PhysicalAddress? {
    while let address = past.popLast() {
      guard address != here else { continue }
      future.append(here)
      return address
    }
    return nil
  }

  mutating func forward(from here: PhysicalAddress) -> PhysicalAddress? {
    while let address = future.popLast() {
      guard address != here else { continue }
      past.append(here)
      return address
    }
    return nil
  }

  mutating func mark(_ letter: Character, _ address: PhysicalAddress) { marks[letter] = address }
}
