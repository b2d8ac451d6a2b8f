import MemtypeEngine
import TestSupport
import Testing

extension KernelVectors {
  @Test("PAT set-up at boot", .enabled(if: VectorFile("pat-init").exists, "pat-init.jsonl is absent"))
  func patInit() throws {
    try VectorFile("pat-init").run(cases: 157) { line, test in
      let cpu = try CPU(
        vendor: #require(CPU.Vendor(rawValue: line["vendor"].string ?? "")),
        family: #require(line["family"].int),
        model: #require(line["model"].int), physBits: 46, hasPAT: #require(line["cpu_has_pat"].bool as Bool?),
        patMSR: #require(line["pat_msr"].uint64))
      let conditions = try PATConfiguration.BootConditions(
        noPAT: #require(line["nopat"].bool as Bool?), isXenPV: #require(line["xen_pv"].bool as Bool?))
      var log: KernelLog = conditions.noPAT ? [.pat(.disabledByBootOption)] : []
      let pat = PATConfiguration.boot(cpu: cpu, kernel: KernelRevision(6, 12, 117), conditions, log: &log)

      test.expect("log", log.map(\.text), is: line["log"].strings)
      test.expect("pat_enabled", pat.isEnabled, is: line["pat_enabled"].bool)
      test.expect(
        "mode_by_slot", (0..<8).map { Int(pat.mode(ofSlot: $0).rawValue) },
        is: line["mode_by_slot"].array.compactMap(\.int))
      for mode in PageCacheMode.allCases {
        test.expect(
          "pte_bits_by_mode.\(mode.name)", pat.pageTableBits(of: mode),
          is: line["pte_bits_by_mode"][mode.name].uint64)
      }
    }
  }
}
