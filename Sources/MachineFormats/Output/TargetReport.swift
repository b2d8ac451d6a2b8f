import MemtypeEngine
import VisibleText

/// What becomes of one device, or of what lies at an address, for `mtrrscope check tpm`. Addresses are hex strings.
package struct TargetReport: Encodable {
  /// One of the requests that collide, in the order of time.
  struct Request: Encodable {
    var step: Int
    var who: String
    var call: String
    var asked: String
    var got: String?
    var error: Int?
  }

  struct Cause: Encodable {
    var text: String
    var source: String
  }

  /// Why a driver fails.
  struct Failure: Encodable {
    var device: String
    var rule: String
    var ruleSource: String
    var requests: [Request]
    var causes: [Cause]
  }

  /// As it was asked for.
  var target: String
  var address: String
  /// The MTRR type by Linux's reading and what gives it; nil beyond the address space.
  var type: String?
  var typeSource: String?
  var tracked: String?
  var devices: [JSONReport.DeviceReport]
  var failures: [Failure]
  /// `maps`, `fails` or `undecided`, of these devices alone.
  var verdict: String
  package var exitStatus: Int
  var verdictText: String
  private var lines: [StyledText.Line] = []

  private enum CodingKeys: CodingKey {
    case target, address, type, typeSource, tracked, devices, failures, verdict, exitStatus, verdictText
  }

  package init(_ target: Evaluation.Target, named name: String, in diagnosis: Diagnosis) {
    let evaluation = diagnosis.evaluation
    self.target = name
    address = target.address.prefixedHex()
    let segment = evaluation.segment(at: target.address)
    (type, typeSource) = (segment?.type.name, segment?.source.name)
    tracked = segment?.tracked?.name
    let all = JSONReport.devices(of: diagnosis)
    devices = target.devices.map { all[$0] }
    let conclusions = target.devices.compactMap { index in
      diagnosis.devices[index].isOpen ? nil : evaluation.conclusion(for: index)
    }
    failures = conclusions.map { conclusion in
      Failure(
        device: evaluation.scenario.devices[conclusion.device].id, rule: conclusion.rule,
        ruleSource: conclusion.ruleSource,
        requests: conclusion.requests.map {
          Request(
            step: $0.step, who: $0.who, call: $0.call, asked: $0.asked.name, got: $0.got?.name,
            error: $0.error)
        },
        causes: conclusion.causes.map { Cause(text: $0.text, source: $0.source) })
    }
    let verdict = diagnosis.verdict(for: target.devices)
    self.verdict = verdict.rawValue
    exitStatus = Int(verdict.exitStatus)
    let text =
      target.devices.isEmpty
      ? ["\(target.address.grouped): " + Self.place(segment)] : diagnosis.verdictText(for: target.devices)
    verdictText = text.joined(separator: "\n")
    lines = verdict.lines(text) + [StyledText.Line("")] + Self.lines(target, diagnosis)
    lines += conclusions.flatMap { Self.lines($0, evaluation) }
  }

  /// `WB by default type, tracked UC-`.
  private static func place(_ segment: AddressSegment?) -> String {
    guard let segment else { return "beyond the address space" }
    return "\(segment.type.name) by \(segment.source.name)"
      + (segment.tracked.map { ", tracked \($0.name)" } ?? ", not tracked")
  }

  /// A row for each device, and the type of its first page.
  private static func lines(_ target: Evaluation.Target, _ diagnosis: Diagnosis) -> [StyledText.Line] {
    let evaluation = diagnosis.evaluation
    let rows = target.devices.map { index -> [String] in
      let (outcome, device) = (evaluation.outcomes[index], evaluation.scenario.devices[index])
      return [
        outcome.mark, device.name, "\(device.range.start.grouped)-\(device.range.last.grouped)",
        outcome.requested.map { "asked \($0.name)" } ?? "", outcome.got.map { "got \($0.name)" } ?? "",
        diagnosis.certaintyText(index), place(evaluation.segment(at: device.range.start)),
      ]
    }
    return zip(rows, TextReport.table(rows)).map { TextReport.marked($1, $0[0]) }
  }

  private static func lines(_ conclusion: Conclusion, _ evaluation: Evaluation) -> [StyledText.Line] {
    let name = evaluation.scenario.devices[conclusion.device].name
    let requests = conclusion.requests.map { request in
      [
        "step \(request.step)", request.who, "asks \(request.asked.name)",
        request.error.map { "\($0) \(Errno.name($0))" } ?? request.got.map { "gets \($0.name)" } ?? "",
        request.call,
      ]
    }
    var text = StyledText()
    text.add(
      section: "\(name), request by request",
      zip(conclusion.requests, TextReport.table(requests)).map {
        StyledText.Line($1, $0.error == nil ? .plain : .bad)
      })
    text.add(
      section: "because",
      ["\(conclusion.rule)  [\(conclusion.ruleSource)]"]
        + conclusion.causes.map {
          "\($0.text)  [\($0.source)]"
        })
    return text.lines
  }

  package static func text(of reports: [TargetReport]) -> StyledText {
    StyledText(Array(reports.map(\.lines).joined(separator: [StyledText.Line("")])))
  }
}
