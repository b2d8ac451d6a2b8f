import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Inputs as people paste them, cut down from real reports, each with what has to be true of the answer.
@Suite("Field", .bounded) struct FieldTests {
  @Test("what people paste is answered", arguments: FieldCase.all)
  func isAnswered(_ field: FieldCase) throws {
    let answer = try FieldAnswer(field.input)
    for expectation in field.expectations {
      let found = try answer.failure(expectation)
      #expect(found == nil, "\(field.name): \(expectation): found \(found ?? "")")
    }
  }

  @Test func thereAreCases() {
    #expect(FieldCase.all.count >= 60)
    #expect(FieldCase.all.allSatisfy { !$0.expectations.isEmpty })
  }
}
