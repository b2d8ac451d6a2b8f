import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// An input as people paste it, with what has to be true of the answer: a file or directory and `NAME.expect` beside
/// it, one expectation a line. `A || B` holds if one of them does; `WB|unknown` are alternatives.
struct FieldCase: Sendable, CustomTestStringConvertible {
  let name: String
  let input: String
  let expectations: [String]
  var testDescription: String { name }

  static let root = Fixtures.directory.appendingPathComponent("Field", isDirectory: true)

  static let all: [FieldCase] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.filter { $0.hasSuffix(".expect") }.sorted().compactMap { file in
      let name = String(file.dropLast(7))
      guard let input = [name, name + ".txt"].first(where: names.contains),
        let text = try? String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
      else { return nil }
      let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      return FieldCase(
        name: name, input: root.appendingPathComponent(input).path,
        expectations: lines.filter { !$0.isEmpty && !$0.hasPrefix("#") })
    }
  }()
}

/// The answer to a field case, as `mtrrscope check` gives it.
struct FieldAnswer {
  let diagnosis: Diagnosis
  /// The text form, with addresses as plain hex.
  let text: String

  private var evaluation: Evaluation { diagnosis.evaluation }
  private var scenario: Scenario { evaluation.scenario }
  private var log: [String] { evaluation.trace.log.map(\.text) }

  init(_ input: String) throws(InputError) {
    let machine = try openMachine(paths: [input])
    diagnosis = diagnose(machine.scenario, evidence: machine.evidence)
    text = Self.plain(TextReport(diagnosis, report: machine.report).text)
  }

  /// `0xfed4_0000` as `0xfed40000`.
  private static func plain(_ text: String) -> String {
    text.replacing(/\b(?:0x)?[0-9a-f]{1,4}(?:_[0-9a-f]{4})+\b/) { $0.output.replacing("_", with: "") }
  }

  /// nil if the expectation holds, else what was found instead.
  func failure(_ expectation: String) throws -> String? {
    var found: [String] = []
    for one in expectation.components(separatedBy: " || ") {
      guard let other = try failure(ofOne: one.trimmingCharacters(in: .whitespaces)) else { return nil }
      found.append(other)
    }
    return found.joined(separator: " / ")
  }

  private func failure(ofOne line: String) throws -> String? {
    let (word, rest) = Self.cut(line)
    let (place, value) = Self.cut(rest)
    func need(_ holds: Bool, _ found: @autoclosure () -> String) -> String? { holds ? nil : found() }
    switch word {
    case "status":
      return need(rest.split(separator: "|").contains("\(diagnosis.exitStatus)"), "\(diagnosis.exitStatus)")
    case "kernel":
      return need(Self.compare(rest, Self.parts(scenario.kernel.name), Self.parts), scenario.kernel.name)
    case "platform":
      return need(
        try matches(rest.lowercased(), scenario.platform.rawValue.lowercased()), scenario.platform.rawValue)
    case "behaviour":
      let behaviour = scenario.behaviour.rawValue
      return need(try matches(rest, behaviour), behaviour)
    case "tolud":
      return need(
        Self.compare(rest, [Int(evaluation.tolud)]) { [Int(Self.hex($0))] }, evaluation.tolud.prefixedHex())
    case "physbits": return need("\(scenario.cpu.physBits)" == rest, "\(scenario.cpu.physBits)")
    case "type":
      let type = evaluation.typeRanges.first { $0.range.contains(Self.hex(place)) }?.type.name ?? "unknown"
      return need(value.split(separator: "|").contains { $0 == type }, type)
    case "mtrrcount":
      var numbers: Set<Int> = []
      for piece in evaluation.typeRanges {
        if let indexes = piece.source.ranges { numbers.formUnion(indexes) }
      }
      return need("\(numbers.count)" == rest, "\(numbers.count)")
    case "entries":
      return need(
        log.contains { $0.hasPrefix("MTRR map: \(rest) entries") },
        log.first { $0.hasPrefix("MTRR map:") } ?? "none")
    case "device", "nodevice", "named", "effect", "traps": return try device(word, place, value)
    case "log": return need(try log.contains { try matches(rest, $0) }, "no such line")
    case "nolog": return try log.first { try matches(rest, $0) }
    case "assumes":
      return need(
        try scenario.assumptions.contains { try matches("(?i)" + rest, $0.text) }, "no such assumption")
    case "noassume": return try scenario.assumptions.map(\.text).first { try matches("(?i)" + rest, $0) }
    case "says":
      return need(
        try text.split(separator: "\n").contains { try matches("(?i)" + rest, String($0)) }, "not said")
    case "never":
      return try text.split(separator: "\n").map(String.init).first { try matches("(?i)" + rest, $0) }
    default: return "unknown expectation: \(line)"
    }
  }

  private func device(_ word: String, _ place: String, _ value: String) throws -> String? {
    let (first, last) = Self.cut(place, at: "-")
    let devices = evaluation.outcomes.filter { outcome in
      let range = scenario.devices[outcome.device].range
      return last.isEmpty
        ? range.contains(Self.hex(first)) : range == AddressRange(Self.hex(first), Self.hex(last) &+ 1)
    }
    let seen = devices.map { outcome in
      let device = scenario.devices[outcome.device]
      return
        "\(device.name) \(device.range) \(outcome.status.text) got \(outcome.got?.name ?? "") asked \(outcome.requested?.name ?? "")"
    }.joined(separator: "; ")
    let found = seen.isEmpty ? "no device there" : seen
    switch word {
    case "nodevice": return devices.isEmpty ? nil : found
    case "named":
      return try devices.contains { try matches("(?i)" + value, scenario.devices[$0.device].name) }
        ? nil : found
    case "device": return devices.contains { Self.holds(value, $0) } ? nil : found
    default:
      let effects = devices.map { outcome in
        outcome.step.flatMap { evaluation.step($0) }?.mapping.flatMap {
          evaluation.effect(of: $0, on: scenario.devices[outcome.device])
        }
      }
      let words =
        word == "effect"
        ? effects.map { $0?.effective?.name ?? "unknown" }
        : effects.compactMap { $0.map { $0.traps ? "yes" : "no" } }
      return words.contains { value.split(separator: "|").contains(Substring($0)) }
        ? nil : words.joined(separator: ", ")
    }
  }

  /// `failed -12 WB asked UC-`
  private static func holds(_ wanted: String, _ outcome: DeviceOutcome) -> Bool {
    var words = wanted.split(separator: " ").map(String.init)
    let status = words.removeFirst()
    if status != "any", !status.split(separator: "|").contains(where: { outcome.status.text.hasPrefix($0) }) {
      return false
    }
    while !words.isEmpty {
      let word = words.removeFirst()
      if word == "asked" {
        let types = words.isEmpty ? [] : words.removeFirst().split(separator: "|")
        guard let requested = outcome.requested, types.contains(Substring(requested.name)) else {
          return false
        }
      } else if word.hasPrefix("-") {
        guard case .failed(let error) = outcome.status, word.split(separator: "|").contains("\(error)") else {
          return false
        }
      } else {
        guard let got = outcome.got, word.split(separator: "|").contains(Substring(got.name)) else {
          return false
        }
      }
    }
    return true
  }

  // MARK: Values

  private func matches(_ pattern: String, _ text: String) throws -> Bool {
    let expression = try NSRegularExpression(pattern: pattern)
    return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
  }

  private static func cut(_ text: String, at separator: Character = " ") -> (String, String) {
    let parts = text.split(separator: separator, maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
  }

  private static func hex(_ text: String) -> UInt64 {
    UInt64(text.hasPrefix("0x") ? text.dropFirst(2) : text[...], radix: 16) ?? 0
  }

  /// The numbers of a release.
  private static func parts(_ text: String) -> [Int] {
    text.split { !$0.isNumber }.compactMap { Int($0) }
  }

  /// A value, a bound such as `<=6.1`, or alternatives of these.
  private static func compare(_ wanted: String, _ found: [Int], _ parse: (String) -> [Int]) -> Bool {
    wanted.split(separator: "|").contains { one in
      let sign = one.hasPrefix("<=") || one.hasPrefix(">=") ? String(one.prefix(2)) : ""
      let value = parse(String(one.dropFirst(sign.count)))
      let have = Array(found.prefix(value.count))
      switch sign {
      case "<=": return !value.lexicographicallyPrecedes(have)
      case ">=": return !have.lexicographicallyPrecedes(value)
      default: return have == value
      }
    }
  }
}
