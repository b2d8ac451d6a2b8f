/// What cleanup and trim print (arch/x86/kernel/cpu/mtrr/cleanup.c).
public enum MTRRCleanupMessage: Hashable, Sendable {
  /// The stages of finding out what is covered.
  public enum CoverStep: String, Hashable, Sendable {
    case afterWB = "WB checking"
    case afterUC = "UC checking"
    case afterSorting = "sorting"
  }

  /// The parts of a block that a layout is built of.
  public enum Block: String, Hashable, Sendable {
    case whole = "rangeX"
    case head = "range0"
    case rest = "range"
    case hole
  }

  case cover(CoverStep)
  /// Page numbers.
  case coveredPages(AddressRange)
  case strangeUC(index: Int)
  case originalRegisters
  case newRegisters
  case register(index: Int, MTRRRegion)
  case totalCovered(pages: UInt64)
  case block(Block, AddressRange)
  case setting(index: Int, startKiB: UInt64, sizeKiB: UInt64, MemoryType)
  case result(MTRRState.CleanupResult)
  case emptyLine
  case invalidSizes
  case found
  case nothingFound
  case pleaseSpecify
  case allBlank
  case uncoveredRAM(bytes: UInt64)
  /// RAM was trimmed without cleanup's doing: a WARN without words.
  case trimWarning
  case updatingE820

  /// Whether it comes as a WARN, with a stack trace around it.
  public var isWarning: Bool { self == .trimWarning }

  /// A WARN without words has its headline for a text.
  public var text: String {
    switch self {
    case .cover(let step): "After \(step.rawValue)"
    case .coveredPages(let range):
      "MTRR MAP PFN: \(range.start.hex(width: 16)) - \(range.end.hex(width: 16))"
    case .strangeUC(let index):
      "WARNING: BIOS bug: VAR MTRR \(index) contains strange UC entry under 1M, check with your system vendor!"
    case .originalRegisters: "original variable MTRRs"
    case .newRegisters: "New variable MTRRs"
    case .register(let index, let region):
      "reg \(index), base: \(Self.size(region.basePage << 2))B, range: \(Self.size(region.pages << 2))B, "
        + "type \(Self.word(region.type))"
    case .totalCovered(let pages): "total RAM covered: \(Int64(bitPattern: pages >> 8))M"
    case .block(let block, let range):
      "\(block.rawValue): \(range.start.hex(width: 16)) - \(range.end.hex(width: 16))"
    case .setting(let index, let start, let size, let type):
      "Setting variable MTRR \(index), base: \(Self.size(start))B, range: \(Self.size(size))B, "
        + "type \(Self.word(type))"
    case .result(let result):
      "\(result.isBad ? "*BAD*" : " ")gran_size: \(Self.size(result.granSize >> 10)) "
        + "\tchunk_size: \(Self.size(result.chunkSize >> 10)) \tnum_reg: \(result.registers)  "
        + "\tlose cover RAM: \(result.isBad ? "-" : "")\(Self.size(result.lossKiB))"
    case .emptyLine: ""
    case .invalidSizes: "invalid mtrr_gran_size or mtrr_chunk_size, will find optimal one"
    case .found: "Found optimal setting for mtrr clean up"
    case .nothingFound: "mtrr_cleanup: can not find optimal value"
    case .pleaseSpecify: "please specify mtrr_gran_size/mtrr_chunk_size"
    case .allBlank: "CPU MTRRs all blank - virtualized system."
    case .uncoveredRAM(let bytes):
      "WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing \(bytes >> 20)MB of RAM."
    case .trimWarning: "WARNING: CPU: 0 PID: 0 at mtrr_trim_uncached_memory"
    case .updatingE820: "update e820 for mtrr"
    }
  }

  /// KiB in the largest of G, M and K that divides them; 0 is `0G`.
  private static func size(_ kib: UInt64) -> String {
    if kib & 0x3ff != 0 { return "\(Int64(bitPattern: kib))K" }
    if kib & 0xfffff != 0 { return "\(kib >> 10)M" }
    return "\(kib >> 20)G"
  }

  private static func word(_ type: MemoryType) -> String {
    [.uc, .wp, .wb].contains(type) ? type.name : "Other"
  }
}
