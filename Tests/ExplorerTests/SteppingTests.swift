import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Going through the boot as a debugger goes through a program.
@Suite(.bounded) struct SteppingTests {
  private func steps(_ explorer: Explorer) -> [String] {
    explorer.rows(of: .steps).map { explorer.text(of: $0, in: .steps) }
  }

  /// What lies ahead has a name and no outcome.
  @Test func whatLiesAheadHasNoOutcome() throws {
    var explorer = Explorer(.snpForcedWB, 200, 60)
    let driver = try #require(explorer.evaluation.trace.steps.first { $0.id == "driver:tpm" }).number
    #expect(steps(explorer).contains { $0.contains("tpm_tis maps") && $0.contains("-12") })
    explorer.go(toStep: driver - 1)
    let line = try #require(steps(explorer).first { $0.contains("tpm_tis maps") })
    #expect(!line.contains("UC-") && !line.contains("-12") && !line.contains(String(explorer.glyphs.cross)))
    explorer.press("t")
    #expect(steps(explorer).contains { $0.contains("tpm_tis maps") && $0.contains("-12") })
  }

  /// One sentence says what the step did and by which rule; Enter unfolds the calls.
  @Test func aStepTellsItsStory() throws {
    var explorer = Explorer(.snpForcedWB, 200, 60)
    let driver = try #require(explorer.evaluation.trace.steps.first { $0.id == "driver:tpm" })
    explorer.go(toStep: driver.number)
    explorer.focus(on: .steps)
    explorer.normalizeViewState()
    let text = steps(explorer).map { $0.drop { $0 == " " } }.joined(separator: " ")
    #expect(text.contains("UC- must not be mapped WB") && text.contains("is_new_memtype_allowed"))
    #expect(!text.contains("__ioremap_caller"))
    explorer.press("<Enter>")
    let unfolded = steps(explorer).joined(separator: " ")
    for call in driver.callPath { #expect(unfolded.contains(call), "\(call)") }
    explorer.press("<Enter>")
    #expect(!steps(explorer).joined().contains("__ioremap_caller"))
  }

  /// From one refused or changed request to the next, and not beyond the last.
  @Test func runsToTheNextConflict() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40)
    var found: [String] = []
    while explorer.nextConflict != nil, found.count < 20 {
      explorer.press("c")
      found.append(try #require(explorer.boot.flatMap { explorer.wholeBoot.step($0.step) }?.id))
    }
    let expected = explorer.wholeBoot.trace.steps.filter { step in
      guard let mapping = step.mapping else { return false }
      return !mapping.isMapped || mapping.got != nil && mapping.got != mapping.requested
    }.map(\.id)
    #expect(found == expected && found.contains("driver:tpm"))
    explorer.press("c")
    #expect(explorer.notice?.isBad == true)
  }

  /// Before the kernel has replaced its MTRR state nothing says that it will.
  @Test func theOverrideIsNotKnownBeforeItsStep() throws {
    let complete = evaluate(.snpForcedWB)
    let step = try #require(complete.trace.steps.first { $0.id == "kvm_init_platform" }).number
    #expect(complete.evaluation(afterStep: step - 1).override == .notTried)
    #expect(complete.evaluation(afterStep: step).override.isApplied)
  }
}
