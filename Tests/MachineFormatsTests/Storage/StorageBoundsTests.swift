import CExtendedAttributes
import Foundation
import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

/// Writes are done, or said to be not done, and nothing of the user's goes unasked.
@Suite("Storage bounds", .bounded) struct StorageBoundsTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func failure(_ path: String, if condition: AtomicFile.Condition = .none) -> StorageError? {
    do {
      try AtomicFile.write("text", to: path, if: condition)
      return nil
    } catch {
      return error
    }
  }

  private func status(_ name: String) -> stat {
    var status = stat()
    stat(directory.file(name), &status)
    return status
  }

  // MARK: Files

  @Test func ownerAndModeAreKept() throws {
    try directory.make("a.yaml", "as it was")
    chmod(directory.file("a.yaml"), 0o600)
    if geteuid() == 0 { chown(directory.file("a.yaml"), 65534, 65534) }
    let before = status("a.yaml")
    #expect(failure(directory.file("a.yaml")) == nil)
    let after = status("a.yaml")
    #expect(directory.text("a.yaml") == "text")
    #expect(after.st_uid == before.st_uid && after.st_gid == before.st_gid && after.st_mode == before.st_mode)
    #expect(directory.names == ["a.yaml"])
  }

  @Test func accessListsAndAttributesAreKept() throws {
    let path = directory.file("a.yaml")
    try directory.make("a.yaml", "as it was")
    // user::rw-, user:nobody:r--, group::r--, mask::r--, other::---
    let list: [UInt8] =
      [2, 0, 0, 0] + [1, 0, 6, 0, 255, 255, 255, 255] + [2, 0, 4, 0, 254, 255, 0, 0]
      + [4, 0, 4, 0, 255, 255, 255, 255] + [16, 0, 4, 0, 255, 255, 255, 255] + [
        32, 0, 0, 0, 255, 255, 255, 255,
      ]
    let attributes: [(name: String, value: [UInt8])] = [
      ("user.origin", Array("lab 3".utf8)), ("user.empty", []), ("system.posix_acl_access", list),
    ]
    for (name, value) in attributes where setxattr(path, name, value, value.count, 0) != 0 {
      // What the file system has not cannot get lost.
      try #require(errno == ENOTSUP, "\(name)")
    }
    let before = attributes.map { attribute($0.name, of: path) }
    let mode = status("a.yaml").st_mode
    #expect(failure(path) == nil)
    #expect(directory.text("a.yaml") == "text")
    #expect(attributes.map { attribute($0.name, of: path) } == before)
    #expect(status("a.yaml").st_mode == mode)
  }

  /// nil where there is none.
  private func attribute(_ name: String, of path: String) -> [UInt8]? {
    var value = [UInt8](repeating: 0, count: 1024)
    let count = getxattr(path, name, &value, value.count)
    return count < 0 ? nil : Array(value[..<count])
  }

  @Test func hardLinksAreRefusedWithWords() throws {
    try directory.make("a.yaml", "as it was")
    link(directory.file("a.yaml"), directory.file("b.yaml"))
    let error = try #require(failure(directory.file("a.yaml")))
    #expect(error.description.contains("2 names (hard links)"))
    #expect(directory.text("b.yaml") == "as it was" && directory.names == ["a.yaml", "b.yaml"])
  }

  @Test func pipesAndDevicesAreRefused() throws {
    mkfifo(directory.file("pipe"), 0o600)
    for path in [directory.file("pipe"), "/dev/null", "/dev/full"] {
      #expect(failure(path)?.description.contains("it is a pipe or a device; name a file") == true)
    }
  }

  @Test func namesMayBeAsLongAsTheFileSystemTakes() throws {
    for name in [
      String(repeating: "n", count: 255), String(repeating: "日", count: 85),
      String(repeating: "😀", count: 63),
    ] {
      #expect(failure(directory.file(name)) == nil)
      #expect(directory.text(name) == "text")
    }
    #expect(failure(directory.file(String(repeating: "n", count: 256)))?.code == ENAMETOOLONG)
  }

  @Test func whatHasComeOrChangedMeanwhileIsNotOverwritten() throws {
    let path = directory.file("a.yaml")
    #expect(failure(path, if: .absent) == nil)
    #expect(failure(path, if: .absent)?.code == EEXIST)
    let stamp = try #require(FileStamp(path))
    #expect(failure(path, if: .unchanged(stamp)) == nil)
    #expect(failure(path, if: .unchanged(stamp))?.code == ESTALE)
    #expect(directory.names == ["a.yaml"])
  }

  @Test func anEqualSizeAndTimeDoNotHideAChange() throws {
    let path = directory.file("a.yaml")
    try directory.make("a.yaml", "ram: 6G\n")
    let before = status("a.yaml")
    let stamp = try #require(FileStamp(path))
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.write(contentsOf: Data("ram: 7G\n".utf8))
    try handle.close()
    var times = [before.st_atim, before.st_mtim]
    utimensat(AT_FDCWD, path, &times, 0)
    #expect(FileStamp(path) != stamp)
    #expect(failure(path, if: .unchanged(stamp))?.code == ESTALE)
  }

  // MARK: Journals

  private func scenario(_ summary: String) -> Scenario {
    var scenario = Scenario.plainVM
    scenario.summary = summary
    return scenario
  }

  private func journal(_ edits: [String]) -> [UInt8] {
    edits.reduce(JournalRecord.header(name: "x")) { $0 + JournalRecord(kind: .whole, text: $1).bytes }
  }

  @Test func allSessionsAreKeptUntilSomebodyForgetsThem() throws {
    let bytes = journal([ScenarioFile.text(of: .plainVM)])
    for n in 0..<100 { try directory.make("\(n)-1.journal", bytes) }
    try directory.make("notes.txt", "mine")
    #expect(Journal.recoverable(directory: directory.path).count == 100)
    #expect(directory.names.count == 101)
    for session in Journal.recoverable(directory: directory.path) { #expect(session.discard()) }
    #expect(directory.names == ["notes.txt"])
  }

  @Test func oneEditThatCannotBeReadHidesNoOther() throws {
    let good = (0..<3).map { ScenarioFile.text(of: scenario("edit \($0)")) }
    for bad in 0..<4 {
      var edits = good
      edits.insert("platform: nope", at: bad)
      try directory.make("1-1.journal", journal(edits))
      let session = try #require(Journal.recoverable(directory: directory.path).first)
      #expect(try session.history().map(\.summary) == ["edit 0", "edit 1", "edit 2"], "bad edit \(bad)")
    }
    // A record of which bytes were lost is stepped over.
    var bytes = journal(good)
    bytes.removeSubrange(
      JournalRecord.header(name: "x").count + 40..<JournalRecord.header(name: "x").count + 50)
    try directory.make("1-1.journal", bytes)
    let session = try #require(Journal.recoverable(directory: directory.path).first)
    #expect(try session.history().map(\.summary) == ["edit 1", "edit 2"])
  }

  @Test func aJournalOfManyDamagedRecordsIsReadInTime() throws {
    let claim = "@200000 1\n"
    let bytes = JournalRecord.header(name: "x") + Array(String(repeating: claim, count: 100_000).utf8)
    #expect(JournalRecord.read(bytes)?.records.isEmpty == true)
  }

  @Test func stateIsPrivateWhateverTheUmask() throws {
    let state = directory.file("state/mtrrscope")
    let mask = umask(0o777)
    let journal = Journal(directory: state, name: "x")
    do { try journal.append(.plainVM) } catch { Issue.record(error) }
    umask(mask)
    let names = directory.names(in: "state/mtrrscope")
    #expect(names.count == 1)
    #expect(status("state/mtrrscope/\(names.first ?? "")").st_mode & 0o777 == 0o600)
    #expect(status("state/mtrrscope").st_mode & 0o777 == 0o700)
    chmod(state, 0o777)
    let other = Journal(directory: state, name: "y")
    try other.append(.plainVM)
    #expect(status("state/mtrrscope").st_mode & 0o777 == 0o700)
    journal.close()
    other.close()
  }

  @Test func linksAndPipesAreNoJournals() throws {
    try directory.make("elsewhere", journal([ScenarioFile.text(of: .plainVM)]))
    symlink(directory.file("elsewhere"), directory.file("1-1.journal"))
    mkfifo(directory.file("2-1.journal"), 0o600)
    #expect(Journal.recoverable(directory: directory.path) == [])
    #expect(directory.text("elsewhere") != nil)
  }

  // MARK: What is written can be read

  @Test func longListsAndTextsAreReadAgain() throws {
    var scenario = Scenario.plainVM
    scenario.devices[0].regions = (0..<5000).map {
      OperationRegion(path: "\\R\($0)", base: 0x9000_0000 + UInt64($0) * 16, length: 16)
    }
    scenario.assumptions = (0..<5000).map { Assumption(missing: "m \($0)", assumed: "a") }
    scenario.devices[0].name = String(repeating: "n", count: 5 << 20)
    let text = try ScenarioFile.text(toKeep: scenario, in: "x")
    #expect(try ScenarioFile.parse(text, file: "x") == scenario)
  }

  @Test func whatCouldNotBeReadAgainIsNotWritten() throws {
    var scenario = Scenario.plainVM
    scenario.summary = String(repeating: "n", count: ScenarioFile.sizeLimit)
    let error = #expect(throws: StorageError.self) { try ScenarioFile.text(toKeep: scenario, in: "x.yaml") }
    #expect(error?.description.contains("could not be opened again") == true)
    let journal = Journal(directory: directory.path, name: "x")
    #expect(throws: StorageError.self) { try journal.append(scenario) }
    #expect(directory.names == [])
  }

  @Test func everyCaptureCanBeKept() throws {
    for capture in CaptureDirectory.all {
      let scenario = try capture.open().scenario
      let text = try ScenarioFile.text(toKeep: scenario, in: capture.name)
      #expect(try ScenarioFile.parse(text, file: capture.name) == scenario, "\(capture.name)")
    }
  }

  @Test(arguments: FieldCase.all) func everyFieldCaseCanBeKept(_ field: FieldCase) throws {
    let scenario = try openMachine(paths: [field.input]).scenario
    let text = try ScenarioFile.text(toKeep: scenario, in: field.name)
    #expect(try ScenarioFile.parse(text, file: field.name) == scenario)
    #expect(ScenarioFile.change(from: .initial, to: scenario, atMost: .max) != nil)
  }
}
