import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// The line behind `:`: names as fingers know them, what Enter does, arguments.
@Suite(.bounded) struct CommandLineTests {
  private static let host = HostEnvironment(
    paths: { prefix in ["one.yaml", "other.yaml"].filter { $0.hasPrefix(prefix) } },
    themes: { ["slate", "paper"].map { ThemeChoice(name: $0, detail: "") } })

  private func opened(_ keys: String = "") -> Explorer {
    var explorer = Explorer(.snpForcedWB, size: Size(columns: 120, rows: 40), host: Self.host)
    explorer.press(keys)
    return explorer
  }

  /// Types a line, blanks included.
  private func line(_ text: String, in explorer: inout Explorer, enter: Bool = true) -> [Effect] {
    explorer.press(":")
    for character in text { _ = explorer.update(.key(.character(character))) }
    return enter ? explorer.update(.key(.enter)) : []
  }

  @Test func namesOfOtherProgramsDoTheSame() {
    var explorer = opened("K")
    #expect(line("w", in: &explorer).isEmpty && explorer.top(PathPrompt.self) != nil)
    explorer.press("<Esc>")
    guard case .save(let request)? = line("w one.yaml", in: &explorer).first else {
      Issue.record("w FILE saves")
      return
    }
    #expect(request.path == "one.yaml" && request.policy == .newFile && request.next == .stay)
    #expect(line("e one.yaml", in: &explorer) == [.open(["one.yaml"])])
    #expect(line("q", in: &explorer).isEmpty && explorer.top(Question.self) != nil)
    explorer.press("<Esc>")
    #expect(line("wq", in: &explorer).isEmpty && explorer.top(PathPrompt.self)?.purpose == .save(next: .quit))
    explorer.press("<Esc> u")
    for name in ["x", "wq", "q", "q!"] { #expect(line(name, in: &explorer) == [.quit], "\(name)") }
    #expect(line("h", in: &explorer).isEmpty && explorer.top(Reader.self) != nil)
  }

  @Test func noNameStandsForTwoCommands() {
    var seen: [String: String] = [:]
    for item in Palette.all {
      for name in [item.name] + item.aliases {
        #expect(seen[name] == nil, "\(name): \(item.name) and \(seen[name] ?? "")")
        seen[name] = item.name
      }
    }
  }

  /// Whatever is typed: the row that is highlighted is what Enter runs, and nothing else is run.
  @Test(arguments: ["add", "a", "b", "c", "f", "zoom-to", "cyc", "x", "w", "show-l", "tol", "kern"])
  func enterRunsWhatIsHighlighted(_ text: String) throws {
    var explorer = opened()
    _ = line(text, in: &explorer, enter: false)
    let row = try #require(explorer.lines(with: "▸").last)
    let first = try #require(Palette.items(for: text).first)
    #expect(row.contains("▸\(first.name)"), "\(row)")
    var other = opened()
    let expected: [Effect]
    switch first.target {
    case .command(let command): expected = other.run(command)
    case .input: expected = []
    }
    #expect(explorer.update(.key(.enter)) == expected)
    if case .command = first.target {
      #expect(explorer.context == other.context && explorer.notice == other.notice)
      #expect(explorer.cursorAddress == other.cursorAddress && explorer.scenario == other.scenario)
    } else {
      #expect(explorer.top(CommandPrompt.self)?.editor.text == first.name + " ")
    }
  }

  @Test func whatOnlyResemblesANameIsChosenAndNotRun() {
    var explorer = opened()
    let before = explorer.scenario
    #expect(line("zin", in: &explorer).isEmpty)
    #expect(explorer.notice?.isBad == true && explorer.top(CommandPrompt.self) != nil)
    explorer.press("<Down> <Enter>")
    #expect(explorer.layers.isEmpty && explorer.notice?.text.contains("length of its own") == true)
    _ = line("", in: &explorer)
    #expect(explorer.layers.isEmpty && explorer.scenario == before)
  }

  @Test func addressesLookLikeOne() {
    for (text, address) in [("0xfed40000", 0xfed4_0000), ("fed4_0000", 0xfed4_0000), ("4G", 1 << 32)] {
      var explorer = opened()
      _ = line(text, in: &explorer)
      #expect(explorer.cursorAddress == PhysicalAddress(address) && explorer.layers.isEmpty, "\(text)")
    }
    // Letters are names, whether or not they are digits, too.
    for text in ["add", "b", "fade"] {
      var explorer = opened()
      let before = explorer.cursorAddress
      _ = line(text, in: &explorer)
      #expect(explorer.cursorAddress == before, "\(text)")
    }
  }

  @Test func inputsAreSetByName() {
    var explorer = opened()
    _ = line("tolud 2816M", in: &explorer)
    #expect(explorer.scenario.tolud == 2816 << 20 && explorer.document.history.titles.count == 1)
    _ = line("kernel 6.18", in: &explorer)
    #expect(explorer.scenario.kernel.name == "6.18")
    _ = line("set phys-bits=46", in: &explorer)
    #expect(explorer.scenario.cpu.physBits == 46)
    _ = line("set tolud tolud+16M", in: &explorer)
    #expect(explorer.scenario.tolud == 2832 << 20)
    explorer.press("u u u u")
    #expect(explorer.scenario == .snpForcedWB)
    for bad in ["kernel six", "phys-bits 99", "set nonsense 1", "undo 3"] {
      _ = line(bad, in: &explorer)
      #expect(explorer.notice?.isBad == true && explorer.top(CommandPrompt.self) != nil, "\(bad)")
      #expect(explorer.scenario == .snpForcedWB)
      explorer.press("<Esc>")
    }
  }

  @Test func otherArguments() {
    var explorer = opened()
    #expect(line("theme paper", in: &explorer) == [.theme("paper")] && explorer.theme == "paper")
    #expect(line("theme sl", in: &explorer) == [.theme("slate")])
    _ = line("theme none", in: &explorer)
    #expect(explorer.notice?.text.contains("there are slate paper") == true)
    explorer.press("<Esc>")
    _ = line("g tpm+4K", in: &explorer)
    #expect(explorer.cursorAddress == 0xfed4_1000 && explorer.focus == .ruler)
  }

  @Test func tabCompletesNamesAndArguments() {
    var explorer = opened()
    func text(after line: String) -> String {
      _ = self.line(line, in: &explorer, enter: false)
      explorer.press("<Tab>")
      defer { explorer.press("<Esc>") }
      return explorer.top(CommandPrompt.self)?.editor.text ?? ""
    }
    #expect(text(after: "zoom-i") == "zoom-in")
    #expect(text(after: "tol") == "tolud ")
    #expect(text(after: "theme p") == "theme paper")
    #expect(text(after: "w o") == "w o" && text(after: "w on") == "w one.yaml")
    #expect(text(after: "set phys") == "set phys-bits ")
    #expect(text(after: "set platform bare") == "set platform bare metal")
    #expect(text(after: "g tp") == "g tpm")
  }

  @Test func gAndGGo() {
    var explorer = opened("<End>")
    #expect(explorer.cursorAddress > 1 << 32)
    explorer.press("gg")
    #expect(explorer.cursorAddress == 0 && explorer.layers.isEmpty)
    explorer.press("G")
    #expect(explorer.cursorAddress > 1 << 32)
    explorer.press("3 gg")
    #expect(explorer.focus == .drivers && (explorer.viewports[.drivers]?.cursor ?? 9) <= 1)
  }

  @Test func theKeyLineKeepsWhatMatters() {
    for (keys, wanted) in [
      ("", ["? help", "Enter why", "K cure", "e edit", "t step", "B compare", "C cures"]),
      ("K", ["? help", "K behaviour", "e edit", "u undo"]),
    ] {
      var explorer = Explorer(.snpForcedWB, 80, 24, keys: keys)
      if explorer.notice != nil { _ = explorer.update(.elapsed) }
      #expect(explorer.notice == nil)
      let line = explorer.screen.split(separator: "\n").last.map(String.init) ?? ""
      for hint in wanted { #expect(line.contains(hint), "\(hint) in \(line)") }
    }
    // Beside a message as many as there is room for, and they can be clicked.
    let told = Explorer(.snpForcedWB, 120, 40, keys: "K")
    #expect(told.notice != nil && told.hints(width: 120).contains { $0.command == .cycleBehaviour })
  }

  @Test func aMessageLeavesWhatIsTypedOnTheScreen() {
    var explorer = opened()
    _ = line("zin", in: &explorer)
    #expect(!explorer.lines(with: "zin").isEmpty && !explorer.lines(with: "is no command").isEmpty)
  }
}
