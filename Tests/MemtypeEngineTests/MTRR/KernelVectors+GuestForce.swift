import TestSupport
import Testing

@testable import MemtypeEngine

extension KernelVectors {
  @Test(.enabled(if: VectorFile("guest-force").exists, "guest-force.jsonl is absent"))
  func guestForce() throws {
    try VectorFile("guest-force").run(cases: 617) { json, test in
      let features = json["features"]
      let cpu = CPU(
        vendor: .intel, physBits: json["phys_bits"].int ?? 0, hasMTRR: features["mtrr"].bool ?? true)
      var state = MTRRState(cpu: cpu, kernel: KernelRevision(6, 12, 117))
      for (call, log) in zip(json["calls"].array, json["call_logs"].array) {
        test.expect("call log", Self.force(&state, call, json).vectorTexts, is: log.strings)
      }
      let early = json["lookup_before_bp_init"]
      if let start = early["range"][0].uint64, let end = early["range"][1].uint64 {
        let expected = MTRRLookup(
          type: MemoryType(rawValue: UInt8(truncatingIfNeeded: early["type"].int ?? 0)),
          isUniform: early["uniform"].int == 1)
        test.expect("lookup_before_bp_init", state.typeLookup(start, end), is: expected)
      }

      var log = KernelLog()
      state.initialize(.allZero, log: &log)
      test.expect("bp_init_log", log.texts, is: json["bp_init_log"].strings)
      test.expect("mtrr_feature_after", state.hasFeature, is: json["mtrr_feature_after"].bool)
      let enabled = (state.isEnabled ? 2 : 0) + (state.isFixedEnabled ? 1 : 0)
      test.expect("enabled_bits", enabled, is: json["enabled_bits"].int)
      test.expect("def_type", Int(state.defaultType.rawValue), is: json["def_type"].int)
      test.expect("num_var", state.variable.count, is: json["num_var"].int)
      test.expect("phys_hi_rsvd", state.reservedHighBits >> 32, is: json["phys_hi_rsvd"].uint64)
      test.expect("regs", Array(state.variable.prefix(16)), is: json["regs"].forcedRanges)
      test.expect("map_entries", state.map.entries.count, is: json["map_entries"].int)
      test.expect("map", Array(state.map.entries.prefix(40)), is: json["map"].mapEntries)
      for lookup in json["lookups"].array { test.checkLookup(lookup, in: state) }
      for sample in json["hardware_would_match"].array {
        guard let address = sample[0].uint64, let register = state.variable.first else { continue }
        let matches = register.isValid && MaskMatch(register, width: cpu.physBits).contains(address)
        test.expect("hardware_would_match \(sample[0])", matches, is: sample[1].bool)
      }
    }
  }

  /// One call of `guest_force_mtrr_state`, or of the KVM hook before or after the patch.
  private static func force(_ state: inout MTRRState, _ call: JSON, _ json: JSON) -> KernelLog {
    var log = KernelLog()
    let features = json["features"]
    let isPermitted = ["sev_snp", "tdx_guest", "xenpv", "hv_iso"].contains { features[$0].bool == true }
    var ranges: [VariableRange]?
    var defaultType = MemoryType.wb
    if let hook = call["kvm_init_platform"].string {
      if hook == "after" {
        var table = E820Table(kernel: KernelRevision(6, 12, 117))
        var ignored = KernelLog()
        table.setUp(firmware: json["e820"].e820Entries, log: &ignored)
        let pages = table.endOfLowRAM(
          kernel: KernelRevision(6, 12, 117), maxArchPages: json["maxmem_bits"].int == 52 ? 1 << 40 : 1 << 34,
          log: &log)
        ranges = [MTRRState.pciHoleRange(tolud: pages << 12, physBits: json["phys_bits"].int ?? 0)]
      }
    } else {
      defaultType = MemoryType(rawValue: UInt8(truncatingIfNeeded: call["def_type"].int ?? 0))
      if !call["var"].isNull {
        ranges = Array(call["var"].forcedRanges.prefix(call["num_var"].int ?? .max))
      }
    }
    state.guestForce(
      ranges, defaultType: defaultType, hasHypervisor: features["hypervisor"].bool ?? false,
      isPermitted: isPermitted, log: &log)
    return log
  }
}
