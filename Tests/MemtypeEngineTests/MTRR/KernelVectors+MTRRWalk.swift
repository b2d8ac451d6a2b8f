import TestSupport
import Testing

@testable import MemtypeEngine

extension KernelVectors {
  @Test(.enabled(if: VectorFile("mtrr-lookup-6.1").exists, "mtrr-lookup-6.1.jsonl is absent"))
  func mtrrLookup61() throws {
    try VectorFile("mtrr-lookup-6.1").run(cases: 850) { json, test in
      var state = MTRRState(cpu: json.machineCPU, kernel: KernelRevision(6, 1, 192))
      var log = KernelLog()
      if json["bp_init_called"].bool != false { state.initialize(json.machineMTRRs, log: &log) }
      // The PAT lines among them are the PAT's affair.
      let expected = json["log"].strings.filter { !$0.hasPrefix("x86/PAT") }
      test.expect("log", log.texts, is: expected)
      for lookup in json["lookups"].array { test.checkLookup(lookup, in: state) }
    }
  }
}
