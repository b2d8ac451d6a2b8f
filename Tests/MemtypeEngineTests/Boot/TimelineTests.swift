import MemtypeEngine
import TestSupport
import Testing

/// The boot step by step: what is tracked after each, and what an order of one's own does.
@Suite(.bounded) struct TimelineTests {
  static let scenarios: [Scenario] =
    Scenario.builtIn
    + DriverTests.cases.map(\.scenario)
    + [Scenario.snpForcedWB, .bareMetal].map { scenario in
      var result = scenario
      result.patches = [.reservesPCIHole, .acpiUsesIoremap]
      result.parameters.debugPAT = true
      return result
    }

  @Test(arguments: scenarios)
  func theLastStepLeavesTheFinalList(scenario: Scenario) {
    let evaluation = evaluate(scenario)
    let count = evaluation.trace.steps.count
    #expect(evaluation.tracked(afterStep: 0) == [])
    #expect(evaluation.tracked(afterStep: count) == evaluation.tracked)
    #expect(evaluation.tracked(afterStep: count - 1).count <= evaluation.tracked.count)
    // The changes as they were recorded make the same list, too.
    var held = Dictionary(evaluation.trace.changes.map { ($0.entry, 0) }) { a, _ in a }
    for change in evaluation.trace.changes { held[change.entry, default: 0] += change.isAdded ? 1 : -1 }
    #expect(held.values.allSatisfy { $0 >= 0 })
    #expect(held.values.reduce(0, +) == evaluation.tracked.count)
  }

  /// A boot that ends after a step is the boot that is shown at it.
  @Test(arguments: [Scenario.snpForcedWB, .snpPCIHole, .bareMetal, .plainVM])
  func eachStepShowsTheBootUpToIt(scenario: Scenario) throws {
    let evaluation = evaluate(scenario)
    var shortened = scenario
    for step in evaluation.trace.steps.reversed() {
      guard let id = step.switchID else { continue }
      let part = evaluate(shortened)
      #expect(part.tracked == evaluation.tracked(afterStep: step.number), "after \(step.id)")
      #expect(part.segments == evaluation.segments(afterStep: step.number))
      shortened = try shortened.switchingStep(id, on: false)
    }
    #expect(evaluate(shortened).tracked == [])
  }

  @Test func theRulerBeforeTheMTRRsAreRead() throws {
    let evaluation = evaluate(.bareMetal)
    let first = evaluation.segments(afterStep: 1)
    #expect(first.allSatisfy { $0.source == .unread && $0.type == .invalid })
    #expect(evaluation.segments(afterStep: 0).allSatisfy { $0.e820 == nil })
    let forced = evaluate(.snpPCIHole)
    let step = try #require(forced.trace.steps.first { $0.function == "kvm_init_platform" })
    let then = forced.segments(afterStep: step.number)
    // Forced, but without a map yet: nothing is known to follow from it.
    #expect(then.first { $0.range.contains(0xfed4_0000) }?.source == .unread)
    #expect(forced.segment(at: 0xfed4_0000)?.type == .uc)
    #expect(forced.segments(afterStep: forced.trace.steps.count) == forced.segments)
  }

  @Test func theBlameGoesToACPI() throws {
    let evaluation = evaluate(.snpForcedWB)
    let failure = try #require(evaluation.failures.first)
    #expect(evaluation.blame(for: failure)?.id == "acpi:\\_SB.TPM.TPMR")
    for outcome in evaluation.outcomes where !outcome.isFailure {
      #expect(evaluation.blame(for: outcome) == nil)
    }
  }

  @Test(arguments: scenarios)
  func idsAreUniqueAndStable(scenario: Scenario) {
    let ids = evaluate(scenario).trace.steps.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(evaluate(scenario).trace.steps.map(\.id) == ids)
    let possible = scenario.possibleSteps.filter(\.isOn).map(\.id)
    #expect(ids.filter(Set(possible).contains) == possible)
  }

  @Test func theStepsOfTheFailingGuest() {
    #expect(
      evaluate(.snpForcedWB).trace.steps.map(\.id) == [
        "e820__memory_setup", "kvm_init_platform", "e820__end_of_ram_pfn", "mtrr_bp_init", "pat_bp_init",
        "e820__end_of_low_ram_pfn", "acpi_boot_init", "fixmap:ioapic", "fixmap:lapic", "hpet_enable",
        "driver:ecam", "acpi:\\_SB.HPET.HPTM+0x0", "acpi:\\_SB.HPET.HPTM+0x4", "acpi:\\_SB.TPM.TPMR",
        "driver:hpet", "driver:tpm",
      ])
  }

  // MARK: Switching off

  /// Without the step it is as if the device, or the region, were not there.
  @Test func aStepLessIsAScenarioWithoutIt() throws {
    let scenario = Scenario.snpForcedWB
    var undriven = scenario
    let tpm = try #require(scenario.devices.firstIndex { $0.id == "tpm" })
    undriven.devices[tpm].hasDriver = false
    let off = evaluate(try scenario.switchingStep("driver:tpm", on: false))
    #expect(off.tracked == evaluate(undriven).tracked)
    #expect(off.outcomes == evaluate(undriven).outcomes)
    #expect(off.trace.log == evaluate(undriven).trace.log)

    var unread = scenario
    unread.devices[tpm].regions[0].reads = []
    let quiet = evaluate(try scenario.switchingStep("acpi:\\_SB.TPM.TPMR", on: false))
    #expect(quiet.trace.steps == evaluate(unread).trace.steps)
    #expect(quiet.failures == [])
  }

  @Test func oneAccessOrAllOfARegion() throws {
    let base = Scenario.hpetLate
    let region = "acpi:\\_SB.HPET.HPTM"
    let first = try base.switchingStep(region + "+0x0", on: false)
    #expect(evaluate(first).failures.map(\.status) == [.failed(-19)])
    let none = try base.switchingStep(region, on: false)
    #expect(evaluate(none).failures == [])
    let second = try none.switchingStep(region + "+0x4", on: true)
    #expect(second.disabledSteps.contains(region + "+0x0"))
    #expect(evaluate(second).failures.map(\.status) == [.failed(-19)])
    #expect(try second.switchingStep(region, on: true) == base)
    #expect(try first.switchingStep(region + "+0x0", on: true) == base)
  }

  @Test func theEarlyCallIsAStepLikeOthers() throws {
    #expect(try Scenario.hpetEarly.switchingStep("hpet_enable", on: false).disabledSteps == ["hpet_enable"])
    #expect(!Scenario.hpetLate.hasEarlyHPET)
    var scenario = Scenario.hpetLate
    scenario.hasEarlyHPET = true
    #expect(scenario.disabledSteps.isEmpty)
    #expect(scenario.possibleSteps.contains { $0.id == "hpet_enable" && $0.isOn })
    #expect(Scenario.hpetLate.possibleSteps.contains { $0.id == "hpet_enable" && !$0.isOn })
  }

  @Test func whatCannotBeLeftOut() {
    let scenario = Scenario.bareMetal
    for (id, error) in [
      ("mtrr_bp_init", EditError.stepCannotBeOff("mtrr_bp_init")),
      ("driver:nobody", .noSuchStep("driver:nobody")),
      ("", .noSuchStep("")),
    ] {
      #expect(throws: error) { _ = try scenario.switchingStep(id, on: false) }
      #expect(!error.reason.isEmpty)
    }
  }

  // MARK: Reordering

  /// The TPM's driver cannot come before ACPI, but a driver of the same level as ACPI's scan can.
  @Test func orderWithinALevel() throws {
    var scenario = Scenario.snpForcedWB
    let driver = Driver(name: "early", call: .ioremap(.plain), phase: .subsys)
    scenario.devices.append(
      Device(
        id: "early", name: "EARLY", kind: .custom(driver),
        range: AddressRange(start: 0xfed4_0000, size: 0x5000), busName: "early.0"))
    #expect(evaluate(scenario).failures.count == 2)
    let first = try scenario.movingStep("driver:early", before: "acpi:\\_SB.TPM.TPMR")
    #expect(evaluate(first).failures == [])
    let subsys = evaluate(first).trace.steps.filter { $0.phase == .subsys }.map(\.id)
    #expect(
      subsys == [
        "acpi:\\_SB.HPET.HPTM+0x0", "acpi:\\_SB.HPET.HPTM+0x4", "driver:early", "acpi:\\_SB.TPM.TPMR",
      ])
    #expect(try first.movingStep("driver:early", before: nil) == scenario)
    #expect(try scenario.movingStep("driver:early", by: -1) == first)
    #expect(try first.movingStep("driver:early", by: 1) == scenario)
    #expect(
      try scenario.movingStep("driver:early", by: .min).possibleSteps.map(\.id).contains("driver:early"))
    #expect(throws: EditError.stepAtEnd("driver:early", .subsys)) {
      _ = try scenario.movingStep("driver:early", by: .max)
    }
  }

  @Test func theLevelsAreLinuxs() {
    let scenario = Scenario.snpForcedWB
    let acpi = "acpi:\\_SB.TPM.TPMR"
    #expect(throws: EditError.levelsDiffer("driver:tpm", .device, acpi, .subsys)) {
      _ = try scenario.movingStep("driver:tpm", before: acpi)
    }
    #expect(
      EditError.levelsDiffer("driver:tpm", .device, acpi, .subsys).reason
        == "driver:tpm is a device_initcall, \(acpi) a subsys_initcall: Linux runs the levels in a fixed order"
    )
    #expect(throws: EditError.stepIsFixed("hpet_enable", phase: .startKernel)) {
      _ = try scenario.movingStep("hpet_enable", before: acpi)
    }
    #expect(throws: EditError.stepIsFixed("pat_bp_init", phase: .setupArch)) {
      _ = try scenario.movingStep("pat_bp_init", before: acpi)
    }
    #expect(throws: EditError.noSuchStep("x")) { _ = try scenario.movingStep("driver:tpm", before: "x") }
    #expect(throws: EditError.noSuchStep("x")) { _ = try scenario.movingStep("x", by: 1) }
  }

  /// Names of steps that are not there, and repeated ones, change nothing.
  @Test func anyOrderIsSafe() {
    var scenario = Scenario.bareMetal
    let log = evaluate(scenario).trace.steps
    scenario.bootOrder = ["", "driver:none", "driver:tpm", "driver:tpm", "mtrr_bp_init", "acpi:"]
    scenario.disabledSteps = ["", "acpi:", "driver:", "pat_bp_init"]
    #expect(evaluate(scenario).trace.steps == log)
  }
}
