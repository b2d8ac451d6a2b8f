import Screen

/// The abbreviations and marks that the screen uses, spelled out.
enum Legend {
  struct Term: Hashable, Sendable {
    /// As it stands on the screen.
    var word: String
    var meaning: String
    /// The texture and the colour of a memory type.
    var pattern: TypePattern?

    init(_ word: String, _ meaning: String, _ pattern: TypePattern? = nil) {
      (self.word, self.meaning, self.pattern) = (word, meaning, pattern)
    }
  }

  static let types: [Term] = [
    Term("UC", "uncacheable: every access goes to the device", .uc),
    Term("UC-", "uncacheable, but an MTRR may make it WC", .ucMinus),
    Term("WC", "write-combining: writes are gathered, as framebuffers like it", .wc),
    Term("WT", "write-through: reads are cached", .wt), Term("WP", "write-protected: reads are cached", .wp),
    Term("WB", "write-back: cached, as RAM is", .wb),
  ]

  static let words: [Term] = [
    Term("MTRR", "memory type range register: gives physical addresses a type"),
    Term("MTRRs", "memory type range registers: give physical addresses a type"),
    Term("PAT", "page attribute table: gives page table entries a type"),
    Term("holds", "the type that the kernel's tracker (memtype) holds a range with"),
    Term("asks", "what a mapping asks for"), Term("mix", "several types in one row"),
    Term("TOLUD", "top of low usable DRAM: where RAM below 4 GiB ends"),
    Term("PCI", "the bus; its hole between TOLUD and 4 GiB is where devices lie"),
    Term("ECAM", "PCI Express configuration space in memory"),
    Term("BAR", "a PCI device's range of addresses"),
    Term("HPET", "high precision event timer"), Term("TPM", "trusted platform module"),
    Term("TIS", "a TPM's register interface, memory mapped"), Term("CRB", "a TPM's command response buffer"),
    Term("IOAPIC", "the chipset's interrupt controller"), Term("LAPIC", "a processor's interrupt controller"),
    Term("ACPI", "the firmware's tables and code (AML) for the operating system"),
    Term("_STA", "ACPI method: is the device there?"), Term("_CRS", "ACPI method: which ranges does it use?"),
    Term("_INI", "ACPI method: sets a device up"), Term("NVS", "memory that the firmware keeps over sleep"),
    Term("SEV-SNP", "AMD's encrypted guests"), Term("TDX", "Intel's encrypted guests"),
    Term("KVM", "Linux as a hypervisor"), Term("EPT", "Intel's second page tables, for guests"),
    Term("ENOMEM", "-12: no memory, or a mapping that was refused"), Term("EBUSY", "-16: in use"),
    Term("ENODEV", "-19: no such device"), Term("EINVAL", "-22: invalid"),
    Term("ioremap", "kernel call that maps a device, UC-"), Term("ioremap_cache", "the same, WB"),
    Term("ioremap_wc", "the same, WC"), Term("early", "before ACPI and its drivers run"),
    Term("FE", "bit of DEF_TYPE: the fixed ranges are on"), Term("E", "bit of DEF_TYPE: the MTRRs are on"),
    Term("V", "bit of PHYSMASK: the range is valid"), Term("phys", "bits of a physical address"),
    Term("TOM2", "AMD: end of the RAM above 4 GiB, WB below it"),
    Term("PHYSBASE", "register: base and type of a range"),
    Term("PHYSMASK", "register: mask and V of a range"),
    Term("DEF_TYPE", "register: type of what no range covers, E, FE"),
    Term("MTRRCAP", "register: how many ranges there are"),
    Term("OVMF", "UEFI firmware for virtual machines"), Term("SeaBIOS", "BIOS for virtual machines"),
  ]

  static func marks(_ glyphs: GlyphSet) -> [Term] {
    [
      Term(String(glyphs.check), "the driver has its registers"),
      Term(String(glyphs.cross), "the driver fails, or a value cannot be"),
      Term("!", "mapped, but not with the type that was asked for"),
      Term(String(glyphs.warning), "a step of the boot that a failure goes back to"),
      Term(String(glyphs.diamond), "a device"), Term(String(glyphs.changed), "differs from what was opened"),
      Term(String(glyphs.differs), "a processor would read the MTRRs otherwise than Linux"),
      Term(String(glyphs.lane), "an MTRR covers this: its number, f for fixed ones, g for a guest's own"),
      Term(String(glyphs.arrowRight), "something is folded: Enter opens it"),
      Term("=", "in the machine's log and in the model's"),
    ]
  }

  /// The terms that stand in a text, types first, then words and marks.
  static func terms(in text: String, _ glyphs: GlyphSet) -> [Term] {
    let found = Set(
      text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }.flatMap { word -> [Substring] in
        // `-12` is a number; `UC-` ends with what it is.
        [word, word.hasSuffix("-") && word != "UC-" ? word.dropLast() : word]
      })
    let scalars = Set(text.unicodeScalars)
    return (types + words).filter { found.contains(Substring($0.word)) }
      + marks(glyphs).filter { term in term.word.unicodeScalars.allSatisfy(scalars.contains) }
  }
}

extension Explorer {
  /// Every abbreviation and mark that stands on the screen, below the layers.
  var termsOnScreen: [Legend.Term] {
    var panes = self
    (panes.layers, panes.notice) = ([], nil)
    return Legend.terms(in: frame(of: panes, size: size).text, glyphs)
  }

  /// The legend as lines of a text.
  func legendLines(_ terms: [Legend.Term], width: Int) -> [ListLine] {
    let column = 11
    var lines = [ListLine(spans: [Span("What stands on the screen", Style(.title, bold: true))])]
    for term in terms {
      var start = ListLine()
      start.add("  ")
      if let pattern = term.pattern { start.add(pattern.strip(3, in: glyphs) + " ", pattern.role) }
      start.add(term.word, .strong)
      let gap = max(1, column + 2 - start.width)
      start.add(String(repeating: " ", count: gap))
      lines += Self.hanging(term.meaning, after: start, width: width)
    }
    return lines
  }
}

extension Command {
  static let legend = Command(
    "legend", .anyPane, ["V"], "spell out every abbreviation and mark that stands on the screen"
  ) { $0.open(Reader(subject: .legend($0.termsOnScreen))) }
}
