import ArgumentParser
import Explorer
import MachineFormats
import MemtypeEngine
import Screen
import Themes
import VisibleText
import Workspace

struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the explorer's screen: as text, ANSI codes, SVG or HTML, in a theme's colours.",
    discussion: """
      For slides and bug reports. --keys presses keys first, with blanks between them: names such as Enter, Tab, Down \
      or Ctrl-R, and anything else is typed.

        mtrrscope render > screen.svg
        mtrrscope render bare-metal --keys "g hpet Enter Z" --theme paper > hpet.svg
        mtrrscope render dmesg.txt --size 200x60 --format html > screen.html
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, ansi, svg, html
  }

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @OptionGroup var changes: WhatIf
  @Option(help: "The screen, COLUMNSxROWS.", completion: .list(["80x24", "120x40", "200x60"]))
  var size = Size(columns: 120, rows: 40)
  @Option(help: "Keys to press before, with blanks between them: \"K 2 Enter 3G\".")
  var keys = ""
  @Option(help: "text, ansi, svg or html.")
  var format = Format.svg
  @Option(help: "A theme's name, or a base16 or base24 scheme file.", completion: .themes)
  var theme = Themes.defaultName
  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  func run() throws {
    let settings = Settings()
    let scheme: Scheme
    do throws(SchemeError) {
      scheme = try settings.scheme(theme)
    } catch {
      throw Failure(printable(error.description))
    }
    let opened = try changes.opened(inputs)
    var explorer = Explorer(
      opened.scenario, whatIf: try changes.changed(opened.scenario), record: opened.record,
      origin: opened.origin, path: opened.path, glyphs: ascii ? .ascii : .unicode, size: size, theme: theme,
      host: .files(settings), formats: .standard)
    _ = explorer.update(Key.typed(keys).map { .key($0) })
    let frame = frame(of: explorer, size: size)
    guard let form = FramePicture.Format(rawValue: format.rawValue) else {
      try Output.write(frame.text + "\n")
      return
    }
    try Output.writeToTerminal(
      FramePicture(frame, scheme: scheme).text(form, title: explorer.scenario.name))
  }
}

extension Key {
  /// Keys with blanks between them: names, and what is typed.
  fileprivate static func typed(_ script: String) -> [Key] {
    script.split(separator: " ").flatMap { word -> [Key] in
      if word.count > 1, let key = Key(named: String(word)) { return [key] }
      return word.map { .character($0) }
    }
  }
}
