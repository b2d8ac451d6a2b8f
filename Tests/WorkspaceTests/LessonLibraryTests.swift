import Foundation
import Lessons
import Screen
import TestSupport
import Testing
import Themes

@testable import Workspace

@Suite(.bounded) struct LessonLibraryTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private var library: LessonLibrary {
    LessonLibrary(
      directory: directory.file("lessons"), progressFile: directory.file("state/mtrrscope/lessons"))
  }

  private static let mine = """
    ---
    title: My own
    minutes: 3
    scenario: bare-metal
    ---

    ## One
    goto: tpm

    Text.

    ? Which type?
    ask: type tpm
    - WB
    hint: MTRR 0.
    """

  @Test func ownLessonsStandBehindTheCourse() throws {
    try directory.make("lessons/mine.md", Self.mine)
    try directory.make("lessons/broken.md", "no front matter")
    try directory.make("lessons/notes.txt", Self.mine)
    #expect(library.names == Course.names + ["broken", "mine"])
    #expect(try library.lesson("mine").title == "My own")
    let choices = library.choices()
    #expect(choices.count == Course.names.count + 2)
    let broken = try #require(choices.first { $0.name == "broken" })
    #expect(broken.problem?.contains("broken.md:1: no front matter; accepted:") == true)
    #expect(choices.filter { $0.problem != nil }.count == 1)
    #expect(throws: LessonError.self) { try library.lesson("absent") }
  }

  @Test func progressIsKept() throws {
    #expect(library.progress().isEmpty && library.next == "types")
    var progress = LessonProgress(lesson: "types")
    progress.step = 5
    progress.record(step: 0, isRight: true, isSure: true, rule: nil)
    progress.record(step: 1, isRight: false, isSure: false, rule: .wcCaches)
    // Only the first answer counts.
    progress.record(step: 1, isRight: true, isSure: false, rule: nil)
    try library.keep(progress)
    try library.keep(LessonProgress(lesson: "masks"))
    #expect(library.progress()["types"] == progress)
    #expect(library.progress().count == 2 && library.next == "ranges")
    #expect(library.choices()[0].detail == "done, 1 of 2 right")
  }

  /// Anything may stand in the file.
  @Test func damagedProgressCountsAsNothing() {
    for line in [
      "", "x", "x y", "x step", "x step -3 right a,b,99999999999999999999 rules q:1,first-range",
      "\u{1b}[2J step 1",
    ] {
      let progress = LessonProgress(line: line)
      #expect((progress?.step ?? 0) >= 0)
    }
  }

  @Test func everyStepIsExported() throws {
    let lesson = try library.lesson("masks")
    let scheme = try #require(Themes.named("paper"))
    let export = LessonExport(lesson, size: Size(columns: 100, rows: 30), scheme: scheme)
    let count = try export.write(to: directory.file("out/slides"))
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.file("out/slides"))
    // Before and after, in three formats, and the page.
    #expect(count == lesson.steps.count * 6 + 1 && names.count == count)
    let page = try String(contentsOfFile: directory.file("out/slides/index.html"), encoding: .utf8)
    for index in 1...lesson.steps.count { #expect(page.contains("0\(index)-before.svg")) }
    #expect(page.contains("For the teacher"))
    let after = try String(contentsOfFile: directory.file("out/slides/01-after.ansi"), encoding: .utf8)
    let before = try String(contentsOfFile: directory.file("out/slides/01-before.ansi"), encoding: .utf8)
    #expect(after.contains("Right: 512M") && !before.contains("Right"))
  }
}
