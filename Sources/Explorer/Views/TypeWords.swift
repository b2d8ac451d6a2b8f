import MemtypeEngine

extension AddressSegment.TypeSource {
  /// A type as a column of three cells shows it: where there is none, why.
  func word(for type: MemoryType) -> String {
    switch self {
    case .unread: "--"
    case .disabled: "off"
    default: type.name
    }
  }

  /// Whether anything gives a type.
  var hasType: Bool { self != .unread && self != .disabled }
}

extension AddressSegment {
  var typeWord: String { source.word(for: type) }
}
