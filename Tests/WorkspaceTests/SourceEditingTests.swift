import MachineFormats
import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer
@testable import Workspace

/// The scenario as its file, in the program.
@Suite(.bounded) struct SourceEditingTests {
  private func open(_ scenario: Scenario) -> Explorer {
    var explorer = Explorer(scenario, size: Size(columns: 120, rows: 40), formats: .standard)
    press(&explorer, "E")
    return explorer
  }

  private func press(_ explorer: inout Explorer, _ text: String, _ keys: Key...) {
    for character in text { _ = explorer.update(.key(.character(character))) }
    for key in keys { _ = explorer.update(.key(key)) }
  }

  private func view(_ explorer: Explorer) throws -> SourceView {
    guard let view = explorer.top(SourceView.self) else { throw Missing() }
    return view
  }

  private struct Missing: Error {}

  /// Puts the cursor on the first line that holds a text.
  private func go(_ explorer: inout Explorer, to text: String) throws {
    let line = try #require(try view(explorer).lines.firstIndex { $0.contains(text) })
    explorer.change(SourceView.self) { $0.selection = line }
  }

  @Test func anyValueIsChangedLive() throws {
    var explorer = open(.bareMetal)
    try go(&explorer, to: "  model: 154")
    press(&explorer, "", .enter, .backspace)
    // Each text that is a scenario is shown at once, the document waits.
    #expect(explorer.scenario.cpu.model == 15 && explorer.document.scenario.cpu.model == 154)
    press(&explorer, "1", .enter)
    #expect(explorer.document.scenario.cpu.model == 151 && explorer.document.history.depth == 1)
    #expect(explorer.document.history.titles == ["edit model: 151"])
    // The file stays open, and undo reaches it.
    press(&explorer, "u")
    #expect(explorer.scenario == .bareMetal)
    #expect(try view(explorer).lines.contains("  model: 154"))
  }

  @Test func whatCannotBeIsNotKeptAndSaysWhatWould() throws {
    var explorer = open(.bareMetal)
    try go(&explorer, to: "platform:")
    press(&explorer, "", .enter)
    press(&explorer, "zz", .enter)
    let problem = try #require(try view(explorer).edit?.problem)
    #expect(problem.contains("platform is \"bare metalzz\"") && problem.contains("accepted: bare metal"))
    #expect(explorer.scenario == .bareMetal)
    press(&explorer, "", .escape)
    #expect(try view(explorer).edit == nil)
    press(&explorer, "", .escape)
    #expect(explorer.layers.isEmpty && !explorer.document.history.canUndo)
  }

  @Test func linesAreAddedAndTakenOut() throws {
    var explorer = open(.bareMetal)
    try go(&explorer, to: "memory-map:")
    press(&explorer, "a")
    #expect(try view(explorer).edit?.editor.text == "  - ")
    press(&explorer, "0x5_0000_0000-0x5_ffff_ffff RAM", .enter)
    #expect(explorer.scenario.firmwareMap.contains { $0.address == 0x5_0000_0000 && $0.size == 4 << 30 })
    // A key that is left out where it has its usual value.
    try go(&explorer, to: "  phys-bits:")
    press(&explorer, "o")
    press(&explorer, "pat-msr: 0x0407050600070106", .enter)
    #expect(explorer.scenario.cpu.patMSR == 0x0407_0506_0007_0106)
    // A device goes with all its lines.
    try go(&explorer, to: "- id: hpet")
    press(&explorer, "d")
    #expect(!explorer.scenario.devices.contains { $0.id == "hpet" })
    #expect(explorer.scenario.devices.count == Scenario.bareMetal.devices.count - 1)
    // What must be there cannot go.
    try go(&explorer, to: "kind: ")
    press(&explorer, "d")
    #expect(explorer.notice?.isBad == true)
  }

  @Test func tabCompletesKeysAndValues() throws {
    var explorer = open(.bareMetal)
    try go(&explorer, to: "platform:")
    press(&explorer, "", .enter)
    for _ in "bare metal" { press(&explorer, "", .backspace) }
    press(&explorer, "TD", .tab)
    #expect(try view(explorer).edit?.editor.text == "platform: TDX on KVM")
    #expect(explorer.scenario.platform == .tdx)
    press(&explorer, "", .escape)
    try go(&explorer, to: "  stepping:")
    press(&explorer, "a")
    press(&explorer, "fa", .tab)
    #expect(try view(explorer).edit?.editor.text == "  family: ")
  }

  /// Opens a line, or a new one below it, types and presses Tab.
  private func completed(_ line: String, _ typed: String, isNew: Bool = false) throws -> (String, String?) {
    var explorer = open(.snpForcedWB)
    try go(&explorer, to: line)
    press(&explorer, isNew ? "a" : "e")
    press(&explorer, "", .control("u"))
    press(&explorer, typed, .tab)
    return (try #require(try view(explorer).edit).editor.text, explorer.notice?.text)
  }

  @Test func tabKnowsEveryPlace() throws {
    #expect(try completed("  - 0x0-0x9_ffff RAM", "  - 0x0-0x9_ffff re").0 == "  - 0x0-0x9_ffff reserved")
    #expect(try completed("  - 0x0-0x9_ffff RAM", "  - 0x0-0x9_ffff ACPI N").0 == "  - 0x0-0x9_ffff ACPI NVS")
    #expect(
      try completed("    - {base: 0x8000", "    - {at: 2G, size: 2G, ty").0
        == "    - {at: 2G, size: 2G, type: ")
    #expect(
      try completed("    - {base: 0x8000", "    - {at: 2G, size: 2G, type: U").0
        == "    - {at: 2G, size: 2G, type: UC")
    #expect(
      try completed("behaviour:", "patches: [always-wb, res", isNew: true).0
        == "patches: [always-wb, reserve-hole")
    #expect(try completed("behaviour:", "parameters: {deb", isNew: true).0 == "parameters: {debugpat: ")
    #expect(
      try completed("behaviour:", "parameters: {debugpat: t", isNew: true).0.hasSuffix("debugpat: true"))
    #expect(try completed("kernel:", "kernel: 7").0.hasPrefix("kernel: 7."))
    #expect(try completed("    kind: HPET", "    kind: HP").0 == "    kind: HPET")
    // Where a number is wanted there is no list, but what is wanted is said.
    #expect(try completed("  family:", "  family: x").1 == "accepted here: 0 to 270")
    let several = try completed("platform:", "platform: SEV")
    #expect(several.0 == "platform: SEV" && several.1?.contains("SEV-SNP on KVM") == true)
  }

  @Test func theGutterShowsWhatIsNewAndWhatIsGone() throws {
    let old = ["a", "x", "x", "b", "c", "d"]
    func marks(_ lines: [String]) -> LineMarks { LineMarks(of: lines, against: old) }
    #expect(marks(old).changed.isEmpty && marks(old).removedAbove.isEmpty)
    // A repeated line is told from the others like it.
    #expect(marks(["a", "x", "x", "x", "b", "c", "d"]).changed.count == 1)
    #expect(marks(["a", "x", "b", "c", "d"]).removedAbove == [2])
    #expect(marks(["a", "x", "x", "B", "c", "d"]).changed == [3])
    #expect(marks(["a", "x", "x", "B", "c", "d"]).removedAbove.isEmpty)
    #expect(marks(["a", "x", "x", "b", "c"]).removedAbove == [5])
    #expect(marks([]).removedAbove == [0])
    let many = (0..<3000).map(String.init)
    #expect(LineMarks(of: many, against: many.map { $0 + "'" }).changed.count == 3000)
  }

  /// Every line of every built-in scenario can be opened and kept as it is, and the file says everything.
  @Test(arguments: Scenario.builtIn.indices)
  func theFileIsTheScenario(_ index: Int) throws {
    let scenario = Scenario.builtIn[index]
    var explorer = open(scenario)
    let count = try view(explorer).lines.count
    for line in 0..<count {
      explorer.change(SourceView.self) { $0.selection = line }
      press(&explorer, "", .enter, .enter)
      #expect(try view(explorer).edit == nil, "line \(line + 1)")
    }
    #expect(explorer.scenario == scenario && !explorer.document.history.canUndo)
  }

  @Test func theWholeReportIsCopied() throws {
    var explorer = Explorer(.snpForcedWB, size: Size(columns: 120, rows: 40), formats: .standard)
    let effects = explorer.update(.key(.character("Y")))
    let report = try #require(explorer.report(inFilesNamed: "txt"))
    #expect(report.contains("ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0"))
    #expect(effects == [.copy(report)])
  }
}
