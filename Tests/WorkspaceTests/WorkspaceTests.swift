import Explorer
import Foundation
import MachineFormats
import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Workspace

/// An explorer with real files under it.
@Suite(.bounded) struct WorkspaceTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func session(_ opened: Opened, name: String = "state") -> ExplorerSession {
    let workspace = Workspace(journalDirectory: directory.file(name))
    workspace.wasRead(opened)
    let explorer = Explorer(
      opened.scenario, origin: opened.origin, path: opened.path, size: Size(columns: 120, rows: 40),
      host: .files(Settings(directory: directory.file("config"))), formats: .standard)
    return ExplorerSession(explorer, workspace)
  }

  private func builtIn(_ name: String = "bare-metal") throws -> Opened { try Opened.named([name]) }

  @discardableResult
  private func press(_ session: ExplorerSession, _ text: String, _ keys: Key...) -> [TerminalEffect] {
    session.handle(text.map { .key(.character($0)) } + keys.map { .key($0) })
  }

  /// What the program says: a long message has more than one line.
  private func message(_ session: ExplorerSession) -> String {
    session.screen(Size(columns: 120, rows: 40)).text.split(separator: "\n").suffix(3).joined()
  }

  /// A capture's files are at hand under the names that facts have for them, and nothing in them commands a terminal.
  @Test func whatAMachineWasReadFromCanBeRead() throws {
    let path = directory.file("dmesg.txt")
    let log =
      "[    0.000000] Linux version 6.12.1\n[    0.000000] \u{1b}]0;title\u{7}BIOS-e820: [mem 0x0-0xfff] usable\tx\n"
    try Data(log.utf8).write(to: URL(fileURLWithPath: path))
    let record = try Opened.named([path]).record
    let text = try #require(record.texts.first)
    #expect(text.name == "dmesg.txt" && record.evidence.log == "dmesg.txt")
    let capture = Fixtures.directory.appendingPathComponent("Captures/seed-tpm-a-q35-2032m").path
    let machine = try Opened.named([capture])
    var explorer = Explorer(machine.scenario, record: machine.record, size: Size(columns: 120, rows: 40))
    for key in [Key.character("9"), .character("G"), .enter] { _ = explorer.update(.key(key)) }
    // The last fact's file, whichever that is.
    let last = try #require(machine.evidence.facts.last?.place.file)
    #expect(frame(of: explorer, size: Size(columns: 120, rows: 40)).text.contains("\(last), "))
  }

  @Test func aScenarioIsSavedAndOpenedAgain() throws {
    let path = directory.file("mine.yaml")
    let first = session(try builtIn())
    press(first, "K")
    // It has no file yet: one is asked for, with a name proposed.
    press(first, "w")
    #expect(message(first).contains("save as bare-metal.yaml"))
    press(first, path, .enter)
    #expect(message(first).contains("saved \(path)"))
    #expect(press(first, "q") == [.quit])
    let opened = try Opened.named([path])
    #expect(opened.path == path && opened.scenario == first.explorer.scenario)
    // From then on it is written at once, and undo makes it unsaved again.
    let second = session(opened)
    press(second, "Kw")
    #expect(message(second).contains("saved"))
    #expect(try Opened.named([path]).scenario == second.explorer.scenario)
    press(second, "u")
    #expect(press(second, "q").isEmpty && message(second).contains("not saved"))
  }

  @Test func anotherFileIsNotOverwrittenUnasked() throws {
    let path = directory.file("other.yaml")
    try "mine, not a scenario".write(toFile: path, atomically: true, encoding: .utf8)
    let session = session(try builtIn())
    press(session, "W")
    press(session, path, .enter)
    #expect(message(session).contains("exists"))
    press(session, "", .escape)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine, not a scenario")
    press(session, "W")
    press(session, path, .enter)
    press(session, "y")
    #expect(try Opened.named([path]).scenario == Scenario.bareMetal)
  }

  @Test func aFileThatSomebodyElseChangedIsNoticed() throws {
    let path = directory.file("shared.yaml")
    try AtomicFile.write(ScenarioFile.text(of: .bareMetal), to: path)
    let session = session(try Opened.named([path]))
    press(session, "K")
    try AtomicFile.write(ScenarioFile.text(of: .plainVM), to: path)
    press(session, "w")
    #expect(message(session).contains("was changed by somebody"))
    press(session, "n")
    #expect(try Opened.named([path]).scenario == Scenario.plainVM)
    // Reading it again is a step like any other.
    press(session, ":reload", .enter)
    #expect(session.explorer.scenario == Scenario.plainVM)
    #expect(press(session, "q") == [.quit])
    press(session, "u")
    #expect(session.explorer.scenario.behaviour == KernelBehaviour.forcedWB)
  }

  @Test func afterSavingElsewhereReadingAgainReadsThat() throws {
    let path = directory.file("elsewhere.yaml")
    let session = session(try builtIn())
    press(session, "KW")
    press(session, path, .enter)
    let saved = session.explorer.scenario
    press(session, "K:reload", .enter)
    #expect(session.explorer.scenario == saved && saved.behaviour == .forcedWB)
  }

  @Test func oneFileOpenTwiceIsNotOverwrittenUnasked() throws {
    let path = directory.file("twice.yaml")
    try AtomicFile.write(ScenarioFile.text(of: .bareMetal), to: path)
    let session = session(try Opened.named([path]))
    press(session, "o")
    press(session, path, .enter)
    press(session, "Kw(Rw")
    #expect(message(session).contains("was changed by somebody"))
    press(session, "n")
    #expect(try Opened.named([path]).scenario.behaviour == .forcedWB)
  }

  @Test func aCopyOfUnsavedEditsIsUnsaved() throws {
    let session = session(try builtIn())
    press(session, "KF(u")
    #expect(press(session, "q").isEmpty)
    #expect(message(session).contains("not saved: bare-metal-2"))
  }

  @Test func pathsWithBlanksAreQuotedWhenCompleted() throws {
    try directory.make("two words/a machine.yaml", ScenarioFile.text(of: .bareMetal))
    let settings = Settings(directory: directory.file("none"))
    let opened = try builtIn()
    var explorer = Explorer(
      opened.scenario, origin: opened.origin, path: nil, size: Size(columns: 120, rows: 40),
      host: .files(settings), formats: .standard)
    for character in "o\(directory.path)/two" { _ = explorer.update(.key(.character(character))) }
    for _ in 0..<2 { _ = explorer.update(.key(.tab)) }
    let effects = explorer.update(.key(.enter))
    #expect(effects == [.open([directory.file("two words/a machine.yaml")])])
  }

  @Test func aSaveThatFailsLosesNothing() throws {
    let session = session(try builtIn())
    press(session, "KW")
    press(session, "/dev/full", .enter)
    #expect(message(session).contains("it is a pipe or a device; name a file"))
    #expect(press(session, "q").isEmpty)
    #expect(session.explorer.scenario.behaviour == .forcedWB)
  }

  @Test func leavingSavesWhatIsAskedFor() throws {
    let path = directory.file("kept.yaml")
    let session = session(try builtIn())
    press(session, "Kq")
    press(session, "s")
    #expect(message(session).contains("save as"))
    #expect(press(session, path, .enter) == [.quit])
    #expect(try Opened.named([path]).scenario == session.explorer.scenario)
  }

  @Test func severalAreSavedOneAfterTheOther() throws {
    let paths = ["one.yaml", "two.yaml"].map { directory.file($0) }
    for path in paths { try AtomicFile.write(ScenarioFile.text(of: .bareMetal), to: path) }
    let session = session(try Opened.named([paths[0]]))
    press(session, "o")
    press(session, paths[1], .enter)
    press(session, "K)K")
    #expect(press(session, "q").isEmpty)
    #expect(press(session, "s") == [.quit])
    for path in paths { #expect(try Opened.named([path]).scenario.behaviour == .forcedWB) }
  }

  @Test func whatCannotBeOpenedSaysWhy() throws {
    try "nothing known\n".write(toFile: directory.file("junk"), atomically: true, encoding: .utf8)
    let session = session(try builtIn())
    for (words, reason) in [("no-such", "no built-in scenario"), (directory.file("junk"), "junk")] {
      press(session, "o")
      press(session, words, .enter)
      #expect(message(session).contains(reason))
      #expect(session.explorer.scenario == .bareMetal)
    }
  }

  @Test func pathsAreCompleted() throws {
    for name in ["alpha-1.yaml", "alpha-2.yaml", "beta.yaml"] { try directory.make(name, "") }
    try directory.make("sub/x.yaml", "")
    #expect(
      Workspace.paths(beginningWith: directory.file("al")) == [
        directory.file("alpha-1.yaml"), directory.file("alpha-2.yaml"),
      ])
    #expect(Workspace.paths(beginningWith: directory.file("s")) == [directory.file("sub/")])
    let session = session(try builtIn())
    press(session, "o")
    press(session, directory.file("al"), .tab)
    press(session, "2", .tab)
    #expect(message(session).contains("alpha-2.yaml"))
  }

  // MARK: Journals

  @Test func editsOfASessionThatDiedAreOffered() throws {
    var died: ExplorerSession? = session(try builtIn())
    press(try #require(died), "K")
    #expect(died?.afterPaint() == false)
    let scenario = try #require(died?.explorer.scenario)
    // A signal, a dropped line: the journal stays.
    died?.end(isClean: false)
    died = nil
    let next = session(try builtIn("plain-vm"))
    #expect(next.afterPaint())
    #expect(message(next).contains("unsaved edits of bare-metal"))
    press(next, "!", .enter)
    #expect(next.explorer.scenario == scenario)
    // They are safe in this session's journal before the old one goes.
    _ = next.afterPaint()
    #expect(Journal.recoverable(directory: directory.file("state")).isEmpty)
    press(next, "q")
    #expect(message(next).contains("not saved: bare-metal"))
    #expect(press(next, "d") == [.quit])
    next.end(isClean: true)
    #expect(Journal.recoverable(directory: directory.file("state")).isEmpty)
  }

  @Test func recoveredEditsCanBeTakenBackOneByOne() throws {
    var died: ExplorerSession? = session(try builtIn())
    for key in ["K", "R", "u", "K"] {
      press(try #require(died), key)
      _ = died?.afterPaint()
    }
    died?.end(isClean: false)
    died = nil
    let next = session(try builtIn("plain-vm"))
    _ = next.afterPaint()
    press(next, "!", .enter)
    #expect(message(next).contains("recovered with 4 edits"))
    #expect(next.explorer.scenario.behaviour == .forcedWBAndPCIHole)
    press(next, "H")
    let screen = next.screen(Size(columns: 120, rows: 40)).text
    #expect(screen.contains("1  behaviour firmware's MTRRs → forced WB"))
    #expect(screen.contains("2  cut RAM reappears above 4G → is lost"))
    press(next, "", .escape)
    press(next, "uuuu")
    // As it was before all edits.
    #expect(next.explorer.scenario == .bareMetal && !next.explorer.isModified)
  }

  @Test func whatIsSavedNeedsNoJournal() throws {
    let session = session(try builtIn())
    press(session, "K")
    _ = session.afterPaint()
    press(session, "w")
    for _ in "bare-metal.yaml" { press(session, "", .backspace) }
    press(session, directory.file("x.yaml"), .enter)
    _ = session.afterPaint()
    session.end(isClean: false)
    #expect(directory.names(in: "state").isEmpty)
  }

  @Test func leavingForNowKeepsTheEdits() throws {
    var first: ExplorerSession? = session(try builtIn())
    press(try #require(first), "K")
    _ = first?.afterPaint()
    press(try #require(first), "q")
    #expect(press(try #require(first), "q") == [.quit])
    first?.end(isClean: true)
    first = nil
    let sessions = Journal.recoverable(directory: directory.file("state"))
    #expect(sessions.count == 1 && sessions.first?.name == "bare-metal")
    // What was done last tells them apart.
    #expect(sessions.first?.lastEdit == "behaviour firmware's MTRRs → forced WB")
    // They can be forgotten from the list.
    let next = session(try builtIn())
    _ = next.afterPaint()
    press(next, "!", .delete)
    #expect(Journal.recoverable(directory: directory.file("state")).isEmpty)
  }

  @Test func manySessionsAreListedTheOlderOnesFolded() throws {
    for number in 0..<30 {
      let path = directory.file("state/\(number)-1.journal")
      let old = session(try builtIn(), name: "old")
      press(old, "K")
      _ = old.afterPaint()
      let made = try #require(directory.names(in: "old").first)
      try FileManager.default.createDirectory(
        atPath: directory.file("state"), withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: directory.file("old/\(made)"), toPath: path)
      old.end(isClean: true)
    }
    let next = session(try builtIn())
    _ = next.afterPaint()
    press(next, "!")
    func screen() -> String { next.screen(Size(columns: 120, rows: 60)).text }
    #expect(screen().contains("18 older ones"))
    // Forgetting them all at once is no answer to what they are.
    press(next, "", .end, .delete)
    #expect(screen().contains("18 older ones"))
    press(next, "", .end, .enter)
    #expect(!screen().contains("older ones"))
    #expect(screen().components(separatedBy: "1 edit, ").count == 31, "\(screen())")
    #expect(directory.names(in: "state").count == 30)
  }

  @Test func aJournalThatCannotBeWrittenIsSaidOnce() throws {
    try "in the way".write(toFile: directory.file("state"), atomically: true, encoding: .utf8)
    let session = session(try builtIn())
    press(session, "K")
    #expect(session.afterPaint())
    #expect(message(session).contains("edits are not kept safe"))
    press(session, "K")
    #expect(session.afterPaint() == false)
    #expect(session.explorer.scenario.behaviour == .forcedWBAndPCIHole)
    // Nothing would offer them again: leaving for now is refused.
    press(session, "q")
    #expect(press(session, "q").isEmpty && message(session).contains("cannot be written"))
    press(session, "q")
    #expect(press(session, "d") == [.quit])
  }

  @Test func onceTheJournalWorksAgainLeavingForNowDoes() throws {
    try directory.make("state", "a file")
    let session = session(try builtIn())
    press(session, "K")
    #expect(session.afterPaint() && message(session).contains("edits are not kept safe"))
    try FileManager.default.removeItem(atPath: directory.file("state"))
    press(session, "R")
    #expect(session.afterPaint() && message(session).contains("edits are kept safe again"))
    press(session, "q")
    #expect(press(session, "q") == [.quit])
  }

  @Test func aFileThatCannotBeReadAgainIsNotOverwrittenUnasked() throws {
    let path = directory.file("mine.yaml")
    try AtomicFile.write(ScenarioFile.text(of: .bareMetal), to: path)
    let session = session(try Opened.named([path]))
    press(session, "K")
    try AtomicFile.write("theirs: and broken", to: path)
    press(session, ":reload", .enter)
    press(session, "w")
    #expect(message(session).contains("was changed by somebody"))
    press(session, "n")
    #expect(directory.text("mine.yaml") == "theirs: and broken")
  }

  @Test func agesAreInWords() {
    #expect(Workspace.age(seconds: 5) == "a moment ago")
    #expect(Workspace.age(seconds: 61) == "1 minute ago")
    #expect(Workspace.age(seconds: 7300) == "2 hours ago")
    #expect(Workspace.age(seconds: 90000) == "1 day ago")
  }
}
