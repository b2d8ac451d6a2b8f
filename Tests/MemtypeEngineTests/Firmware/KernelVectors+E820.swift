import TestSupport
import Testing

@testable import MemtypeEngine

extension KernelVectors {
  @Test(.enabled(if: VectorFile("e820-tolud").exists, "e820-tolud.jsonl is absent"))
  func e820Tolud() throws {
    try VectorFile("e820-tolud").run(cases: 736) {
      try Self.checkE820($0, &$1, kernel: KernelRevision(6, 12, 117))
    }
  }

  @Test(.enabled(if: VectorFile("e820-tolud-6.1").exists, "e820-tolud-6.1.jsonl is absent"))
  func e820Tolud61() throws {
    try VectorFile("e820-tolud-6.1").run(cases: 266) {
      try Self.checkE820($0, &$1, kernel: KernelRevision(6, 1, 192))
    }
  }

  /// Replays a case; `[addr, size, type]` lists are compared as text.
  private static func checkE820(_ json: JSON, _ test: inout VectorCase, kernel: KernelRevision) throws {
    var table = E820Table(kernel: kernel)
    var log = KernelLog()
    table.setUp(firmware: json["firmware"].e820Entries, log: &log)
    test.expect("setup_log", log.texts, is: json["setup_log"].strings)

    for (index, step) in json["steps"].array.enumerated() {
      log = []
      let field = "step \(index)"
      if let option = step["cmdline"].string {
        let result = table.apply(option: option, log: &log)
        test.expect(field, result, is: step["result"].string.flatMap { Int($0) })
      } else if step["finish_early_params"].bool == true {
        let survives = table.finishEarlyParameters(log: &log)
        test.expect(field, survives, is: json["panic"].isNull)
        if !survives { return }
      } else if !step["range_update"].isNull {
        let update = step["range_update"]
        let changed = table.update(
          try #require(update[0].uint64), size: try #require(update[1].uint64),
          from: update[2].e820Type, to: update[3].e820Type, log: &log)
        test.expect(field, changed.hex(), is: step["result"].string)
      } else if step["trim_bios_range"].bool == true {
        table.trimBIOSRange(log: &log)
      } else if step["sanitize"].bool == true {
        test.expect(field, table.sanitize() ? "0" : "-1", is: step["result"].string)
      } else {
        test.expect(field, "unknown step", is: "\(step)")
      }
      test.expect("\(field) log", log.texts, is: step["log"].strings)
    }

    test.expect("table", table.entries, is: json["table"].e820Entries)
    let maxArchPages: UInt64 = json["maxmem_bits"].int == 52 ? 1 << 40 : 1 << 34
    log = []
    let low = table.endOfLowRAM(kernel: kernel, maxArchPages: maxArchPages, log: &log)
    test.expect("low_ram_end_pfn", low, is: json["low_ram_end_pfn"].uint64)
    test.expect("tolud", low << 12, is: json["tolud"].uint64)
    test.expect("low_ram_log", log.texts, is: json["low_ram_log"].strings)
    log = []
    let all = table.endOfRAM(kernel: kernel, maxArchPages: maxArchPages, log: &log)
    test.expect("ram_end_pfn", all, is: json["ram_end_pfn"].uint64)
    test.expect("ram_log", log.texts, is: json["ram_log"].strings)
  }
}

extension JSON {
  /// An e820 type as a plain number.
  var e820Type: E820Type { E820Type(rawValue: UInt32(truncatingIfNeeded: uint64 ?? 0)) }

  /// A list of `[addr, size, type]`.
  var e820Entries: [E820Entry] {
    array.map { E820Entry(address: $0[0].uint64 ?? 0, size: $0[1].uint64 ?? 0, type: $0[2].e820Type) }
  }
}

extension Collection where Element == KernelMessage {
  /// The lines as the kernel prints them.
  var texts: [String] { map(\.text) }
}
