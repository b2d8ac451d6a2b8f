import MemtypeEngine
import TestSupport
import Testing

@testable import Lessons

@Suite(.bounded) struct QuizTests {
  /// 10,000 questions in all, their answers by a second, naive way.
  @Test(arguments: Quiz.levels) func everyAnswerIsRight(level: Int) {
    var kinds: Set<String> = []
    var count = 0
    // Sheets of the largest size, as one is without questions that come twice.
    for seed in 0..<UInt64(2) {
      let quiz = Quiz(seed: seed, level: level, count: 1000)
      for question in quiz.questions {
        let naive = NaiveAnswers(question: question).answer
        let words = question.asked.question.words
        #expect(naive == question.answer, "level \(level): \(words), \(question.given)")
        kinds.insert(words[0])
        count += 1
      }
    }
    #expect(count == 2000)
    #expect(kinds.count >= 3, "\(kinds)")
  }

  /// Two to four options, one of them right, none twice; where there are others each wrong one has its rule or is another
  /// answer of the same kind.
  @Test(arguments: Quiz.levels) func optionsAreSound(level: Int) {
    for question in Quiz(seed: 99, level: level, count: 100).questions {
      let options = question.asked.options
      #expect((2...4).contains(options.count))
      #expect(options.count { question.asked.isRight($0.text) } == 1)
      #expect(Set(options.map(\.text)).count == options.count)
      // What is wrong comes of a wrong rule, and is named after it.
      #expect(
        options.allSatisfy { question.asked.isRight($0.text) || $0.misconception != nil },
        "\(question.asked.question) \(options)")
    }
  }

  @Test func theSameSeedGivesTheSameSheet() {
    for level in Quiz.levels {
      let one = Worksheet(Quiz(seed: 7, level: level, count: 5))
      let same = Worksheet(Quiz(seed: 7, level: level, count: 5))
      let other = Worksheet(Quiz(seed: 8, level: level, count: 5))
      #expect(one.questions == same.questions && one.key == same.key)
      #expect(one.questions != other.questions)
    }
  }

  /// The numbers are those of the published algorithm, on every machine.
  @Test func randomNumbersAreSplitMix64() {
    var random = SeededRandom(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    var counts = [0, 0, 0]
    for _ in 0..<3000 { counts[random.below(3)] += 1 }
    #expect(counts.allSatisfy { $0 > 850 })
    #expect(random.below(0) == 0 && random.shuffled([Int]()).isEmpty)
  }

  /// A sheet has no answer marked; the key has the letter of each and why.
  @Test func sheetAndKeyBelongTogether() throws {
    let quiz = Quiz(seed: 3, level: 2, count: 12)
    let sheet = Worksheet(quiz)
    #expect(sheet.questions.contains("12. ") && sheet.key.contains("12. "))
    #expect(!sheet.questions.contains("Key") && sheet.questions.contains("Because:"))
    let question = quiz.questions[0]
    let place = try #require(question.asked.options.firstIndex { $0.text == question.answer })
    let letter = ["a", "b", "c", "d"][place]
    #expect(sheet.key.contains("1. \(letter)) \(question.answer)"))
    #expect(sheet.questions.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func levelsAndCountsAreBroughtIntoTheirRanges() {
    #expect(Quiz(seed: 0, level: 9, count: 1).level == 5)
    #expect(Quiz(seed: .max, level: -1, count: 0).questions.count == 1)
  }
}
