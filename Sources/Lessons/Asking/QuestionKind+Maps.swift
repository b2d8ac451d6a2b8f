import MemtypeEngine

/// The firmware's memory map.
extension QuestionKind {
  static let ofMaps = [tolud, liesAt, ramAbove]

  static let tolud = QuestionKind("tolud", "", "TOLUD as Linux finds it in the memory map", .address) {
    words throws(AskingError) in
    let evaluation = words.situation.evaluation
    let map = evaluation.memoryMap.filter { $0.address < .fourGiB }
    let ram = map.filter { $0.type == .ram }.map(\.range.end).max() ?? 0
    let counting = map.filter { $0.type == .ram || $0.type == .acpi }.map(\.range.end).max() ?? 0
    var mistakes: [Solution.Mistake] = [
      .init(.toludOther, ram.grouped, because: "the end of the last RAM"),
      .init(.toludOther, counting.grouped, because: "the end of RAM and ACPI data"),
    ]
    // The end of what follows without a gap, whatever its type.
    var end = ram
    while let next = map.first(where: { $0.address == end && $0.size > 0 }) { end = next.range.end }
    mistakes.append(.init(.toludOther, end.grouped, because: "reserved and NVS entries are counted"))
    if let next = map.filter({ $0.address > end }).map(\.address).min() {
      mistakes.append(.init(.toludOther, next.grouped, because: "the start of the next entry"))
    }
    let total = evaluation.memoryMap.filter { $0.type == .ram }.map(\.size).reduce(UInt64(0)) {
      $0.adding(clamped: $1)
    }
    mistakes.append(.init(.toludOther, total.grouped, because: "the size of all RAM"))
    let rule =
      evaluation.tolud == ram && ram != counting
      ? "ACPI data counts from Linux 6.11 on, which this is not"
      : "the last RAM or ACPI data below 4 GiB counts"
    return Solution(
      evaluation.tolud.grouped,
      reasons: [
        "the last RAM below 4 GiB ends at \(ram.grouped), RAM or ACPI data at \(counting.grouped)",
        "\(rule) (e820__end_of_low_ram_pfn)",
      ], mistakes: mistakes)
  }

  static let liesAt = QuestionKind("lies-at", "ADDRESS", "what lies at an address", .text) {
    words throws(AskingError) in
    let address = try words.address()
    let situation = words.situation
    guard let segment = situation.evaluation.segment(at: address) else {
      throw AskingError("\(address.grouped)", accepted: "an address of this processor")
    }
    let names = segment.devices.map { situation.scenario.devices[$0].name }
    let listed = segment.e820?.name
    let answer = names.isEmpty ? listed ?? "nothing" : names.joined(separator: ", ")
    return Solution(
      answer,
      reasons: [
        listed.map { "e820 lists it as \($0)" }
          ?? "e820 does not list it: PCI devices are not in it (ACPI, Address Map)",
        names.isEmpty ? "no device lies here" : "\(answer) lies here",
      ],
      mistakes: [
        .init(.e820Complete, listed ?? "nothing", because: "e820 says so"), .init(nil, "RAM"),
        .init(nil, "nothing"),
      ])
  }

  static let ramAbove = QuestionKind("ram-above", "ADDRESS", "how much RAM lies above an address", .size) {
    words throws(AskingError) in
    let address = try words.address()
    let entries = words.situation.evaluation.memoryMap.filter { $0.type == .ram && $0.range.end > address }
    let parts = entries.map { AddressRange(max($0.range.start, address), $0.range.end) }
    let size = parts.map(\.size).reduce(UInt64(0)) { $0.adding(clamped: $1) }
    return Solution(
      size.sizeText,
      reasons: parts.map { "RAM \($0.start.grouped)-\($0.last.grouped), \($0.size.sizeText)" },
      mistakes: [
        .init(.toludOther, size.adding(clamped: .gib).sizeText),
        .init(.toludOther, size.subtracting(clamped: .gib).sizeText),
      ])
  }
}
