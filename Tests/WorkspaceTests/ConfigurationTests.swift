@testable import Explorer
import Foundation
import MachineFormats
import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Workspace

/// The settings file: what it sets, and what it says to what it does not know.
@Suite(.bounded) struct ConfigurationTests {
  private func read(_ text: String) throws -> Configuration {
    try Configuration.parse(text, file: "config.yaml")
  }

  private func complaint(_ text: String) -> String? {
    do {
      _ = try Configuration.parse(text, file: "config.yaml")
      return nil
    } catch {
      return error.description
    }
  }

  @Test func everyOptionIsRead() throws {
    let configuration = try read(
      """
      theme: paper
      color: 256
      mouse: off
      ascii: on
      scenario: bare-metal
      ruler: to scale
      addresses: low at the bottom
      keys:
        undo: [Ctrl-Z, u]
        suspend: none
        in the help:
          cursor-down: j
      """)
    #expect(configuration.theme == "paper" && configuration.color == .indexed)
    #expect(configuration.mouse == false && configuration.ascii == true)
    #expect(configuration.scenario == "bare-metal")
    #expect(configuration.ruler == RulerPreference(isToScale: true, isLowAtBottom: true))
    #expect(configuration.keymap.command(for: .control("z"), in: .ruler) == .undo)
    #expect(configuration.keymap.command(for: .down, in: .help) == nil)
  }

  @Test func nothingSaidIsNothingSet() throws {
    for text in ["", "\n\n", "# a comment\n", "---\n# more\n"] { #expect(try read(text) == Configuration()) }
  }

  @Test(arguments: [
    ("theme: [a]", "config.yaml:1: theme is a list"), ("theme:", "config.yaml:1: theme is empty"),
    ("\nthem: paper", "config.yaml:2: \"them\" is no option; accepted: theme, or one of"),
    ("color: 512", "color is \"512\"; accepted: auto, never"), ("mouse: maybe", "accepted: on, off"),
    ("keys:\n  undoo: u", "config.yaml:2: \"undoo\" is no command; accepted: undo, or"),
    ("keys:\n  undo: Alt-u", "undo is \"Alt-u\"; accepted: a key such as K"),
    ("keys:\n  undo: u\n  redo: [x]", "config.yaml:3: x means next-failure anywhere"),
    ("keys:\n  quit: none", "quit needs a key anywhere"),
    ("keys:\n  in the ruler:\n    add-range: a", "add-range is no command in the ruler, but in the inputs"),
    ("keys: none", "keys is \"none\""), ("a: b: c", "no YAML"), ("theme: a\ntheme: b", "given twice: theme"),
    ("- theme", "the file is a list"), ("\"\u{1b}[2J\": x", "control characters are not allowed"),
  ])
  func whatItDoesNotKnowIsNamed(text: String, message: String) throws {
    let said = try #require(complaint(text))
    #expect(said.contains(message), "\(said)")
    #expect(!said.contains("\u{1b}"))
  }

  /// With every comment sign taken away the template says what is so anyway.
  @Test func theTemplateIsTrue() throws {
    #expect(try read(Configuration.template) == Configuration())
    let lines = Configuration.template.split(separator: "\n", omittingEmptySubsequences: false)
    let told = lines.map { line in
      line.hasPrefix("#") && (line.hasPrefix("#  ") || !line.hasPrefix("# "))
        ? String(line.dropFirst()) : String(line)
    }
    let configuration = try read(told.joined(separator: "\n"))
    #expect(configuration.keymap == Keymap.standard)
    #expect(configuration.theme == "slate" && configuration.mouse == true && configuration.color == .auto)
    for command in Command.all { #expect(Configuration.template.contains("\(command.name): ")) }
  }

  @Test func settingsAreReadFromTheirDirectory() throws {
    let directory = try TemporaryDirectory()
    #expect(try Settings(readingFrom: directory.path).configuration == Configuration())
    try directory.make("config.yaml", "theme: paper\n")
    #expect(try Settings(readingFrom: directory.path).configuration.theme == "paper")
    try directory.make("config.yaml", [0xff, 0xfe])
    #expect(throws: ScenarioFileError.self) { try Settings(readingFrom: directory.path) }
  }

  @Test func aUsersThemesComeFirstAndBrokenOnesSayWhy() throws {
    let directory = try TemporaryDirectory()
    let colors = Scheme.Slot.allCases.filter(\.isRequired).map { "  \($0.name): \"808080\"" }
    try directory.make(
      "themes/grey.yaml", (["system: base16", "name: Grey", "palette:"] + colors).joined(separator: "\n"))
    try directory.make("themes/broken.yaml", "palette: {base00: zzz}\n")
    try directory.make("themes/readme.txt", "no theme")
    let settings = Settings(directory: directory.path)
    let choices = settings.themeChoices()
    #expect(choices.prefix(2).map(\.name) == ["broken", "grey"] && choices.count >= 12)
    #expect(choices[0].problem?.contains("base00 is 'zzz'") == true && choices[1].problem == nil)
    #expect(try settings.scheme("grey").name == "Grey")
    #expect(choices.allSatisfy { $0.problem != nil || !$0.detail.isEmpty })
  }

  @Test func goingThroughTheThemesShowsEach() throws {
    let directory = try TemporaryDirectory()
    let settings = Settings(directory: directory.path)
    let session = ExplorerSession(
      Explorer(
        .bareMetal, size: Size(columns: 100, rows: 30), theme: "slate", host: .files(settings)),
      Workspace(journalDirectory: directory.file("state")), settings)
    #expect(session.handle([.key(.character("p"))]).isEmpty)
    let names = settings.themeChoices().map(\.name)
    let second = try settings.scheme(names[1])
    #expect(session.handle([.key(.down)]) == [.scheme(second)])
    // Esc brings back the one before, Enter keeps what is shown.
    #expect(session.handle([.key(.escape)]) == [.scheme(try settings.scheme("slate"))])
    _ = session.handle([.key(.character("p")), .key(.down)])
    #expect(session.handle([.key(.enter)]) == [.scheme(second)])
    #expect(session.screen(Size(columns: 100, rows: 30)).text.contains("theme: \(names[1]) in config.yaml"))
    // Typing narrows the list and shows what is on top of it.
    let moss = try settings.scheme("moss")
    let effects = session.handle("pmos".map { .key(.character($0)) })
    #expect(effects.last == .scheme(moss))
  }
}
