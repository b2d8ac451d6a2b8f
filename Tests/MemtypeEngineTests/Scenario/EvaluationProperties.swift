import MemtypeEngine
import TestSupport
import Testing

/// Any scenario at all, with numbers from the whole 64-bit range, gives an answer that hangs together.
@Suite(.bounded) struct EvaluationProperties {
  @Test func randomScenariosNeverTrapAndHangTogether() {
    for seed in 0..<propertyCases(1500) {
      var random = SeededGenerator(seed: UInt64(seed))
      let scenario = Self.scenario(&random)
      let evaluation = evaluate(scenario)
      #expect(Self.problem(in: evaluation) == nil, "seed \(seed)")
      for address in [random.address(), random.address(), evaluation.tolud] {
        #expect(!explain(address, in: evaluation).isEmpty, "seed \(seed)")
      }
      for message in evaluation.trace.log.prefix(200) { _ = message.text }
      _ = evaluation.divergences(limit: 64)
      if let edited = try? scenario.settingTOLUD(random.address() & ~0xfff) { _ = evaluate(edited) }
      if let edited = try? scenario.settingPhysBits(Int.random(in: 30...60, using: &random)) {
        _ = evaluate(edited)
      }
    }
  }

  /// The first thing that is wrong, nil if nothing is. (One expectation a case: a million are affordable.)
  private static func problem(in evaluation: Evaluation) -> String? {
    var end: UInt64 = 0
    // Up to 6.4 a mask with holes can make millions of pieces; the map then ends with one coarse piece.
    let isFine = evaluation.mtrr.boundaries.count < 4096
    for segment in evaluation.segments {
      if segment.range.start != end || segment.range.isEmpty {
        return "segments have a gap at \(end.grouped)"
      }
      if isFine,
        segment.type != evaluation.mtrr.typeLookup(segment.range.start, segment.range.start &+ 1).type
      {
        return "another type at \(segment.range.start.grouped)"
      }
      end = segment.range.end
    }
    if end != UInt64(1) << UInt64(evaluation.scenario.cpu.physBits) {
      return "segments end at \(end.grouped)"
    }
    var covering: TrackedEntry?
    for entry in evaluation.tracked {
      if let covering, covering.range.overlaps(entry.range), covering.mode != entry.mode {
        return "overlapping entries disagree at \(entry.range.start.grouped)"
      }
      if entry.range.end > covering?.range.end ?? 0 { covering = entry }
    }
    if evaluation.outcomes.count != evaluation.scenario.devices.count { return "outcomes are missing" }
    for (index, step) in evaluation.trace.steps.enumerated() where step.number != index + 1 {
      return "step \(step.number) is out of order"
    }
    return nil
  }

  private static func scenario(_ random: inout SeededGenerator) -> Scenario {
    var scenario = Scenario.builtIn[Int.random(in: 0..<Scenario.builtIn.count, using: &random)]
    scenario.platform = Platform.allCases.randomElement(using: &random) ?? .kvm
    scenario.behaviourOverride =
      Bool.random(using: &random) ? nil : KernelBehaviour.allCases.randomElement(using: &random)
    scenario.kernel = KernelRevision.known.randomElement(using: &random) ?? .newest
    scenario.cpu.vendor = CPU.Vendor.allCases.randomElement(using: &random) ?? .intel
    scenario.cpu.family = Int.random(in: 0...30, using: &random)
    scenario.cpu.physBits = Int.random(in: CPU.physBitsRange, using: &random)
    scenario.cpu.hasMTRR = Int.random(in: 0..<8, using: &random) > 0
    scenario.cpu.patMSR = Bool.random(using: &random) ? CPU.powerOnPAT : random.next()
    scenario.parameters.noPAT = Int.random(in: 0..<8, using: &random) == 0
    scenario.parameters.debugPAT = Bool.random(using: &random)
    scenario.parameters.mtrrDebug = Bool.random(using: &random)
    scenario.hasEarlyHPET = Bool.random(using: &random)
    if Bool.random(using: &random) { scenario.parameters.memory = ["mem=\(random.address())"] }
    if Bool.random(using: &random) {
      scenario.firmwareMap = (0..<Int.random(in: 0..<10, using: &random)).map { _ in
        E820Entry(
          address: random.address(), size: random.address(),
          type: E820Type(rawValue: UInt32.random(in: 0...13, using: &random)))
      }
    }
    if Bool.random(using: &random) {
      let count = Int.random(in: 0..<12, using: &random)
      scenario.mtrr = MTRRRegisters(
        capabilities: random.next() & ~0xff | UInt64(count), defaultTypeRegister: random.next(),
        fixed: FixedRanges(registers: (0..<11).map { _ in random.next() }),
        variable: (0..<count).map { _ in
          VariableRange(base: random.address(), mask: random.next() & random.next() | random.address())
        }, syscfg: random.next(), topMem2: random.address())
    }
    for index in scenario.devices.indices where Bool.random(using: &random) {
      scenario.devices[index].range = AddressRange(random.address(), random.address())
      scenario.devices[index].regions = [
        OperationRegion(
          path: "\\X", base: random.address(), length: random.address(),
          reads: [
            .init(offset: random.address(), width: [8, 16, 32, 64, 7].randomElement(using: &random) ?? 8)
          ])
      ]
    }
    return scenario
  }
}
