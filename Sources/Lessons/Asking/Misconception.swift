/// A wrong rule that people reason by. Wrong options are made by applying one, and the explanation names it.
///
/// Each is known from tutorials, issue threads or firmware fixes, or assumed from how people reason.
public enum Misconception: String, Hashable, Sendable, CaseIterable {
  case firstRange = "first-range"
  case lastRange = "last-range"
  case defaultJoins = "default-joins"
  case strictest
  case patOverrides = "pat-overrides"
  case minusIsUC = "minus-is-uc"
  case bitsByName = "bits-by-name"
  case sizeAsMask = "size-as-mask"
  case anySize = "any-size"
  case pageAligned = "page-aligned"
  case mask36 = "36-bit"
  case enableBits = "enable-bits"
  case variableFirst = "variable-first"
  case wcCaches = "wc-caches"
  case wpReadOnly = "wp-read-only"
  case msrNumbers = "msr-numbers"
  case noMemory = "no-memory"
  case inclusiveEnd = "inclusive-end"
  case e820Complete = "e820-complete"
  case toludOther = "tolud-other"
  case newcomerWins = "newcomer-wins"
  case equalOrFail = "equal-or-fail"
  case partialHarmless = "partial-harmless"
  case acpiKnows = "acpi-knows"
  case mmioIsUC = "mmio-is-uc"
  case forcedIsProgrammed = "forced-is-programmed"
  case dmaNeedsUC = "dma-needs-uc"
  case typeAlwaysActs = "type-always-acts"
  case noMTRRIsWB = "no-mtrr-is-wb"
  case lowBits = "low-bits"
  case loadOrder = "load-order"
  case numberTells = "number-tells"
  case linuxIsHardware = "linux-is-hardware"
  case mtrrDecides = "mtrr-decides"
  case patBitIgnored = "pat-bit-ignored"
  case patBitOrder = "pat-bit-order"
  case byteIs4K = "byte-is-4k"
  case highByteFirst = "high-byte-first"
  case lowestOne = "lowest-one"
  case baseIsPower = "base-is-power"
  case equalPieces = "equal-pieces"
  case oneHolder = "one-holder"
  case oneFailure = "one-failure"
  case rolesSwapped = "roles-swapped"
  case lastPage = "last-page"

  /// As lesson files spell it, `first-range`.
  public var name: String { rawValue }

  /// The wrong rule in one sentence, and what holds instead.
  public var rule: (wrong: String, right: String) {
    switch self {
    case .firstRange:
      (
        "the lowest register that matches decides",
        "order does not matter: UC wins, WT beats WB, equal stays equal"
      )
    case .lastRange:
      ("the last or the smallest range that matches decides", "neither order nor size matters in MTRRs")
    case .defaultJoins:
      ("the default type counts as one more range", "the default type counts only where no range matches")
    case .strictest:
      (
        "the less cached of the MTRR's and the page table's type is what counts",
        "a table combines them, and PAT WC gives WC even over an MTRR that says UC"
      )
    case .patOverrides:
      ("the page table's type is what counts", "PAT WB leaves the MTRR type, and UC- gives way to WC")
    case .minusIsUC:
      ("UC- is the same as UC", "UC- is UC unless the MTRR says WC, and Linux tells the two apart")
    case .bitsByName:
      (
        "PCD means UC and PWT means WT",
        "the bits only select one of the PAT's eight entries, and Linux fills them"
      )
    case .sizeAsMask:
      (
        "the mask is the size, or the size less one",
        "the mask has a one for every address bit that is compared: it is the complement of size less one"
      )
    case .anySize:
      (
        "one register covers any range",
        "a register covers a power of two, aligned to itself; anything else takes several"
      )
    case .pageAligned:
      ("alignment to 4 KiB is enough", "the base has to be a multiple of the size")
    case .mask36:
      ("masks always end at bit 35", "a mask is as wide as the processor's physical addresses")
    case .enableBits:
      (
        "FE works without E, or a disabled MTRR leaves the default type",
        "with E clear nothing counts and everything is UC; FE needs E"
      )
    case .variableFirst:
      (
        "a variable range decides below 1 MiB, too",
        "below 1 MiB the fixed byte decides alone while FE is set"
      )
    case .wcCaches:
      (
        "WC keeps data in the caches",
        "WC gathers writes in buffers; nothing is cached and reads gain nothing"
      )
    case .wpReadOnly:
      (
        "WP refuses writes",
        "WP writes go to memory and drop cached copies; protection is the page table's business"
      )
    case .msrNumbers:
      (
        "the numbers in the log are those of the MSRs",
        "the log has Linux's page cache modes: WB 0, WC 1, UC- 2, UC 3, WT 4, WP 5"
      )
    case .noMemory:
      ("-12 means that memory is short", "ioremap returned NULL, and the driver has no better word for it")
    case .inclusiveEnd:
      (
        "every end that is printed is the last byte",
        "the end in `ioremap error for A-B` is the first byte behind; e820 lines print the last byte"
      )
    case .e820Complete:
      (
        "what e820 does not list is empty, and reserved means UC",
        "e820 lists RAM and what to keep off; PCI devices are not in it, and it has no types"
      )
    case .toludOther:
      (
        "TOLUD is the size of RAM, the end of any entry or a register of the chipset",
        "Linux takes the end of the last RAM or ACPI data below 4 GiB"
      )
    case .newcomerWins:
      (
        "a later or stricter request changes the type",
        "who comes first fixes the type; a newcomer gets that type or is refused"
      )
    case .equalOrFail:
      (
        "any difference of types is refused",
        "only four are: UC-, WC and WT where WB is held, and WT where WC is held"
      )
    case .partialHarmless:
      (
        "an overlap in a part does no harm to the rest",
        "one request has one type: an entry that overlaps a single page decides about all of it"
      )
    case .acpiKnows:
      ("ACPI says which type a region has", "an OperationRegion has no word for a type; Linux maps it WB")
    case .mmioIsUC:
      (
        "the kernel makes device memory UC by itself, or lowers every request by the MTRRs",
        "only a request for WB looks at the MTRRs; every other is kept as asked"
      )
    case .forcedIsProgrammed:
      (
        "the override writes the registers, in every guest",
        "it replaces Linux's view and nothing else, and only in SEV-SNP, TDX and the like"
      )
    case .dmaNeedsUC:
      ("buffers for DMA must be uncached", "on PCs the bus snoops the caches: RAM stays WB")
    case .typeAlwaysActs:
      (
        "the type acts on emulated devices, too",
        "an emulated device has no memory behind it: each access leaves the guest"
      )
    case .noMTRRIsWB:
      (
        "without MTRRs everything is WB",
        "without a known type every request for WB becomes UC-, and with E clear a processor treats all memory as UC"
      )
    case .lowBits:
      (
        "bits 11 to 0 of the mask are address bits, or V is not needed",
        "bit 11 is V: without it there is no range"
      )
    case .loadOrder:
      (
        "loading drivers in another order puts them before ACPI",
        "acpi_init is a subsys_initcall; drivers come two levels later"
      )
    case .numberTells:
      (
        "a release's number says whether a fix is in, and equal lines have equal causes",
        "distributions add fixes to older numbers; the log's own lines tell"
      )
    case .linuxIsHardware:
      (
        "what Linux reads out of the registers is what a processor does",
        "Linux makes one contiguous range of base and mask; a processor compares bits"
      )
    case .mtrrDecides:
      (
        "the MTRR's type is what counts",
        "the page table's type is combined with it: WC and UC of a page win, UC- and WB leave room"
      )
    case .patBitIgnored:
      ("PWT and PCD select the PAT's entry", "the PAT bit is the third: it selects among entries 4 to 7")
    case .patBitOrder:
      ("PWT is the highest bit of the index", "the index is PWT + 2 PCD + 4 PAT")
    case .byteIs4K:
      (
        "every byte of a fixed register is for 4 KiB",
        "the first register has 64 KiB a byte, the next two 16 KiB, and the eight from 0xc_0000 on 4 KiB"
      )
    case .highByteFirst:
      ("the highest byte of a fixed register is the lowest address", "the lowest byte is")
    case .lowestOne:
      (
        "the mask's lowest one is still inside the range",
        "every one is compared: free are only the zeros below it, so the lowest one is the size"
      )
    case .baseIsPower:
      ("the base has to be a power of two, as the size has", "the base has to be a multiple of the size")
    case .equalPieces:
      (
        "a range is cut into pieces of one size",
        "each piece may be as large as its own alignment allows, so few of different sizes do"
      )
    case .oneHolder:
      ("what somebody holds cannot be mapped again", "any number may hold a page, as long as its type is one")
    case .oneFailure:
      ("one driver's failure is all there is", "each request is judged by itself")
    case .rolesSwapped:
      (
        "the first number is what was there, the second what was asked for",
        "`requested` is what was asked for, `got` is what the tracker answered"
      )
    case .lastPage:
      (
        "the end in the log is the address of the last page",
        "it is the first byte behind the range, and ranges are printed to the byte"
      )
    }
  }

  /// The lesson of the course that is about it, by number.
  public var lesson: Int {
    switch self {
    case .dmaNeedsUC, .wcCaches, .wpReadOnly: 1
    case .enableBits, .variableFirst, .byteIs4K, .highByteFirst: 2
    case .sizeAsMask, .anySize, .pageAligned, .mask36, .lowBits, .lowestOne, .baseIsPower, .equalPieces: 3
    case .firstRange, .lastRange, .defaultJoins: 4
    case .strictest, .patOverrides, .bitsByName, .mtrrDecides, .patBitIgnored, .patBitOrder: 5
    case .minusIsUC, .acpiKnows: 6
    case .newcomerWins, .equalOrFail, .partialHarmless, .oneHolder, .oneFailure: 7
    case .msrNumbers, .noMemory, .inclusiveEnd, .rolesSwapped, .lastPage: 8
    case .e820Complete, .toludOther: 9
    case .mmioIsUC, .loadOrder: 10
    case .typeAlwaysActs, .noMTRRIsWB: 11
    case .forcedIsProgrammed: 12
    case .linuxIsHardware: 13
    case .numberTells: 14
    }
  }
}
