/// What kinds of file describe a machine.
public enum FileKind: String, Hashable, Sendable, CaseIterable {
  case bootLog = "kernel log"
  case procMTRR = "/proc/mtrr"
  case procIOMem = "/proc/iomem"
  case firmwareMemMap = "/sys/firmware/memmap"
  case patMemtypeList = "pat_memtype_list"
  case cpuInfo = "/proc/cpuinfo"
  case msrDump = "MSR dump"
  case devicesList = "device list"
  case commandLine = "/proc/cmdline"
  case uname = "uname"
  case acpi = "ACPI table"

  /// What a file that is none of these is answered with.
  public static let accepted =
    "a kernel log, /proc/mtrr, /proc/iomem, /proc/cpuinfo, /proc/cmdline, /sys/firmware/memmap, pat_memtype_list, "
    + "an MSR dump, a device list, uname's output, ACPI tables or a scenario file (.yaml)"

  /// Formats in which every line has the same shape, with the test for it.
  private static let regular: [(kind: FileKind, matches: @Sendable (ArraySlice<UInt8>) -> Bool)] = [
    (.procMTRR, { ProcMTRR.matches($0) }), (.procIOMem, { ProcIOMem.matches($0) }),
    (.firmwareMemMap, { FirmwareMemMap.matches($0) }), (.patMemtypeList, { PATMemtypeList.matches($0) }),
    (.msrDump, { MSRDump.matches($0) }), (.cpuInfo, { CPUInfo.matches($0) }),
    (.devicesList, { DevicesList.matches($0) }),
  ]

  /// How far to look: the kind of a file shows early.
  private static let sampleSize = 2000

  /// Recognises a file by its content; by its name only where it is empty, as /proc/mtrr may be. nil: none of these.
  public init?(recognising source: SourceText) {
    guard let kind = Self.recognise(source)?.kind else { return nil }
    self = kind
  }

  /// The same, with the log where the file had to be read as one to tell.
  static func recognise(_ source: SourceText) -> (kind: FileKind, log: BootLog?)? {
    let lines = source.lines.lazy.filter { !$0.isBlank }
    let sample = Array(
      lines.prefix(sampleSize).map { LogPrefix.quotes($0.bytes) }.filter { !isPrompt($0) })
    if sample.isEmpty {
      guard lines.isEmpty, let kind = kind(ofEmptyFileNamed: source.baseName) else { return nil }
      return (kind, nil)
    }
    if isACPI(source) { return (.acpi, nil) }
    var counts: [FileKind: Int] = [:]
    for line in sample {
      for (kind, matches) in regular where matches(line) {
        counts[kind, default: 0] += 1
        break
      }
    }
    let best = regular.map(\.kind).max { counts[$0, default: 0] < counts[$1, default: 0] } ?? .procMTRR
    let bestCount = counts[best, default: 0]
    if bestCount * 2 > sample.count { return (best, nil) }
    let log = BootLog(source)
    if log.count > bestCount { return (.bootLog, log) }
    if bestCount > 0 { return (best, nil) }
    guard sample.count == 1 else { return nil }
    if Uname.matches(sample[0]) { return (.uname, nil) }
    return CommandLine.matches(sample[0]) ? (.commandLine, nil) : nil
  }

  /// What `iasl -d` writes, or a hex dump of tables.
  private static func isACPI(_ source: SourceText) -> Bool {
    var dumpLines = 0
    for line in source.lines {
      var scanner = ByteScanner(line.bytes)
      scanner.skipBlanks()
      if scanner.skip("DefinitionBlock") {
        scanner.skipBlanks()
        return scanner.next == UInt8(ascii: "(")
      }
      if scanner.starts(with: "Raw Table Data") || ACPITableFile.heading(line.bytes) != nil { return true }
      if ACPITableFile.dumpLine(line.bytes) != nil { dumpLines += 1 }
      if line.number > 200 { break }
    }
    return dumpLines * 2 > min(source.lines.count, 200)
  }

  private static func kind(ofEmptyFileNamed name: String) -> FileKind? {
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    switch stem {
    case "mtrr", "proc-mtrr", "proc_mtrr": return .procMTRR
    case "pat_memtype_list": return .patMemtypeList
    default: return nil
    }
  }
}
