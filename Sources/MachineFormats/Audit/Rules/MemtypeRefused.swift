import MemtypeEngine

extension AuditRule {
  static let memtypeRefused = AuditRule(
    "memtype-refused", "The log has a conflict or a refusal of memory types", .warning,
    reason: "Somebody asked for a memory type that another mapping of the same pages forbids.",
    advice: "find who maps the range first: mtrrscope explain ADDRESS, and debugfs' x86/pat_memtype_list"
  ) { rule, subject in
    (subject.log?.incidents ?? []).compactMap { incident in
      let main = incident.main
      guard main.value.kind.isRefusedMapping else { return nil }
      let place = incident.range.map { " of \($0.start.grouped)-\($0.last.grouped)" } ?? ""
      let who = incident.process.map { " by \($0)" } ?? incident.driver.map { " by \($0)" } ?? ""
      let types = [incident.requested.map { "asked \($0.name)" }, incident.held.map { "held \($0.name)" }]
        .compactMap { $0 }.joined(separator: ", ")
      return AuditFinding(
        rule, "\(main.value.kind.rawValue)\(who)\(place)" + (types.isEmpty ? "" : ": \(types)"),
        evidence: incident.failures.map(subject.evidence), certainty: .logged)
    }
  }
}
