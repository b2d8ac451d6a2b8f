import Explorer
import Foundation
import MemtypeEngine
import Screen
import Themes

@testable import MachineFormats
@testable import Terminal
@testable import Workspace

/// What libFuzzer feeds, one at a time: the environment variable FUZZ names it.
///
/// A target fails by a trap, by a hang, or where something that must hold does not.
enum FuzzTarget: String, CaseIterable {
  case address, keys, output, config, theme, journal, scenario, aml, asl, file, files, explorer, hostile

  static let chosen = ProcessInfo.processInfo.environment["FUZZ"].flatMap { FuzzTarget(rawValue: $0) }

  func run(_ bytes: [UInt8]) {
    switch self {
    case .address: address(bytes)
    case .keys: keys(bytes)
    case .output: output(bytes)
    case .config: _ = try? Configuration.parse(text(bytes), file: "config.yaml")
    case .theme: _ = try? SchemeFile.parse(text(bytes), file: "theme.yaml")
    case .journal: journal(bytes)
    case .scenario: scenario(bytes)
    case .aml: aml(bytes)
    case .asl:
      machine([("dsdt.dsl", Array("DefinitionBlock (\"\", \"DSDT\", 2, \"A\", \"B\", 1) {\n".utf8) + bytes)])
    case .file: machine([("input", bytes)])
    case .files: machine(Self.parts(bytes).enumerated().map { ("input\($0.offset)", $0.element) })
    case .explorer: explore(.initial, bytes)
    case .hostile: hostile(bytes)
    }
  }

  // MARK: Text and keys

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static let usual = evaluate(.initial)

  private func address(_ bytes: [UInt8]) {
    _ = try? Self.usual.address(text(bytes))
  }

  private func keys(_ bytes: [UInt8]) {
    var decoder = KeyDecoder(terminfoKeys: [Array("\u{1b}OA".utf8): .up])
    var events: [InputEvent] = []
    for chunk in Self.parts(bytes) {
      events += decoder.decode(chunk)
      if chunk.count % 3 == 0 { events += decoder.timeOut() }
    }
    events += decoder.timeOut()
    for case .paste(let text) in events { precondition(text.utf8.count <= bytes.count * 3) }
  }

  private func output(_ bytes: [UInt8]) {
    guard let scheme = Themes.named(Themes.defaultName) else { return }
    let size = Size(columns: 20, rows: 6)
    var writer = FrameWriter(palette: Palette(scheme: scheme, depth: .indexed), erasing: .init())
    var canvas = Canvas(size: size)
    for chunk in Self.parts(bytes) {
      let (place, style) = (chunk.count % 120, Style(Role.allCases[chunk.count % Role.allCases.count]))
      canvas.text(String(decoding: chunk, as: UTF8.self), column: place % 20, row: place / 20, style)
      _ = writer.bytes(showing: canvas.frame, on: size)
    }
    _ = writer.finish()
  }

  // MARK: Readers

  private func journal(_ bytes: [UInt8]) {
    for record in JournalRecord.read(bytes)?.records ?? [] {
      _ = try? ScenarioFile.parse(record.text, file: "journal")
      _ = try? ScenarioFile.applying(record.text, to: .initial, file: "journal")
    }
    // Whatever is in front of it, a whole record is found.
    let record = JournalRecord(kind: .change, text: "platform: KVM")
    let whole = JournalRecord.read(
      JournalRecord.header(name: "x") + bytes.prefix(1 << 16) + [0x0a] + record.bytes)
    precondition(bytes.count > 4096 || whole?.records.last == record)
  }

  private func scenario(_ bytes: [UInt8]) {
    guard let scenario = try? ScenarioFile.parse(text(bytes), file: "fuzz.yaml") else { return }
    check(scenario)
  }

  private func aml(_ bytes: [UInt8]) {
    var table = Array("DSDT".utf8) + [0, 0, 0, 0] + [2, 0] + Array("FUZZ  FUZZFUZZ".utf8)
    table += [UInt8](repeating: 0, count: 36 - table.count) + bytes
    for i in 0..<4 { table[4 + i] = UInt8(truncatingIfNeeded: table.count >> (8 * i)) }
    table[9] = 0 &- table.reduce(0, &+)
    machine([("dsdt.dat", table)])
  }

  private func machine(_ files: [(name: String, bytes: [UInt8])]) {
    let inputs = files.map { MachineInput(name: $0.name, bytes: $0.bytes) }
    guard let machine = try? readMachine(named: "fuzz", inputs) else { return }
    check(machine.scenario)
  }

  /// What is read can be evaluated, reported, kept and read again.
  private func check(_ scenario: Scenario) {
    guard scenario.devices.count < 200, scenario.firmwareMap.count < 500 else { return }
    let evaluation = evaluate(scenario)
    let report = TextReport(evaluation).text
    precondition(!report.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7f })
    _ = try? JSONText.pretty(JSONReport(evaluation))
    _ = explain(scenario.tolud, in: evaluation)
    guard let text = try? ScenarioFile.text(toKeep: scenario, in: "x") else { return }
    guard let again = try? ScenarioFile.parse(text, file: "again.yaml") else {
      preconditionFailure("what was written cannot be read:\n\(text)")
    }
    precondition(again == scenario, "what was written reads otherwise:\n\(text)")
  }

  // MARK: The explorer

  private func hostile(_ bytes: [UInt8]) {
    let parts = Self.parts(bytes)
    guard parts.count > 1, let scenario = try? ScenarioFile.parse(text(parts[0]), file: "fuzz.yaml"),
      scenario.devices.count < 64, scenario.firmwareMap.count < 128
    else { return }
    explore(scenario, Array(parts[1...].joined()))
  }

  private func explore(_ scenario: Scenario, _ bytes: [UInt8]) {
    var explorer = Explorer(
      scenario, host: HostEnvironment(paths: { ["\($0)a", "\($0)\u{1b}b"] }), formats: .standard)
    var decoder = KeyDecoder(terminfoKeys: [:])
    var size = Size(columns: 80, rows: 24)
    _ = explorer.update(.resized(size))
    for byte in bytes.prefix(400) {
      if byte >= 0xf0 {
        size = Size(columns: Int(byte & 0xf) * 17, rows: Int(byte & 7) * 9)
        _ = explorer.update(.resized(size))
        continue
      }
      _ = explorer.update(decoder.decode([byte]) + (byte % 5 == 0 ? decoder.timeOut() : []))
      let text = frame(of: explorer, size: size).text
      precondition(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7f })
    }
  }

  /// Pieces between bytes of 0xff.
  private static func parts(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: 0xff, maxSplits: 7, omittingEmptySubsequences: false).map { Array($0) }
  }
}
