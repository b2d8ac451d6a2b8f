import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

@Suite(.bounded) struct CommandTableTests {
  @Test func noKeyMeansTwoThings() {
    for context in Context.allCases {
      var seen: [Key: Command] = [:]
      for entry in Keymap.standard.entries(in: context) {
        for key in entry.keys {
          #expect(
            seen[key] == nil,
            "\(key.name) \(context.rawValue): \(entry.command.name) and \(seen[key]?.name ?? "")")
          seen[key] = entry.command
        }
      }
    }
  }

  @Test func everyCommandCanBeReached() {
    for command in Command.all {
      let entries = CommandTable.entries.filter { $0.command == command }
      #expect(!entries.isEmpty, "\(command.name) has no key")
      for entry in entries {
        // Without a key it is in the list of commands.
        #expect(!entry.keys.isEmpty || Palette.all.contains { $0.target == .command(command) })
        #expect(!entry.help.isEmpty)
        for key in entry.keys { #expect(Keymap.standard.command(for: key, in: entry.context) == command) }
      }
    }
  }

  @Test func namesAreKebabCaseAndUnique() {
    for command in Command.all {
      #expect(command.name.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(command.name)")
    }
    let words = Command.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(words).count == words.count, "\(words.sorted())")
  }

  /// Where text is typed no character may be a command.
  @Test func typingIsNeverACommand() {
    for entry in CommandTable.entries where entry.context == .editing || entry.context == .prompt {
      for key in entry.keys {
        if case .character = key { Issue.record("\(key.name) cannot be typed \(entry.context.rawValue)") }
      }
    }
  }

  /// F keys and Control-B are taken by terminals and multiplexers; Alt does not exist here.
  @Test func noCommandHasOnlyAKeyThatOthersTake() {
    for entry in CommandTable.entries {
      let safe = entry.keys.filter { key in
        if case .function = key { return false }
        return key != .control("b")
      }
      #expect(!safe.isEmpty || entry.keys.isEmpty, "\(entry.command.name)")
    }
  }

  @Test func arrowsHaveTheirLetters() {
    for (arrow, letter) in [(Key.up, "k" as Character), (.down, "j"), (.left, "h"), (.right, "l")] {
      for context in [Context.ruler, .inputs, .list] {
        let command = Keymap.standard.command(for: arrow, in: context)
        #expect(command != nil && command == Keymap.standard.command(for: .character(letter), in: context))
      }
    }
  }

  @Test func hintsAndHelpShowTheTablesKeys() {
    for keys in ["", "2", "3", "2 <Enter>", "g", "?"] {
      let explorer = Explorer(.snpForcedWB, 200, 60, keys: keys)
      #expect(!explorer.hints(width: 200).isEmpty)
      for hint in explorer.hints(width: 200) {
        let entry = Keymap.standard.entry(for: hint.command, in: explorer.context)
        #expect(entry?.keys.contains { $0.name == hint.key } == true)
      }
    }
    let help = Explorer(.snpForcedWB).helpLines(in: .ruler, width: 200).map(\.text)
    for entry in CommandTable.entries {
      let isThere = help.contains { line in
        line.contains(" \(entry.command.name) ") && line.contains(entry.help)
          && entry.keys.allSatisfy { line.contains($0.name) }
      }
      #expect(isThere, "\(entry.command.name) is not in the help \(entry.context.rawValue)")
    }
  }

  @Test func aCommandThatCannotRunSaysWhy() {
    let blocked: [(String, Command)] = [
      ("", .undo), ("", .redo), ("<Home>", .firstTouch), ("", .zoomIn), ("", .zoomOut), ("K", .nextFailure),
      ("2", .deleteRange),
    ]
    for (keys, command) in blocked {
      var explorer = Explorer(.snpForcedWB, 120, 40, keys: keys)
      let before = explorer.scenario
      let effects = explorer.perform(command)
      #expect(effects.isEmpty)
      #expect(explorer.notice?.isBad == true && explorer.whyNot(command) == explorer.notice?.text)
      #expect(explorer.scenario == before)
    }
  }

  @Test func namesRunCommands() {
    var explorer = Explorer(.snpForcedWB, 120, 40, keys: ": cycle-b <Enter>")
    #expect(explorer.scenario.behaviour == .forcedWBAndPCIHole)
    explorer.press(": nonsense <Enter>")
    #expect(explorer.notice?.isBad == true)
    explorer.press("<Esc> : toggle-r <Tab> <Enter>")
    #expect(explorer.scenario.remapsCutRAM == false)
    explorer.press("u u")
    #expect(explorer.press(": quit <Enter>") == [.quit])
  }
}
