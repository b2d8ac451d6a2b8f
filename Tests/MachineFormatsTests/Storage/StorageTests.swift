import Foundation
import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

@Suite("Atomic files", .bounded) struct AtomicFileTests {
  @Test func writesAndReplaces() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write("one", to: directory.file("a.yaml"))
    #expect(directory.text("a.yaml") == "one")
    try AtomicFile.write("two\n", to: directory.file("a.yaml"))
    #expect(directory.text("a.yaml") == "two\n")
    #expect(directory.names == ["a.yaml"])
  }

  @Test func keepsPermissionsAndLinks() throws {
    let directory = try TemporaryDirectory()
    try directory.make("real/a.yaml", "one")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: directory.file("real/a.yaml"))
    try FileManager.default.createSymbolicLink(
      atPath: directory.file("link.yaml"), withDestinationPath: "real/a.yaml")
    try AtomicFile.write("two", to: directory.file("link.yaml"))
    #expect(directory.text("real/a.yaml") == "two")
    let link = try FileManager.default.destinationOfSymbolicLink(atPath: directory.file("link.yaml"))
    #expect(link == "real/a.yaml")
    // One to a file that is not there yet stays one, too.
    try FileManager.default.createSymbolicLink(
      atPath: directory.file("dangling.yaml"), withDestinationPath: "real/b.yaml")
    try AtomicFile.write("three", to: directory.file("dangling.yaml"))
    #expect(directory.text("real/b.yaml") == "three")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: directory.file("dangling.yaml"))
        == "real/b.yaml")
    let mode = try FileManager.default.attributesOfItem(atPath: directory.file("real/a.yaml"))[
      .posixPermissions]
    #expect(mode as? Int == 0o640)
  }

  @Test func aNameWithoutAFolderGoesToTheWorkingDirectory() throws {
    let name = "mtrrscope-test-\(UUID().uuidString).yaml"
    try AtomicFile.write("here", to: name)
    defer { try? FileManager.default.removeItem(atPath: name) }
    #expect(try String(contentsOfFile: name, encoding: .utf8) == "here")
  }

  private func failure(_ path: String) -> StorageError? {
    do {
      try AtomicFile.write("text", to: path)
      return nil
    } catch {
      return error
    }
  }

  @Test func failuresSayWhy() throws {
    let directory = try TemporaryDirectory()
    try directory.make("file", "as it was")
    #expect(failure(directory.file("no/such/a.yaml"))?.code == ENOENT)
    #expect(failure(directory.file("file/a.yaml"))?.code == ENOTDIR)
    #expect(failure(directory.path)?.code == EISDIR)
    #expect(failure(directory.path + "/")?.code == EISDIR)
    #expect(failure("/proc/mtrrscope-test.yaml") != nil)
    #expect(directory.names == ["file"])
    #expect(directory.text("file") == "as it was")
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere")) func permissionsAreRespected() throws {
    let directory = try TemporaryDirectory()
    try directory.make("a.yaml", "as it was")
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: directory.file("a.yaml"))
    #expect(failure(directory.file("a.yaml"))?.code == EACCES)
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: directory.path)
    defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path) }
    #expect(failure(directory.file("b.yaml"))?.code == EACCES)
  }
}

@Suite("Journal", .bounded) struct JournalTests {
  private func scenario(_ summary: String) -> Scenario {
    var scenario = Scenario.plainVM
    scenario.summary = summary
    return scenario
  }

  /// Starts the probe and waits for its edits.
  private func probe(_ directory: String, edits: Int) throws -> (process: Process, input: Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(BuiltProduct.path("journal-probe")))
    process.arguments = [directory, String(edits)]
    let output = Pipe()
    let input = Pipe()
    process.standardOutput = output
    process.standardInput = input
    try process.run()
    var text = ""
    while !text.contains("edit \(edits)\n") {
      let data = output.fileHandleForReading.availableData
      try #require(!data.isEmpty, "the probe ended early")
      text += String(decoding: data, as: UTF8.self)
    }
    return (process, input)
  }

  @Test func aKilledSessionIsRecovered() throws {
    let directory = try TemporaryDirectory()
    let state = directory.file("state/mtrrscope")
    let (process, _) = try probe(state, edits: 5)
    #expect(Journal.recoverable(directory: state) == [], "the session lives")
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let sessions = Journal.recoverable(directory: state)
    let session = try #require(sessions.first)
    #expect(sessions.count == 1)
    #expect(session.name == "probe")
    #expect(session.editCount == 5)
    var expected = Scenario.bareMetal
    expected.summary = "edit 5"
    #expect(try session.scenario() == expected)
    #expect(session.discard())
    #expect(!session.discard())
    #expect(Journal.recoverable(directory: state) == [])
  }

  @Test func aCleanEndLeavesNothing() throws {
    let directory = try TemporaryDirectory()
    let (process, input) = try probe(directory.path, edits: 2)
    #expect(directory.names.count == 1)
    input.fileHandleForWriting.write(Data("\n".utf8))
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(directory.names == [])
  }

  @Test func sessionsAtOnceDoNotMeet() throws {
    let directory = try TemporaryDirectory()
    let (first, _) = try probe(directory.path, edits: 3)
    let (second, _) = try probe(directory.path, edits: 4)
    let mine = Journal(directory: directory.path, name: "mine")
    try mine.append(scenario("mine"))
    for process in [first, second] {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    #expect(Journal.recoverable(directory: directory.path).map(\.editCount).sorted() == [3, 4])
    mine.close()
    #expect(directory.names.count == 2)
  }

  @Test func nothingIsMadeBeforeTheFirstEdit() throws {
    let directory = try TemporaryDirectory()
    let journal = Journal(directory: directory.file("state"), name: "x")
    journal.close()
    #expect(directory.names == [])
    #expect(Journal.recoverable(directory: directory.file("state")) == [])
  }

  /// A journal as a killed session leaves it, and its bytes.
  private func abandoned(_ directory: TemporaryDirectory, edits: Int) throws -> [UInt8] {
    let journal = Journal(directory: directory.path, name: "torn\nname")
    for n in 0..<edits { try journal.append(scenario("edit \(n)")) }
    let name = try #require(directory.names.first)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: directory.file(name))))
    journal.close()
    return bytes
  }

  @Test func aTruncatedJournalGivesTheLastWholeEdit() throws {
    let directory = try TemporaryDirectory()
    let bytes = try abandoned(directory, edits: 3)
    let whole = ScenarioFile.text(of: scenario("edit 0")).utf8.count
    for length in stride(from: 0, through: bytes.count, by: 37) {
      try directory.make("1-1.journal", Array(bytes[..<length]))
      let session = Journal.recoverable(directory: directory.path).first
      if let session {
        #expect(session.name == "tornname")
        #expect(try session.scenario() == scenario("edit \(session.editCount - 1)"))
      } else {
        #expect(length < whole + 200)
      }
    }
    // One damaged byte spoils its record and what follows.
    var damaged = bytes
    damaged[bytes.count - 20] ^= 0x20
    try directory.make("1-1.journal", damaged)
    #expect(Journal.recoverable(directory: directory.path).first?.editCount == 2)
    try directory.make("1-1.journal", "@99999999999999999999 1\n")
    try directory.make("2-2.journal", "mtrrscope journal 1 x\n@18446744073709551615 0\nx\n")
    #expect(Journal.recoverable(directory: directory.path) == [])
  }

  @Test func whatWasBeforeAllEditsIsKeptAlso() throws {
    let directory = try TemporaryDirectory()
    let journal = Journal(directory: directory.path, name: "x", base: .bareMetal)
    let text = String(repeating: "x", count: 90_000)
    // Longer than the limit: older edits go, what was before them stays.
    for n in 0..<15 { try journal.append(scenario("\(n) \(text)")) }
    let name = try #require(directory.names.first)
    let copy = try TemporaryDirectory()
    try FileManager.default.copyItem(atPath: directory.file(name), toPath: copy.file("1-1.journal"))
    let session = try #require(Journal.recoverable(directory: copy.path).first)
    let history = try session.history()
    #expect(history.first == .bareMetal && history.last == scenario("14 \(text)"))
    #expect(history.count == session.editCount + 1 && session.editCount < 15)
    // What is damaged on the way is left out, but not the last.
    let damaged = RecoverableSession(
      path: "x", name: "x", time: 0,
      records: [
        JournalRecord(kind: .base, text: "?"), JournalRecord(kind: .whole, text: "none"),
        JournalRecord(kind: .whole, text: ScenarioFile.text(of: .bareMetal)),
      ])
    #expect(try damaged.history() == [.bareMetal])
    journal.close()
  }

  @Test func theSizeIsBounded() throws {
    let directory = try TemporaryDirectory()
    let journal = Journal(directory: directory.path, name: "long")
    let text = String(repeating: "x", count: 90_000)
    for n in 0..<40 {
      try journal.append(scenario("\(n) \(text)"))
      let name = try #require(directory.names.first)
      #expect(directory.names.count == 1)
      let attributes = try FileManager.default.attributesOfItem(atPath: directory.file(name))
      #expect((attributes[.size] as? Int ?? .max) <= Journal.sizeLimit)
    }
    let name = try #require(directory.names.first)
    let copy = try TemporaryDirectory()
    try FileManager.default.copyItem(atPath: directory.file(name), toPath: copy.file("1-1.journal"))
    let session = try #require(Journal.recoverable(directory: copy.path).first)
    #expect(try session.scenario() == scenario("39 \(text)"))
    journal.close()
  }

  @Test func whatHasNoNameYetIsCleared() throws {
    let directory = try TemporaryDirectory()
    let bytes = try abandoned(directory, edits: 1)
    try directory.make("9-9.journal.tmp", Array(bytes.prefix(50)))
    try directory.make("notes.txt", "mine")
    #expect(Journal.recoverable(directory: directory.path).isEmpty)
    #expect(directory.names == ["notes.txt"])
  }

  @Test func anUnusableDirectoryIsSaidClearly() throws {
    let directory = try TemporaryDirectory()
    try directory.make("file", "")
    for path in [directory.file("file"), directory.file("file/below"), "/proc/mtrrscope"] {
      let journal = Journal(directory: path, name: "x")
      do {
        try journal.append(scenario("x"))
        Issue.record("wrote to \(path)")
      } catch {
        #expect(error.description.hasPrefix("cannot write the journal \(path): "))
      }
      #expect(Journal.recoverable(directory: path) == [])
      journal.close()
    }
  }

  @Test func theDirectoryFollowsTheEnvironment() {
    #expect(Journal.defaultDirectory.hasSuffix("/mtrrscope"))
    #expect(Journal.defaultDirectory.hasPrefix("/"))
  }
}
