@testable import Explorer

extension Explorer {
  /// The layers with all that is in them, to see that they are as before.
  var layersText: String { layers.map { "\($0)" }.joined(separator: "\n") }

  /// The lines of the text that is read.
  var readerLines: [ListLine] { top(Reader.self).map { lines(of: $0.subject) } ?? [] }

  func text(of row: ListRow, in pane: Pane) -> String {
    (pane.room as? any ListRoom)?.line(row, in: self, width: width(of: pane)).text ?? ""
  }
}
