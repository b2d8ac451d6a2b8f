import MemtypeEngine

extension ScenarioBuilder {
  /// Releases to assume where none is named, the one that people most likely have first.
  private static let usualReleases = [
    KernelRevision(6, 18), KernelRevision(6, 12, 117), KernelRevision(6, 6), KernelRevision(6, 1),
    KernelRevision(5, 10), .newest,
  ]

  private static let candidateLimit = 3

  /// The releases whose words the log has.
  mutating func assumeRelease(_ log: BootLog) -> KernelRevision {
    let bounds = Self.bounds(log)
    var usual = Self.usualReleases
    if log.gapLine != nil { usual.sort(by: >) }
    var fitting = usual.filter { bounds.contains($0) }
    // Words that no release has together.
    if fitting.isEmpty { fitting = usual }
    let candidates = fitting.prefix(Self.candidateLimit).map { kernel in
      OpenInput.Candidate("rules of Linux \(kernel.name)", .kernel(kernel))
    }
    assume("no kernel release", oneOf: candidates, settledBy: "uname -r")
    return fitting.first ?? .newest
  }

  /// Messages that came or went with a release: the first one that prints them, and the first that does not.
  private static let words: [(text: StaticString, from: KernelRevision?, before: KernelRevision?)] = [
    ("MTRR map: ", KernelRevision(6, 5), nil), ("MTRRs set to read-only", KernelRevision(6, 5), nil),
    ("MTRRs disabled (not available)", KernelRevision(6, 2), nil),
    ("MTRRs disabled (by BIOS)", KernelRevision(6, 2), nil),
    ("MTRRs disabled by BIOS", KernelRevision(6, 2), nil), ("Disabled", nil, KernelRevision(6, 2)),
    ("x86/PAT: MTRRs disabled, skipping PAT", nil, KernelRevision(6, 2)),
    ("PCI: ECAM ", KernelRevision(6, 9), nil), ("PCI: MMCONFIG ", nil, KernelRevision(6, 9)),
  ]

  /// Between which releases the log's words lie.
  private static func bounds(_ log: BootLog) -> Range<KernelRevision> {
    var first = KernelRevision(0, 0)
    var end = KernelRevision(.max, 0)
    func take(from: KernelRevision?, before: KernelRevision?) {
      if let from { first = max(first, from) }
      if let before { end = min(end, before) }
    }
    for message in log.messages {
      let scanner = ByteScanner(message.bytes)
      for (text, from, before) in Self.words where scanner.starts(with: text) {
        take(from: from, before: before)
      }
    }
    for failure in log.failures where failure.value.kind == .probe {
      // The driver core's words changed in 6.8.
      let isNew = failure.value.text.contains("probe with driver")
      take(from: isNew ? KernelRevision(6, 8) : nil, before: isNew ? nil : KernelRevision(6, 8))
    }
    // A register dump was printed by all releases up to 5.11, later with mtrr=debug only, and then with a map.
    if log.mtrr.dump != nil, log.mtrr.map == nil { take(from: nil, before: KernelRevision(5, 12)) }
    // Since 6.5 a map line comes before the PAT's.
    let hasSetUp = log.hasMap && log.pat.configuration != nil && log.mtrr.isDisabled == nil
    if hasSetUp, log.mtrr.map == nil, log.mtrr.isMissing == nil {
      take(from: nil, before: KernelRevision(6, 5))
    }
    return first..<max(first, end)
  }
}
