import MemtypeEngine

/// Evaluations, type lookups, and the memtype tracker at three sizes.
enum EngineBenchmarks {
  static var all: [Benchmark] { evaluations + sweeps + lookups + [10, 1000, 100_000].map(reserveAndFree) }

  private static var evaluations: [Benchmark] {
    [Scenario.snpForcedWB, .bareMetal].map { scenario in
      Benchmark(name: "evaluate \(scenario.name)") { blackHole(evaluate(scenario)) }
    } + [Benchmark(name: "evaluate 255 ranges, 10000 mappings") { blackHole(evaluate(crowded)) }]
  }

  /// What one case of a sweep costs: the drivers' outcomes alone, and with an input moved first.
  private static var sweeps: [Benchmark] {
    let outcomes = [Scenario.snpForcedWB, .bareMetal].map { scenario in
      Benchmark(name: "outcomes of \(scenario.name)") { blackHole(evaluateOutcomes(scenario)) }
    }
    let axis = SweepAxis(
      key: "tolud", values: .steps(start: .gib, step: .mib, count: 1024), isCount: false)
    guard let grid = try? SweepGrid(.snpForcedWB, axes: [axis]) else { return outcomes }
    return outcomes + [
      Benchmark(name: "sweep snp-tpm-forced-wb over TOLUD, a case", operations: 256) {
        blackHole(grid.outcomes(of: 0..<256))
      }
    ]
  }

  /// 255 variable ranges and 10,000 PCI BARs that drivers map.
  private static let crowded: Scenario = {
    var scenario = Scenario.bareMetal
    let width = UInt64.mask(bits: 46)
    scenario.cpu.physBits = 46
    scenario.mtrr.capabilities = scenario.mtrr.capabilities & ~0xff | 255
    scenario.mtrr.variable = (0..<255).map { i in
      VariableRange(
        base: 0x100_0000_0000 + UInt64(i) * 3 << 24 | UInt64(i % 2 == 0 ? 0 : 4),
        mask: width & ~(1 << 25 - 1) | VariableRange.validBit)
    }
    scenario.devices = (0..<10_000).map { i in
      Device(
        id: "bar\(i)", name: "BAR \(i)", kind: .pciBAR(i % 3 == 0 ? .wc : .ucMinus),
        range: AddressRange(start: 0x100_0000_0000 + UInt64(i) << 20, size: 0x4000))
    }
    return scenario
  }()

  private static var lookups: [Benchmark] {
    let guest = evaluate(.snpPCIHole).mtrr
    let pc = evaluate(.bareMetal).mtrr
    let full = evaluate(crowded).mtrr
    return [
      lookup("patched guest, 4 KiB", guest, 0xfed4_0000, 0xfed4_1000),
      lookup("typical PC, 4 KiB", pc, 0xfed4_0000, 0xfed4_1000),
      lookup("typical PC, 16 GiB", pc, 0, 16 << 30),
      lookup("last of 255 ranges", full, 0x102_fa00_0000, 0x102_fa00_1000),
      lookup("across 255 ranges", full, 0x100_0000_0000, 0x103_0000_0000),
    ]
  }

  private static func lookup(_ name: String, _ mtrr: MTRRState, _ start: UInt64, _ end: UInt64) -> Benchmark {
    Benchmark(name: "lookup \(name)", operations: 100) {
      for i in 0..<100 { blackHole(mtrr.typeLookup(start &+ UInt64(i & 1), end)) }
    }
  }

  private static func reserveAndFree(among count: Int) -> Benchmark {
    let mtrr = evaluate(.snpPCIHole).mtrr
    var tracker = MemtypeTracker()
    var log = KernelLog()
    for i in 0..<count {
      _ = tracker.reserve(
        AddressRange(start: 0x100_0000_0000 + UInt64(i) << 16, size: 0x4000), .ucMinus, mtrr: mtrr, log: &log)
    }
    let span = UInt64(count)
    var position: UInt64 = 0
    return Benchmark(name: "reserve and free among \(count)", operations: 64) {
      for _ in 0..<64 {
        position = (position &* 6_364_136_223_846_793_005 &+ 1) & 0xffff_ffff
        let range = AddressRange(start: 0x100_0000_8000 + (position % span) << 16, size: 0x1000)
        _ = tracker.reserve(range, .wb, mtrr: mtrr, log: &log)
        _ = tracker.free(range, log: &log)
      }
    }
  }
}
