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
    abstract: "Open the explorer (the default). In it, ? lists the keys.")

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
  @Option(help: "A theme's name, or a base16 or base24 scheme file.", completion: .themes)
  var theme: String?
  @Option(help: "Colours: auto, never, 8, 16, 256 or truecolor.")
  var color: ColorChoice?
  @Flag(inversion: .prefixedNo, help: "Draw with ASCII characters only.")
  var ascii: Bool?
  @Flag(inversion: .prefixedNo, help: "Use the mouse; without it the terminal's own selection works.")
  var mouse: Bool?
  @Flag(inversion: .prefixedNo, help: "Heed config.yaml; mtrrscope config says where it lies.")
  var config = true
  @Option(
    help: "Append what happens to a file, for a bug report: keys, commands, messages, how long each took.",
    completion: .file())
  var log: String?
  @Option(
    help: "Print one screen as text instead, COLUMNSxROWS, and leave.",
    completion: .list(["80x24", "120x40", "200x60"]))
  var screen: Size?

  func run() throws {
    let settings = try settings()
    let configuration = settings.configuration
    let opened = try changes.opened(inputs.isEmpty && !changes.live ? startWords(configuration) : inputs)
    let others = try also.map { try Inputs.open(QuotedWords.split($0)) }
    // What cannot be is said before the screen is taken.
    let whatIf = try changes.changed(opened.scenario)
    let place = try goto.map { try Inputs.address($0, in: evaluate(whatIf)) }
    let isASCII = ascii ?? configuration.ascii ?? false
    func explorer(_ glyphs: GlyphSet) -> Explorer {
      var explorer = Explorer(
        opened.scenario, whatIf: whatIf, record: opened.record, origin: opened.origin,
        path: opened.path, glyphs: glyphs,
        keymap: configuration.keymap, theme: themeName(settings), isMouseOn: isMouseOn(configuration),
        ruler: configuration.ruler, host: .files(settings, commandLine: { .mtrrscope }), formats: .standard)
      if let place { explorer.go(to: place) }
      for other in others {
        explorer.addBehind(other.scenario, other.origin, path: other.path, record: other.record)
      }
      return explorer
    }
    if let screen {
      var explorer = explorer(isASCII ? .ascii : .unicode)
      _ = explorer.update(.resized(screen))
      try Output.write(frame(of: explorer, size: screen).text + "\n")
      return
    }
    let options = TerminalOptions(
      scheme: try scheme(settings), color: color ?? configuration.color ?? .auto,
      isMouseOn: isMouseOn(configuration), glyphs: isASCII ? .ascii : nil)
    let log = try log.map { try sessionLog($0) }
    let terminal = try open(options)
    log?.begin(
      version: Mtrrscope.configuration.version, opened: inputs, size: terminal.size, depth: terminal.depth)
    let workspace = Workspace()
    for opened in [opened] + others { workspace.wasRead(opened) }
    let session = ExplorerSession(explorer(terminal.glyphs), workspace, settings, log: log)
    let reason = terminal.run(
      frame: { session.screen($0) }, handle: { session.handle($0) }, afterPaint: { session.afterPaint() },
      timeLeft: { session.timeLeft() }, stopped: { session.wasStopped() })
    terminal.close()
    // Another thread still has the session; its edits are in the journal.
    if terminal.hasUnfinishedWork { Output.leave(reason.status) }
    session.end(isClean: reason == .quit)
    if reason.status != 0 { throw ExitCode(reason.status) }
  }

  private func settings() throws -> Settings {
    guard config else { return Settings() }
    do throws(ScenarioFileError) {
      return try Settings(readingFrom: Settings.defaultDirectory)
    } catch {
      throw Failure(error.description + "\n--no-config opens without that file")
    }
  }

  private func startWords(_ configuration: Configuration) -> [String] {
    configuration.scenario.map { [$0] } ?? []
  }

  private func isMouseOn(_ configuration: Configuration) -> Bool { mouse ?? configuration.mouse ?? true }

  private func themeName(_ settings: Settings) -> String {
    theme ?? settings.configuration.theme ?? Themes.defaultName
  }

  private func open(_ options: TerminalOptions) throws -> TerminalSession {
    do throws(TerminalError) {
      return try TerminalSession(options)
    } catch {
      throw Failure(error.description)
    }
  }

  private func sessionLog(_ path: String) throws -> SessionLog {
    do throws(OpeningError) {
      return try SessionLog(path: path)
    } catch {
      throw Failure(error.description)
    }
  }

  private func scheme(_ settings: Settings) throws -> Scheme {
    do throws(SchemeError) {
      return try settings.scheme(themeName(settings))
    } catch {
      throw Failure(printable(error.description))
    }
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
}
