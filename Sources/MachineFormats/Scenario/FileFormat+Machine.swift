import MemtypeEngine

private let acceptedEntry =
  "an entry such as 0x10_0000-0x7fff_ffff RAM; types: \(FileFormat<E820Type>.entryType.accepted)"
private let acceptedFixed =
  "the eleven fixed-range registers in MSR order, or one type for all: UC, WC, WT, WP, WB"

extension FileFormat where Value == KernelRevision {
  static let release = word("a Linux release such as 6.16 or 6.12.117") { text in
    KernelRevision(text)
  } write: { release in
    release.name
  }
}

extension FileFormat where Value == PageCacheMode {
  static let cacheMode = choice(PageCacheMode.allCases.map { ($0.name, $0) })
}

extension FileFormat where Value == MemoryType {
  static let mtrrType = choice(MemoryType.mtrrTypes.map { ($0.name, $0) })
}

extension FileFormat where Value == E820Type {
  private static let names: [(name: String, type: E820Type)] = [
    ("RAM", .ram), ("reserved", .reserved), ("ACPI data", .acpi), ("ACPI NVS", .nvs), ("unusable", .unusable),
    ("persistent", .pmem), ("persistent (legacy)", .pram), ("soft reserved", .softReserved),
  ]
  /// As Linux prints and names them.
  private static let otherNames: [(name: String, type: E820Type)] = [
    ("usable", .ram), ("System RAM", .ram), ("device reserved", .reserved), ("ACPI Tables", .acpi),
    ("ACPI Non-volatile Storage", .nvs),
  ]

  static let entryType = word(names.map(\.name).joined(separator: ", ") + ", or type N") { text in
    let lower = text.lowercased()
    if let known = (names + otherNames).first(where: { $0.name.lowercased() == lower }) { return known.type }
    guard lower.hasPrefix("type "), let number = UInt32(lower.dropFirst(5)) else { return nil }
    return E820Type(rawValue: number)
  } write: { type in
    names.first { $0.type == type }?.name ?? "type \(type.rawValue)"
  }
}

extension FileFormat where Value == AddressRange {
  private static let plain = record(
    "a range", base: AddressRange(0, 0),
    [
      FileField("start", \AddressRange.start, .number, always: true),
      FileField("end", \.end, .number, always: true),
    ])

  /// `0xfed4_0000-0xfed4_4fff`; an empty range by its two ends.
  static let range = FileFormat(
    accepted: RangeText.accepted,
    read: { node throws(ScenarioFileError) in
      guard let word = node.word else { return try plain.read(node) }
      guard let range = RangeText.parse(word) else {
        throw node.rejected(accepted: RangeText.accepted)
      }
      return range
    },
    write: { range in RangeText.text(range).map { .word($0) } ?? .flow(plain.write(range)) })
}

extension FileFormat where Value == E820Entry {
  private static let plain = record(
    "an entry", base: E820Entry(address: 0, size: 0, type: .reserved),
    [
      FileField("address", \E820Entry.address, .number, always: true),
      FileField("size", \.size, .number, always: true), FileField("type", \.type, .entryType, always: true),
    ])

  /// `0x10_0000-0x7fff_ffff RAM`; an empty entry, or one beyond the top, by its address and size.
  static let mapEntry = FileFormat(
    accepted: acceptedEntry,
    read: { node throws(ScenarioFileError) in
      guard let word = node.word else { return try plain.read(node) }
      let parts = word.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, let range = RangeText.parse(String(parts[0])) else {
        throw node.rejected(accepted: acceptedEntry)
      }
      let type = FileNode(node: .init(String(parts[1])), file: node.file, name: "the entry's type")
      do throws(ScenarioFileError) {
        return E820Entry(range, try FileFormat<E820Type>.entryType.read(type))
      } catch {
        throw node.error(found: error.found, accepted: error.accepted)
      }
    },
    write: { entry in
      let isExact = entry.range.size == entry.size
      guard isExact, let range = RangeText.text(entry.range),
        case .word(let type) = FileFormat<E820Type>.entryType.write(entry.type)
      else { return .flow(plain.write(entry)) }
      return .word("\(range) \(type)")
    })
}

extension FileFormat where Value == FixedRanges {
  /// The eleven registers, or one type for all slots.
  static let fixedRanges = FileFormat(
    accepted: acceptedFixed,
    read: { node throws(ScenarioFileError) in
      if node.word != nil { return FixedRanges(repeating: try FileFormat<MemoryType>.mtrrType.read(node)) }
      let registers = try FileFormat<UInt64>.number.list().read(node)
      guard registers.count == FixedRanges.msrNumbers.count else {
        throw node.error(
          found: "\(node.name) has \(registers.count) registers", accepted: acceptedFixed)
      }
      return FixedRanges(registers: registers)
    },
    write: { fixed in
      if let type = MemoryType.mtrrTypes.first(where: { FixedRanges(repeating: $0) == fixed }) {
        return FileFormat<MemoryType>.mtrrType.write(type)
      }
      return .flow(FileFormat<UInt64>.number.list().write(fixed.registers))
    })
}

/// A valid range as people think of it.
private struct SizedRange: Sendable {
  var at: PhysicalAddress = 0
  var size: UInt64 = 0
  var type: MemoryType = .uc

  static let format = FileFormat<SizedRange>.record(
    "a valid range", base: SizedRange(),
    [
      FileField("at", \SizedRange.at, .number), FileField("size", \.size, .number),
      FileField("type", \.type, .mtrrType),
    ])
}

extension FileFormat where Value == VariableRange {
  private static let registers = record(
    "a pair of registers", base: VariableRange.unused,
    [
      FileField("base", \VariableRange.base, .number, always: true),
      FileField("mask", \.mask, .number, always: true),
    ])

  /// `{base: ..., mask: ...}` as the MSRs hold them, or `{at: 2G, size: 2G, type: UC}`, or `unused`.
  static func variableRange(physBits: Int) -> FileFormat {
    let accepted =
      "registers such as {base: 0x8000_0000, mask: 0xffff_8000_0800}, a range such as {at: 2G, size: 2G, type: UC}, "
      + "or unused"
    return FileFormat(
      accepted: accepted,
      read: { node throws(ScenarioFileError) in
        if node.word == "unused" { return .unused }
        let entries = try node.entries(accepted: accepted)
        guard entries.contains(where: { $0.key == "at" || $0.key == "size" || $0.key == "type" }) else {
          return try registers.read(node)
        }
        let range = try SizedRange.format.read(node)
        guard range.at % .page == 0, range.size >= .page, range.size & (range.size &- 1) == 0 else {
          throw node.error(
            found: "\(range.size.grouped) bytes at \(range.at.grouped)",
            accepted:
              "a power of two of at least 4K at a multiple of 4K; write base and mask for other patterns")
        }
        let mask = UInt64.mask(bits: physBits) & ~(range.size &- 1)
        return VariableRange(
          base: range.at | UInt64(range.type.rawValue), mask: mask | VariableRange.validBit)
      },
      write: { pair in pair == .unused ? .word("unused") : .flow(registers.write(pair)) })
  }
}
