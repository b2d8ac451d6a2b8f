import MemtypeEngine
import YAML

extension FileNode {
  /// The whole of a file's text. `accepted` says what should stand in one that is empty.
  package static func root(
    of text: String, file: String, accepted: String
  ) throws(ScenarioFileError) -> FileNode {
    let node: YAMLNode?
    do throws(YAMLError) {
      node = try YAMLNode(yaml: text, mostValues: mostValues)
    } catch {
      let accepted =
        switch error {
        case .syntax, .repeatedKey: "YAML, lines of key: value"
        case .noKey: accepted
        case .tooManyValues(let limit, _), .tooDeep(let limit, _): "at most \(limit)"
        }
      throw ScenarioFileError(file: file, line: error.line, found: error.description, accepted: accepted)
    }
    guard let node else { throw ScenarioFileError(file: file, found: "an empty file", accepted: accepted) }
    return FileNode(node, file: file, name: "the file")
  }

  /// The value of an option, `--set KEY=VALUE`: a word, or a list or a mapping on one line.
  package static func value(_ text: String, name: String) throws(ScenarioFileError) -> FileNode {
    guard let first = text.first, first == "[" || first == "{" else {
      return FileNode(.word(text), name: name)
    }
    do throws(ScenarioFileError) {
      let root = try root(of: text, file: "", accepted: "a value")
      return FileNode(root.content, name: name)
    } catch {
      throw ScenarioFileError(file: "", found: "\(name): \(error.found)", accepted: error.accepted)
    }
  }

  /// Four thousand devices have half of these; aliases can make a short file into any number of them.
  private static let mostValues = 250_000

  private init(_ node: YAMLNode, file: String, name: String) {
    let content: Content =
      switch node.content {
      case .scalar(let text): .word(text)
      case .sequence(let elements): .list(elements.map { FileNode($0, file: file, name: name) })
      case .mapping(let entries):
        .record(entries.map { ($0.key, FileNode($0.value, file: file, name: $0.key)) })
      }
    self.init(content, file: file, name: name, line: node.line)
  }
}
