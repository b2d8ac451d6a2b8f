import VisibleText

/// What is wrong with a file or with what was typed, where, and what would be right: one line for people.
public struct ScenarioFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path as it was given, `-` for standard input; empty for what was typed.
  public var file: String
  /// From 1; nil where the whole file is meant.
  public var line: Int?
  /// What was found, `tolud is "2Q"`.
  public var found: String
  /// What is accepted in that place.
  public var accepted: String

  public init(file: String, line: Int? = nil, found: String, accepted: String) {
    self.file = file
    self.line = line
    self.found = found
    self.accepted = accepted
  }

  /// `guest.yaml:4: tolud is "2Q"; accepted: a size such as 2G or 0x8000_0000`.
  public var description: String {
    let place = (file.isEmpty ? [] : [file]) + (line.map { [String($0)] } ?? [])
    let start = place.isEmpty ? "" : place.joined(separator: ":") + ": "
    return printable("\(start)\(found); accepted: \(accepted)")
  }
}

/// The candidate that is most like a word: at most a third of it is wrong; nil if none is near.
package func nearest(to word: String, in candidates: [String]) -> String? {
  let wanted = Array(word.lowercased().unicodeScalars.prefix(64))
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars))
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  guard let best, best.distance <= max(1, (wanted.count + 1) / 3) else { return nil }
  return best.candidate
}

/// Insertions, deletions and replacements between two short words.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let above = row[j + 1]
      row[j + 1] = x == y ? diagonal : min(diagonal, above, row[j]) + 1
      diagonal = above
    }
  }
  return row[b.count]
}
