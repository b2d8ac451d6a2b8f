import Yams

/// A value in a YAML file that people write (a scenario, the configuration), and what it is called there.
package struct FileNode {
  package let node: Node
  package let file: String
  /// The key that it stands under, for messages.
  package let name: String

  package var line: Int? { node.mark?.line }
  /// A single word or text, as written.
  package var word: String? { node.scalar?.string }

  package func error(found: String, accepted: String) -> ScenarioFileError {
    ScenarioFileError(file: file, line: line, found: found, accepted: accepted)
  }

  /// The error for a value that its place does not take.
  package func rejected(accepted: String) -> ScenarioFileError {
    error(found: "\(name) is \(shown)", accepted: accepted)
  }

  private var shown: String {
    if let word { return word.isEmpty ? "empty" : excerpt(Array(word.utf8)[...]) }
    if let mapping = node.mapping { return mapping.isEmpty ? "an empty mapping" : "a mapping" }
    return "a list"
  }

  /// The key-value pairs in their order; a key stands once (the parser sees to that).
  package func entries(accepted: String) throws(ScenarioFileError) -> [(key: String, value: FileNode)] {
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

  package func elements(accepted: String) throws(ScenarioFileError) -> [FileNode] {
    guard let sequence = node.sequence else { throw rejected(accepted: accepted) }
    return sequence.map { FileNode(node: $0, file: file, name: name) }
  }

  /// The whole of a file's text. `accepted` says what should stand in one that is empty.
  package static func root(
    of text: String, file: String, accepted: String
  ) throws(ScenarioFileError) -> FileNode {
    do {
      // The basic resolver leaves scalars as they are written: 6.10 stays a release.
      guard let node = try Yams.compose(yaml: text, .basic) else {
        throw ScenarioFileError(file: file, found: "an empty file", accepted: accepted)
      }
      return FileNode(node: node, file: file, name: "the file")
    } catch let error as ScenarioFileError {
      throw error
    } catch let error as YamlError {
      throw ScenarioFileError(
        file: file, line: error.scenarioLine, found: error.scenarioProblem,
        accepted: "YAML, lines of key: value")
    } catch {
      throw ScenarioFileError(file: file, found: "no YAML", accepted: "YAML, lines of key: value")
    }
  }
}

extension YamlError {
  fileprivate var scenarioLine: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: nil
    }
  }

  fileprivate var scenarioProblem: String {
    switch self {
    case .reader(let problem, _, _, _), .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
      .composer(_, let problem, _, _):
      "no YAML: \(problem)"
    case .duplicatedKeysInMapping(let keys, _): "given twice: \(keys.joined(separator: ", "))"
    default: "no YAML"
    }
  }
}
