import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// A user's own keys.
@Suite(.bounded) struct KeymapTests {
  private func keymap(_ bindings: Binding...) throws -> Keymap { try Keymap.standard.binding(bindings) }

  private func refusal(_ bindings: Binding...) -> KeymapError? {
    do {
      _ = try Keymap.standard.binding(bindings)
      return nil
    } catch {
      return error
    }
  }

  @Test func ownKeysWorkAndAreShownEverywhere() throws {
    let own = try keymap(
      Binding(.cycleBehaviour, keys: [.function(5), .character("b")]), Binding(.makeBaseline, keys: []))
    var explorer = Explorer(.snpForcedWB, size: Size(columns: 200, rows: 60), keymap: own)
    #expect(explorer.lines(with: "F5 cure").count == 1)
    explorer.press("K")
    #expect(explorer.scenario == .snpForcedWB && explorer.notice?.text.contains("K does nothing") == true)
    explorer.press("b")
    #expect(explorer.scenario.behaviour == .forcedWBAndPCIHole)
    // Without a key it is still in the list of commands.
    explorer.press(": make-b <Enter>")
    #expect(explorer.comparison.count == 0)
    explorer.press("? <End>")
    #expect(
      explorer.helpLines(in: .ruler, width: 100).contains {
        $0.text.contains("F5 b") && $0.text.contains("cycle-behaviour")
      })
  }

  @Test func keysCanChangePlaces() throws {
    let own = try keymap(Binding(.undo, keys: ["R"]), Binding(.toggleRemap, keys: ["u"]))
    #expect(own.command(for: "R", in: .ruler) == .undo && own.command(for: "u", in: .list) == .toggleRemap)
  }

  @Test func oneKeyNeverMeansTwoThings() throws {
    #expect(refusal(Binding(.undo, keys: ["q"]))?.text.contains("q means quit") == true)
    // A pane's own key and one that works anywhere would both be looked up.
    #expect(refusal(Binding(.undo, keys: ["z"]))?.binding == 0)
    let second = refusal(Binding(.undo, keys: ["Q"]), Binding(.redo, keys: ["Q"]))
    #expect(second?.binding == 0 || second?.binding == 1)
    // In other places the same key may mean something else.
    #expect(refusal(Binding(.cancel, in: .help, keys: ["x", .escape])) == nil)
  }

  @Test func whatMustWorkKeepsAKey() {
    for command in [Command.quit, .runCommand] {
      #expect(refusal(Binding(command, keys: []))?.text.contains("needs a key") == true)
    }
    #expect(refusal(Binding(.cancel, in: .editing, keys: []))?.text.contains("needs a key") == true)
    #expect(refusal(Binding(.commit, in: .prompt, keys: ["x"]))?.text.contains("x is typed") == true)
    #expect(refusal(Binding(.addRange, in: .ruler, keys: ["a"]))?.text.contains("in the inputs") == true)
  }

  @Test func everyKeyOfTheTableHasANameThatIsReadBack() {
    for key in Set(CommandTable.entries.flatMap(\.keys)) {
      #expect(Key(named: key.name) == key, "\(key.name)")
      #expect(Key(named: key.configurationName) == key, "\(key.configurationName)")
      #expect(key.configurationName.unicodeScalars.allSatisfy { $0.isASCII })
    }
    #expect(Key(named: "ctrl-r") == .control("r") && Key(named: "pagedown") == .pageDown)
    for name in ["", "Ctrl-", "Ctrl-Up", "F13", "F0", "Alt-x", "ab"] {
      #expect(Key(named: name) == nil, "\(name)")
    }
  }
}
