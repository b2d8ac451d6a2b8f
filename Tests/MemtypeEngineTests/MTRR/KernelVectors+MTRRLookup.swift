import TestSupport
import Testing

@testable import MemtypeEngine

extension KernelVectors {
  @Test(.enabled(if: VectorFile("mtrr-lookup").exists, "mtrr-lookup.jsonl is absent"))
  func mtrrLookup() throws {
    try VectorFile("mtrr-lookup").run(cases: 978) { json, test in
      var state = MTRRState(cpu: json.machineCPU, kernel: KernelRevision(6, 12, 117))
      var log = KernelLog()
      if json["bp_init_called"].bool != false { state.initialize(json.machineMTRRs, log: &log) }
      test.expect("log", log.texts, is: json["log"].strings)
      test.expect("map", Array(state.map.entries), is: json["map"].mapEntries)
      for lookup in json["lookups"].array { test.checkLookup(lookup, in: state) }
    }
  }

  @Test(.enabled(if: VectorFile("mtrr-map-debug").exists, "mtrr-map-debug.jsonl is absent"))
  func mtrrMapDebug() throws {
    try VectorFile("mtrr-map-debug").run(cases: 288) { json, test in
      var cpu = json.machineCPU
      cpu.hasMTRR = true
      var state = MTRRState(cpu: cpu, kernel: KernelRevision(6, 12, 117))
      var log = KernelLog()
      let forced = json["mtrr"]
      if !forced.isNull {
        state.guestForce(
          forced["forced_var"].isNull ? nil : forced["forced_var"].forcedRanges,
          defaultType: MemoryType(rawValue: UInt8(truncatingIfNeeded: forced["forced_def_type"].int ?? 0)),
          on: .sevSNP, log: &log)
      }
      state.initialize(json.machineMTRRs, debug: true, log: &log)
      test.expect("log", log.texts, is: json["log"].strings)
    }
  }
}
