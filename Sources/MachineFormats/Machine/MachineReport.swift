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

  /// How it is called: the directory, or the first file.
  public var name: String
  public var sources: [Source] = []
  /// Files of a directory that describe nothing here.
  public var ignored: [String] = []
  public var log: Named<BootLog>?
  public var procMTRR: Named<ProcMTRR>?
  public var procIOMem: Named<ProcIOMem>?
  public var firmwareMemMap: Named<FirmwareMemMap>?
  public var memtypeList: Named<PATMemtypeList>?
  public var cpuInfo: Named<CPUInfo>?
  public var msrs: Named<MSRDump>?
  public var devices: Named<DevicesList>?
  public var commandLine: Named<CommandLine>?
  public var uname: Named<Uname>?
  /// All ACPI tables, read together.
  public var acpi: ACPITables?
  private var acpiReader = ACPITableReader()
  /// Where two files, or two lines, do not agree, and which was believed. One sentence each.
  public var contradictions: [String] = []
  /// What was taken from where, and what was left out. One sentence each.
  public var notes: [String] = []

  public init(name: String) { self.name = name }

  /// The command line, from the log or its own file.
  public var anyCommandLine: CommandLine? { commandLine?.value ?? log?.value.commandLine }
  /// /proc/mtrr, from its own file or pasted into the log.
  public var anyProcMTRR: ProcMTRR? { procMTRR?.value ?? log?.value.procMTRR }
  /// The memtype list, likewise.
  public var anyMemtypeList: PATMemtypeList? { memtypeList?.value ?? log?.value.memtypeList }

  /// Reads a file of a kind and takes it in.
  mutating func add(_ source: SourceText, _ kind: FileKind, log read: BootLog?) throws(InputError) {
    if kind == .acpi { return try add(acpi: source) }
    if let same = sources.first(where: { $0.kind == kind }) {
      throw InputError(
        file: source.name, found: "a second \(kind.rawValue), the first is \(same.name)",
        accepted: "one file of each kind, all of one machine")
    }
    let file = source.baseName
    switch kind {
    case .bootLog: log = Named(file: file, value: read ?? BootLog(source))
    case .procMTRR: procMTRR = try Self.parse(source) { () throws(ProcMTRRError) in try ProcMTRR(source) }
    case .procIOMem: procIOMem = try Self.parse(source) { () throws(ProcIOMemError) in try ProcIOMem(source) }
    case .firmwareMemMap:
      firmwareMemMap = try Self.parse(source) { () throws(FirmwareMemMapError) in try FirmwareMemMap(source) }
    case .patMemtypeList:
      memtypeList = try Self.parse(source) { () throws(PATMemtypeListError) in try PATMemtypeList(source) }
    case .cpuInfo: cpuInfo = try Self.parse(source) { () throws(CPUInfoError) in try CPUInfo(source) }
    case .msrDump: msrs = try Self.parse(source) { () throws(MSRDumpError) in try MSRDump(source) }
    case .devicesList:
      devices = try Self.parse(source) { () throws(DevicesListError) in try DevicesList(source) }
    case .commandLine:
      commandLine = try Self.parse(source) { () throws(CommandLineError) in try CommandLine(source) }
    case .acpi: return
    case .uname: uname = try Self.parse(source) { () throws(UnameError) in try Uname(source) }
    }
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
      ignored.append(input.name)
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

  private static func parse<Value: Sendable, Failure: FormatError>(
    _ source: SourceText, _ body: () throws(Failure) -> Value
  ) throws(InputError) -> Named<Value> {
    do {
      return Named(file: source.baseName, value: try body())
    } catch {
      throw InputError(file: source.name, error)
    }
  }
}
