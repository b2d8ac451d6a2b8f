import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// What the user sees, kept as text in `Screens`.
@Suite(.bounded) struct ScreenTests {
  /// A name, a size, a scenario and the keys that lead there.
  static let pictures: [(name: String, columns: Int, rows: Int, scenario: String, keys: String)] = [
    ("failing-80x24", 80, 24, "snp-tpm-forced-wb", ""),
    ("failing-120x40", 120, 40, "snp-tpm-forced-wb", ""),
    ("failing-200x60", 200, 60, "snp-tpm-forced-wb", ""),
    ("cured-80x24", 80, 24, "snp-tpm-forced-wb", "K"),
    ("cured-120x40", 120, 40, "snp-tpm-forced-wb", "K"),
    ("cured-200x60", 200, 60, "snp-tpm-pci-hole", ""),
    ("to-scale-80x24", 80, 24, "snp-tpm-pci-hole", "s"),
    ("to-scale-120x40", 120, 40, "bare-metal", "s"),
    ("to-scale-200x60", 200, 60, "bare-metal", "s"),
    ("to-scale-pages-120x40", 120, 40, "snp-tpm-forced-wb", "s g tpm <Enter> Z"),
    ("to-scale-all-80x24", 80, 24, "bare-metal", "s" + String(repeating: " -", count: 30)),
    ("editing-80x24", 80, 24, "snp-tpm-forced-wb", "2 <Enter> 3 G"),
    ("editing-120x40", 120, 40, "bare-metal", "2 <Enter> 3 G"),
    ("refused-80x24", 80, 24, "snp-tpm-forced-wb", "2 <Enter> 9 T"),
    ("refused-120x40", 120, 40, "snp-tpm-forced-wb", "2 <Enter> 2 q"),
    ("places-80x24", 80, 24, "bare-metal", "m a g hpet <Enter> m h g 1M <Enter> J"),
    ("scenarios-120x40", 120, 40, "snp-tpm-forced-wb", "F K O"),
    ("compare-with-80x24", 80, 24, "snp-tpm-forced-wb", "F K D"),
    ("quit-80x24", 80, 24, "snp-tpm-forced-wb", "K q"),
    ("save-as-80x24", 80, 24, "snp-tpm-forced-wb", "K w"),
    ("flipped-120x40", 120, 40, "bare-metal", "i"),
    ("selection-120x40", 120, 40, "snp-tpm-pci-hole", "v <Down> <Down> <Down>"),
    ("wanted-type-80x24", 80, 24, "snp-tpm-pci-hole", "v <Down> a"),
    ("wanted-120x40", 120, 40, "bare-metal", "g 3G <Enter> a wc <Enter> <Esc>"),
    ("make-legal-80x24", 80, 24, "snp-tpm-pci-hole", "2 <Enter> 0x7f000000 <Enter> S"),
    ("make-legal-120x40", 120, 40, "snp-tpm-pci-hole", "2 <Enter> 0x7cb00000 <Enter> S"),
    ("no-fit-120x40", 120, 40, "bare-metal", ": want <Space> 0x12345000..0x7654_3000:UC <Enter>"),
    ("to-fit-120x40", 120, 40, "snp-tpm-forced-wb", "0"),
    ("manual-80x24", 80, 24, "snp-tpm-forced-wb", "<C-g>"),
    ("manual-search-120x40", 120, 40, "snp-tpm-forced-wb", "<C-g> / lanes"),
    ("help-cures-80x24", 80, 24, "snp-tpm-forced-wb", "C ?"),
    ("go-to-80x24", 80, 24, "snp-tpm-forced-wb", "g tpm + 64K"),
    ("command-80x24", 80, 24, "snp-tpm-forced-wb", ": zoom"),
    ("message-80x24", 80, 24, "snp-tpm-forced-wb", "u"),
    ("help-80x24", 80, 24, "snp-tpm-forced-wb", "?"),
    ("help-120x40", 120, 40, "snp-tpm-forced-wb", "2 ?"),
    ("why-80x24", 80, 24, "snp-tpm-forced-wb", "<Enter>"),
    ("types-80x24", 80, 24, "bare-metal", "4"),
    ("boot-80x24", 80, 24, "snp-tpm-forced-wb", "7"),
    ("log-80x24", 80, 24, "snp-tpm-forced-wb", "6"),
    ("inputs-ranges-120x40", 120, 40, "bare-metal", "2 a"),
    (
      "memory-map-120x40", 120, 40, "snp-tpm-forced-wb",
      "2 G" + String(repeating: " <Up>", count: 6) + " <Enter>"
    ),
    (
      "fixed-ranges-120x40", 120, 40, "bare-metal",
      "2 G" + String(repeating: " <Up>", count: 5) + " <Enter> <Down>"
    ),
    ("hardware-120x40", 120, 40, "snp-tpm-pci-hole", "2 <Enter> 0x7f000000 <Enter> g tpm <Enter>"),
    ("hardware-80x24", 80, 24, "snp-tpm-pci-hole", "2 <Enter> 0x7f000000 <Enter> g tpm <Enter> 4"),
    ("compare-80x24", 80, 24, "snp-tpm-forced-wb", "K B"),
    ("compare-120x40", 120, 40, "snp-tpm-forced-wb", "K B"),
    ("compare-200x60", 200, 60, "snp-tpm-forced-wb", "K 2 <Enter> 0x7f000000 <Enter> 1 B"),
    ("step-80x24", 80, 24, "snp-tpm-forced-wb", "f"),
    ("step-120x40", 120, 40, "snp-tpm-forced-wb", "f B"),
    ("step-200x60", 200, 60, "snp-tpm-forced-wb", "T T"),
    ("search-120x40", 120, 40, "snp-tpm-forced-wb", "/ hole"),
    ("commands-120x40", 120, 40, "snp-tpm-forced-wb", ": <Down> <Down>"),
    ("cures-80x24", 80, 24, "snp-tpm-forced-wb", "C j j j"),
    ("cures-120x40", 120, 40, "google-vmm-tpm", "C <End>"),
    ("history-80x24", 80, 24, "snp-tpm-forced-wb", "K R u H"),
    ("choices-120x40", 120, 40, "snp-tpm-forced-wb", "2 <Down> <Down> <Down> <Down> <Enter>"),
    ("nothing-differs-120x40", 120, 40, "snp-tpm-forced-wb", "B 8"),
    ("quit-40x10", 40, 10, "snp-tpm-forced-wb", "K q"),
    ("wide-300x100", 300, 100, "bare-metal", ""),
    ("small-40x10", 40, 10, "snp-tpm-forced-wb", ""),
    ("tall-100x50", 100, 50, "hpet-late-forced-wb", ""),
    ("too-small-39x9", 39, 9, "snp-tpm-forced-wb", ""),
  ]

  @Test(arguments: pictures.indices)
  func picture(_ index: Int) throws {
    let picture = Self.pictures[index]
    let scenario = try #require(Scenario.builtIn(named: picture.scenario))
    try expectScreen(
      Explorer(scenario, picture.columns, picture.rows, keys: picture.keys),
      picture.name)
  }

  @Test func asciiIsOnlyASCII() throws {
    for keys in ["", "s", "K", "?", "2 <Enter> 9 T", "7", "5"] {
      let explorer = Explorer(.bareMetal, 120, 40, keys: keys, glyphs: .ascii)
      #expect(explorer.screen.unicodeScalars.allSatisfy { $0.isASCII }, "after \(keys)")
    }
    try expectScreen(
      Explorer(.snpPCIHole, 80, 24, keys: "s", glyphs: .ascii), "ascii-80x24")
  }

  /// Memory types, failures and the cursor are told without colour: their letters and marks are text.
  @Test func nothingIsToldByColourAlone() throws {
    let explorer = Explorer(.snpForcedWB, 80, 24)
    let row = try #require(explorer.lines(with: "fed4_0000┤").first)
    #expect(row.contains("▸") && row.contains("WB") && row.contains("✗") && row.contains("TPM TIS"))
    #expect(
      !explorer.lines(with: "✗ ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0").isEmpty)
    #expect(explorer.lines(with: "✗ TPM TIS -12").count == 1)
  }

  @Test func aSizeThatNothingFitsInSaysSo() {
    for columns in 0...44 {
      for rows in 0...12 {
        let explorer = Explorer(.initial, columns, rows, keys: "<PgDn> s K")
        let frame = frame(of: explorer, size: explorer.size)
        #expect(frame.size == Size(columns: columns, rows: rows))
        if columns >= 30, rows >= 1, columns < 40 || rows < 10 {
          #expect(frame.text.contains("needs 40x10"))
        }
      }
    }
  }

  @Test func sizesThatNoTerminalHasAreHarmless() {
    for size in [Size(columns: -5, rows: -5), Size(columns: .max, rows: 1), Size(columns: 60, rows: .min)] {
      var explorer = Explorer(.initial)
      _ = explorer.update([.resized(size), .key(.tab), .key(.pageDown)])
      let frame = frame(of: explorer, size: size)
      #expect(frame.size.columns <= Frame.largestSide && frame.size.rows <= Frame.largestSide)
    }
  }

  /// The eye finds the outcome and the address in question at every size that is supported.
  @Test(arguments: [
    (40, 10), (64, 16), (80, 24), (111, 30), (112, 30), (169, 50), (170, 24), (240, 70), (500, 200),
  ])
  func everySizeShowsTheFailure(columns: Int, rows: Int) {
    let explorer = Explorer(.snpForcedWB, columns, rows)
    #expect(!explorer.lines(with: "TPM TIS -12").isEmpty)
    #expect(explorer.lines(with: "▸").contains { $0.contains("fed4_0000") })
    #expect(!explorer.lines(with: "ioremap error for").isEmpty)
  }
}
