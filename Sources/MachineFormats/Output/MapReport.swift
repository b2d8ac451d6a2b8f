import MemtypeEngine
import VisibleText

/// The memory types of the address space, for `mtrrscope map`. Addresses are hex strings, range ends exclusive.
package struct MapReport: Encodable {
  /// Whose reading of the registers it is.
  package enum Reading: String, CaseIterable, Encodable, Sendable {
    /// `mtrr_type_lookup`: what Linux concludes.
    case linux
    /// The processor's mask compare of the registers that it has.
    case hardware
    /// What accesses get through the mappings that stand: page tables, host and MTRRs together.
    case effective
  }

  struct Row: Encodable, Hashable {
    var start: String
    var end: String
    /// nil where nothing is mapped, or what the host does is not known.
    var type: String?
    var source: String?
    var tracked: String?
    /// False where ranges overlap without a rule.
    var isDefined: Bool?

    /// Whether two stretches may be joined.
    func says(thatOf other: Row) -> Bool {
      type == other.type && source == other.source && tracked == other.tracked && isDefined == other.isDefined
    }
  }

  package var reading: Reading
  package var afterStep: Int?
  /// False where masks with holes cut the space into more pieces than are printed.
  package var isComplete = true
  var rows: [Row] = []

  /// Masks with holes make millions of pieces.
  private static let mostRows = 65_536

  package init(_ evaluation: Evaluation, reading: Reading, afterStep: Int? = nil) {
    self.reading = reading
    self.afterStep = afterStep
    switch reading {
    case .linux:
      for piece in evaluation.typeRanges {
        add(piece.range, type: piece.type.name, source: piece.source.name)
      }
    case .hardware: addHardware(evaluation)
    case .effective: addEffective(evaluation)
    }
  }

  private mutating func add(
    _ range: AddressRange, type: String?, source: String?, tracked: String? = nil, isDefined: Bool? = nil
  ) {
    let row = Row(
      start: range.start.prefixedHex(), end: range.end.prefixedHex(), type: type, source: source,
      tracked: tracked, isDefined: isDefined)
    if let last = rows.last, last.end == row.start, row.says(thatOf: last) {
      rows[rows.count - 1].end = row.end
    } else {
      rows.append(row)
    }
  }

  private mutating func addHardware(_ evaluation: Evaluation) {
    let space = AddressRange(0, UInt64.mask(bits: evaluation.scenario.cpu.physBits) &+ 1)
    guard evaluation.scenario.cpu.hasMTRR else {
      add(space, type: MemoryType.wb.name, source: "no MTRRs")
      return
    }
    for segment in evaluation.processorReading.segments(in: space) {
      guard rows.count < Self.mostRows else {
        isComplete = false
        return
      }
      add(
        segment.range, type: segment.answer.type.name, source: nil,
        isDefined: segment.answer.isDefined ? nil : false)
    }
  }

  private mutating func addEffective(_ evaluation: Evaluation) {
    let reading = evaluation.processorReading
    var fixmaps: Set<Int> = []
    for outcome in evaluation.outcomes where outcome.status == .fixmap { fixmaps.insert(outcome.device) }
    for segment in evaluation.segments {
      let devices = segment.devices
      let isRAM = segment.e820?.isSystemRAM == true
      let mode: PageCacheMode? =
        segment.tracked ?? (isRAM ? .wb : devices.contains(where: fixmaps.contains) ? .uc : nil)
      guard let mode else {
        add(segment.range, type: nil, source: "not mapped")
        continue
      }
      let mapping = MappingAttempt(
        call: "", range: segment.range, requested: mode, got: mode, outcome: .mapped(mode))
      // A mapping takes whole pages, also where the device ends within one.
      let page = evaluation.segment(at: segment.range.start.roundedDown(to: .page))
      let owner = devices.first ?? page?.devices.first
      let device = isRAM ? nil : owner.flatMap { evaluation.scenario.device($0) }
      let effect = evaluation.effect(of: mapping, on: device, reading: reading)
      let how = isRAM && segment.tracked == nil ? "RAM" : segment.tracked == nil ? "fixmap" : nil
      let base = effect.map { $0.traps ? "emulated: accesses trap" : "\($0.baseText) x PAT \($0.pat.name)" }
      add(
        segment.range, type: effect?.traps == true ? nil : effect?.effective?.name, source: base,
        tracked: segment.tracked?.name ?? how)
    }
  }
}

extension MapReport {
  /// A stretch a line.
  package var text: String {
    TextReport.table(
      rows.map { row in
        let range = AddressRange(Self.number(row.start), Self.number(row.end))
        let doubt = row.isDefined == false ? "ranges overlap without a rule" : ""
        return [
          "\(range.start.grouped)-\(range.last.grouped)", range.size.sizeText, row.type ?? "-",
          [row.tracked, row.source].compactMap { $0 }.joined(separator: ", ") + doubt,
        ]
      }
    ).map(printable).joined(separator: "\n") + "\n"
  }

  private static func number(_ hex: String) -> UInt64 { UInt64(hex.dropFirst(2), radix: 16) ?? 0 }
}
