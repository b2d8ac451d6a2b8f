import ArgumentParser
import Explorer
import Foundation
import MemtypeEngine
import Screen
import Terminal
import Themes
import Workspace

struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the explorer (the default). In it, ? lists the keys.")

  @Argument(help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.")
  var inputs: [String] = []
  @Option(help: "Open one more scenario, or the files of one more machine, beside the first. Repeatable.")
  var also: [String] = []
  @OptionGroup var changes: WhatIf
  @Option(help: "Begin at an address, or at a name such as tolud, 4g or tpm.")
  var goto: String?
  @Option(help: "A theme's name, or a base16 or base24 scheme file.")
  var theme = Themes.defaultName
  @Option(help: "Colours: auto, never, 8, 16, 256 or truecolor.")
  var color = ColorChoice.auto
  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false
  @Flag(inversion: .prefixedNo, help: "Use the mouse; without it the terminal's own selection works.")
  var mouse = true
  @Option(help: "Print one screen as text instead, COLUMNSxROWS, and leave.")
  var screen: Size?

  func run() throws {
    let opened = try changes.opened(inputs)
    let others = try also.map { try Inputs.open(Inputs.words($0)) }
    if let screen {
      var explorer = try explorer(of: opened, others, glyphs: ascii ? .ascii : .unicode)
      _ = explorer.update(.resized(screen))
      print(frame(of: explorer, size: screen).text)
      return
    }
    let terminal = try open()
    let workspace = Workspace()
    for path in ([opened] + others).compactMap(\.path) { workspace.wasRead(path) }
    let session = ExplorerSession(try explorer(of: opened, others, glyphs: terminal.glyphs), workspace)
    let reason = terminal.run(
      frame: { session.screen($0) }, handle: { session.handle($0) }, afterPaint: { session.afterPaint() })
    terminal.close()
    session.end(isClean: reason == .quit)
    if reason.status != 0 { throw ExitCode(reason.status) }
  }

  private func explorer(of opened: Opened, _ others: [Opened], glyphs: GlyphSet) throws -> Explorer {
    var explorer = Explorer(
      opened.scenario, origin: opened.origin, path: opened.path, glyphs: glyphs, surroundings: .files)
    if let goto { explorer.go(to: try Inputs.address(goto, in: opened.scenario)) }
    for other in others { explorer.addBehind(other.scenario, other.origin, path: other.path) }
    return explorer
  }

  private func open() throws -> TerminalSession {
    let options = TerminalOptions(
      scheme: try scheme(), color: color, isMouseOn: mouse, glyphs: ascii ? .ascii : nil)
    do throws(TerminalError) {
      return try TerminalSession(options)
    } catch {
      throw Failure(error.description)
    }
  }

  private func scheme() throws -> Scheme {
    let environment = ProcessInfo.processInfo.environment
    let configuration =
      environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? "\(environment["HOME"] ?? "")/.config"
    do throws(SchemeError) {
      return try Themes.find(theme, folders: ["\(configuration)/mtrrscope/themes"]) { path in
        try? String(contentsOfFile: path, encoding: .utf8)
      }
    } catch {
      throw Failure("\(error)")
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
