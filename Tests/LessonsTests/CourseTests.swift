import MemtypeEngine
import TestSupport
import Testing

@testable import Lessons

/// The course that ships, question by question.
@Suite(.bounded) struct CourseTests {
  /// The answers, from the manuals, the kernel's code and captures of real boots; the program computes its own.
  static let answers: [String: [String]] = [
    "types": [
      "the old value, from the cache", "fewer and larger ones go out, in no promised order",
      "each goes to memory, and cached copies are dropped", "WB", "the device's value of that moment",
    ],
    "ranges": ["UC", "WB", "WB", "UC", "0x26b, byte 1"],
    "masks": ["512M", "0x7f_f000_0800", "no", "2", "3", "8 blocks of 2G"],
    "overlaps": ["WT", "UC", "WT", "UC", "undefined"],
    "page-tables": ["UC-", "WC", "WC", "WC", "UC", "PCD"],
    "requests": ["UC-", "WB", "nothing", "UC", "failed -12 ENOMEM"],
    "tracker": [
      "mapped UC-", "failed -12 ENOMEM", "mapped WC", "UC- WC WT", "failed -12 ENOMEM", "failed -12 ENOMEM",
    ],
    "log": [
      "asked for UC-, WB was there", "0xfed4_4fff", "nothing: the type is refused", "requested 0x1, got 0x0",
      "ACPI: _STA reads a field of \\_SB.TPM.TPMR",
    ],
    "tolud": ["0x7ff3_0000", "0x7ff0_0000", "VGA BAR", "3G", "WB"],
    "boot-order": ["UC-", "UC-", "WB", "refused", "HPET -19, TPM TIS -12", "no driver"],
    "confidential": ["WB", "0x8000_0000", "mapped UC-", "UC-", "no, each access leaves the guest"],
    "pci-hole": ["UC-", "0xb000_0800", "WB", "mapped WB", "6.17.4"],
    "hardware": ["UC", "WB", "0xc000_0000-0xefff_ffff", "0xe0000000", "2"],
    "your-log": [
      "WB is forced, without a UC range", "WB is forced, with a UC range over the PCI hole",
      "the firmware's registers are used", "a driver fails",
    ],
  ]

  @Test(arguments: Course.names) func everyAnswerIsRight(name: String) throws {
    let lesson = try #require(try Course.lesson(named: name, sources: .files))
    let asked = try lesson.steps.compactMap { try $0.asked() }
    let expected = try #require(Self.answers[name])
    #expect(asked.map(\.solution.answer) == expected)
    for question in asked { #expect(question.isRight(question.solution.answer)) }
  }

  /// Each is met with what is, and each wrong one with where it comes from.
  @Test(arguments: Course.names) func everyAnswerIsMetWithReasons(name: String) throws {
    let lesson = try #require(try Course.lesson(named: name, sources: .files))
    for step in lesson.steps {
      guard let asked = try step.asked() else { continue }
      let place = "\(name), \(step.title)"
      #expect(!asked.solution.reasons.isEmpty, "\(place)")
      for option in asked.options where !asked.isRight(option.text) {
        let verdict = asked.verdict(on: option.text)
        #expect(!verdict.isRight && !verdict.saidChain.isEmpty && verdict.right != option.text, "\(place)")
        #expect(verdict.misconception == option.misconception || option.misconception == nil, "\(place)")
      }
      #expect(
        asked.options.isEmpty || (3...5).contains(asked.options.count) || asked.options.count == 2, "\(place)"
      )
      #expect(!(step.question?.hints.isEmpty ?? true), "\(place) has no hint")
    }
  }

  /// 90 minutes, in an order in which nothing comes before what it needs.
  @Test func orderAndLength() throws {
    let lessons = try Course.names.map { try #require(try Course.lesson(named: $0, sources: .files)) }
    #expect(lessons.map(\.minutes).reduce(0, +) == 90)
    for (index, lesson) in lessons.enumerated() {
      for need in lesson.needs {
        #expect(Course.names[..<index].contains(need), "\(lesson.name) needs \(need)")
      }
    }
  }

  /// Where no option is wrong by a rule the catalogue has no use; every rule of it has a lesson.
  @Test func everyWrongRuleHasItsLesson() {
    for misconception in Misconception.allCases {
      #expect((1...Course.names.count).contains(misconception.lesson), "\(misconception)")
      #expect(!misconception.rule.wrong.isEmpty && !misconception.rule.right.isEmpty)
    }
  }
}
