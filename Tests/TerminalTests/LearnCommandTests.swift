import Foundation
import TestSupport
import Testing

/// The course at the shell: lessons for authors, quizzes on paper, the glossary.
@Suite(.bounded) struct LearnCommandTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private static let good = """
    ---
    title: Mine
    minutes: 3
    scenario: bare-metal
    ---

    ## One

    ? Which type has the TPM?
    ask: type tpm
    - WB
    hint: MTRR 0.
    """

  @Test func aGoodLessonIsInOrder() throws {
    try directory.make("mine.md", Self.good)
    let result = try ShellTests.run(["learn", "--check", directory.file("mine.md")])
    #expect(result.status == 0 && result.output == "Mine: 1 steps, 1 questions, nothing wrong\n", "\(result)")
  }

  @Test func aBadOneIsNamedWithLineAndWhatIsAccepted() throws {
    for (change, line, found) in [
      ("minutes: soon", 3, "accepted: a number of minutes"), ("minutes: 3\nset: tolud=blue", 4, "tolud"),
      ("minutes: 3\nscenario: mars", 4, "accepted: snp-tpm-forced-wb"),
    ] {
      try directory.make("mine.md", Self.good.replacingOccurrences(of: "minutes: 3", with: change))
      let result = try ShellTests.run(["learn", "--check", directory.file("mine.md")])
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(
        result.errors.contains("mine.md:\(line): ") && result.errors.contains(found), "\(result.errors)")
    }
    let absent = try ShellTests.run(["learn", "--check", directory.file("absent.md")])
    #expect(absent.status == 2 && absent.errors.contains("cannot be read"))
    let unknown = try ShellTests.run(["learn", "nothing", "--print"])
    #expect(unknown.status == 2 && unknown.errors.contains("accepted: types, ranges"))
  }

  @Test func lessonsAreListedAndShown() throws {
    let list = try ShellTests.run(["learn", "--list"])
    #expect(list.status == 0 && list.output.hasPrefix("types"))
    #expect(list.output.split(separator: "\n").count >= 14)
    let screen = try ShellTests.run(["learn", "overlaps", "--print", "--size", "80x24"])
    #expect(screen.output.split(separator: "\n", omittingEmptySubsequences: false).count >= 24)
    #expect(screen.output.contains("Overlaps: Two ranges"))
  }

  @Test func aLessonIsExported() throws {
    let result = try ShellTests.run(["learn", "ranges", "--export", directory.file("out")])
    #expect(result.status == 0 && result.output.hasPrefix("31 files"), "\(result)")
    #expect(directory.names(in: "out").contains("01-before.svg"))
    let ansi = try #require(directory.text("out/01-before.ansi"))
    #expect(ansi.contains("\u{1b}["))
  }

  @Test func aQuizIsTheSameForItsSeed() throws {
    let words = ["quiz", "--level", "3", "--seed", "7", "--count", "4"]
    let sheet = try ShellTests.run(words + ["--sheet"])
    let again = try ShellTests.run(words + ["--sheet"])
    let key = try ShellTests.run(words + ["--key"])
    #expect(sheet.status == 0 && sheet.output == again.output && sheet.output.contains("4. "))
    #expect(key.output.hasPrefix("Key to mtrrscope quiz --level 3 --seed 7 --count 4"))
    for bad in [["--level", "6"], ["--count", "0"], ["--level", "1", "--sheet"]] {
      let result = try ShellTests.run(["quiz"] + bad)
      #expect(result.status == 2 && result.output.isEmpty, "\(bad)")
    }
  }

  @Test func termsAreExplained() throws {
    let one = try ShellTests.run(["glossary", "tolud"])
    #expect(one.status == 0 && one.output.hasPrefix("TOLUD (also "))
    #expect(one.output.contains("Source: e820__end_of_low_ram_pfn"))
    let all = try ShellTests.run(["glossary"])
    #expect(all.output.count > 20 * one.output.count)
    let none = try ShellTests.run(["glossary", "quux"])
    #expect(none.status == 2 && none.errors.contains("there are Memory type"))
  }
}
