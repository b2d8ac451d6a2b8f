import Explorer
import MachineFormats
import MemtypeEngine
import Screen
import VisibleText

/// What a user has set for good, in `config.yaml`. nil is as it comes.
public struct Configuration: Hashable, Sendable {
  public var theme: String?
  public var color: ColorChoice?
  public var mouse: Bool?
  public var ascii: Bool?
  /// What opens where nothing is named.
  public var scenario: String?
  public var ruler = RulerPreference()
  /// Keys are shown as they are pressed.
  public var showsKeys: Bool?
  public var keymap = Keymap.standard

  public init() {}

  /// One thing that can be set.
  struct Option: Sendable {
    var name: String
    /// For the file that `mtrrscope config` writes: what it does, and its value as it comes.
    var help: String
    var standard: String
    var set: @Sendable (inout Configuration, FileNode) throws(ScenarioFileError) -> Void
  }

  static let options: [Option] = [
    Option(
      name: "theme", help: "A bundled theme, a file of yours in themes/ beside this one, or a path.",
      standard: "slate"
    ) {
      (configuration, node) throws(ScenarioFileError) in
      configuration.theme = try node.text(accepted: "a theme's name or a path")
    },
    Option(
      name: "color", help: "auto, never, 8, 16, 256 or truecolor.", standard: "auto"
    ) { (configuration, node) throws(ScenarioFileError) in
      configuration.color = try node.choice(
        ColorChoice.allCases.map { ($0.rawValue, $0) })
    },
    Option(name: "mouse", help: "on, or off so that the terminal's own selection works.", standard: "on") {
      (configuration, node) throws(ScenarioFileError) in
      configuration.mouse = try node.choice(onAndOff)
    },
    Option(name: "ascii", help: "on draws with ASCII characters only.", standard: "off") {
      (configuration, node) throws(ScenarioFileError) in
      configuration.ascii = try node.choice(onAndOff)
    },
    Option(
      name: "scenario", help: "What opens where nothing is named: a built-in scenario or a path.",
      standard: "snp-tpm-forced-wb"
    ) { (configuration, node) throws(ScenarioFileError) in
      configuration.scenario = try node.text(accepted: "a built-in scenario's name or a path")
    },
    Option(name: "ruler", help: "by segment, or to scale.", standard: "by segment") {
      (configuration, node) throws(ScenarioFileError) in
      configuration.ruler.isToScale = try node.choice([("by segment", false), ("to scale", true)])
    },
    Option(name: "addresses", help: "low on top, or low at the bottom.", standard: "low on top") {
      (configuration, node) throws(ScenarioFileError) in
      configuration.ruler.isLowAtBottom = try node.choice([
        ("low on top", false), ("low at the bottom", true),
      ])
    },
    Option(
      name: "follow", help: "on lets the ruler go with the cursor of the lists; off leaves it alone.",
      standard: "on"
    ) { (configuration, node) throws(ScenarioFileError) in
      configuration.ruler.isFollowing = try node.choice(onAndOff)
    },
    Option(name: "show-keys", help: "on shows keys as they are pressed, for presentations.", standard: "off")
    {
      (configuration, node) throws(ScenarioFileError) in
      configuration.showsKeys = try node.choice(onAndOff)
    },
  ]

  private static let onAndOff = [
    ("on", true), ("off", false), ("yes", true), ("no", false), ("true", true), ("false", false),
  ]

  /// Reads a file's text. Throws with file and line for what is not known; then nothing of it counts.
  public static func parse(_ text: String, file: String) throws(ScenarioFileError) -> Configuration {
    var configuration = Configuration()
    let names = options.map(\.name) + ["keys"]
    let accepted = names.joined(separator: ", ")
    guard text.split(whereSeparator: \.isNewline).contains(where: isTelling) else { return configuration }
    let root = try FileNode.root(of: text, file: file, accepted: accepted)
    for (key, node) in try root.entries(accepted: "lines such as theme: paper") {
      if key == "keys" {
        configuration.keymap = try keymap(node)
      } else if let option = options.first(where: { $0.name == key }) {
        try option.set(&configuration, node)
      } else {
        let near = nearest(to: key, in: names).map { "\($0), or one of \(accepted)" }
        throw node.error(found: "\(excerpt(key)) is no option", accepted: near ?? accepted)
      }
    }
    return configuration
  }

  /// A file of comments only says nothing, and that is in order.
  private static func isTelling(_ line: Substring) -> Bool {
    guard let first = line.first(where: { !$0.isWhitespace }) else { return false }
    return first != "#" && !line.hasPrefix("---")
  }

  // MARK: Keys

  private static func keymap(_ node: FileNode) throws(ScenarioFileError) -> Keymap {
    var bindings: [(binding: Binding, node: FileNode)] = []
    for (key, value) in try node.entries(accepted: "lines such as undo: [u, Ctrl-Z]") {
      if let context = Context(rawValue: key) {
        for (name, keys) in try value.entries(accepted: "lines such as cursor-down: [Down, j]") {
          bindings.append((Binding(try command(name, keys), in: context, keys: try self.keys(keys)), keys))
        }
      } else {
        bindings.append((Binding(try command(key, value), keys: try keys(value)), value))
      }
    }
    do throws(KeymapError) {
      return try Keymap.standard.binding(bindings.map(\.binding))
    } catch {
      throw bindings[error.binding].node.error(
        found: error.text, accepted: "keys that nothing else has there, or none")
    }
  }

  private static func command(_ name: String, _ node: FileNode) throws(ScenarioFileError) -> Command {
    if let command = Command(named: name) { return command }
    let near = nearest(to: name, in: Command.all.map(\.name) + Context.allCases.map(\.rawValue))
    throw node.error(
      found: "\(excerpt(name)) is no command",
      accepted: (near.map { "\($0), or " } ?? "") + "one that mtrrscope config lists")
  }

  /// One key or a list of them; `none` for none.
  private static func keys(_ node: FileNode) throws(ScenarioFileError) -> [Key] {
    let accepted = "a key such as K, Ctrl-R, F2, Shift-Tab, Space or PgDn, a list of keys, or none"
    if let word = node.word {
      if word.lowercased() == "none" { return [] }
      guard let key = Key(named: word) else { throw node.rejected(accepted: accepted) }
      return [key]
    }
    var keys: [Key] = []
    for element in try node.elements(accepted: accepted) {
      guard let word = element.word, let key = Key(named: word) else {
        throw element.rejected(accepted: accepted)
      }
      if !keys.contains(key) { keys.append(key) }
    }
    return keys
  }

  private static func excerpt(_ text: String) -> String {
    "\"" + printable(String(text.prefix(40))) + "\""
  }
}

extension FileNode {
  fileprivate func text(accepted: String) throws(ScenarioFileError) -> String {
    guard let word, !word.isEmpty else { throw rejected(accepted: accepted) }
    return word
  }

  fileprivate func choice<Value>(_ choices: [(String, Value)]) throws(ScenarioFileError) -> Value {
    guard let word, let choice = choices.first(where: { $0.0 == word.lowercased() }) else {
      throw rejected(accepted: choices.map(\.0).joined(separator: ", "))
    }
    return choice.1
  }
}
