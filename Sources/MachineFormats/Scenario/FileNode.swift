import Yams

/// A value in a scenario file and what it is called there.
struct FileNode {
  let node: Node
  let file: String
  /// The key that it stands under, for messages.
  let name: String

  var line: Int? { node.mark?.line }
  /// A single word or text, as written.
  var word: String? { node.scalar?.string }

  func error(found: String, accepted: String) -> ScenarioFileError {
    ScenarioFileError(file: file, line: line, found: found, accepted: accepted)
  }

  /// The error for a value that its place does not take.
  func rejected(accepted: String) -> ScenarioFileError {
    error(found: "\(name) is \(shown)", accepted: accepted)
  }

  private var shown: String {
    if let word { return word.isEmpty ? "empty" : excerpt(Array(word.utf8)[...]) }
    if let mapping = node.mapping { return mapping.isEmpty ? "an empty mapping" : "a mapping" }
    return "a list"
  }

  /// The key-value pairs in their order; a key stands once (the parser sees to that).
  func entries(accepted: String) throws(ScenarioFileError) -> [(key: String, value: FileNode)] {
    guard let mapping = node.mapping else { throw rejected(accepted: accepted) }
    var result: [(key: String, value: FileNode)] = []
    for (key, value) in mapping {
      guard let text = key.scalar?.string else {
        throw ScenarioFileError(
          file: file, line: key.mark?.line ?? line, found: "something that is no key", accepted: accepted)
      }
      // An empty value's own mark is on the next line.
      result.append((text, FileNode(node: Self.marked(value, like: key), file: file, name: text)))
    }
    return result
  }

  private static func marked(_ value: Node, like key: Node) -> Node {
    guard var scalar = value.scalar, scalar.string.isEmpty, let mark = key.mark else { return value }
    scalar.mark = mark
    return .scalar(scalar)
  }

  func elements(accepted: String) throws(ScenarioFileError) -> [FileNode] {
    guard let sequence = node.sequence else { throw rejected(accepted: accepted) }
    return sequence.map { FileNode(node: $0, file: file, name: name) }
  }
}
