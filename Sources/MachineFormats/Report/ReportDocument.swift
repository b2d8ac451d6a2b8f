import VisibleText

/// A report before it has a form: text for mails, Markdown and HTML are made of it.
///
/// What it is given is made visible at once (`printable`), so that no form has to think of control characters.
struct ReportDocument: Hashable {
  /// A paragraph with where that is from.
  struct Point: Hashable {
    var text: String
    /// The kernel function or the manual's section; empty for none.
    var source = ""
  }

  enum Block: Hashable {
    case heading(String)
    case paragraph(String)
    case bullets([String])
    case numbered([Point])
    /// The first row has the titles; rows are as long as it.
    case table([[String]])
    /// Lines of somebody else, word for word.
    case verbatim([String])
  }

  var title: String
  private(set) var blocks: [Block] = []

  init(title: String) { self.title = printable(title) }

  /// Adds a section; one without content is left out.
  mutating func add(_ heading: String, _ content: [Block]) {
    let content = content.map(Self.visible).filter { !Self.isEmpty($0) }
    guard !content.isEmpty else { return }
    blocks += [Self.visible(.heading(heading))] + content
  }

  mutating func add(_ block: Block) {
    let block = Self.visible(block)
    if !Self.isEmpty(block) { blocks.append(block) }
  }

  private static func isEmpty(_ block: Block) -> Bool {
    switch block {
    case .heading(let text), .paragraph(let text): text.isEmpty
    case .bullets(let texts), .verbatim(let texts): texts.isEmpty
    case .numbered(let points): points.isEmpty
    case .table(let rows): rows.count < 2
    }
  }

  private static func visible(_ block: Block) -> Block {
    switch block {
    case .heading(let text): .heading(printable(text))
    case .paragraph(let text): .paragraph(printable(text))
    case .bullets(let texts): .bullets(texts.map(printable))
    case .verbatim(let texts): .verbatim(texts.map(printable))
    case .numbered(let points):
      .numbered(points.map { Point(text: printable($0.text), source: printable($0.source)) })
    case .table(let rows): .table(rows.map { $0.map(printable) })
    }
  }
}
