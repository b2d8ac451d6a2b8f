import MemtypeEngine
import VisibleText

/// What differs between two machines, for `mtrrscope diff`: inputs, memory types, devices and log, with the reasons.
/// Addresses are hex strings, range ends exclusive.
package struct DiffReport: Encodable {
  package struct Input: Encodable {
    var name: String
    var old: String
    var new: String
  }

  /// Addresses over which one value became another; nil where a side has none.
  package struct Stretch: Encodable {
    var start: String
    var end: String
    var old: String?
    var new: String?
    /// What gives the type, with memory types.
    var oldSource: String?
    var newSource: String?
  }

  /// A reason that only one side has.
  package struct OneSided: Encodable {
    var isNew: Bool
    var text: String
    var source: String
  }

  package struct DeviceChange: Encodable {
    var id: String
    var name: String
    /// nil where the device is not there.
    var old: String?
    var new: String?
    var because: [OneSided]
  }

  package struct LogLine: Encodable {
    var isNew: Bool
    var text: String
  }

  package var a: String
  package var b: String
  package var isSame: Bool
  package var inputs: [Input]
  package var memoryTypes: [Stretch]
  package var tracked: [Stretch]
  package var memoryMap: [Stretch]
  package var devices: [DeviceChange]
  /// Why the first stretch of the memory types changed.
  package var typesBecause: [OneSided]
  package var log: [LogLine]

  /// `names` are what the two are called, where both have the same name.
  package init(from old: Evaluation, to new: Evaluation, names: (String, String)) {
    (a, b) = names
    let comparison = Comparison(from: old, to: new)
    // Both are called by what was typed.
    let changes = new.scenario.changes(from: old.scenario).filter { !["name", "summary"].contains($0.name) }
    inputs = changes.map {
      Input(name: $0.name, old: $0.old, new: $0.new)
    }
    memoryTypes = comparison.types.map { stretch in
      var row = Self.stretch(stretch.range, stretch.old?.type.name, stretch.new?.type.name)
      (row.oldSource, row.newSource) = (stretch.old?.source.name, stretch.new?.source.name)
      return row
    }
    tracked = comparison.tracked.map { Self.stretch($0.range, $0.old?.name, $0.new?.name) }
    memoryMap = comparison.map.map { Self.stretch($0.range, $0.old?.name, $0.new?.name) }
    devices = comparison.pairs.compactMap { Self.change($0, old, new) }
    typesBecause = comparison.types.first.map { Self.reasons($0.range.start, old, new) } ?? []
    log = Self.lines(old.trace.log.map(\.text), new.trace.log.map(\.text))
    isSame =
      inputs.isEmpty && memoryTypes.isEmpty && tracked.isEmpty && memoryMap.isEmpty && devices.isEmpty
      && log.isEmpty
  }

  private static func stretch(_ range: AddressRange, _ old: String?, _ new: String?) -> Stretch {
    Stretch(start: range.start.prefixedHex(), end: range.end.prefixedHex(), old: old, new: new)
  }

  private static func change(
    _ pair: Comparison.DriverPair, _ old: Evaluation, _ new: Evaluation
  ) -> DeviceChange? {
    let (before, after) = (pair.old.map { old.outcomes[$0] }, pair.new.map { new.outcomes[$0] })
    let (first, second) = (before.map(text), after.map(text))
    let device =
      after.flatMap { new.scenario.device($0.device) } ?? before.flatMap { old.scenario.device($0.device) }
    guard first != second, let device else { return nil }
    let isThere = before != nil && after != nil
    return DeviceChange(
      id: device.id, name: device.name, old: first, new: second,
      because: isThere ? reasons(device.range.start, old, new) : [])
  }

  /// `failed -12 ENOMEM, asked UC-, got WB`.
  private static func text(_ outcome: DeviceOutcome) -> String {
    var parts = [outcome.status.text]
    if let requested = outcome.requested { parts.append("asked \(requested.name)") }
    if let got = outcome.got { parts.append("got \(got.name)") }
    return parts.joined(separator: ", ")
  }

  private static func reasons(
    _ address: PhysicalAddress, _ old: Evaluation, _ new: Evaluation
  ) -> [OneSided] {
    let (before, after) = (explain(address, in: old), explain(address, in: new))
    let (known, now) = (Set(before.map(\.text)), Set(after.map(\.text)))
    return before.filter { !now.contains($0.text) }.map {
      OneSided(isNew: false, text: $0.text, source: $0.source)
    }
      + after.filter { !known.contains($0.text) }.map {
        OneSided(isNew: true, text: $0.text, source: $0.source)
      }
  }

  /// Logs longer than this are compared without their order: the shortest edit takes quadratic time at worst.
  private static let mostOrdered = 4000

  private static func lines(_ old: [String], _ new: [String]) -> [LogLine] {
    guard max(old.count, new.count) <= mostOrdered else {
      let (known, now) = (Set(old), Set(new))
      return old.filter { !now.contains($0) }.map { LogLine(isNew: false, text: $0) }
        + new.filter { !known.contains($0) }.map { LogLine(isNew: true, text: $0) }
    }
    let difference = new.difference(from: old)
    var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var result: [LogLine] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if removed.contains(i) {
        result.append(LogLine(isNew: false, text: old[i]))
        i += 1
      } else if inserted.contains(j) {
        result.append(LogLine(isNew: true, text: new[j]))
        j += 1
      } else {
        (i, j) = (i + 1, j + 1)
      }
    }
    return result
  }
}

extension DiffReport {
  /// For people: a section for each kind of difference; one line where there is none.
  package var text: String {
    guard !isSame else { return printable("\(a) and \(b): no difference") + "\n" }
    var lines = ["a: \(a)", "b: \(b)"]
    lines += section("inputs", TextReport.table(inputs.map { [$0.name, $0.old, "->", $0.new] }))
    lines += section("memory types", TextReport.table(memoryTypes.map(Self.cells)))
    if devices.allSatisfy(\.because.isEmpty) { lines += Self.texts(of: typesBecause).map { "    " + $0 } }
    lines += section("tracked", TextReport.table(tracked.map(Self.cells)))
    lines += section("memory map", TextReport.table(memoryMap.map(Self.cells)))
    lines += section("devices", devices.flatMap(Self.lines))
    lines += section("kernel log", log.map { ($0.isNew ? "+ " : "- ") + $0.text })
    return lines.map(printable).joined(separator: "\n") + "\n"
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", title + ":"] + lines.map { "  " + $0 }
  }

  private static func cells(_ stretch: Stretch) -> [String] {
    func side(_ value: String?, _ source: String?) -> String {
      (value ?? "nothing") + (source.map { " by \($0)" } ?? "")
    }
    let range = AddressRange(number(stretch.start), number(stretch.end))
    return [
      "\(range.start.grouped)-\(range.last.grouped)", range.size.sizeText,
      side(stretch.old, stretch.oldSource),
      "->", side(stretch.new, stretch.newSource),
    ]
  }

  private static func number(_ hex: String) -> UInt64 { UInt64(hex.dropFirst(2), radix: 16) ?? 0 }

  private static func lines(_ change: DeviceChange) -> [String] {
    ["\(change.name): \(change.old ?? "not there") -> \(change.new ?? "not there")"]
      + texts(of: change.because).map { "  " + $0 }
  }

  private static func texts(of reasons: [OneSided]) -> [String] {
    reasons.map { "\($0.isNew ? "b:" : "a:") \($0.text)  [\($0.source)]" }
  }
}
