import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Inputs as people paste them, cut down from real reports, each with what has to be true of the answer.
@Suite("Field", .bounded) struct FieldTests {
  /// Kernels built without CONFIG_X86_PAT print a line that the model has not.
  private static let gaps: Set<String> = [
    "log PAT support disabled because CONFIG_X86_PAT is disabled"
  ]

  @Test("what people paste is answered", arguments: FieldCase.all)
  func isAnswered(_ field: FieldCase) throws {
    let answer = try FieldAnswer(field.input)
    for expectation in field.expectations {
      let found = try answer.failure(expectation)
      if Self.gaps.contains(expectation) {
        withKnownIssue { #expect(found == nil) }
      } else {
        #expect(found == nil, "\(field.name): \(expectation): found \(found ?? "")")
      }
    }
  }

  @Test func thereAreCases() {
    #expect(FieldCase.all.count >= 60)
    #expect(FieldCase.all.allSatisfy { !$0.expectations.isEmpty })
  }
}
