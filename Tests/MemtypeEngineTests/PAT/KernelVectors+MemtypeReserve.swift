import TestSupport
import Testing

@testable import MemtypeEngine

extension KernelVectors {
  @Test(
    "Memtype tracker", .enabled(if: VectorFile("memtype-reserve").exists, "memtype-reserve.jsonl is absent"))
  func memtypeReserve() throws {
    try VectorFile("memtype-reserve").run(cases: 924) { line, test in
      let mtrr = try line.bootedMTRR(KernelRevision(6, 12, 117))
      let tracker = MemtypeTracker(
        pat: try line.bootedPAT, ram: line["ram"].ranges, untracked: line["extra_untracked"].range)
      try test.run(line, tracker, mtrr)
    }
  }

  @Test(
    "Memtype tracker and the boot-time PAT decision up to 6.1",
    .enabled(if: VectorFile("memtype-reserve-6.1").exists, "memtype-reserve-6.1.jsonl is absent"))
  func memtypeReserve61() throws {
    try VectorFile("memtype-reserve-6.1").run(cases: 418) { line, test in
      let kernel = KernelRevision(6, 1, 192)
      var cpu = line["mtrr"].machineCPU
      cpu.physBits = try #require(line["phys_bits"].int)
      cpu.vendor = line["vendor"].string.flatMap(CPU.Vendor.init) ?? cpu.vendor
      cpu.family = line["family"].int ?? 6
      cpu.model = line["model"].int ?? 143
      cpu.patMSR = try #require(line["pat_msr"].uint64)

      var log = KernelLog()
      var mtrr = MTRRState(cpu: cpu, kernel: kernel)
      let noPAT = try #require(line["nopat"].bool as Bool?)
      if noPAT { log.append(.pat(.disabledByBootOption)) }
      mtrr.read(line["mtrr"].machineMTRRs, debug: false, log: &log)
      let conditions = try PATConfiguration.BootConditions(
        noPAT: noPAT, hasHypervisor: #require(line["hypervisor"].bool as Bool?), isMTRREnabled: mtrr.isEnabled
      )
      if !mtrr.isEnabled { mtrr.complete(debug: false, log: &log) }
      let pat = PATConfiguration.boot(cpu: cpu, kernel: kernel, conditions, log: &log)

      test.expect("init_log", log.vectorTexts, is: line["init_log"].strings)
      test.expect("pat_enabled", pat.isEnabled, is: line["pat_enabled"].bool)
      test.expect(
        "pte_bits_by_mode", PageCacheMode.allCases.map { pat.pageTableBits(of: $0) },
        is: line["pte_bits_by_mode"].array.compactMap(\.uint64))
      test.expect(
        "mode_by_slot", (0..<8).map { Int(pat.mode(ofSlot: $0).rawValue) },
        is: line["mode_by_slot"].array.compactMap(\.int))
      let tracker = MemtypeTracker(
        pat: pat, ram: line["ram"].ranges, untracked: line["extra_untracked"].range)
      try test.run(line, tracker, mtrr)
    }
  }
}

extension VectorCase {
  fileprivate mutating func run(_ line: JSON, _ tracker: MemtypeTracker, _ mtrr: MTRRState) throws {
    var tracker = tracker
    for (i, step) in line["steps"].array.enumerated() {
      let name = "step \(i) \(step["op"].string ?? "")"
      var log = KernelLog()
      let range = AddressRange(step["start"].uint64 ?? 0, step["end"].uint64 ?? 0)
      switch step["op"].string {
      case "reserve":
        let wantsNew = try #require(step["want_new"].bool as Bool?)
        let answer = tracker.reserve(
          range, try #require(step["req"].mode), acceptsOther: wantsNew, mtrr: mtrr, log: &log)
        expect("\(name): rc", answer.error ?? 0, is: step["rc"].int)
        if !wantsNew {
          expect("\(name): new", answer.mode, is: nil)
        } else if step["new"].string == "untouched" {
          expect("\(name): new", answer.mode, is: nil)
        } else {
          expect("\(name): new", answer.mode, is: step["new"].mode)
        }
      case "free":
        expect("\(name): rc", tracker.free(range, log: &log) ?? 0, is: step["rc"].int)
      case "lookup":
        expect("\(name): type", tracker.lookup(try #require(step["addr"].uint64)), is: step["type"].mode)
      case "reserve_io":
        let requested = try #require(step["req"].mode)
        let answer = tracker.reserveIO(range, requested, mtrr: mtrr, log: &log)
        expect("\(name): rc", answer.error ?? 0, is: step["rc"].int)
        expect("\(name): type", answer.error == nil ? answer.mode : requested, is: step["type"].mode)
      case "mmap_pfn":
        let want = try #require(step["want"].mode)
        let answer = tracker.mapFrames(
          range, want, isStrict: step["strict"].int == 1, mtrr: mtrr, log: &log)
        expect("\(name): rc", answer.error ?? 0, is: step["rc"].int)
        let mode = answer.error == nil ? answer.mode : tracker.pat.modeInPageTable(of: want)
        expect("\(name): mapped_mode", mode, is: step["mapped_mode"].mode)
      case "munmap_pfn": tracker.unmapFrames(range, log: &log)
      case "debugpat": tracker.isDebugging = true
      default: expect("op", step["op"].string, is: "a known one")
      }
      expect("\(name): log", log.vectorTexts, is: step["log"].strings)
    }
    expectList(tracker, line)
    if !line["list_text"].isNull {
      expect("list_text", MemtypeTracker.listText(tracker.entries), is: line["list_text"].strings)
    }
  }

  mutating func expectList(_ tracker: MemtypeTracker, _ line: JSON) {
    let list = line["list"].array.map { entry in
      TrackedEntry(AddressRange(entry[0].uint64 ?? 0, entry[1].uint64 ?? 0), entry[2].mode ?? .wp)
    }
    expect("list", tracker.entries.entries, is: list)
  }
}

extension JSON {
  /// A page cache mode by its number.
  var mode: PageCacheMode? { int.flatMap { PageCacheMode(rawValue: UInt8(truncatingIfNeeded: $0)) } }

  /// `[start, end]`.
  var range: AddressRange? {
    guard let start = self[0].uint64, let end = self[1].uint64 else { return nil }
    return AddressRange(start, end)
  }

  var ranges: [AddressRange] { array.compactMap(\.range) }

  /// The PAT after a normal boot, or one with `nopat` and the power-on layout.
  var bootedPAT: PATConfiguration {
    get throws {
      try #require(self["pat_enabled"].bool as Bool?)
        ? .standard : PATConfiguration(layout: CPU.powerOnPAT, isEnabled: false)
    }
  }

  /// The MTRR state after boot of a vector's `mtrr` field: MSRs, a forced guest state, or null.
  func bootedMTRR(_ kernel: KernelRevision) throws -> MTRRState {
    let mtrr = self["mtrr"]
    var cpu = mtrr.machineCPU
    cpu.physBits = try #require(self["phys_bits"].int)
    cpu.vendor = self["vendor"].string.flatMap(CPU.Vendor.init) ?? cpu.vendor
    cpu.family = self["family"].int ?? cpu.family
    var log = KernelLog()
    var state = MTRRState(cpu: cpu, kernel: kernel)
    if let type = mtrr["forced_def_type"].int {
      let forced = mtrr["forced_var"]
      state.guestForce(
        forced.isNull ? nil : forced.forcedRanges,
        defaultType: MemoryType(rawValue: UInt8(truncatingIfNeeded: type)), hasHypervisor: true,
        isPermitted: true,
        log: &log)
    }
    state.initialize(mtrr.machineMTRRs, log: &log)
    return state
  }
}
