import ArgumentParser
import Explorer
import MachineFormats
import MemtypeEngine
import Screen
import Terminal
import Themes
import VisibleText
import Workspace

/// How the explorer is shown: the options of every command that opens it.
struct DisplayOptions: ParsableArguments {
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

  /// The user's settings, unless they are not to be heeded.
  func settings() throws -> Settings {
    guard config else { return Settings() }
    do throws(ScenarioFileError) {
      return try Settings(readingFrom: Settings.defaultDirectory)
    } catch {
      throw Failure(error.description + "\n--no-config opens without that file")
    }
  }

  func isMouseOn(_ configuration: Configuration) -> Bool { mouse ?? configuration.mouse ?? true }

  func themeName(_ settings: Settings) -> String {
    theme ?? settings.configuration.theme ?? Themes.defaultName
  }

  func scheme(_ settings: Settings) throws -> Scheme {
    do throws(SchemeError) {
      return try settings.scheme(themeName(settings))
    } catch {
      throw Failure(printable(error.description))
    }
  }

  /// Shows an explorer until the user leaves it, or prints one screen of it as text. `opened` is for the log.
  func run(
    _ settings: Settings, opened: [String], screen: Size?, _ workspace: Workspace,
    _ explorer: (GlyphSet) -> Explorer
  ) throws {
    let configuration = settings.configuration
    let isASCII = ascii ?? configuration.ascii ?? false
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
    ProgressLine.end()
    let terminal = try open(options)
    log?.begin(
      version: Mtrrscope.configuration.version, opened: opened, size: terminal.size, depth: terminal.depth)
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
}
