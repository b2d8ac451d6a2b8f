/// Collects table files of one machine and then reads them together: the names of one are used in another.
public struct ACPITableReader: Sendable {
  private struct Input: Sendable {
    var table: ACPITables.Table
    var content: Content
    var oem: String
  }

  private enum Content: Sendable {
    case aml([UInt8])
    case asl([ACPITerm], revision: UInt64)
    case data(ACPITableFile)
  }

  /// No machine has a tenth of them.
  static let tableLimit = 512

  private var inputs: [Input] = []
  /// What texts have left of the terms that all tables may have.
  private var termsLeft = ACPITerm.limit
  private var notes: [String] = []

  public init() {}

  public var isEmpty: Bool { inputs.isEmpty }

  /// Tables with AML by their signatures.
  private static let withAML: Set<String> = ["DSDT", "SSDT", "PSDT"]

  // MARK: Collecting

  /// A binary file with one table or more.
  public mutating func add(binary bytes: [UInt8], name: String) throws(ACPITableError) {
    for table in try ACPITableFile.binary(bytes) { add(table, name: name) }
  }

  /// acpidump's output.
  public mutating func add(dump source: SourceText) throws(ACPITableError) {
    for table in try ACPITableFile.dump(source) { add(table, name: source.baseName) }
  }

  /// What `iasl -d` writes. Throws if no table can be found in it; what is damaged further inside is noted.
  public mutating func add(asl source: SourceText) throws(ASLError) {
    var parser = ASLParser(source)
    parser.termsLeft = termsLeft
    defer { termsLeft = parser.termsLeft }
    for block in try parser.parse() where hasRoom(source.baseName) {
      let table = ACPITables.Table(signature: block.header.signature, file: source.baseName)
      let oem = Self.identity(block.header.signature, block.header.oemID, block.header.oemTableID)
      let content = Content.asl(block.terms, revision: block.header.revision)
      inputs.append(Input(table: table, content: content, oem: oem))
    }
    notes += parser.damages.map {
      "\(source.baseName):\($0.line): \($0.found): left out to the end of the block"
    }
  }

  private mutating func add(_ table: ACPITableFile, name: String) {
    let file = name.split(separator: "/").last.map(String.init) ?? name
    guard hasRoom(file) else { return }
    let entry = ACPITables.Table(
      signature: table.signature, file: file, length: table.bytes.count, address: table.address)
    func text(_ range: Range<Int>) -> String {
      table.bytes.count >= range.upperBound ? String(decoding: table.bytes[range], as: UTF8.self) : ""
    }
    let oem = Self.identity(table.signature, text(10..<16), text(16..<24))
    let hasAML = Self.withAML.contains(table.signature)
    inputs.append(Input(table: entry, content: hasAML ? .aml(table.bytes) : .data(table), oem: oem))
  }

  private mutating func hasRoom(_ file: String) -> Bool {
    if inputs.count < Self.tableLimit { return true }
    let note = "\(file): of its ACPI tables those beyond the \(Self.tableLimit)th were left out"
    if notes.last != note { notes.append(note) }
    return false
  }

  private static func identity(_ signature: String, _ oemID: String, _ oemTableID: String) -> String {
    [signature, oemID, oemTableID].map { text in
      String(decoding: text.utf8.prefix { $0 != 0 }.reversed().drop { $0 == 0x20 }.reversed(), as: UTF8.self)
    }.joined(separator: " ")
  }

  // MARK: Reading

  /// Reads all tables: the DSDT first, then the others by their files' names, with numbers in order.
  public func read() -> ACPITables {
    var result = ACPITables()
    result.notes = notes
    let ordered = withoutDuplicates(&result.notes).enumerated().sorted { a, b in
      let keys = (Self.order(a.element.table), Self.order(b.element.table))
      if keys.0.rank != keys.1.rank { return keys.0.rank < keys.1.rank }
      if keys.0.number != keys.1.number { return keys.0.number < keys.1.number }
      return a.offset < b.offset
    }.map(\.element)
    result.tables = ordered.map(\.table)
    var interpreter = ACPIInterpreter()
    if Self.usesShortIntegers(ordered) { interpreter.integerMask = 0xffff_ffff }
    let methods = methods(ordered)
    var terms = termsLeft
    for (i, input) in ordered.enumerated() {
      switch input.content {
      case .data(let table): result.fixed.add(table)
      case .asl(let terms, _): interpreter.load(terms, table: i)
      case .aml(let bytes):
        var parser = AMLParser(table: bytes, methods: methods)
        parser.termsLeft = terms
        interpreter.load(parser.parse(), table: i)
        terms = parser.termsLeft
        result.notes += parser.damages.map {
          "\(input.table.file), byte \($0.offset): \($0.found): left out to the end of the package"
        }
      }
    }
    interpreter.boot()
    result.fill(from: &interpreter)
    result.limits = interpreter.limitNotes
    result.notes += result.limits
    return result
  }

  /// A table as text beside the same table as bytes is passed over.
  private func withoutDuplicates(_ notes: inout [String]) -> [Input] {
    func stem(_ input: Input) -> Substring { input.table.file.prefix { $0 != "." } }
    return inputs.filter { input in
      guard case .asl = input.content else { return true }
      let twin = inputs.first { other in
        if case .aml = other.content { return stem(other) == stem(input) || other.oem == input.oem }
        return false
      }
      if let twin {
        notes.append("\(input.table.file) says what \(twin.table.file) says: it was passed over")
      }
      return twin == nil
    }
  }

  /// SSDT2 before SSDT10, and `dynamic/SSDT11` behind both.
  private static func order(_ table: ACPITables.Table) -> (rank: Int, number: Int) {
    let digits = table.file.prefix { $0 != "." }.reversed().prefix(while: \.isWholeNumber).reversed()
    let rank = table.signature == "DSDT" ? 0 : withAML.contains(table.signature) ? 1 : 2
    return (rank, Int(String(digits)) ?? 0)
  }

  private static func usesShortIntegers(_ inputs: [Input]) -> Bool {
    guard let first = inputs.first, first.table.signature == "DSDT" else { return false }
    switch first.content {
    case .aml(let bytes): return bytes.count > 8 && bytes[8] < 2
    case .asl(_, let revision): return revision < 2
    case .data: return false
    }
  }

  /// The methods of all tables; those of texts too, since a text may stand beside a binary table.
  private func methods(_ inputs: [Input]) -> AMLMethods {
    var methods = AMLMethods()
    var terms = termsLeft
    for input in inputs {
      switch input.content {
      case .aml(let bytes):
        var parser = AMLParser(table: bytes, methods: methods, skipsBodies: true)
        // The parser has them alone, so that adding to them copies nothing.
        methods = AMLMethods()
        parser.termsLeft = terms
        _ = parser.parse()
        terms = parser.termsLeft
        methods = parser.methods
      case .asl(let terms, _): methods.add(terms, scope: .root)
      case .data: break
      }
    }
    return methods
  }
}

extension AMLMethods {
  mutating func add(_ terms: [ACPITerm], scope: ACPIPath) {
    for term in terms {
      switch term {
      case .method(let name, let count, _): add(name.path(from: scope), count)
      case .scope(let name, let body), .object(_, let name, let body):
        add(body, scope: name.path(from: scope))
      default: break
      }
    }
  }
}
