import MemtypeEngine

extension ScenarioBuilder {
  /// Releases to assume where none is named, the one that people most likely have first.
  private static let usualReleases = [
    KernelRevision(6, 18), KernelRevision(6, 12, 117), KernelRevision(6, 6), KernelRevision(6, 1),
    KernelRevision(5, 10), .newest,
  ]

  /// Where the words are older than all of those: long-term releases of their times.
  private static let olderReleases = [
    KernelRevision(4, 19), KernelRevision(4, 4), KernelRevision(3, 10), KernelRevision(2, 6, 32),
    KernelRevision(2, 6, 26),
  ]

  private static let candidateLimit = 3

  /// The releases whose words the log has.
  mutating func assumeRelease(_ log: BootLog) -> KernelRevision {
    let bounds = Self.bounds(log)
    var usual = Self.usualReleases
    if log.gapLine != nil { usual.sort(by: >) }
    var fitting = usual.filter { bounds.contains($0) }
    if fitting.isEmpty { fitting = Self.olderReleases.filter { bounds.contains($0) } }
    // Words that no release has together.
    if fitting.isEmpty { fitting = usual }
    let candidates = fitting.prefix(Self.candidateLimit).map { kernel in
      OpenInput.Candidate("rules of Linux \(kernel.name)", .kernel(kernel))
    }
    assume("no kernel release", oneOf: candidates, settledBy: "uname -r")
    return fitting.first ?? .newest
  }

  /// Messages that only releases with a rule print, or only those without it.
  private static let words: [(text: StaticString, rule: KernelRule, isPresent: Bool)] = [
    ("MTRR map: ", .cacheMap, true), ("MTRRs set to read-only", .forcedState, true),
    ("MTRRs disabled (not available)", .separatePAT, true), ("MTRRs disabled (by BIOS)", .separatePAT, true),
    ("MTRRs disabled by BIOS", .separatePAT, true), ("Disabled", .separatePAT, false),
    ("x86/PAT: MTRRs disabled, skipping PAT", .separatePAT, false),
    ("PCI: ECAM ", .ecamLine, true), ("PCI: MMCONFIG ", .ecamLine, false),
  ]

  /// How messages began between two releases, the second one excluded.
  private static let forms: [(text: StaticString, releases: Range<KernelRevision>)] = [
    ("x86 PAT enabled: ", KernelRevision(2, 6, 26)..<KernelRevision(4, 2)),
    ("e820: BIOS-provided", KernelRevision(3, 5)..<KernelRevision(4, 18)),
    ("e820: last_pfn", KernelRevision(3, 5)..<KernelRevision(4, 18)),
    ("BIOS-e820: 0", KernelRevision(2, 6)..<KernelRevision(3, 5)),
  ]

  /// Between which mainline releases the log's words lie.
  private static func bounds(_ log: BootLog) -> Range<KernelRevision> {
    var first = KernelRevision(0, 0)
    var end = KernelRevision(.max, 0)
    func take(_ rule: KernelRule, isPresent: Bool) {
      let record = rule.record
      if isPresent {
        first = max(first, record.first ?? first)
        end = min(end, record.end ?? end)
      } else if record.end == nil {
        end = min(end, record.first ?? end)
      }
    }
    for message in log.messages {
      let scanner = ByteScanner(message.bytes)
      for (text, rule, isPresent) in Self.words where scanner.starts(with: text) {
        take(rule, isPresent: isPresent)
      }
      for (text, releases) in Self.forms where scanner.starts(with: text) {
        (first, end) = (max(first, releases.lowerBound), min(end, releases.upperBound))
      }
    }
    // Without WT it may be a processor with errata.
    if let types = log.pat.configuration?.value, types.count == 8, types[7] == .wt {
      take(.patHasWT, isPresent: true)
      take(.patHasWP, isPresent: types[5] == .wp)
    }
    if log.messages.contains(where: { $0.bytes.contains("System RAM ==> device reserved") }) {
      first = max(first, KernelRevision(6, 19))
    }
    for failure in log.failures where failure.value.kind == .probe {
      take(.probeWithDriver, isPresent: failure.value.text.contains("probe with driver"))
    }
    // Later releases dump the registers with mtrr=debug only, and then with a map.
    if log.mtrr.dump != nil, log.mtrr.map == nil { take(.registersAlwaysDumped, isPresent: true) }
    // A map's line comes before the PAT's.
    let hasSetUp = log.hasMap && log.pat.configuration != nil && log.mtrr.isDisabled == nil
    if hasSetUp, log.mtrr.map == nil, log.mtrr.isMissing == nil { take(.cacheMap, isPresent: false) }
    return first..<max(first, end)
  }
}
