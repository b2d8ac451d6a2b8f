/// Which releases have a rule, and where that is from.
public struct ReleaseRecord: Hashable, Sendable {
  public var rule: KernelRule
  /// What a release with the rule does, in a clause without a subject's name: `KVM guests force WB`.
  public var since: String
  /// What one without it does.
  public var before: String
  /// The first mainline release with it; nil for a rule that was there from the beginning of the model.
  public var first: KernelRevision?
  /// The first mainline release without it again.
  public var end: KernelRevision?
  /// The first level of each older stable series that got it later.
  public var stable: [KernelRevision] = []
  /// Red Hat's builds that got it, whatever their number says: Enterprise Linux 9 from build 570 on.
  public var enterprise: [EnterpriseBuild] = []
  /// The commit, with a file or a function where there is no single one.
  public var source: String
  /// Where the model asks for it: the kernel function whose behaviour it changes.
  public var function: String
}

/// From which build on a Red Hat kernel has a rule: `5.14.0-570.el9`.
public struct EnterpriseBuild: Hashable, Sendable {
  /// The release of Enterprise Linux, 9.
  public var release: Int
  public var number: Int

  public init(release: Int, number: Int) {
    self.release = release
    self.number = number
  }
}

extension KernelRule {
  public var record: ReleaseRecord { ReleaseRecord.all[rawValue] }
}

extension ReleaseRecord {
  /// The releases that have it: `6.18, 6.17.4, 6.12.54 and later`, `6.2 to 6.8`, `up to 6.10`.
  public var range: String {
    let levels = ([first.map(\.series)] + stable.map(\.name)).compactMap { $0 }
    guard let end else { return levels.joined(separator: ", ") + " and later" }
    // 6.0 followed 5.19, 5.0 followed 4.20.
    let last =
      end.minor > 0 ? "\(end.major).\(end.minor - 1)" : end.major == 5 ? "4.20" : "\(end.major - 1).19"
    return levels.isEmpty ? "up to \(last)" : "\(levels.joined(separator: ", ")) to \(last)"
  }
}

extension KernelRevision {
  /// How a release stands to a rule.
  public enum Standing: Hashable, Sendable {
    case has, lacks
    /// Some levels of its stable series have it, and the release string does not tell the level.
    case hangsOnLevel
  }

  public func standing(of rule: KernelRule) -> Standing {
    let record = rule.record
    if let end = record.end, self >= end.firstCandidate { return .lacks }
    guard let first = record.first, self < first.firstCandidate else { return .has }
    if record.enterprise.contains(where: isBuilt) { return .has }
    guard let level = record.stable.first(where: isSameSeries) else { return .lacks }
    if hidesStableLevel { return .hangsOnLevel }
    return candidate == 0 && patch >= level.patch ? .has : .lacks
  }

  /// Whether this release follows a rule. One whose stable level is hidden counts as having what its series got:
  /// distributions follow the stable series. `assumptions` names that.
  public func has(_ rule: KernelRule) -> Bool { standing(of: rule) != .lacks }

  /// The releases that this one may be, one for each set of rules that it may have: itself where the string says it
  /// all, otherwise plain levels of its series, newest first.
  public var candidates: [KernelRevision] {
    guard hidesStableLevel else { return [self] }
    let levels = KernelRule.allCases.filter { standing(of: $0) == .hangsOnLevel }
      .flatMap { $0.record.stable.filter(isSameSeries).map(\.patch) }
    guard !levels.isEmpty else { return [self] }
    return Set(levels + [0]).sorted(by: >).map { KernelRevision(major, minor, $0) }
  }

  /// A rule that came with 6.18 was in its first candidate already, unless the record names a later one.
  private var firstCandidate: KernelRevision {
    candidate == 0 && patch == 0 ? KernelRevision(major, minor, candidate: 1) : self
  }

  private func isBuilt(_ enterprise: EnterpriseBuild) -> Bool {
    guard hidesStableLevel else { return false }
    // `-570.23.1.el9_6.x86_64`
    let parts = build.dropFirst().split(separator: ".")
    let isRelease = parts.contains { part in
      part == "el\(enterprise.release)" || part.hasPrefix("el\(enterprise.release)_")
    }
    return isRelease && parts.first.flatMap { Int($0) }.map { $0 >= enterprise.number } == true
  }
}
