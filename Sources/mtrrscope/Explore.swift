import ArgumentParser
import Explorer
import MachineFormats
import MemtypeEngine
import Screen
import Terminal
import Themes
import VisibleText
import Workspace

struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the explorer. In it, ? lists the keys.")

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @Option(
    help: "Open one more scenario, or the files of one more machine, beside the first. Repeatable.",
    completion: .machines)
  var also: [String] = []
  @OptionGroup var changes: WhatIf
  @Option(help: "Begin at an address, or at a name such as tolud, 4g or tpm.", completion: .places)
  var goto: String?
  @OptionGroup var display: DisplayOptions
  @Option(
    help: "Print one screen as text instead, COLUMNSxROWS, and leave.",
    completion: .list(["80x24", "120x40", "200x60"]))
  var screen: Size?

  func run() throws {
    let settings = try display.settings()
    let configuration = settings.configuration
    let opened = try changes.opened(inputs.isEmpty && !changes.live ? startWords(configuration) : inputs)
    let others = try also.map { try Inputs.open(QuotedWords.split($0)) }
    // What cannot be is said before the screen is taken.
    let whatIf = try changes.changed(opened.scenario)
    let place = try goto.map { try Inputs.address($0, in: evaluate(whatIf)) }
    func explorer(_ glyphs: GlyphSet) -> Explorer {
      var explorer = Explorer(
        opened.scenario, whatIf: whatIf, record: opened.record, origin: opened.origin,
        path: opened.path, glyphs: glyphs,
        keymap: configuration.keymap, theme: display.themeName(settings),
        isMouseOn: display.isMouseOn(configuration),
        ruler: configuration.ruler, engine: .interruptible,
        host: .files(settings, commandLine: { .mtrrscope }), formats: .standard)
      explorer.showsKeys = configuration.showsKeys ?? false
      if let place { explorer.go(to: place) }
      for other in others {
        explorer.addBehind(other.scenario, other.origin, path: other.path, record: other.record)
      }
      return explorer
    }
    let workspace = Workspace()
    for opened in [opened] + others { workspace.wasRead(opened) }
    try display.run(settings, opened: inputs, screen: screen, workspace, explorer)
  }

  private func startWords(_ configuration: Configuration) -> [String] {
    configuration.scenario.map { [$0] } ?? []
  }
}

extension ColorChoice: ExpressibleByArgument {}

extension Size: ExpressibleByArgument {
  /// `120x40`: columns and rows, up to 1000 each.
  public init?(argument: String) {
    let parts = argument.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2, parts.allSatisfy({ (1...1000).contains($0) }) else { return nil }
    self.init(columns: parts[0], rows: parts[1])
  }

  public var defaultValueDescription: String { "\(columns)x\(rows)" }
}
