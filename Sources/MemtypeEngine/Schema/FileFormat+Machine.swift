private let acceptedEntry =
  "an entry such as 0x10_0000-0x7fff_ffff RAM; types: \(FileFormat<E820Type>.entryType.accepted)"
private let acceptedFixed =
  "the eleven fixed-range registers in MSR order, or one type for all: UC, WC, WT, WP, WB"

extension FileFormat where Value == KernelRevision {
  static let release = word(
    KernelRevisionError.accepted, names: KernelRevision.known.map(\.name),
    read: { KernelRevision($0) }, write: \.name
  ) { text throws(EditError) in
    do throws(KernelRevisionError) {
      return try KernelRevision(parsing: text)
    } catch {
      throw .noChoice(error.reason)
    }
  }
}

extension FileFormat where Value == KernelBehaviour? {
  /// An override of what the release does on the platform; `released` for none. Shell names are read as well.
  static let behaviour = choice(
    [(KernelBehaviour.releasedName, nil)] + KernelBehaviour.allCases.map { ($0.rawValue, $0) },
    others: KernelBehaviour.allCases.flatMap { [($0.argumentName, $0), ($0.shortName, $0)] })
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

  static let entryType = word(
    names.map(\.name).joined(separator: ", ") + ", or type N", names: names.map(\.name)
  ) { text in
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
    accepted: RangeText.accepted, shape: .either([.value([], accepted: RangeText.accepted), plain.shape]),
    read: { node throws(ScenarioFileError) in
      guard let word = node.word else { return try plain.read(node) }
      guard let range = RangeText.parse(word) else {
        throw node.rejected(accepted: RangeText.accepted)
      }
      return range
    },
    write: { range in RangeText.text(range).map { .word($0) } ?? .flow(plain.write(range)) },
    parse: { text throws(EditError) in
      guard let range = RangeText.parse(text) else { throw .notAccepted(text, accepted: RangeText.accepted) }
      return range
    })
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
    shape: .either([.behindRange(FileFormat<E820Type>.entryType.shape.names), plain.shape]),
    read: { node throws(ScenarioFileError) in
      guard let word = node.word else { return try plain.read(node) }
      let parts = word.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, let range = RangeText.parse(parts[0]) else {
        throw node.rejected(accepted: acceptedEntry)
      }
      let type = FileNode(.word(String(parts[1])), file: node.file, name: "the entry's type", line: node.line)
      return E820Entry(range, try FileFormat<E820Type>.entryType.read(type))
    },
    write: { entry in
      let isExact = entry.range.size == entry.size
      guard isExact, let range = RangeText.text(entry.range),
        case .word(let type) = FileFormat<E820Type>.entryType.write(entry.type)
      else { return .flow(plain.write(entry)) }
      return .word("\(range) \(type)")
    })

  /// The types that one can choose from.
  static let typeChoices: [E820Type] = [.ram, .reserved, .acpi, .nvs, .unusable, .pmem, .pram, .softReserved]
}

extension FileFormat where Value == FixedRanges {
  /// The eleven registers, or one type for all slots.
  static let fixedRanges = FileFormat(
    accepted: acceptedFixed,
    shape: .either([FileFormat<MemoryType>.mtrrType.shape, .list(FileFormat<UInt64>.number.shape)]),
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
struct SizedRange: Hashable, Sendable {
  var at: PhysicalAddress = 0
  var size: UInt64 = 0
  var type: MemoryType = .uc

  static let format = FileFormat<SizedRange>.record(
    "a valid range", base: SizedRange(),
    [
      FileField("at", \SizedRange.at, .number), FileField("size", \.size, .number),
      FileField("type", \.type, .mtrrType),
    ])

  /// `0xe0000000+512M:WC`, or `0xe0000000-0xffffffff:WC`; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map {
      AddressExpression.trimmed(String($0))
    }
    guard parts.count == 2, let range = RangeText.parse(parts[0]),
      let type = MemoryType.mtrrTypes.first(where: { $0.name == parts[1].uppercased() })
    else { return nil }
    (at, size, self.type) = (range.start, range.size, type)
  }

  init() {}

  /// The pair of registers; nil where the size is no power of two, or something is not a multiple of 4 KiB.
  func registers(physBits: Int) -> VariableRange? {
    guard at % .page == 0, size >= .page, size & (size &- 1) == 0 else { return nil }
    let mask = UInt64.mask(bits: physBits) & ~(size &- 1)
    return VariableRange(base: at | UInt64(type.rawValue), mask: mask | VariableRange.validBit)
  }
}

extension FileFormat where Value == VariableRange {
  private static let registers = record(
    "a pair of registers", base: VariableRange.unused,
    [
      FileField("base", \VariableRange.base, .number, always: true),
      FileField("mask", \.mask, .number, always: true),
    ])

  private static let legal =
    "a power of two of at least 4K at a multiple of 4K; write base and mask for other patterns"
  private static let acceptedForms =
    "a range such as 0xe000_0000+512M:WC or {at: 2G, size: 2G, type: UC}, registers such as "
    + "{base: 0x8000_0000, mask: 0xffff_8000_0800}, or unused"

  /// `{base: ..., mask: ...}` as the MSRs hold them; `0xe0000000+512M:WC` or `{at: 2G, size: 2G, type: UC}`; `unused`.
  static func variableRange(physBits: Int) -> FileFormat {
    FileFormat(
      accepted: acceptedForms,
      shape: .either([registers.shape, SizedRange.format.shape, .value(["unused"], accepted: acceptedForms)]),
      read: { node throws(ScenarioFileError) in
        if node.word == "unused" { return .unused }
        let range: SizedRange
        if let word = node.word {
          guard let sized = SizedRange(word) else { throw node.rejected(accepted: acceptedForms) }
          range = sized
        } else {
          let entries = try node.entries(accepted: acceptedForms)
          guard entries.contains(where: { ["at", "size", "type"].contains($0.key) }) else {
            return try registers.read(node)
          }
          range = try SizedRange.format.read(node)
        }
        guard let pair = range.registers(physBits: physBits) else {
          throw node.error(found: "\(range.size.grouped) bytes at \(range.at.grouped)", accepted: legal)
        }
        return pair
      },
      write: { pair in pair == .unused ? .word("unused") : .flow(registers.write(pair)) },
      parse: { text throws(EditError) in
        if text == "unused" { return .unused }
        guard let range = SizedRange(text) else { throw .notAccepted(text, accepted: acceptedForms) }
        guard let pair = range.registers(physBits: physBits) else {
          throw range.at % .page == 0 ? .sizeNotPowerOfTwo(range.size) : .notPageAligned(range.at)
        }
        return pair
      })
  }
}
