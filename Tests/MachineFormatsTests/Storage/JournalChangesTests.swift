import Foundation
import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

/// Edits are journalled as what they changed.
@Suite("Journal: changes", .bounded) struct JournalChangesTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func file() throws -> [UInt8] {
    let name = try #require(directory.names.first)
    return Array(try Data(contentsOf: URL(fileURLWithPath: directory.file(name))))
  }

  /// What a killed session with these bytes is recovered as.
  private func recovered(_ bytes: [UInt8]) throws -> RecoverableSession {
    let copy = try TemporaryDirectory()
    try copy.make("1-1.journal", bytes)
    return try #require(Journal.recoverable(directory: copy.path).first)
  }

  private func crowded(_ count: Int) -> Scenario {
    var scenario = Scenario.bareMetal
    scenario.devices += (0..<count).map { index in
      Device(
        id: "device\(index)", name: "Device \(index)", kind: .pciBAR(.wc),
        range: AddressRange(start: 0x90_0000_0000 + UInt64(index) * 0x2000, size: 0x1000))
    }
    return scenario
  }

  /// One after the other: kinds of edits that users make, lists among them.
  private func edits(of scenario: Scenario) -> [Scenario] {
    let changes: [(inout Scenario) -> Void] = [
      { $0.cpu.physBits = 45 },
      { $0.devices[3].range = AddressRange(start: 0xfed4_0000, size: 0x5000) },
      { $0.devices.remove(at: 2) },
      { $0.devices.insert(Scenario.initial.devices[0], at: 5) },
      { $0.devices.append($0.devices[1]) },
      { $0.devices.swapAt(1, 4) },
      { $0.mtrr.variable.removeLast() },
      { $0.firmwareMap[1].type = .reserved },
      { $0.parameters.memory = ["mem=2G"] },
      { $0.assumptions.append(Assumption(missing: "a: \"b\"", assumed: "\u{202e}\n- {c}")) },
      { $0.name = "other" },
      { $0.devices = [] },
    ]
    var edited = scenario
    return changes.map { change in
      change(&edited)
      return edited
    }
  }

  @Test func smallEditsTakeFewBytes() throws {
    let base = crowded(1000)
    let journal = Journal(directory: directory.path, name: "x", base: base)
    defer { journal.close() }
    let edits = edits(of: base)
    var sizes: [Int] = []
    for edit in edits.dropLast() {
      try journal.append(edit)
      sizes.append(try file().count)
    }
    let steps = zip(sizes.dropFirst(), sizes).map { $0 - $1 }
    // What was before all edits is the only whole scenario. Each change is told from there.
    #expect(sizes[0] < ScenarioFile.text(of: base).utf8.count + 500)
    #expect(steps.allSatisfy { $0 < 4000 }, "\(steps)")
    try journal.append(edits[edits.count - 1])
    #expect(try recovered(try file()).history() == [base] + edits)
  }

  @Test func wholeScenariosReturnNowAndThen() throws {
    let journal = Journal(directory: directory.path, name: "x", base: .bareMetal)
    defer { journal.close() }
    var edits: [Scenario] = []
    for number in 0..<200 {
      var edit = Scenario.bareMetal
      edit.cpu.physBits = 36 + number % 10
      edit.cpu.stepping = number % 16
      edits.append(edit)
      try journal.append(edit)
    }
    let records = try #require(JournalRecord.read(try file())).records
    #expect(records.count { $0.kind == .whole } == 3 && records.count { $0.kind == .change } == 197)
    #expect(try recovered(try file()).history() == [.bareMetal] + edits)
  }

  @Test func aDamagedChangeSpoilsNoOther() throws {
    let base = crowded(20)
    let edits = edits(of: base)
    let header =
      JournalRecord.header(name: "x") + JournalRecord(kind: .base, text: ScenarioFile.text(of: base)).bytes
    let changes = try edits.map { edit in
      JournalRecord(
        kind: .change, text: try #require(ScenarioFile.change(from: base, to: edit, atMost: .max)))
    }
    for bad in changes.indices {
      var broken = changes
      broken[bad].text = "no-such-key: 1\n"
      var lost = changes.map(\.bytes)
      lost[bad][lost[bad].count - 3] ^= 1
      var kept = edits
      kept.remove(at: bad)
      #expect(try recovered(header + broken.flatMap(\.bytes)).history() == [base] + kept)
      #expect(try recovered(header + lost.flatMap { $0 }).history() == [base] + kept)
    }
  }

  @Test func anOlderFormIsRead() throws {
    let texts = edits(of: crowded(3)).map(ScenarioFile.text)
    let bytes = texts.map { JournalRecord(kind: .whole, text: $0).bytes }
    let old = try recovered(Array("mtrrscope journal 1 old name\n".utf8) + bytes.flatMap { $0 })
    #expect(old.name == "old name" && old.editCount == texts.count)
    #expect(try old.history().map(ScenarioFile.text) == texts)
  }

  /// Nothing that was not written is told from.
  @Test func aFailureKeepsLaterEditsReadable() throws {
    let journal = Journal(directory: directory.path, name: "x", base: .bareMetal)
    defer { journal.close() }
    var edit = Scenario.bareMetal
    edit.cpu.physBits = 40
    try journal.append(edit)
    var huge = edit
    huge.summary = String(repeating: "n", count: ScenarioFile.sizeLimit)
    #expect(throws: StorageError.self) { try journal.append(huge) }
    edit.cpu.physBits = 41
    try journal.append(edit)
    #expect(try recovered(try file()).scenario() == edit)
  }

  /// Between any two scenarios, so that a whole one is written for its size alone.
  @Test func everyChangeCanBeTold() throws {
    let machines = try CaptureDirectory.all.map { try $0.open().scenario } + Scenario.builtIn
    var before = Scenario.initial
    for machine in machines {
      #expect(ScenarioFile.change(from: before, to: machine, atMost: .max) != nil, "\(machine.name)")
      before = machine
    }
  }
}
