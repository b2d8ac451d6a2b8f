import ArgumentParser
import Explorer
import Lessons
import MemtypeEngine
import Screen
import VisibleText
import Workspace

struct Learn: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Go through a lesson: a text beside the live explorer, and questions to predict what comes of it.",
    discussion: """
      Without a name it goes on with the first lesson that is not done. Lessons of your own are Markdown files in \
      \(LessonLibrary.defaultDirectory); the manual says how they are written.

        mtrrscope learn --list
        mtrrscope learn masks
        mtrrscope learn --check mine.md
        mtrrscope learn masks --export slides
      """)

  @Argument(help: "A lesson's name, or the path of its file.", completion: .lessons)
  var lesson: String?
  @Flag(help: "List the lessons with their length and what is done of each.")
  var list = false
  @Option(
    help: "Say what is wrong with a lesson's file, and leave: 0 if nothing is, 2 otherwise.",
    completion: .file())
  var check: String?
  @Option(
    help: "Write each step's screen, before and after the answer, as ANSI, SVG and HTML to a directory.",
    completion: .directory)
  var export: String?
  @Option(help: "The size of exported screens.", completion: .list(["80x24", "120x40", "200x60"]))
  var size: Size = Size(columns: 120, rows: 36)
  @Flag(help: "Print the lesson's screen as text instead, and leave.")
  var print = false
  @OptionGroup var display: DisplayOptions

  func run() throws {
    let library = LessonLibrary()
    if let check { return try self.check(check) }
    if list { return try printList(library) }
    let name = lesson ?? library.next
    let opened = try Self.lesson(name, library)
    let settings = try display.settings()
    if let export {
      let scheme = try display.scheme(settings)
      do throws(ExportError) {
        let count = try LessonExport(opened, size: size, scheme: scheme).write(to: export)
        try? Output.write("\(count) files in \(printable(export)): index.html shows them in order\n")
      } catch {
        throw Failure(printable(error.description))
      }
      return
    }
    let progress = library.progress()[opened.name]
    try display.run(settings, opened: [opened.name], screen: print ? size : nil, Workspace(lessons: library))
    { glyphs in
      Self.explorer(glyphs, settings, display, opened, progress)
    }
  }

  /// An explorer with a lesson in front.
  static func explorer(
    _ glyphs: GlyphSet, _ settings: Settings, _ display: DisplayOptions, _ lesson: Lesson,
    _ progress: LessonProgress?
  ) -> Explorer {
    let configuration = settings.configuration
    var explorer = Explorer(
      .bareMetal, glyphs: glyphs, keymap: configuration.keymap, theme: display.themeName(settings),
      isMouseOn: display.isMouseOn(configuration), ruler: configuration.ruler,
      host: .files(settings, commandLine: { .mtrrscope }),
      formats: .standard)
    explorer.showsKeys = configuration.showsKeys ?? false
    explorer.begin(lesson, progress: progress)
    return explorer
  }

  private static func lesson(_ name: String, _ library: LessonLibrary) throws -> Lesson {
    do throws(LessonError) {
      return try library.lesson(name)
    } catch {
      throw Failure(printable(error.description))
    }
  }

  private func check(_ path: String) throws {
    let lesson: Lesson
    do throws(LessonError) {
      lesson = try LessonLibrary.read(path)
    } catch {
      throw Failure(printable(error.description))
    }
    let leaks = LessonPlay.problems(lesson)
    for leak in leaks { complain("\(path): \(leak)") }
    if !leaks.isEmpty { throw ExitCode(Main.unusable) }
    let questions = lesson.steps.count { $0.question != nil }
    try Output.write(
      "\(printable(lesson.title)): \(lesson.steps.count) steps, \(questions) questions, nothing wrong\n")
  }

  private func printList(_ library: LessonLibrary) throws {
    let choices = library.choices()
    let width = choices.map(\.name.count).max() ?? 0
    let titleWidth = choices.map(\.title.count).max() ?? 0
    let lines = choices.map { choice in
      func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
      }
      return
        "\(padded(choice.name, width))  \(padded(choice.title, titleWidth))  \(choice.problem ?? choice.detail)\n"
    }
    try Output.write(lines.joined())
  }
}

extension CompletionKind {
  /// The lessons of the course and the user's own.
  static let lessons = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    LessonLibrary().names.filter { $0.hasPrefix(prefix) }
  }

  static let terms = CompletionKind.custom { (_: [String], _: Int, prefix: String) in
    Glossary.standard.entries.map(\.term).filter { $0.lowercased().hasPrefix(prefix.lowercased()) }
  }
}
