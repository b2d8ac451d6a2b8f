import Screen
import YAML

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
    let root: YAMLNode?
    do throws(YAMLError) {
      root = try YAMLNode(yaml: text, mostValues: 10_000)
    } catch {
      throw SchemeError(file: file, line: error.line, reason: error.description)
    }
    guard let root else { throw SchemeError(file: file, reason: "this file is empty") }
    let top = try entries(root, file, expected: "a base16 or base24 scheme: lines of 'key: value'")
    if let system = top["system"], let text = system.scalar, text != "base16", text != "base24" {
      throw SchemeError(
        file: file, line: system.line,
        reason: "the system '\(text)' is not known; base16 and base24 are")
    }
    let palette =
      if let node = top["palette"] {
        try entries(node, file, expected: "colours below 'palette:'")
      } else {
        top
      }
    let colors = try colors(palette, file)
    let name = (top["name"] ?? top["scheme"])?.scalar ?? ""
    let scheme = Scheme(
      name: name.isEmpty ? file : name, author: top["author"]?.scalar ?? "", colors: colors)
    guard let scheme else {
      let missing = Scheme.Slot.allCases.filter { $0.isRequired && colors[$0] == nil }
      throw SchemeError(
        file: file, reason: "no colour is given for \(missing.map(\.name).joined(separator: ", "))")
    }
    return scheme
  }

  private static func entries(
    _ node: YAMLNode, _ file: String, expected: String
  ) throws(SchemeError) -> [String: YAMLNode] {
    guard let mapping = node.mapping else {
      throw SchemeError(file: file, line: node.line, reason: "expected \(expected)")
    }
    return Dictionary(mapping) { first, _ in first }
  }

  private static func colors(
    _ entries: [String: YAMLNode], _ file: String
  ) throws(SchemeError) -> [Scheme.Slot: RGB] {
    var colors: [Scheme.Slot: RGB] = [:]
    for slot in Scheme.Slot.allCases {
      guard let node = entries[slot.name] ?? entries[slot.name.lowercased()] else { continue }
      let text = node.scalar ?? ""
      guard !text.isEmpty else {
        throw SchemeError(
          file: file, line: node.line,
          reason: "\(slot.name) has no value; a colour that begins with # must stand in quotes")
      }
      guard let color = RGB(hex: text) else {
        throw SchemeError(
          file: file, line: node.line,
          reason: "\(slot.name) is '\(text)'; expected six hexadecimal digits such as \"a0c4ff\"")
      }
      colors[slot] = color
    }
    return colors
  }
}
