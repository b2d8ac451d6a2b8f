/// The parts of a variable range.
extension Schema {
  static let ranges: [ScenarioField] = [
    ScenarioField(
      .variableRanges, "", .ranges, "range", "A whole variable range: 0xe000_0000+512M:WC.",
      .init(
        get: { s, i in s.variableRange(i) },
        put: { s, i, range in
          if s.mtrr.variable.indices.contains(i) { s.mtrr.variable[i] = range } else { s.append(range) }
        }),
      format: { .variableRange(physBits: $0.cpu.physBits) }, file: .none, hasRow: false
    ),
    ScenarioField(
      .variableRanges, "valid", .ranges, "V", "Bit V of PHYSMASK: whether the range counts.",
      .init(get: { s, i in s.variableRange(i)?.isValid }, put: { _, _, _ in }) {
        s, i, isValid throws(EditError) in
        try s.settingRangeValid(i, isValid)
      }, format: { _ in .flag }, file: .none),
    ScenarioField(
      .variableRanges, "base", .ranges, "base", "Where the range begins: a multiple of 4 KiB.",
      .init(get: { s, i in s.variableRange(i)?.baseAddress }, put: { _, _, _ in }) {
        s, i, base throws(EditError) in
        try s.settingRangeBase(i, base)
      }, format: { _ in .number }, file: .none, shown: { _, base in base.groupedDigits },
      next: { s, i, base, up throws(EditError) in
        let size = s.variableRange(i)?.contiguousSize(physBits: s.cpu.physBits) ?? .mib
        return up ? base.adding(clamped: size) : base.subtracting(clamped: size)
      }
    ).with {
      $0.takesAddress = true
      $0.hint = "a multiple of 4K: 0x80000000, 2G"
    },
    ScenarioField(
      .variableRanges, "size", .ranges, "size", "How much a mask without holes covers: a power of two.",
      .init(
        get: { s, i in s.variableRange(i).map { RangeSize($0, physBits: s.cpu.physBits) } },
        put: { _, _, _ in }
      ) { s, i, size throws(EditError) in
        switch size {
        case .bytes(let bytes): try s.settingRangeSize(i, bytes)
        case .mask(let mask): try s.settingRangeMask(i, mask)
        }
      }, format: { _ in .rangeSize }, file: .none, shown: { _, size in size.text },
      next: { _, _, size, up throws(EditError) in
        guard case .bytes(let bytes) = size else {
          throw .noChoice("the mask has holes, so it has no size to step: type a size or a mask")
        }
        return .bytes(up ? (bytes >> 63 == 0 ? bytes << 1 : bytes) : bytes >> 1)
      }
    ).with {
      $0.editable = { s, i in
        s.variableRange(i).map { RangeSize($0, physBits: s.cpu.physBits).text } ?? ""
      }
    },
    ScenarioField(
      .variableRanges, "type", .ranges, "type", "The memory type of the range.",
      .init(get: { s, i in s.variableRange(i)?.type }, put: { _, _, _ in }) { s, i, type throws(EditError) in
        try s.settingRangeType(i, type)
      }, format: { _ in .mtrrType }, file: .none, isTyped: false, shown: { _, type in type.name }),
    ScenarioField(
      .variableRanges, "mask", .ranges, "mask", "The address bits of PHYSMASK that have to match.",
      .init(get: { s, i in s.variableRange(i)?.maskBits }, put: { _, _, _ in }) {
        s, i, mask throws(EditError) in
        try s.settingRangeMask(i, mask)
      }, format: { _ in .number }, file: .none),
    ScenarioField(
      .variableRanges, "physbase", .registers, "PHYSBASE",
      "The whole register: the base, and the type in bits 7:0.",
      .init(get: { s, i in s.variableRange(i)?.base }, put: { s, i, base in s.mtrr.variable[i].base = base }),
      format: { _ in .number }, file: .none),
    ScenarioField(
      .variableRanges, "physmask", .registers, "PHYSMASK", "The whole register: the mask, and V in bit 11.",
      .init(get: { s, i in s.variableRange(i)?.mask }, put: { s, i, mask in s.mtrr.variable[i].mask = mask }),
      format: { _ in .number }, file: .none),
  ].map { field in
    field.with {
      $0.viewOf = ["mtrr.variable"]
      if $0.key != "" {
        // A range comes back as a whole.
        $0.copy = { s, i, other, there throws(EditError) in
          guard s.variableRange(i) != nil, let range = other.variableRange(there) else { return nil }
          var result = s
          result.mtrr.variable[i] = range
          return result
        }
      }
      let edit = $0.edit
      if $0.key == "physbase" || $0.key == "physmask" {
        $0.edit = { s, i, node, places throws(EditError) in
          guard s.variableRange(i) != nil else { throw .noSuchRange(i) }
          return try edit(s, i, node, places)
        }
      }
    }
  }
}

/// What a mask covers where it has no holes; otherwise the mask.
enum RangeSize: Hashable, Sendable {
  case bytes(UInt64)
  case mask(UInt64)

  init(_ range: VariableRange, physBits: Int) {
    self = range.contiguousSize(physBits: physBits).map { .bytes($0) } ?? .mask(range.maskBits)
  }

  var text: String {
    switch self {
    case .bytes(let size): size.sizeText
    case .mask(let mask): mask == 0 ? "-" : "m" + mask.grouped
    }
  }
}

extension FileFormat where Value == RangeSize {
  /// A size, or `m` and a mask.
  static let rangeSize = FileFormat(
    accepted: "a power of two: 2G; or m and a mask: m0xffff80000000",
    shape: .value([], accepted: "a power of two: 2G; or m and a mask: m0xffff80000000"),
    read: { node throws(ScenarioFileError) in
      guard let word = node.word, let size = try? parseSize(word) else {
        throw node.rejected(accepted: "a power of two such as 2G, or m and a mask")
      }
      return size
    }, write: { .word($0.text) }, parse: parseSize)

  @Sendable private static func parseSize(_ text: String) throws(EditError) -> RangeSize {
    let isMask = text.first == "m" || text.first == "M"
    let number = isMask ? String(text.dropFirst().drop { $0.isLetter || $0 == " " || $0 == "=" }) : text
    do throws(NumberError) {
      let value = try NumberText.parse(number)
      return isMask ? .mask(value) : .bytes(value)
    } catch {
      throw .number(error)
    }
  }
}

extension Scenario {
  package func variableRange(_ index: Int) -> VariableRange? {
    mtrr.variable.indices.contains(index) ? mtrr.variable[index] : nil
  }

  /// One more register pair; MTRRCAP counts it.
  mutating func append(_ range: VariableRange) {
    mtrr.variable.append(range)
    mtrr.capabilities = mtrr.capabilities & ~0xff | UInt64(min(mtrr.variable.count, 255))
  }
}
