import MemtypeEngine
import Yams

extension FileNode {
  /// The whole of a file's text. `accepted` says what should stand in one that is empty.
  package static func root(
    of text: String, file: String, accepted: String
  ) throws(ScenarioFileError) -> FileNode {
    guard marks(in: text) <= mostValues else {
      throw ScenarioFileError(
        file: file, found: "more than \(mostValues) values", accepted: "at most so many")
    }
    do {
      // The basic resolver leaves scalars as they are written: 6.10 stays a release.
      guard let node = try Yams.compose(yaml: text, .basic) else {
        throw ScenarioFileError(file: file, found: "an empty file", accepted: accepted)
      }
      var budget = mostValues
      return try FileNode(
        node, file: file, name: "the file", line: node.mark?.line, accepted: accepted, &budget)
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

  /// The parser takes some three hundred bytes for each value, however short it is, and aliases can make a short file
  /// into any number of them. Four thousand devices have half of these.
  private static let mostValues = 250_000

  /// No fewer than half the values and keys of a text, before any is held: lines, and what begins a value in a line.
  private static func marks(in text: String) -> Int {
    var count = 0
    var isLineStart = true
    var isBehindDash = false
    for byte in text.utf8 {
      let wasBehindDash = isBehindDash
      isBehindDash = false
      switch byte {
      case 0x0a:
        count += 1
        isLineStart = true
        continue
      case 0x20:
        if wasBehindDash { count += 1 }
        continue
      // The line has been counted; in it a dash begins a value where a blank follows.
      case UInt8(ascii: "-"): isBehindDash = !isLineStart
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "?"): count += 1
      default: break
      }
      isLineStart = false
    }
    return count
  }

  private init(
    _ node: Node, file: String, name: String, line: Int?, accepted: String, _ budget: inout Int
  ) throws(ScenarioFileError) {
    budget -= 1
    guard budget > 0 else {
      throw ScenarioFileError(
        file: file, line: line, found: "more than \(Self.mostValues) values, aliases unfolded",
        accepted: "at most so many")
    }
    var content = Content.word(node.scalar?.string ?? "")
    if let sequence = node.sequence {
      var list: [FileNode] = []
      for element in sequence {
        list.append(
          try FileNode(element, file: file, name: name, line: element.mark?.line, accepted: accepted, &budget)
        )
      }
      content = .list(list)
    } else if let mapping = node.mapping {
      var entries: [(key: String, value: FileNode)] = []
      for (key, value) in mapping {
        guard let text = key.scalar?.string else {
          throw ScenarioFileError(
            file: file, line: key.mark?.line ?? line, found: "something that is no key", accepted: accepted)
        }
        // An empty value's own mark is on the next line.
        let isEmpty = value.scalar?.string.isEmpty ?? false
        let mark = isEmpty ? key.mark ?? value.mark : value.mark
        entries.append(
          (text, try FileNode(value, file: file, name: text, line: mark?.line, accepted: accepted, &budget)))
      }
      content = .record(entries)
    }
    self.init(content, file: file, name: name, line: line)
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
