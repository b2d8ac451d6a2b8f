extension ASLParser {
  /// An argument of a resource descriptor.
  private enum Argument {
    case none
    case word(String)
    case number(UInt64)
    case string(String)

    var number: UInt64 { if case .number(let value) = self { value } else { 0 } }
    var word: String { if case .word(let text) = self { text } else { "" } }
  }

  /// The descriptors as the bytes of AML. Those without memory are filled with zeros to their length.
  mutating func resourceTemplate() throws(ASLError) -> ACPITerm {
    if isSign("(") { try skipBrackets() }
    var bytes = try bracketed("{") { (parser, end) throws(ASLError) -> [UInt8] in
      var bytes: [UInt8] = []
      while parser.position < end {
        let kind = try parser.word()
        let arguments = try parser.descriptorArguments()
        let list = parser.isSign("{") ? try parser.valueList() : []
        parser.tag(kind, arguments, at: bytes.count)
        bytes += Self.descriptor(kind, arguments, list)
      }
      return bytes
    }
    bytes += [0x79, 0]
    return .buffer(size: nil, bytes)
  }

  private mutating func descriptorArguments() throws(ASLError) -> [Argument] {
    try bracketed("(") { (parser, end) throws(ASLError) in
      var result: [Argument] = []
      var current = Argument.none
      while parser.position < end {
        switch parser.kind {
        case .sign(","):
          result.append(current)
          current = .none
        case .word("Zero"): current = .number(0)
        case .word("One"): current = .number(1)
        case .word(let text): current = .word(text)
        case .integer(let value): current = .number(value)
        case .string(let text): current = .string(text)
        case .sign("("): parser.skip(to: parser.close)
        default: break
        }
        parser.advance()
      }
      result.append(current)
      return result
    }
  }

  /// Numbers between braces, as interrupts and vendor data have them.
  private mutating func valueList() throws(ASLError) -> [UInt64] {
    try bracketed("{") { (parser, end) throws(ASLError) in
      var result: [UInt64] = []
      while parser.position < end {
        if case .integer(let value) = parser.kind { result.append(value) }
        parser.advance()
      }
      return result
    }
  }

  // MARK: Tags

  /// Remembers where the fields of a tagged descriptor lie: the last word that is a name is the tag.
  private mutating func tag(_ kind: String, _ arguments: [Argument], at start: Int) {
    let names = arguments.compactMap { argument -> ACPISegment? in
      guard case .word(let text) = argument else { return nil }
      return ACPISegment(text)
    }
    guard let name = names.last, let offsets = Self.fieldOffsets[kind] else { return }
    var fields: [ACPISegment: Int] = [:]
    for (text, offset) in offsets {
      if let segment = ACPISegment(text) { fields[segment] = start + offset }
    }
    tags[name] = fields
  }

  /// The byte offset that a name like `\_SB.DEV0._Y01._BAS` stands for; nil if it names no field of a descriptor.
  func tagOffset(_ name: ACPIName) -> Int? {
    guard name.segments.count >= 2 else { return nil }
    return tags[name.segments[name.segments.count - 2]]?[name.segments[name.segments.count - 1]]
  }

  private static let fieldOffsets: [String: [String: Int]] = [
    "Memory24": ["_MIN": 4, "_MAX": 6, "_ALN": 8, "_LEN": 10],
    "Memory32": ["_MIN": 4, "_MAX": 8, "_ALN": 12, "_LEN": 16],
    "Memory32Fixed": ["_BAS": 4, "_LEN": 8],
    "WordMemory": word, "WordIO": word, "WordBusNumber": word, "WordSpace": word,
    "DWordMemory": doubleWord, "DWordIO": doubleWord, "DWordSpace": doubleWord,
    "QWordMemory": quadWord, "QWordIO": quadWord, "QWordSpace": quadWord,
    "ExtendedMemory": extended, "ExtendedIO": extended, "ExtendedSpace": extended,
    "IO": ["_MIN": 2, "_MAX": 4, "_ALN": 6, "_LEN": 7], "FixedIO": ["_BAS": 1, "_LEN": 3],
    "IRQ": ["_INT": 1], "IRQNoFlags": ["_INT": 1], "DMA": ["_DMA": 1], "Interrupt": ["_INT": 5],
  ]
  private static let word = ["_GRA": 6, "_MIN": 8, "_MAX": 10, "_TRA": 12, "_LEN": 14]
  private static let doubleWord = ["_GRA": 6, "_MIN": 10, "_MAX": 14, "_TRA": 18, "_LEN": 22]
  private static let quadWord = ["_GRA": 6, "_MIN": 14, "_MAX": 22, "_TRA": 30, "_LEN": 38]
  private static let extended = ["_GRA": 8, "_MIN": 16, "_MAX": 24, "_TRA": 32, "_LEN": 40, "_ATT": 48]

  // MARK: Bytes

  private static func descriptor(_ kind: String, _ arguments: [Argument], _ list: [UInt64]) -> [UInt8] {
    func argument(_ index: Int) -> Argument { index < arguments.count ? arguments[index] : .none }
    func numbers(_ range: Range<Int>, bytes: Int) -> [UInt8] {
      range.flatMap { index in
        (0..<bytes).map { UInt8(truncatingIfNeeded: argument(index).number >> UInt64(8 * $0)) }
      }
    }
    func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
    func large(_ code: UInt8, _ body: [UInt8]) -> [UInt8] {
      [code, UInt8(truncatingIfNeeded: body.count), UInt8(truncatingIfNeeded: body.count >> 8)] + body
    }
    /// The source of a bridge's window behind an address space descriptor.
    func source(from index: Int) -> [UInt8] {
      guard case .string(let text) = argument(index + 1) else {
        if case .number(let number) = argument(index) { return [UInt8(truncatingIfNeeded: number)] }
        return []
      }
      return [UInt8(truncatingIfNeeded: argument(index).number)] + Array(text.utf8) + [0]
    }
    let flag: UInt8 = argument(0).word == "ReadWrite" ? 1 : 0
    switch kind {
    case "Memory24": return large(0x81, [flag] + numbers(1..<5, bytes: 2))
    case "Memory32": return large(0x85, [flag] + numbers(1..<5, bytes: 4))
    case "Memory32Fixed": return large(0x86, [flag] + numbers(1..<3, bytes: 4))
    case "WordMemory", "DWordMemory", "QWordMemory", "ExtendedMemory":
      let flags = memoryFlags(arguments.map(\.word))
      switch kind {
      case "WordMemory": return large(0x88, flags + numbers(6..<11, bytes: 2) + source(from: 11))
      case "DWordMemory": return large(0x87, flags + numbers(6..<11, bytes: 4) + source(from: 11))
      case "QWordMemory": return large(0x8a, flags + numbers(6..<11, bytes: 8) + source(from: 11))
      default: return large(0x8b, flags + [1, 0] + numbers(6..<12, bytes: 8))
      }
    case "WordIO", "WordBusNumber", "WordSpace": return large(0x88, [1] + zeros(12))
    case "DWordIO", "DWordSpace": return large(0x87, [1] + zeros(22))
    case "QWordIO", "QWordSpace": return large(0x8a, [1] + zeros(42))
    case "ExtendedIO", "ExtendedSpace": return large(0x8b, [1] + zeros(52))
    case "Interrupt": return large(0x89, zeros(2 + 4 * list.count))
    case "VendorLong": return large(0x84, list.map { UInt8(truncatingIfNeeded: $0) })
    case "VendorShort": return [0x70 | UInt8(min(list.count, 7))] + zeros(min(list.count, 7))
    case "IO": return [0x47] + zeros(7)
    case "FixedIO": return [0x4b] + zeros(3)
    case "IRQ": return [0x23] + zeros(3)
    case "IRQNoFlags": return [0x22] + zeros(2)
    case "DMA": return [0x2a] + zeros(2)
    case "FixedDMA": return [0x55] + zeros(5)
    case "StartDependentFn": return [0x31, 0]
    case "StartDependentFnNoPri": return [0x30]
    case "EndDependentFn": return [0x38]
    default: return large(0x8c, [])
    }
  }

  /// The three flag bytes of an address space descriptor.
  private static func memoryFlags(_ words: [String]) -> [UInt8] {
    var general: UInt8 = words.contains("ResourceConsumer") ? 1 : 0
    if words.contains("SubDecode") { general |= 2 }
    if words.contains("MinFixed") { general |= 4 }
    if words.contains("MaxFixed") { general |= 8 }
    var type: UInt8 = words.contains("ReadWrite") ? 1 : 0
    if words.contains("Cacheable") { type |= 2 }
    if words.contains("WriteCombining") { type |= 4 }
    if words.contains("Prefetchable") { type |= 6 }
    return [0, general, type]
  }
}
