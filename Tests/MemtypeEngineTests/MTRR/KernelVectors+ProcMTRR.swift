import TestSupport
import Testing

@testable import MemtypeEngine

extension KernelVectors {
  @Test(.enabled(if: VectorFile("proc-mtrr-write").exists, "proc-mtrr-write.jsonl is absent"))
  func procMTRRWrite() throws {
    try VectorFile("proc-mtrr-write").run(cases: 478) { json, test in
      var state = MTRRState(cpu: json.machineCPU, kernel: KernelRevision(6, 12, 117))
      var log = KernelLog()
      state.initialize(json.machineMTRRs, log: &log)
      test.expect("init_log", log.texts, is: json["init_log"].strings)
      for (index, step) in json["steps"].array.enumerated() {
        Self.procStep(step, "step \(index)", &state, &test)
      }
      let expected = json["final_msrs"].array.map {
        VariableRange(base: $0[0].uint64 ?? 0, mask: $0[1].uint64 ?? 0)
      }
      test.expect("final_msrs", state.registers?.variable, is: expected)
      test.expect("final_map", Array(state.map.entries), is: json["final_map"].mapEntries)
    }
  }

  @Test(.enabled(if: VectorFile("phys-wc").exists, "phys-wc.jsonl is absent"))
  func physWC() throws {
    try VectorFile("phys-wc").run(cases: 220) { json, test in
      var state = MTRRState(cpu: json.machineCPU, kernel: KernelRevision(6, 12, 117))
      var log = KernelLog()
      state.initialize(json.machineMTRRs, log: &log)
      let patEnabled = json["pat_enabled"].bool ?? false
      for (index, step) in json["steps"].array.enumerated() {
        let field = "step \(index)"
        log = []
        switch step["op"].string {
        case "add":
          let handle = state.addWriteCombining(
            base: step["base"].uint64 ?? 1, size: step["size"].uint64 ?? 1, patEnabled: patEnabled, log: &log)
          test.expect(field, handle, is: step["rc"].int)
        case "del": state.deleteWriteCombining(handle: step["handle"].int ?? 0, log: &log)
        case "index":
          let register = MTRRState.writeCombiningIndex(handle: step["handle"].int ?? 0)
          test.expect(field, register, is: step["rc"].int)
        default:
          Self.procStep(step, field, &state, &test)
          continue
        }
        let got = log.vectorTexts.map { $0.replacing("(____ptrval____)", with: "PTR") }
        test.expect("\(field) log", got, is: step["log"].strings)
      }
      let expected = json["final_msrs"].array.map {
        VariableRange(base: $0[0].uint64 ?? 0, mask: $0[1].uint64 ?? 0)
      }
      test.expect("final_msrs", state.registers?.variable, is: expected)
    }
  }

  /// A step `write`, `read` or `lookup`.
  private static func procStep(
    _ step: JSON, _ field: String, _ state: inout MTRRState, _ test: inout VectorCase
  ) {
    var log = KernelLog()
    switch step["op"].string {
    case "write":
      let result = state.writeProcFile(step["text"].string ?? "", log: &log)
      test.expect(field, result, is: step["rc"].int)
    case "read":
      switch state.readProcFile(log: &log) {
      case .lines(let lines):
        test.expect(field, lines.map(\.text), is: step["lines"].strings)
        test.expect(field, 0, is: step["rc"].int)
      case .failed(let errno): test.expect(field, errno, is: step["rc"].int)
      }
    case "lookup":
      let answer = state.typeLookup(step["start"].uint64 ?? 0, step["end"].uint64 ?? 0)
      test.expect(field, Int(answer.type.rawValue), is: step["type"].int)
      test.expect(field, answer.isUniform, is: step["uniform"].int == 1)
    default: test.expect(field, "unknown step", is: "\(step)")
    }
    test.expect("\(field) log", log.texts, is: step["log"].strings)
  }
}
