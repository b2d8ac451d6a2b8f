import MemtypeEngine
import TestSupport
import Testing

@testable import Lessons

@Suite(.bounded) struct LessonReaderTests {
  private static let step = """
    ## A step
    goto: tpm

    Some *text* with `code`
    on two lines.

    - an item
    - another

        code  as it is

    ? Which type
    has it?
    ask: type tpm
    - WB [default-joins]
    - WP
    hint: Look.

    Said afterwards.

    teacher: Ask them.
    """

  @Test func everythingIsRead() throws {
    let lesson = try lesson(
      Self.step,
      front:
        "title: A: test\nminutes: 7\ngoal: do\nneeds: a, b\nout-of-scope: c\nscenario: bare-metal\nset: tolud=2G"
    )
    #expect(lesson.title == "A: test" && lesson.minutes == 7 && lesson.needs == ["a", "b"])
    let step = lesson.steps[0]
    #expect(
      step.text == [
        .paragraph("Some *text* with `code` on two lines."), .item("an item"), .item("another"),
        .code(["code  as it is"]),
      ])
    #expect(step.scenario.tolud == 2 << 30 && step.place == 0xfed4_0000)
    let question = try #require(step.question)
    #expect(question.text == "Which type has it?" && question.hints == ["Look."])
    #expect(question.proposals == [.init("WB", .defaultJoins), .init("WP")])
    #expect(step.conclusion == [.paragraph("Said afterwards.")] && step.notes == [.paragraph("Ask them.")])
    // Its name would tell how the story ends.
    #expect(step.scenario.name == "A: test" && step.scenario.summary.isEmpty)
  }

  /// What is wrong, with the line and what would be accepted.
  static let mistakes: [(text: String, line: Int?, found: String)] = [
    ("", 1, "no front matter"),
    ("---\ntitle: x\n", 1, "front matter without an end"),
    ("---\n---\n## a", 1, "no title"),
    ("---\ntitle: x\n---\n", nil, "no step"),
    ("---\ntitle: x\nminutes: soon\n---\n## a", 3, "minutes is \"soon\""),
    ("---\ntitle: x\nscenario: nowhere\n---\n## a", 3, "\"nowhere\" is no built-in scenario"),
    ("---\ntitle: x\nset: tolud=blue\n---\n## a", 3, "tolud"),
    ("---\ntitle: x\nset: nothing\n---\n## a", 3, "\"nothing\""),
    ("---\ntitle: x\ncolour: red\n---\n## a", 3, "\"colour\" is no key of a lesson"),
    ("---\ntitle: x\n---\ntext\n## a", 4, "before the first step"),
    ("---\ntitle: x\n---\n## a\nmood: good\n", 5, "\"mood\" is no key of a step"),
    ("---\ntitle: x\n---\n## a\ngoto: atlantis\n", 5, "\"atlantis\" is no address"),
    ("---\ntitle: x\n---\n## a\npane: window\n", 5, "\"window\" is no pane"),
    ("---\ntitle: x\n---\n## a\nbefore: dawn\n", 4, "before: \"dawn\" is no step"),
    ("---\ntitle: x\n---\n## a\nshow: me\n", 5, "\"me\" cannot be shown"),
    ("---\ntitle: x\n---\n## a\n\n```log\nx\n", 6, "a log without an end"),
    ("---\ntitle: x\n---\n## a\n\n? What?\n", 6, "a question without ask:"),
    ("---\ntitle: x\n---\n## a\n\n? What?\nask: me\n", 7, "\"me\" is no kind of question"),
    ("---\ntitle: x\n---\n## a\n\n? What?\nask: type\n", 7, "nothing"),
    ("---\ntitle: x\n---\n## a\n\n? What?\nask: type tpm tpm\n", 7, "behind the question"),
    (
      "---\ntitle: x\n---\n## a\n\n? What?\nask: type tpm\n- UC\n", 7, "the option \"UC\" is the right answer"
    ),
    ("---\ntitle: x\n---\n## a\n\n? What?\nask: type tpm\n- WB\n- WB\n", 7, "two options are \"WB\""),
    ("---\ntitle: x\n---\n## a\n\n? What?\nask: type tpm\n- [nonsense]\n", 8, "[nonsense] is no wrong rule"),
    (
      "---\ntitle: x\n---\n## a\n\n? What?\nask: type tpm\n- [first-range]\n", 7,
      "[first-range] gives no wrong answer"
    ),
    ("---\ntitle: x\n---\n## a\n\n? What?\nask: type tpm\n\n? And?\nask: tolud\n", 9, "a second question"),
    (
      "---\ntitle: x\n---\n## a\n\nIt is 0x7ff3_0000.\n\n? What?\nask: tolud\n", 9,
      "the text gives the answer away"
    ),
    (
      "---\ntitle: x\n---\n## a\n\n? What?\nask: tolud\nhint: 0x7ff3_0000\n", 7,
      "a hint gives the answer away"
    ),
    ("---\ntitle: x\n---\n## a\n\n? What?\nask: outcome nobody\n- a\n", 7, "\"nobody\" is no device"),
    ("---\ntitle: x\n---\n## a\n\n? What?\nask: gets nobody\n- WB\n", 7, "\"nobody\" is no step"),
  ]

  @Test(arguments: mistakes) func mistakesAreNamed(text: String, line: Int?, found: String) {
    do throws(LessonError) {
      _ = try LessonReader.read(text, name: "x", file: "x.md", sources: .files)
      Issue.record("this is read: \(text)")
    } catch {
      #expect(error.file == "x.md" && error.line == line, "\(error)")
      #expect(error.found.contains(found) && !error.accepted.isEmpty, "\(error)")
    }
  }

  /// Whatever stands in a file, it is read or refused.
  @Test func damagedFilesDoNoHarm() throws {
    let text = "---\ntitle: x\nscenario: bare-metal\n---\n\n" + Self.step
    let bytes = Array(text.utf8)
    var random = SeededRandom(seed: 5)
    for _ in 0..<150 {
      var damaged = bytes
      for _ in 0..<1 + random.below(4) {
        let place = random.below(damaged.count)
        switch random.below(3) {
        case 0: damaged.remove(at: place)
        case 1: damaged[place] = UInt8(truncatingIfNeeded: random.next())
        default: damaged.insert(contentsOf: damaged[max(0, place - 9)..<place], at: place)
        }
      }
      _ = try? LessonReader.read(
        String(decoding: damaged, as: UTF8.self), name: "x", file: "x", sources: .files)
    }
    #expect(throws: LessonError.self) {
      try LessonReader.read(String(repeating: "#", count: 2 << 20), name: "x", file: "x")
    }
  }

  /// Every kind of question answers, names what it takes where it is given nonsense, and has words for the manual.
  @Test func everyKindIsDocumentedAndSafe() {
    let situation = Situation(.snpPCIHole)
    var random = SeededRandom(seed: 6)
    let words = [
      "tpm", "vga", "0xfed4_0000", "0", "0xffff_ffff_ffff_ffff", "WB", "UC-", "asks", "in", "log", "x=1",
      "tolud=2G|3G", "agree",
      "PCD", "4K", "1..2:UC",
    ]
    #expect(Set(QuestionKind.all.map(\.name)).count == QuestionKind.all.count)
    for kind in QuestionKind.all {
      #expect(!kind.help.isEmpty)
      for _ in 0..<40 {
        let chosen = (0..<random.below(5)).compactMap { _ in random.pick(words) }
        _ = try? Question.solve([kind.name] + chosen, situation)
      }
    }
  }
}
