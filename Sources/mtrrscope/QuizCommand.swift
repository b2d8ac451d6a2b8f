import ArgumentParser
import Explorer
import Lessons
import MemtypeEngine
import Workspace

struct QuizCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quiz",
    abstract: "Answer new questions in the explorer, or print them as a worksheet with a key.",
    discussion: """
      The same seed, level and count give the same questions on every machine.

        mtrrscope quiz --level 2
        mtrrscope quiz --level 3 --seed 7 --sheet > sheet.txt
        mtrrscope quiz --level 3 --seed 7 --key > key.txt

      Levels: \(Quiz.levels.map { "\($0) \(Quiz.title(ofLevel: $0))" }.joined(separator: "; ")).
      """)

  @Option(help: "Where the random numbers begin: any number. Without one they begin anywhere.")
  var seed: UInt64?
  @Option(help: "1 to 5.", completion: .list(["1", "2", "3", "4", "5"]))
  var level = 1
  @Option(help: "How many questions, 1 to \(Quiz.mostQuestions).")
  var count = 10
  @Flag(help: "Print the questions as a worksheet.")
  var sheet = false
  @Flag(help: "Print the answers with what leads to them.")
  var key = false
  @OptionGroup var display: DisplayOptions

  func validate() throws {
    guard Quiz.levels.contains(level) else { throw ValidationError("--level \(level): accepted: 1 to 5") }
    guard (1...Quiz.mostQuestions).contains(count) else {
      throw ValidationError("--count \(count): accepted: 1 to \(Quiz.mostQuestions)")
    }
    guard seed != nil || !(sheet || key) else {
      throw ValidationError("--seed is missing: sheet and key belong together by their seed")
    }
  }

  func run() throws {
    // Who types the lines is not disturbed.
    ProgressLine.end()
    let quiz = Quiz(seed: seed ?? UInt64.random(in: 0..<1_000_000), level: level, count: count)
    if sheet || key {
      let worksheet = Worksheet(quiz)
      try Output.write((sheet ? worksheet.questions + "\n" : "") + (key ? worksheet.key + "\n" : ""))
      return
    }
    let settings = try display.settings()
    try display.run(settings, opened: ["quiz"], screen: nil, Workspace()) { glyphs in
      Learn.explorer(glyphs, settings, display, Lesson(quiz), nil)
    }
  }
}
