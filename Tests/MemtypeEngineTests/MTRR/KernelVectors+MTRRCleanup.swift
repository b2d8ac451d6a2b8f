import TestSupport
import Testing

@testable import MemtypeEngine

extension KernelVectors {
  @Test(.enabled(if: VectorFile("mtrr-cleanup").exists, "mtrr-cleanup.jsonl is absent"))
  func mtrrCleanup() throws {
    try VectorFile("mtrr-cleanup").run(cases: 487) { json, test in
      var state = MTRRState(cpu: json.machineCPU, kernel: KernelRevision(6, 12, 117))
      var log = KernelLog()
      Self.initialize(&state, json, log: &log)
      test.checkLog("log", log, json)
      test.expect("changed", state.isCleanedUp, is: json["changed"].bool)
      let expected = json["final_msrs"].array.map {
        VariableRange(base: $0[0].uint64 ?? 0, mask: $0[1].uint64 ?? 0)
      }
      test.expect("final_msrs", state.registers?.variable, is: expected)
      test.expect("map", Array(state.map.entries), is: json["map"].mapEntries)
    }
  }

  @Test(.enabled(if: VectorFile("mtrr-trim").exists, "mtrr-trim.jsonl is absent"))
  func mtrrTrim() throws {
    try VectorFile("mtrr-trim").run(cases: 470) { json, test in
      let kernel = KernelRevision(6, 12, 117)
      let maxArchPages: UInt64 = json["maxmem_bits"].int == 52 ? 1 << 40 : 1 << 34
      var log = KernelLog()
      var table = E820Table(kernel: kernel)
      table.setUp(firmware: json["firmware"].e820Entries, log: &log)
      table.trimBIOSRange(log: &log)
      test.expect("table_before", table.entries, is: json["table_before"].e820Entries)
      let endPage = table.endOfRAM(kernel: kernel, maxArchPages: maxArchPages, log: &log)
      test.expect("max_pfn", endPage, is: json["max_pfn"].uint64)

      var state = MTRRState(cpu: json.machineCPU, kernel: kernel)
      log = []
      let (options, debug) = Self.initialize(&state, json, log: &log)
      test.checkLog("init_log", log, json)
      test.expect("cleanup_changed", state.isCleanedUp, is: json["cleanup_changed"].bool)

      log = []
      let trimmed = state.trimUncachedMemory(
        &table, endPage: endPage, options: options, debug: debug, log: &log)
      test.expect("rc", trimmed ? 1 : 0, is: json["rc"].int)
      test.checkLog("log", log, json)
      if !json["table_after"].isNull {
        test.expect("table_after", table.entries, is: json["table_after"].e820Entries)
      } else {
        test.expect("table_after", table.entries, is: json["table_before"].e820Entries)
      }
      let end = table.endOfRAM(kernel: kernel, maxArchPages: maxArchPages, log: &log)
      test.expect("max_pfn_after", end, is: json["max_pfn_after"].uint64)
      let low = table.endOfLowRAM(kernel: kernel, maxArchPages: maxArchPages, log: &log)
      test.expect("tolud_after", low << 12, is: json["tolud_after"].uint64)
    }
  }

  /// Boots with the options of the case's command line.
  @discardableResult private static func initialize(
    _ state: inout MTRRState, _ json: JSON, log: inout KernelLog
  ) -> (MTRROptions, debug: Bool) {
    var options = MTRROptions()
    for option in json["cmdline"].strings { options.apply(option: option) }
    let debug = json["cmdline"].strings.contains("mtrr=debug")
    state.initialize(json.machineMTRRs, options: options, debug: debug, log: &log)
    return (options, debug)
  }
}

extension VectorCase {
  /// Compares a log, which the vector may give in full or by length, first and last lines, and a hash.
  fileprivate mutating func checkLog(_ field: String, _ log: KernelLog, _ json: JSON) {
    let lines = log.vectorTexts
    guard let count = json["\(field)_lines"].int else {
      expect(field, lines, is: json[field].strings)
      return
    }
    expect("\(field)_lines", lines.count, is: count)
    let head = json["\(field)_head"].strings
    expect("\(field)_head", Array(lines.prefix(head.count)), is: head)
    let tail = json["\(field)_tail"].strings
    expect("\(field)_tail", Array(lines.suffix(tail.count)), is: tail)
    let text = lines.map { $0 + "\n" }.joined()
    expect("\(field)_sha256", SHA256.hex(of: text.utf8), is: json["\(field)_sha256"].string)
  }
}
