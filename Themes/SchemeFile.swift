import Screen
import Yams

/// Why a colour scheme could not be used, with the place where the reason stands.
public struct SchemeError: Error, Hashable, Sendable, CustomStringConvertible {
  public var file: String
  /// From 1; nil when it is the whole file.
  public var line: Int?
  public var reason: String

  public init(file: String, line: Int? = nil, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// `FILE:LINE: reason`.
  public var description: String { "\(file):\(line.map { "\($0):" } ?? "") \(reason)" }
}

/// Reads base16 and base24 scheme files in both shapes that are published: colours under `palette:`, with `name:`;
/// or all at the top, with `scheme:`.
public enum SchemeFile {
  /// No scheme is longer than this many bytes.
  public static let largestFile = 65_536

  public static func parse(_ text: String, file: String) throws(SchemeError) -> Scheme {
    guard text.utf8.count <= largestFile else {
      throw SchemeError(file: file, reason: "this is too long for a colour scheme")
    }
    let root = try compose(text, file)
    guard let mapping = root.mapping else {
      throw SchemeError(
        file: file, line: root.mark?.line, reason: "expected a base16 or base24 scheme: lines of 'key: value'"
      )
    }
    let top = try entries(mapping, file)
    if let system = top["system"], let text = system.scalar?.string, text != "base16", text != "base24" {
      throw SchemeError(
        file: file, line: system.mark?.line,
        reason: "the system '\(text)' is not known; base16 and base24 are")
    }
    let palette =
      if let node = top["palette"] {
        try entries(mapping: node, file)
      } else {
        top
      }
    let colors = try colors(palette, file)
    let name = (top["name"] ?? top["scheme"])?.scalar?.string ?? ""
    let scheme = Scheme(
      name: name.isEmpty ? file : name, author: top["author"]?.scalar?.string ?? "", colors: colors)
    guard let scheme else {
      let missing = Scheme.Slot.allCases.filter { $0.isRequired && colors[$0] == nil }
      throw SchemeError(
        file: file, reason: "no colour is given for \(missing.map(\.name).joined(separator: ", "))")
    }
    return scheme
  }

  private static func compose(_ text: String, _ file: String) throws(SchemeError) -> Node {
    do {
      // The basic resolver leaves scalars as they are written: 000000 is a colour, not a number.
      guard let node = try Yams.compose(yaml: text, .basic) else {
        throw SchemeError(file: file, reason: "this file is empty")
      }
      return node
    } catch let error as SchemeError {
      throw error
    } catch let error as YamlError {
      throw SchemeError(file: file, line: error.line, reason: error.problem)
    } catch {
      throw SchemeError(file: file, reason: "\(error)")
    }
  }

  private static func entries(mapping node: Node, _ file: String) throws(SchemeError) -> [String: Node] {
    guard let mapping = node.mapping else {
      throw SchemeError(file: file, line: node.mark?.line, reason: "expected colours below 'palette:'")
    }
    return try entries(mapping, file)
  }

  private static func entries(_ mapping: Node.Mapping, _ file: String) throws(SchemeError) -> [String: Node] {
    var entries: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        throw SchemeError(file: file, line: key.mark?.line, reason: "expected a name before the colon")
      }
      entries[name] = value
    }
    return entries
  }

  private static func colors(_ entries: [String: Node], _ file: String) throws(SchemeError) -> [Scheme.Slot:
    RGB]
  {
    var colors: [Scheme.Slot: RGB] = [:]
    for slot in Scheme.Slot.allCases {
      guard let node = entries[slot.name] ?? entries[slot.name.lowercased()] else { continue }
      let text = node.scalar?.string ?? ""
      guard !text.isEmpty else {
        throw SchemeError(
          file: file, line: node.mark?.line,
          reason: "\(slot.name) has no value; a colour that begins with # must stand in quotes")
      }
      guard let color = RGB(hex: text) else {
        throw SchemeError(
          file: file, line: node.mark?.line,
          reason: "\(slot.name) is '\(text)'; expected six hexadecimal digits such as \"a0c4ff\"")
      }
      colors[slot] = color
    }
    return colors
  }
}

extension YamlError {
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: nil
    }
  }

  fileprivate var problem: String {
    switch self {
    case .reader(let problem, _, _, _), .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
      .composer(_, let problem, _, _):
      "this is not YAML: \(problem)"
    case .duplicatedKeysInMapping(let keys, _): "given twice: \(keys.joined(separator: ", "))"
    default: "this is not YAML"
    }
  }
}
