extension FramePicture {
  /// A picture that looks the same with every font: lines, blocks and shades are shapes, and each piece of text has
  /// the width of its cells.
  public func svg(title: String = "") -> String {
    let (width, height) = (frame.size.columns * Self.cellWidth, frame.size.rows * Self.cellHeight)
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" role="img" font-family="\(Self.fonts)" font-size="\(Self.fontSize)">
      <title>\(markup(title))</title>
      <style>text{white-space:pre}</style>
      <rect width="\(width)" height="\(height)" fill="\(ink.background.hex)"/>

      """
    for row in 0..<frame.size.rows {
      let runs = runs(row)
      for run in runs where run.look.background != ink.background { svg += ground(run, row) }
      for run in runs { svg += contents(run, row) }
    }
    return svg + "</svg>\n"
  }

  static let cellWidth = 9
  static let cellHeight = 18
  private static let fontSize = 15
  private static let baseline = 14
  static let fonts = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace"

  private func ground(_ run: Run, _ row: Int) -> String {
    rectangle(
      Double(run.column * Self.cellWidth), Double(row * Self.cellHeight),
      Double(run.columns * Self.cellWidth), Double(Self.cellHeight), fill: run.look.background)
  }

  private func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: RGB, opacity: String = ""
  ) -> String {
    let opacity = opacity.isEmpty ? "" : " fill-opacity=\"\(opacity)\""
    return "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" "
      + "height=\"\(number(height))\" fill=\"\(fill.hex)\"\(opacity)/>\n"
  }

  /// Words as text, lines and blocks as shapes.
  private func contents(_ run: Run, _ row: Int) -> String {
    var result = ""
    var word: (column: Int, columns: Int, text: String) = (run.column, 0, "")
    func flush() {
      if word.text.contains(where: { $0 != " " }) { result += text(word, run.look, row) }
    }
    for column in run.column..<run.column + run.columns {
      let cell = frame[column, row]
      if let scalar = cell.scalar, let shape = LineShape(scalar) {
        flush()
        word = (column + 1, 0, "")
        result += draw(shape, column, row, run.look)
      } else {
        // Words stand where their cells are, whatever the width of the characters before them.
        if cell.isBlank, !word.text.isEmpty, word.text.last != " " {
          flush()
          word = (column + 1, 0, "")
          continue
        }
        if word.text.isEmpty, cell.isBlank {
          word = (column + 1, 0, "")
          continue
        }
        if !cell.isRightHalf { word.text.append(cell.character) }
        word.columns += 1
      }
    }
    flush()
    if run.look.isUnderlined {
      result += rectangle(
        Double(run.column * Self.cellWidth), Double(row * Self.cellHeight + Self.baseline + 2),
        Double(run.columns * Self.cellWidth), 1, fill: run.look.foreground)
    }
    return result
  }

  private func text(_ word: (column: Int, columns: Int, text: String), _ look: Look, _ row: Int) -> String {
    let bold = look.isBold ? " font-weight=\"bold\"" : ""
    return "<text x=\"\(word.column * Self.cellWidth)\" y=\"\(row * Self.cellHeight + Self.baseline)\" "
      + "textLength=\"\(word.columns * Self.cellWidth)\" lengthAdjust=\"spacingAndGlyphs\" "
      + "fill=\"\(look.foreground.hex)\"\(bold)>\(markup(word.text))</text>\n"
  }

  private func draw(_ shape: LineShape, _ column: Int, _ row: Int, _ look: Look) -> String {
    let (x, y) = (Double(column * Self.cellWidth), Double(row * Self.cellHeight))
    let (width, height) = (Double(Self.cellWidth), Double(Self.cellHeight))
    switch shape {
    case .shade(let share):
      return rectangle(x, y, width, height, fill: look.foreground, opacity: share)
    case .arms(let arms):
      return arms.strokes(width, height).map { stroke in
        let path = stroke.points.enumerated().map { index, point in
          "\(index == 0 ? "M" : stroke.isCurve ? (index == 1 ? "Q" : " ") : "L")"
            + "\(number(x + point.0)) \(number(y + point.1))"
        }.joined()
        return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(look.foreground.hex)\" "
          + "stroke-width=\"\(number(stroke.weight))\"/>\n"
      }.joined()
    }
  }

  /// At most one decimal, none where it is 0.
  private func number(_ value: Double) -> String {
    let tenths = Int(value * 10 + 0.5)
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }
}

/// A character that is a line or a block: no font joins them without gaps.
enum LineShape: Hashable {
  /// A part of the ink over the whole cell.
  case shade(String)
  case arms(LineArms)

  init?(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "█": self = .shade("1")
    case "▓": self = .shade(".75")
    case "▒": self = .shade(".5")
    case "░": self = .shade(".25")
    default:
      guard let arms = LineArms.of[scalar] else { return nil }
      self = .arms(arms)
    }
  }
}

/// The four lines from the middle of a cell to its sides: 0 for none, 1 light, 2 heavy, 3 double.
struct LineArms: Hashable {
  var left: Int
  var right: Int
  var up: Int
  var down: Int
  var isRound = false

  init(_ left: Int, _ right: Int, _ up: Int, _ down: Int, isRound: Bool = false) {
    (self.left, self.right, self.up, self.down) = (left, right, up, down)
    self.isRound = isRound
  }

  struct Stroke {
    var points: [(Double, Double)]
    var weight: Double
    var isCurve = false
  }

  func strokes(_ width: Double, _ height: Double) -> [Stroke] {
    let (x, y) = (width / 2, height / 2)
    let ends: [(Int, (Double, Double))] = [
      (left, (0, y)), (right, (width, y)), (up, (x, 0)), (down, (x, height)),
    ]
    let arms = ends.filter { $0.0 > 0 }
    if isRound, arms.count == 2 {
      return [Stroke(points: [arms[0].1, (x, y), arms[1].1], weight: 1.2, isCurve: true)]
    }
    return arms.flatMap { kind, end -> [Stroke] in
      guard kind == 3 else { return [Stroke(points: [(x, y), end], weight: kind == 2 ? 2.4 : 1.2)] }
      // Two lines beside where one would be.
      let isLevel = end.1 == y
      return [-1.5, 1.5].map { shift in
        let (dx, dy) = isLevel ? (0.0, shift) : (shift, 0.0)
        return Stroke(points: [(x + dx, y + dy), (end.0 + dx, end.1 + dy)], weight: 1)
      }
    }
  }

  static let of: [Unicode.Scalar: LineArms] = [
    "─": LineArms(1, 1, 0, 0), "│": LineArms(0, 0, 1, 1), "╌": LineArms(0, 1, 0, 0),
    "┌": LineArms(0, 1, 0, 1), "┐": LineArms(1, 0, 0, 1), "└": LineArms(0, 1, 1, 0),
    "┘": LineArms(1, 0, 1, 0), "├": LineArms(0, 1, 1, 1), "┤": LineArms(1, 0, 1, 1),
    "┬": LineArms(1, 1, 0, 1), "┴": LineArms(1, 1, 1, 0), "┼": LineArms(1, 1, 1, 1),
    "╭": LineArms(0, 1, 0, 1, isRound: true), "╮": LineArms(1, 0, 0, 1, isRound: true),
    "╰": LineArms(0, 1, 1, 0, isRound: true), "╯": LineArms(1, 0, 1, 0, isRound: true),
    "━": LineArms(2, 2, 0, 0), "┃": LineArms(0, 0, 2, 2), "┳": LineArms(2, 2, 0, 2),
    "┻": LineArms(2, 2, 2, 0), "┏": LineArms(0, 2, 0, 2), "┓": LineArms(2, 0, 0, 2),
    "┗": LineArms(0, 2, 2, 0), "┛": LineArms(2, 0, 2, 0),
    "═": LineArms(3, 3, 0, 0), "║": LineArms(0, 0, 3, 3), "╔": LineArms(0, 3, 0, 3),
    "╗": LineArms(3, 0, 0, 3), "╚": LineArms(0, 3, 3, 0), "╝": LineArms(3, 0, 3, 0),
    "╠": LineArms(0, 3, 3, 3), "╣": LineArms(3, 0, 3, 3), "╦": LineArms(3, 3, 0, 3),
    "╩": LineArms(3, 3, 3, 0), "╬": LineArms(3, 3, 3, 3),
  ]
}
