import MemtypeEngine

@testable import Lessons

/// The answers to quiz questions by a second way: tables, counting and trying, without the engine's rules.
struct NaiveAnswers {
  let question: QuizQuestion
  private var words: [String] { question.asked.question.words }
  private var scenario: Scenario { question.scenario }

  private func number(_ index: Int) -> UInt64 { (try? NumberText.parse(words[index])) ?? 0 }

  /// nil for a kind that quizzes do not ask.
  var answer: String? {
    switch words[0] {
    case "mask-size": maskSize
    case "enables": enables
    case "pat-entry": patEntry
    case "fixed-byte": fixedByte
    case "type-number": typeNumber
    // The fewest aligned blocks from an address up to a power of two: the ones of the distance.
    case "registers":
      String(((1 << 32) - (number(from: words[1].split(separator: ".")[0]))).nonzeroBitCount)
    case "mask": mask
    case "legal": number(1) % number(2) == 0 ? "yes" : "no"
    case "type": combined(covering(number(1), byMask: false)).map { $0 } ?? scenario.mtrr.defaultType.name
    case "hardware": hardware
    case "matches": matches
    case "combine": Self.table[words[1]]?[words[2]]
    case "held": Self.isRefused(words[3], over: words[1]) ? "refused" : "mapped \(words[1])"
    case "gets": hint
    case "log-means": "asked for \(calls[1]), \(calls[0]) was there"
    case "log-numbers":
      "requested 0x\(Self.logNumbers[calls[1]] ?? 9), got 0x\(Self.logNumbers[calls[0]] ?? 9)"
    case "last-byte": lastByte
    case "tolud": tolud
    case "outcome": words[1] == "third" ? third : tpm
    case "fails": fails
    case "forced": maskLow
    default: nil
    }
  }

  private func number(from text: Substring) -> UInt64 { (try? NumberText.parse(String(text))) ?? 0 }

  // MARK: Registers

  private var maskSize: String {
    // Every bit of an address that is not compared doubles the size.
    var size: UInt64 = 1
    for bit in 0..<scenario.cpu.physBits where bit < 12 || number(1) / (1 << UInt64(bit)) % 2 == 0 {
      size *= 2
    }
    return size.sizeText
  }

  private var enables: String {
    let value = number(1)
    let type = ["UC", "WC", "?", "?", "WT", "WP", "WB"][Int(value % 256)]
    if value / 2048 % 2 == 0 { return "nothing: everything is UC" }
    return value / 1024 % 2 == 1
      ? "variable ranges and fixed ranges, default \(type)" : "variable ranges only, default \(type)"
  }

  private var patEntry: String {
    let bytes = String(number(1), radix: 16)
    let digits = Array(String(repeating: "0", count: 16 - bytes.count) + bytes)
    var slot = 0
    for name in words[2].split(separator: "+") { slot += ["PWT": 1, "PCD": 2, "PAT": 4][String(name)] ?? 0 }
    let digit = digits[15 - 2 * slot].wholeNumberValue ?? 9
    return [0: "UC", 1: "WC", 4: "WT", 5: "WP", 6: "WB", 7: "UC-"][digit] ?? "?"
  }

  private var fixedByte: String {
    let registers: [(msr: String, start: UInt64, unit: UInt64)] = [
      ("0x250", 0, 0x1_0000), ("0x258", 0x8_0000, 0x4000), ("0x259", 0xa_0000, 0x4000),
      ("0x268", 0xc_0000, 0x1000),
      ("0x269", 0xc_8000, 0x1000), ("0x26a", 0xd_0000, 0x1000), ("0x26b", 0xd_8000, 0x1000),
      ("0x26c", 0xe_0000, 0x1000), ("0x26d", 0xe_8000, 0x1000), ("0x26e", 0xf_0000, 0x1000),
      ("0x26f", 0xf_8000, 0x1000),
    ]
    for register in registers {
      for byte in 0..<UInt64(8) {
        let start = register.start + byte * register.unit
        if number(1) >= start, number(1) < start + register.unit { return "\(register.msr), byte \(byte)" }
      }
    }
    return "?"
  }

  private static let logNumbers = ["WB": 0, "WC": 1, "UC-": 2, "UC": 3, "WT": 4, "WP": 5]
  private static let msrNumbers = ["UC": 0, "WC": 1, "WT": 4, "WP": 5, "WB": 6, "UC-": 7]

  private var typeNumber: String {
    String((words[3] == "log" ? Self.logNumbers : Self.msrNumbers)[words[1]] ?? 99)
  }

  private var mask: String {
    var mask: UInt64 = 0x800
    var bit: UInt64 = 1
    for _ in 0..<scenario.cpu.physBits {
      if bit >= number(1) { mask += bit }
      bit *= 2
    }
    return mask.grouped
  }

  // MARK: Ranges

  /// The types of the ranges that hold an address, by comparing bits or by base and size.
  private func covering(_ address: UInt64, byMask: Bool) -> [String] {
    scenario.mtrr.variable.filter { $0.mask / 2048 % 2 == 1 }.filter { range in
      let (base, mask) = (range.base / 4096 * 4096, range.mask / 4096 * 4096)
      if byMask { return address & mask == base & mask }
      let size = (1 << UInt64(scenario.cpu.physBits)) - mask
      return address >= base && address - base < size
    }.map { $0.type.name }
  }

  /// nil for none.
  private func combined(_ types: [String]) -> String? {
    guard let first = types.first else { return nil }
    if types.contains("UC") { return "UC" }
    if types.allSatisfy({ $0 == first }) { return first }
    return Set(types) == ["WT", "WB"] ? "WT" : "undefined"
  }

  private var hardware: String {
    guard scenario.platform == .sevSNP else {
      return combined(covering(number(1), byMask: true)) ?? scenario.mtrr.defaultType.name
    }
    let mask = ~(0xffff_ffff - forcedStart)
    return number(1) & mask == forcedStart & mask ? "UC" : "WB"
  }

  private var forcedStart: UInt64 {
    scenario.firmwareMap.filter { $0.type == .ram && $0.address < 1 << 32 }.map { $0.address + $0.size }.max()
      ?? 0
  }

  private var maskLow: String {
    (0xffff_ffff - (0xffff_ffff - forcedStart) / 4096 * 4096 - 0xfff + 0x800).grouped
  }

  private var matches: String {
    let range = scenario.mtrr.variable[0]
    let (base, mask) = (range.base / 4096 * 4096, range.mask / 4096 * 4096)
    var unit: UInt64 = 4096
    while mask & unit == 0 { unit *= 2 }
    var count = 0
    var address: UInt64 = 0
    while address < 1 << UInt64(scenario.cpu.physBits) {
      if address & mask == base & mask { count += 1 }
      address += unit
    }
    return count == 1 ? "one block of \(unit.sizeText)" : "\(count) blocks of \(unit.sizeText)"
  }

  // MARK: Pages and requests

  /// Rows MTRR, columns PAT (SDM 3A, Effective Page-Level Memory Types).
  private static let table: [String: [String: String]] = [
    "UC": ["UC": "UC", "UC-": "UC", "WC": "WC", "WT": "UC", "WP": "UC", "WB": "UC"],
    "WC": ["UC": "UC", "UC-": "WC", "WC": "WC", "WT": "UC", "WP": "UC", "WB": "WC"],
    "WT": ["UC": "UC", "UC-": "UC", "WC": "WC", "WT": "WT", "WP": "WP", "WB": "WT"],
    "WP": ["UC": "UC", "UC-": "WC", "WC": "WC", "WT": "WT", "WP": "WP", "WB": "WP"],
    "WB": ["UC": "UC", "UC-": "UC", "WC": "WC", "WT": "WT", "WP": "WP", "WB": "WB"],
  ]

  private static func isRefused(_ wanted: String, over held: String) -> Bool {
    ["WB UC-", "WB WC", "WB WT", "WC WT"].contains("\(held) \(wanted)")
  }

  /// What each device's driver asks for, by the call's name.
  private var calls: [String] {
    scenario.devices.map { device in
      switch device.driver?.call.name {
      case "ioremap_uc": "UC"
      case "ioremap_wc": "WC"
      case "ioremap_wt": "WT"
      case "ioremap_cache", "ioremap_encrypted": "WB"
      default: "UC-"
      }
    }
  }

  private var hint: String {
    guard calls[0] == "WB" else { return calls[0] }
    return scenario.mtrr.variable[0].type == .wb ? "WB" : "UC-"
  }

  private var third: String {
    let (first, second, wanted) = (calls[0], calls[1], calls[2])
    if first != second || Self.isRefused(wanted, over: first) { return "failed -12 ENOMEM" }
    return "mapped \(first)"
  }

  private var lastByte: String {
    // ioremap error for 0xd0000000-0xd0001000, requested ...
    let line = question.given[0]
    let range = line.split(separator: " ")[3].split(separator: "-")[1].dropLast()
    return (number(from: range) - 1).grouped
  }

  private var tolud: String {
    let countsACPI = scenario.kernel.name != "6.10"
    var end: UInt64 = 0
    for entry in scenario.firmwareMap where entry.address < 1 << 32 {
      guard entry.type == .ram || countsACPI && entry.type == .acpi else { continue }
      end = max(end, entry.address + entry.size)
    }
    return end.grouped
  }

  // MARK: Machines

  /// Whether the MTRRs say WB at the TPM and the HPET, as far as Linux goes by them.
  private var isHoleWB: Bool {
    let isConfidential = scenario.platform == .sevSNP || scenario.platform == .tdx
    let name = scenario.kernel.name
    if isConfidential, ["6.16", "6.17.3"].contains(name) { return true }
    if isConfidential, ["6.18", "6.12.54"].contains(name) { return false }
    return !scenario.mtrr.variable.contains { $0.mask / 2048 % 2 == 1 }
  }

  private var isTPMRefused: Bool {
    !scenario.parameters.noPAT && isHoleWB && !scenario.disabledSteps.contains("acpi:\\_SB.TPM.TPMR")
  }

  private var tpm: String { isTPMRefused ? "failed -12 ENOMEM" : "mapped UC-" }

  private var fails: String {
    let isHPETRefused =
      !scenario.parameters.noPAT && isHoleWB && scenario.disabledSteps.contains("hpet_enable")
    let list = (isHPETRefused ? ["HPET -19"] : []) + (isTPMRefused ? ["TPM TIS -12"] : [])
    return list.isEmpty ? "no driver" : list.joined(separator: ", ")
  }
}
