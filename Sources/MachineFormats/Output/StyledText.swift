import VisibleText

/// A report as lines of pieces, each with what it means: plain for a pipe, coloured and wrapped for a terminal.
package struct StyledText: Hashable, Sendable {
  /// What a piece means; how that looks is the terminal's business.
  package enum Role: Hashable, Sendable {
    case plain, title, good, bad
    /// It works, and not as it was asked for.
    case warning
    /// It is not decided.
    case open
  }

  package struct Piece: Hashable, Sendable {
    package var role: Role
    package var text: String

    package init(role: Role, text: String) {
      self.role = role
      self.text = text
    }
  }

  package struct Line: Hashable, Sendable, ExpressibleByStringLiteral {
    package var pieces: [Piece]
    /// How far the rest of the line is indented where it is too long for the terminal.
    package var hang: Int

    package init(_ text: String, _ role: Role = .plain, hang: Int? = nil) {
      self.init([Piece(role: role, text: text)], hang: hang)
    }

    package init(_ pieces: [Piece], hang: Int? = nil) {
      self.pieces = pieces
      let blanks = pieces.first.map { $0.text.prefix { $0 == " " }.count } ?? 0
      self.hang = hang ?? blanks + 4
    }

    package init(stringLiteral text: String) { self.init(text) }

    package var text: String { pieces.map(\.text).joined() }

    package func indented(by count: Int) -> Line {
      Line([Piece(role: .plain, text: String(repeating: " ", count: count))] + pieces, hang: hang + count)
    }
  }

  package var lines: [Line] = []

  package init(_ lines: [Line] = []) { self.lines = lines }

  /// A heading with its lines, after an empty line; nothing where there are none.
  package mutating func add(section title: String, _ section: [Line]) {
    guard !section.isEmpty else { return }
    lines += [Line(""), Line(title + ":", .title)] + section.map { $0.indented(by: 2) }
  }

  package mutating func add(section title: String, _ section: [String]) {
    add(section: title, section.map { Line($0) })
  }

  /// Without colours, as wide as it is.
  package var text: String { lines.map { printable($0.text) + "\n" }.joined() }
}

extension StyledText.Line {
  /// The line cut for a width between words, or within one that is wider; `width` tells how many columns a character
  /// takes.
  package func wrapped(columns: Int, width: (Character) -> Int) -> [StyledText.Line] {
    let all = pieces.flatMap { piece in printable(piece.text).map { (character: $0, role: piece.role) } }
    let indent = min(hang, max(0, columns - 8))
    var result: [StyledText.Line] = []
    var rest = all[...]
    while !rest.isEmpty {
      let isFirst = result.isEmpty
      var (used, end, lastBlank) = (isFirst ? 0 : indent, rest.startIndex, nil as Int?)
      while end < rest.endIndex, used + width(rest[end].character) <= max(1, columns) {
        used += width(rest[end].character)
        // Blanks that indent are no place to break at.
        if rest[end].character == " ", rest[rest.startIndex..<end].contains(where: { $0.character != " " }) {
          lastBlank = end
        }
        end += 1
      }
      if end < rest.endIndex, rest[end].character != " ", let lastBlank { end = lastBlank }
      // One character at least, also where none fits.
      end = max(end, rest.startIndex + 1)
      result.append(Self.line(rest[rest.startIndex..<end], indent: isFirst ? 0 : indent))
      rest = rest[end...].drop { $0.character == " " }
    }
    return result.isEmpty ? [StyledText.Line("")] : result
  }

  private static func line(
    _ characters: ArraySlice<(character: Character, role: StyledText.Role)>, indent: Int
  ) -> StyledText.Line {
    var pieces: [StyledText.Piece] = []
    if indent > 0 { pieces.append(.init(role: .plain, text: String(repeating: " ", count: indent))) }
    for (character, role) in characters {
      if let last = pieces.last, last.role == role {
        pieces[pieces.count - 1].text.append(character)
      } else {
        pieces.append(.init(role: role, text: String(character)))
      }
    }
    return StyledText.Line(pieces, hang: indent)
  }
}
