import MemtypeEngine
import Screen

/// Saying which types stretches of the ruler should have.
extension Command {
  static let want = Command(
    "want", .ruler, ["a"], "say which type the selection, or this row, should have: registers are proposed",
    argument: .wanted
  ) { $0.open($0.wantedTypesMenu) }

  static let makeLegal = Command(
    "make-legal", .anyPane, ["S"],
    "the fewest legal MTRRs for the map as it is, or for what is wanted, with their bill", aliases: ["solve"]
  ) { $0.open(RegisterProposal()) }
}

extension Argument {
  /// A stretch of the wanted map.
  static let wanted = Argument(
    what: "a stretch and its type: 2G..4G:UC, tolud..4g:any",
    candidates: { _, text in
      guard let colon = text.lastIndex(of: ":") else { return [] }
      let types = Explorer.wantedTypes.map { Candidate(text: text[...colon] + Explorer.wantedName($0)) }
      return fitting(types, text)
    },
    run: { explorer, text throws(ArgumentError) in
      explorer.want(try explorer.wantedStretch(text))
      return []
    })
}

extension Explorer {
  static let wantedTypes: [MemoryType?] = MemoryType.mtrrTypes + [nil]

  static func wantedName(_ type: MemoryType?) -> String { type?.name ?? "any" }

  /// The selection or the row under the cursor, in whole pages.
  var wantedRange: AddressRange {
    let rows = rulerRows
    if let selection { return selection.pageRounded }
    if case .stretch(let range, _) = rows[rows.row(of: cursorAddress)] { return range.pageRounded }
    return AddressRange(start: cursorAddress.roundedDown(to: .page), size: .page)
  }

  fileprivate var wantedTypesMenu: Menu {
    let range = wantedRange
    let said = wish.type(at: range.start)
    let items = Self.wantedTypes.enumerated().map { index, type in
      Menu.Item(
        index: index, text: Self.wantedName(type),
        detail: type?.mtrrWord ?? "do not care: whatever saves a register", isCurrent: said == .some(type))
    }
    return Menu(
      title: "Type wanted for \(range.start.groupedDigits)-\(range.last.groupedDigits)", items,
      helpSection: "Registers for a map"
    ) { explorer, item in
      explorer.want(WantedMap.Piece(range, Self.wantedTypes[item.index]))
      return []
    }
  }

  /// Adds a stretch to what is wanted, and shows what that comes to.
  fileprivate mutating func want(_ stretch: WantedMap.Piece) {
    wish.add(stretch)
    ruler.anchor = nil
    open(RegisterProposal())
  }

  /// `2G..4G:UC`; both ends may be names of places.
  fileprivate func wantedStretch(_ text: String) throws(ArgumentError) -> WantedMap.Piece {
    if let colon = text.lastIndex(of: ":"), let dots = text.firstIndex(of: "."),
      text[dots...].hasPrefix(".."),
      dots < colon, let start = try? address(String(text[..<dots])),
      let end = try? address(String(text[text.index(dots, offsetBy: 2)..<colon])),
      let type = try? WantedText.type(AddressExpression.trimmed(String(text[text.index(after: colon)...])))
    {
      return WantedMap.Piece(AddressRange(start, end), type)
    }
    do throws(WantedTextError) {
      return try WantedText.parse(text)
    } catch {
      throw ArgumentError(text: error.description)
    }
  }

  /// `UC wanted`, where something was said of a row's first address.
  func wantedSpans(at address: PhysicalAddress) -> [Span] {
    guard let type = wish.type(at: address) else { return [] }
    return [Span("\(Self.wantedName(type)) wanted", Style(.changed, bold: true)), Span("  ")]
  }
}
