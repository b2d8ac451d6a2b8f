import MemtypeEngine

/// Everything that was read about a machine, before anything is concluded from it.
public struct MachineReport: Sendable {
  /// A file that was read.
  public struct Source: Hashable, Sendable {
    public var name: String
    public var kind: FileKind
    public var lineCount: Int
  }

  /// A value and the file that it came from.
  public struct Named<Value: Sendable>: Sendable {
    public var file: String
    public var value: Value
  }

  /// What was not used: a file, or lines of one.
  public struct Ignored: Hashable, Sendable {
    public var file: String
    /// From 1; nil where the whole file is meant.
    public var line: Int?
    /// Why, in a few words.
    public var reason: String

    /// It says nothing of a machine, as most files of a directory do.
    var isNothing = false

    public var text: String { "\(line.map { "\(file):\($0)" } ?? file): \(reason)" }
  }

  /// How it is called: the directory, or the first file.
  public var name: String
  public var sources: [Source] = []
  /// The texts that were recognised, whole, in the order in which they were read.
  public var texts: [SourceText] = []
  /// Files and lines that were passed over.
  public var ignored: [Ignored] = []
  /// What was read, by the type that a kind's reader gives.
  private var contents: [ObjectIdentifier: any Sendable] = [:]
  /// All ACPI tables, read together.
  public var acpi: ACPITables?
  private var acpiReader = ACPITableReader()
  /// Where two files, or two lines, do not agree, and which was believed. One sentence each.
  public var contradictions: [String] = []
  /// What was taken from where, and what was left out. One sentence each.
  public var notes: [String] = []
  /// The MTRRs as a file shows them that was written after somebody had changed them.
  public internal(set) var laterRegisters: LaterRegisters?

  public init(name: String) { self.name = name }

  /// What a reader made of its file. Each kind of file has a property for it beside its reader.
  public subscript<Value: Sendable>(_ type: Value.Type) -> Named<Value>? {
    get { contents[ObjectIdentifier(type)] as? Named<Value> }
    set { contents[ObjectIdentifier(type)] = newValue }
  }

  /// The command line, from the log or its own file.
  public var anyCommandLine: CommandLine? {
    commandLine?.value ?? log?.value.commandLine ?? qemuCommand?.value.kernelOptions
  }
  /// /proc/mtrr, from its own file or pasted into the log.
  public var anyProcMTRR: ProcMTRR? { procMTRR?.value ?? log?.value.procMTRR }
  /// The memtype list, likewise.
  public var anyMemtypeList: PATMemtypeList? { memtypeList?.value ?? log?.value.memtypeList }

  /// Takes in a text that was recognised. Of an optional file nothing is an error: what cannot be read, or is there
  /// already, is passed over. So is a damaged list beside others in one text.
  mutating func add(_ text: RecognisedText, from input: MachineInput) throws(InputError) {
    for part in text.parts {
      do throws(InputError) {
        try add(part)
      } catch {
        guard input.isOptional || text.parts.count > 1 else { throw error }
        ignored.append(Ignored(file: input.name, line: error.line, reason: error.found))
      }
    }
    guard let (first, count) = text.foreign else { return }
    let lines = count == 1 ? "a line that is" : "\(count) lines that are"
    let titles = text.parts.map(\.kind.title).joined(separator: " or ")
    ignored.append(
      Ignored(
        file: input.name, line: first.number,
        reason: "\(lines) not of \(titles) and left out: \(excerpt(first.quoted))"))
  }

  private mutating func add(_ part: RecognisedText.Part) throws(InputError) {
    let (kind, source) = (part.kind, part.source)
    if kind == .acpi { return try add(acpi: source) }
    if let same = sources.first(where: { $0.kind == kind }) {
      throw InputError(
        file: source.name, found: "a second \(kind.title), the first is \(same.name)",
        accepted: "one file of each kind, all of one machine")
    }
    let content: FileKind.Content
    if let known = part.content { content = known } else { content = try kind.read(source) }
    contents[content.key] = content.value
    sources.append(Source(name: source.name, kind: kind, lineCount: source.lines.count))
  }

  // MARK: ACPI

  /// Takes in a binary table; false if the file is none. A damaged one in a directory is passed over.
  mutating func add(acpi input: MachineInput) throws(InputError) -> Bool {
    guard ACPITableFile.isBinary(input.bytes) else { return false }
    do throws(ACPITableError) {
      try acpiReader.add(binary: input.bytes, name: input.name)
      sources.append(Source(name: input.name, kind: .acpi, lineCount: 0))
    } catch {
      let error = InputError(file: input.name, error)
      guard input.isOptional else { throw error }
      ignored.append(Ignored(file: input.name, reason: error.found))
      notes.append(error.description)
    }
    return true
  }

  private mutating func add(acpi source: SourceText) throws(InputError) {
    do throws(ACPITableError) {
      try acpiReader.add(dump: source)
    } catch let dumpError {
      do throws(ASLError) {
        try acpiReader.add(asl: source)
      } catch let aslError {
        // The offset of a dump is the sign of a dump.
        let isDump = source.lines.contains { ACPITableFile.dumpLine($0.bytes) != nil }
        throw isDump ? InputError(file: source.name, dumpError) : InputError(file: source.name, aslError)
      }
    }
    sources.append(Source(name: source.name, kind: .acpi, lineCount: source.lines.count))
  }

  /// Reads the tables once all are there.
  mutating func readACPI() {
    if !acpiReader.isEmpty { acpi = acpiReader.read() }
  }
}
