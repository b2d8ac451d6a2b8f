import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// Going through the boot, step by step.
@Suite(.bounded) struct BootViewTests {
  @Test func theMachineIsShownAsItIsAfterTheStep() throws {
    var explorer = Explorer(.snpForcedWB, 200, 60, keys: "g tpm <Enter>")
    let whole = explorer.evaluation
    let failing = try #require(whole.failures.first)
    let (first, last) = (try #require(failing.firstStep), try #require(failing.step))
    explorer.press("f")
    #expect(explorer.boot?.step == first && explorer.firstTouch == first)
    // ACPI has mapped it, the driver has not come yet.
    #expect(explorer.evaluation.segment(at: 0xfed4_0000)?.tracked == .wb)
    #expect(explorer.evaluation.failures.isEmpty)
    #expect(!explorer.lines(with: "not yet").isEmpty && explorer.lines(with: "ioremap error").isEmpty)
    explorer.press("T")
    #expect(explorer.boot?.step == first - 1)
    #expect(explorer.evaluation.segment(at: 0xfed4_0000)?.tracked == nil)
    while let step = explorer.boot?.step, step < last { explorer.press("t") }
    #expect(explorer.evaluation.failures.count == 1 && !explorer.lines(with: "ioremap error").isEmpty)
    explorer.press("<Esc>")
    #expect(explorer.boot == nil && explorer.evaluation.segments == whole.segments)
    #expect(explorer.evaluation.outcomes == whole.outcomes)
  }

  @Test func theStepsGoFromTheFirstToTheLast() {
    var explorer = Explorer(.bareMetal, 80, 24, keys: "t")
    let count = explorer.wholeBoot.trace.steps.count
    #expect(explorer.boot?.step == 1)
    explorer.press("T")
    #expect(explorer.boot?.step == 1 && explorer.notice?.text.contains("first step") == true)
    for step in 2...count {
      explorer.press("t")
      #expect(explorer.boot?.step == step)
      #expect(!explorer.lines(with: "after step \(step) of \(count)").isEmpty)
      #expect(explorer.lines(with: "▸\(step) ").count == 1, "the Boot pane")
    }
    explorer.press("t")
    #expect(explorer.boot?.step == count && explorer.notice?.text.contains("last step") == true)
    explorer.press("<Esc> T")
    #expect(explorer.boot?.step == count)
  }

  @Test func theStepThatAFailureGoesBackToIsMarked() throws {
    let explorer = Explorer(.snpForcedWB, 200, 60)
    let failing = try #require(explorer.evaluation.failures.first)
    let blamed = try #require(explorer.evaluation.blame(for: failing))
    #expect(explorer.blamedSteps == [blamed.number])
    #expect(explorer.lines(with: "▲").count == 1)
    #expect(explorer.lines(with: "▲").first?.contains(" \(blamed.number) ") == true)
    #expect(Explorer(.snpPCIHole, 200, 60).lines(with: "▲").isEmpty)
  }

  @Test func aStepSaysWhatItChanged() {
    let explorer = Explorer(.snpForcedWB, 120, 40, keys: "g tpm <Enter> f 8")
    #expect(!explorer.lines(with: "8 Changes by step").isEmpty)
    #expect(explorer.comparison.types.isEmpty)
    #expect(explorer.comparison.tracked.map(\.range.start) == [0xfed4_0000])
  }

  @Test func anEditKeepsTheStep() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "g tpm <Enter> f")
    let id = try #require(explorer.wholeBoot.step(explorer.boot?.step ?? 0)?.id)
    explorer.press("K")
    #expect(explorer.wholeBoot.step(explorer.boot?.step ?? 0)?.id == id)
    #expect(explorer.evaluation.segment(at: 0xfed4_0000)?.tracked == .ucMinus)
    explorer.press("u b")
    #expect(explorer.baseline.failures.count == 1, "the baseline is the whole boot")
  }

  @Test func whereNoDeviceIsThereIsNoFirstTouch() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "<Home> f")
    #expect(explorer.boot == nil && explorer.notice?.isBad == true)
    explorer.press("g lapic <Enter>")
    #expect(explorer.whyNot(.firstTouch) == nil)
  }

  /// After every step of every scenario: only what was there before its end, and the whole at the end.
  @Test(arguments: Scenario.builtIn.indices)
  func theLastStepIsTheWhole(_ index: Int) {
    let whole = evaluate(Scenario.builtIn[index])
    let count = whole.trace.steps.count
    for step in 0...count {
      let part = whole.evaluation(afterStep: step)
      #expect(part.trace.steps.count == step && part.tracked == whole.tracked(afterStep: step))
      #expect(part.segments == whole.segments(afterStep: step))
      #expect(part.failures.allSatisfy { ($0.step ?? 0) <= step })
    }
    let last = whole.evaluation(afterStep: count)
    #expect(last.outcomes == whole.outcomes && last.segments == whole.segments)
  }
}
