import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct RegisterPlanTests {
  /// Of every machine that comes with the program: its own map in legal registers is the map that it had.
  @Test(arguments: Scenario.builtIn)
  func theSameMapInLegalRegistersIsTheSameMap(scenario: Scenario) throws {
    let before = evaluate(scenario)
    let plan = try RegisterPlan(RegisterWish(), in: before)
    guard let legal = plan.scenario else {
      #expect(!plan.solution.fits)
      return
    }
    let after = evaluate(legal)
    #expect(!after.override.isApplied)
    #expect(plan.differences(in: after).isEmpty)
    for pair in legal.mtrr.variable where pair.isValid {
      #expect(RegisterBlock(pair, physBits: legal.cpu.physBits) != nil, "every register is a legal block")
    }
    #expect(legal.mtrr.variable.count == max(scenario.mtrr.variable.count, plan.solution.blocks.count))
  }

  /// The range that a guest's kernel makes up has a mask with holes here; legal registers need two.
  @Test func theForcedHoleNeedsSeveralRegisters() throws {
    var scenario = try Scenario.snpForcedWB.settingTOLUD(0x7f00_0000)
    scenario.behaviour = .forcedWBAndPCIHole
    let plan = try RegisterPlan(RegisterWish(), in: evaluate(scenario))
    #expect(plan.takesKernelOver)
    #expect(
      plan.solution.blocks == [
        RegisterBlock(base: 0x7f00_0000, sizeBits: 24, type: .uc),
        RegisterBlock(base: 0x8000_0000, sizeBits: 31, type: .uc),
      ])
    let after = evaluate(try #require(plan.scenario))
    #expect(after.failures.isEmpty)
    #expect(after.divergences(limit: 8).0.isEmpty, "a processor reads them as Linux does")
  }

  @Test func aStretchGetsTheTypeThatItShouldHave() throws {
    let scenario = Scenario.bareMetal
    let range = AddressRange(0xd000_0000, 0xe000_0000)
    for type in MemoryType.mtrrTypes {
      let plan = try RegisterPlan(
        RegisterWish(stretches: [.init(range, type)]), in: evaluate(scenario))
      let after = evaluate(try #require(plan.scenario))
      #expect(after.segment(at: range.start)?.type == type)
      #expect(after.segment(at: range.last)?.type == type)
      #expect(plan.differences(in: after).isEmpty)
    }
  }

  @Test func whatIsWantedBelowOneMebibyteGoesIntoTheFixedSlots() throws {
    let range = AddressRange(0xa_0000, 0xc_0000)
    let plan = try RegisterPlan(
      RegisterWish(stretches: [.init(range, .wc)]), in: evaluate(.bareMetal))
    let legal = try #require(plan.scenario)
    #expect(evaluate(legal).segment(at: 0xa_0000)?.type == .wc)
    #expect(plan.differences(in: evaluate(legal)).isEmpty)
    // Half a slot has no register of its own: that is said.
    let half = AddressRange(0x1_0000, 0x1_8000)
    let other = try RegisterPlan(RegisterWish(stretches: [.init(half, .uc)]), in: evaluate(.bareMetal))
    let rest = other.differences(in: evaluate(try #require(other.scenario)))
    #expect(rest == [.init(half, .wb)])
  }

  @Test func registersOfTheSolutionStayInTheirSlots() throws {
    let scenario = Scenario.bareMetal
    let plan = try RegisterPlan(
      RegisterWish(stretches: [.init(AddressRange(0x4000_0000, 0x4100_0000), .uc)]), in: evaluate(scenario))
    let legal = try #require(plan.scenario)
    let blocks = plan.solution.blocks
    for (slot, pair) in scenario.mtrr.variable.enumerated() {
      guard let block = RegisterBlock(pair, physBits: scenario.cpu.physBits), blocks.contains(block) else {
        continue
      }
      #expect(legal.mtrr.variable[slot] == pair)
    }
    #expect(legal.mtrr.variable.count == scenario.mtrr.variable.count)
  }

  @Test func whatDoesNotFitComesWithAdviceThatDoes() throws {
    var scenario = Scenario.bareMetal
    scenario.mtrr.variable = Array(scenario.mtrr.variable.prefix(2))
    let wish = RegisterWish(stretches: [.init(AddressRange(0x7cb0_0000, 0x8000_0000), .uc)])
    let plan = try RegisterPlan(wish, in: evaluate(scenario))
    #expect(plan.scenario == nil && !plan.solution.fits)
    let option = try #require(plan.advice.first { $0.count <= 2 })
    var changed = wish
    for stretch in option.stretches { changed.add(stretch) }
    let next = try RegisterPlan(changed, in: evaluate(scenario))
    #expect(next.solution.fits && next.solution.blocks.count == option.count)
  }

  @Test func aLaterStretchCoversAnEarlierOne() throws {
    var wish = RegisterWish()
    wish.add(.init(AddressRange(0, 2 << 30), .uc))
    wish.add(.init(AddressRange(1 << 30, 2 << 30), nil))
    #expect(wish.stretches.count == 2)
    #expect(wish.type(at: 0) == .some(.uc) && wish.type(at: 1 << 30) == .some(nil))
    #expect(wish.type(at: 2 << 30) == nil)
    wish.add(.init(AddressRange(0, 4 << 30), .wb))
    #expect(wish.stretches == [.init(AddressRange(0, 4 << 30), .wb)])
    #expect(throws: WantedMapError.self) {
      var bad = RegisterWish()
      bad.add(.init(AddressRange(0, 1 << 60), .uc))
      _ = try RegisterPlan(bad, in: evaluate(.bareMetal))
    }
  }
}
