import MemtypeEngine
import Screen
import Synchronization
import TestSupport
import Testing

@testable import Explorer

/// Whole ways through the program: keys in, what the user then has out.
@Suite(.bounded) struct StoryTests {
  @Test func theFailureIsFoundUnderstoodCuredAndTakenBack() throws {
    var explorer = Explorer(.snpForcedWB, 120, 40)
    // It opens on what fails.
    #expect(explorer.cursorAddress == 0xfed4_0000)
    explorer.press("<Home> g hpet <Enter>")
    #expect(explorer.cursorAddress == 0xfed0_0000)
    explorer.press("n")
    #expect(explorer.cursorAddress == 0xfed4_0000)
    // Why: the reasons name the step that mapped it first, and the refusal.
    explorer.press("<Enter>")
    #expect(explorer.focus == .reasons)
    let reasons = explorer.reasons.map(\.text).joined(separator: "\n")
    #expect(reasons.contains("WB") && reasons.contains("-12"))
    // The cure, from wherever one is.
    explorer.press("K")
    #expect(explorer.scenario.behaviour == .forcedWBAndPCIHole)
    #expect(explorer.evaluation.failures.isEmpty)
    #expect(!explorer.lines(with: "✓ every driver maps").isEmpty)
    #expect(explorer.cursorAddress == 0xfed4_0000)
    // TOLUD, typed.
    explorer.press("2 g 0 <Esc> 2 <Enter> 0x7000_0000 <Enter>")
    #expect(explorer.scenario.tolud == 0x7000_0000)
    #expect(explorer.layers.isEmpty)
    explorer.press("u")
    #expect(explorer.scenario.tolud == 0x8000_0000 && explorer.scenario.behaviour == .forcedWBAndPCIHole)
    explorer.press("u")
    #expect(explorer.scenario == .snpForcedWB && !explorer.isModified)
    #expect(explorer.evaluation.failures.count == 1)
    explorer.press("<C-r> U")
    #expect(explorer.scenario.tolud == 0x7000_0000 && explorer.isModified)
    // Leaving asks first: the edit is kept nowhere.
    #expect(explorer.press("q").isEmpty && explorer.context == .question)
    #expect(explorer.press("<Esc>").isEmpty && explorer.layers.isEmpty)
    #expect(explorer.press("q d") == [.quit])
  }

  @Test func theAnswerChangesWhileOneTypes() {
    var explorer = Explorer(.snpPCIHole, 120, 40, keys: "2 <Enter>")
    explorer.press("3")
    // 3 is no TOLUD: the last good answer stays, the field says why.
    #expect(explorer.evaluation.tolud == 0x8000_0000)
    #expect(!explorer.lines(with: "✗ 0x3 is").isEmpty)
    explorer.press("G")
    #expect(explorer.evaluation.tolud == 0xc000_0000)
    #expect(explorer.document.scenario.tolud == 0x8000_0000)
    explorer.press("<BS> . 2 5 G")
    #expect(explorer.evaluation.tolud == 0xd000_0000)
    explorer.press("<Esc>")
    #expect(explorer.evaluation.tolud == 0x8000_0000 && !explorer.isModified)
    #expect(!explorer.document.history.canUndo)
  }

  @Test func aValueThatCannotBeIsNotKept() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "2 <Enter> 9 T <Enter>")
    guard let edit = explorer.top(FieldEdit.self) else {
      Issue.record("the field was left")
      return
    }
    #expect(edit.error != nil && explorer.notice?.isBad == true)
    #expect(explorer.scenario == .snpForcedWB)
    explorer.press("<BS> <BS> <C-u> 1 G <Enter>")
    #expect(explorer.layers.isEmpty && explorer.scenario.tolud == 1 << 30)
    #expect(explorer.document.history.depth == 1)
  }

  @Test func everyWayToWriteANumberWorksInAField() {
    for text in ["0x7f000000", "7f000000h", "2032M", "0x7f00_0000", "7f00_0000", "2130706432"] {
      let explorer = Explorer(.snpPCIHole, 120, 40, keys: "2 <Enter> \(text) <Enter>")
      #expect(explorer.scenario.tolud == 0x7f00_0000, "\(text)")
    }
  }

  @Test func stepsAreSensible() {
    var explorer = Explorer(.snpPCIHole, 120, 40, keys: "2 -")
    #expect(explorer.scenario.tolud == 0x7ff0_0000)
    explorer.press("+ +")
    #expect(explorer.scenario.tolud == 0x8010_0000)
    #expect(explorer.document.history.depth == 3)
    // Up and down while typing, before anything is kept.
    explorer.press("<Enter> <Up> <Up> <Down>")
    #expect(explorer.scenario.tolud == 0x8020_0000 && explorer.document.scenario.tolud == 0x8010_0000)
    explorer.press("<Esc>")
    #expect(explorer.scenario.tolud == 0x8010_0000)
  }

  @Test func everyInputCanBeChangedAndTakenBack() {
    var visited: Set<InputPath> = []
    let open = Set(InputSection.folded)
    let rows = InputRow.rows(of: .bareMetal, open: open)
    for (row, input) in rows.enumerated() {
      for (column, cell) in input.cells.enumerated() {
        guard let field = cell.path else { continue }
        for key in ["<Space>", "-", "+"] {
          var explorer = Explorer(.bareMetal, 200, 60, keys: "2")
          for section in open { explorer.setOpen(section, true) }
          explorer.viewports[.inputs]?.cursor = row
          explorer.inputColumn = column
          #expect(explorer.currentField == field)
          if field.isTyped, key == "<Space>" { continue }
          explorer.press(key)
          if explorer.isModified {
            visited.insert(field)
            #expect(explorer.scenario.text(at: field) != Scenario.bareMetal.text(at: field))
            #expect(explorer.document.history.depth == 1)
            explorer.press("r")
            let isModified = explorer.isModified
            #expect(!isModified, "\(field) is not reverted")
            explorer.press("u u")
            #expect(explorer.scenario == .bareMetal)
          } else {
            #expect(explorer.notice?.isBad == true, "\(field) \(key) did nothing and said nothing")
          }
        }
      }
    }
    let all = Set(rows.flatMap(\.cells).compactMap(\.path)).subtracting(
      Scenario.bareMetal.devices.indices.filter { Scenario.bareMetal.devices[$0].regions.isEmpty }
        .map { .device($0, "acpi-read") })
    // Registers and lists of words have no steps: FoldedInputsTests types into them.
    let typedOnly = all.filter { field in
      [
        "mtrr.capabilities", "mtrr.default-type-register", "mtrr.syscfg", "mtrr.top-mem2", "cpu.pat-msr",
        "parameters.memory", "physbase", "physmask", "forced-range",
      ].contains(field.key)
    }
    #expect(visited == all.subtracting(typedOnly))
  }

  @Test func variableRangesAreAddedEditedAndCleared() throws {
    var explorer = Explorer(.bareMetal, 120, 40, keys: "2 a")
    guard let index = explorer.currentRange, explorer.currentField?.key == "base" else {
      Issue.record("the cursor is not on the new range")
      return
    }
    explorer.press("<Enter> 0x1000_0000 <Enter> <Right> <Enter> 256M <Enter> <Right> <Space>")
    let range = explorer.scenario.mtrr.variable[index]
    #expect(range.isValid && range.baseAddress == 0x1000_0000 && range.type == .wc)
    #expect(range.contiguousSize(physBits: 39) == 256 << 20)
    // A mask with holes has no size, but can be typed.
    explorer.press("<Left> <Enter> m0x7f_f000_0000 <Enter>")
    #expect(explorer.scenario.mtrr.variable[index].maskBits == 0x7f_f000_0000)
    explorer.press("<Enter> 3M <Enter>")
    #expect(explorer.notice?.isBad == true)
    explorer.press("<Esc> d")
    #expect(explorer.scenario.mtrr.variable[index] == .unused)
    let depth = explorer.document.history.depth
    for _ in 0..<depth { explorer.press("u") }
    #expect(explorer.scenario == .bareMetal)
  }

  @Test func theCursorKeepsItsAddress() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: "g tpm <Enter>")
    for keys in ["s", "+ + +", "- - - -", "z", "s", "K", "K", "K", "u", "2 + 1", "s", "R"] {
      explorer.press(keys)
      #expect(explorer.cursorAddress == 0xfed4_0000, "after \(keys)")
    }
    for size in [(40, 10), (80, 24), (200, 60), (64, 16), (0, 0), (120, 40)] {
      _ = explorer.update(.resized(Size(columns: size.0, rows: size.1)))
      #expect(explorer.cursorAddress == 0xfed4_0000)
      let row = explorer.rulerRows.row(of: 0xfed4_0000) - explorer.ruler.top
      if size.1 > 0 { #expect(row >= 0 && row < explorer.pageHeight(of: .ruler)) }
    }
    // A narrower address space holds it for a while only.
    var high = Explorer(.snpForcedWB, 120, 40, keys: "g top <Enter>")
    let address = high.cursorAddress
    high.press("2")
    for _ in 0..<20 where high.currentField != "cpu.phys-bits" { high.press("<Down>") }
    #expect(high.currentField == "cpu.phys-bits")
    high.press("<Enter> 40")
    #expect(high.cursorAddress == (1 << 40) - 1)
    high.press("<Esc>")
    #expect(high.cursorAddress == address)
  }

  @Test func changesAndDevicesAreWalkedInOrder() {
    var explorer = Explorer(.bareMetal, 120, 40, keys: "<Home>")
    var visited: [PhysicalAddress] = [explorer.cursorAddress]
    while explorer.notice == nil, visited.count < 200 {
      explorer.press("]")
      visited.append(explorer.cursorAddress)
    }
    #expect(visited.count > 8 && visited.count < 200)
    #expect(Array(visited.dropLast()) == Array(Set(visited)).sorted())
    let starts = Set(Scenario.bareMetal.devices.map(\.range.start)).sorted()
    explorer.press("<Home>")
    for start in starts {
      explorer.press("l")
      #expect(explorer.cursorAddress == start)
    }
    explorer.press("l")
    #expect(explorer.cursorAddress == starts.first)
  }

  @Test func enterOnARowGoesToItsAddress() {
    var explorer = Explorer(.bareMetal, 80, 24, keys: "3 <End> <Enter>")
    #expect(explorer.focus == .ruler && explorer.cursorAddress == 0xfee0_0000)
    explorer.press("4 <Home> <Down> <Enter>")
    #expect(explorer.cursorAddress == explorer.evaluation.typeRanges[1].range.start)
  }

  @Test func escapeNeverQuitsAndTabComesBack() {
    var explorer = Explorer(.snpForcedWB, 80, 24)
    for keys in ["<Esc> <Esc>", "? <Esc>", "g <Esc>", ": <Esc>", "2 <Enter> <Esc> <Esc>"] {
      #expect(explorer.press(keys).isEmpty)
      #expect(explorer.layers.isEmpty)
    }
    explorer.press("1")
    var panes: [Pane] = []
    for _ in Pane.all {
      panes.append(explorer.focus)
      #expect(explorer.layout.content(of: explorer.focus) != nil)
      explorer.press("<Tab>")
    }
    #expect(Set(panes) == Set(Pane.all) && explorer.focus == .ruler)
    for pane in panes.reversed() {
      explorer.press("<S-Tab>")
      #expect(explorer.focus == pane)
    }
    #expect(explorer.press("<C-z>") == [.suspend])
    #expect(explorer.press("<C-l>") == [.redraw])
  }

  @Test func pastedTextIsNeverACommand() {
    var explorer = Explorer(.snpForcedWB, 80, 24)
    #expect(explorer.update(.paste("qqKKu\nq")).isEmpty)
    #expect(explorer.scenario == .snpForcedWB)
    explorer.press("2 <Enter>")
    _ = explorer.update(.paste("0x4000_0000\nq"))
    #expect(explorer.evaluation.tolud == 0x4000_0000)
  }

  @Test func theMouseFocusesSelectsAndScrolls() throws {
    var explorer = Explorer(.bareMetal, 120, 40)
    let drivers = try #require(explorer.layout.content(of: .drivers))
    _ = explorer.update(.mouse(MouseEvent(.press, column: drivers.column + 3, row: drivers.row + 2)))
    #expect(explorer.focus == .drivers && explorer.viewports[.drivers]?.cursor == 2)
    let ruler = try #require(explorer.layout.content(of: .ruler))
    _ = explorer.update(.mouse(MouseEvent(.press, column: ruler.column + 5, row: ruler.row + 1)))
    #expect(explorer.focus == .ruler)
    #expect(explorer.rulerRows.row(of: explorer.cursorAddress) == explorer.ruler.top)
    let before = explorer.cursorAddress
    _ = explorer.update(.mouse(MouseEvent(.wheelDown, column: ruler.column + 5, row: ruler.row + 5)))
    #expect(explorer.cursorAddress > before)
    // A click on a hint is its command.
    explorer.press("<Esc>")
    let hint = try #require(explorer.hints(width: 120).first { $0.command == .cycleBehaviour })
    _ = explorer.update(.mouse(MouseEvent(.press, column: hint.column, row: 39)))
    #expect(explorer.isModified)
  }

  @Test func copyingSendsTheRow() throws {
    var explorer = Explorer(.snpForcedWB, 80, 24)
    guard case .terminal(.copy(let text))? = explorer.press("y").first else {
      Issue.record("nothing was copied")
      return
    }
    #expect(text.hasPrefix("0xfed4_0000-") && text.contains("TPM TIS"))
    guard case .terminal(.copy(let line))? = explorer.press("6 y").first else {
      Issue.record("nothing was copied")
      return
    }
    #expect(line.contains("0xfed40000"))
  }

  @Test func itEvaluatesOnlyWhenTheScenarioChanges() {
    let calls = Calls()
    let engine = Engine(
      evaluate: { scenario in
        calls.increment()
        return evaluate(scenario)
      }, explain: Engine.model.explain)
    var explorer = Explorer(.snpForcedWB, size: Size(columns: 120, rows: 40), engine: engine)
    #expect(calls.value == 1)
    explorer.press("<Down> <PgDn> s + - s 2 3 4 5 6 7 ? <Esc> g tpm <Enter> n ] [ y")
    for _ in 0..<10 { _ = frame(of: explorer, size: Size(columns: 200, rows: 60)) }
    #expect(calls.value == 1)
    explorer.press("K")
    #expect(calls.value == 2)
    explorer.press("u")
    #expect(calls.value == 3)
  }

  /// What is shown may be ahead of the document: a value, a line or a choice that is not kept yet.
  private static func isPreviewing(_ explorer: Explorer) -> Bool {
    explorer.layers.contains { layer in
      layer is FieldEdit || layer is SourceView || (layer as? Menu)?.preview != nil
    }
  }

  @Test(arguments: 0..<8)
  func noKeysBreakIt(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let scenario = Scenario.builtIn[seed % Scenario.builtIn.count]
    var explorer = Explorer(scenario, 80, 24)
    let keys: [Key] =
      CommandTable.entries.flatMap(\.keys) + Array("0123456789abcdefxhGMK_.+-m:?").map { .character($0) }
    for _ in 0..<150 {
      switch Int.random(in: 0..<20, using: &generator) {
      case 0:
        let size = Size(
          columns: Int.random(in: 0...220, using: &generator), rows: Int.random(in: 0...70, using: &generator)
        )
        _ = explorer.update(.resized(size))
      case 1:
        let actions: [MouseEvent.Action] = [.press, .wheelUp, .wheelDown, .drag, .release]
        let action = try #require(actions.randomElement(using: &generator))
        let column = Int.random(in: -2...220, using: &generator)
        let row = Int.random(in: -2...70, using: &generator)
        _ = explorer.update(.mouse(MouseEvent(action, column: column, row: row)))
      case 2: _ = explorer.update(.paste("0x8000_0000"))
      default:
        _ = explorer.update(.key(try #require(keys.randomElement(using: &generator))))
      }
      let frame = frame(of: explorer, size: explorer.size)
      #expect(frame.size == explorer.size)
      #expect(explorer.cursorAddress <= explorer.evaluation.lastAddress)
      let isKept = explorer.scenario == explorer.document.scenario
      #expect(isKept || explorer.drag?.isPreviewed == true || Self.isPreviewing(explorer))
    }
  }
}

/// Counts from a closure that may be called from anywhere.
private final class Calls: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func increment() { count.withLock { $0 += 1 } }
}
