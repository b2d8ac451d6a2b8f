import MemtypeEngine
import VisibleText

/// The chains of reasons for addresses, for `mtrrscope explain`. Addresses are hex strings.
package struct ExplainReport: Encodable {
  struct Step: Encodable {
    var text: String
    var source: String
    var step: Int?
  }

  struct Answer: Encodable {
    var address: String
    var devices: [String]
    /// The MTRR type by Linux's reading and what gives it; nil beyond the address space.
    var type: String?
    var typeSource: String?
    var tracked: String?
    var reasons: [Step]
    var verdict: String
    var fails: Bool
  }

  var answers: [Answer]
  private var titles: [String]

  private enum CodingKeys: CodingKey { case answers }

  /// Whether the driver of a device at one of the addresses fails.
  package var hasFailure: Bool { answers.contains { $0.fails } }

  package init(_ addresses: [PhysicalAddress], in evaluation: Evaluation) {
    answers = addresses.map { Self.answer($0, evaluation) }
    titles = zip(addresses, answers).map { ([$0.grouped] + $1.devices).joined(separator: "  ") }
  }

  private static func answer(_ address: PhysicalAddress, _ evaluation: Evaluation) -> Answer {
    let segment = evaluation.segment(at: address)
    let indexes = Set(segment?.devices ?? [])
    let outcomes = evaluation.outcomes.filter { indexes.contains($0.device) }
    let names = (segment?.devices ?? []).compactMap { evaluation.scenario.device($0)?.name }
    var verdict = outcomes.compactMap { outcome in
      evaluation.scenario.device(outcome.device).map { "\($0.name) \(outcome.status.text)" }
    }.joined(separator: ", ")
    if verdict.isEmpty {
      verdict = segment.map { "\($0.type.name) by \($0.source.name)" } ?? "beyond the address space"
      if let tracked = segment?.tracked { verdict += ", tracked \(tracked.name)" }
    }
    return Answer(
      address: address.prefixedHex(), devices: names, type: segment?.type.name,
      typeSource: segment?.source.name, tracked: segment?.tracked?.name,
      reasons: explain(address, in: evaluation).map {
        Step(text: $0.text, source: $0.source, step: $0.step)
      }, verdict: verdict, fails: outcomes.contains(where: \.isFailure))
  }

  /// The address and what lies there, the numbered reasons, and what they come to.
  package var text: String {
    var lines: [String] = []
    for (title, answer) in zip(titles, answers) {
      lines.append(title)
      for (number, reason) in answer.reasons.enumerated() {
        lines.append("  \(number + 1). \(reason.text)  [\(reason.source)]")
      }
      lines.append("  verdict: \(answer.verdict)")
    }
    return lines.map(printable).joined(separator: "\n") + "\n"
  }
}
