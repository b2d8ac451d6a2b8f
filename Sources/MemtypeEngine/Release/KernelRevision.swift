/// A Linux release: what decides which rules for memory types apply (`KernelRule`).
///
/// A distribution's release string hides the stable level that it was built from: `6.17.0-1011-gcp` is some 6.17.x.
/// Its rules are then partly unknown; `standing(of:)` says which.
public struct KernelRevision: Hashable, Sendable {
  public var major: Int
  public var minor: Int
  /// The stable level; of 2.6 the third number, `2.6.32`.
  public var patch: Int
  /// The number of a release candidate, `6.17-rc7`; 0 for a release.
  public var candidate: Int
  /// A distribution's own number, `-1011-gcp`, where it hides the stable level; empty otherwise.
  public var build: String

  public init(_ major: Int, _ minor: Int, _ patch: Int = 0, candidate: Int = 0, build: String = "") {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.candidate = candidate
    self.build = build
  }

  /// The releases one can pick from; captures of most exist.
  public static let known: [KernelRevision] = [
    KernelRevision(5, 10), KernelRevision(6, 1), KernelRevision(6, 6), KernelRevision(6, 12, 117),
    KernelRevision(6, 18), KernelRevision(7, 2),
  ]
  public static let newest = KernelRevision(7, 2)
  /// The oldest release whose rules were checked; older ones get the same rules.
  public static let oldestModelled = KernelRevision(5, 10)

  /// `6.12.117`, `7.2`, `6.17-rc7`, `6.17.0-1011-gcp`.
  public var name: String {
    if !build.isEmpty { return "\(major).\(minor).\(patch)\(build)" }
    return series + (patch == 0 || major == 2 ? "" : ".\(patch)") + (candidate == 0 ? "" : "-rc\(candidate)")
  }

  /// Without the stable level: `6.17`, `2.6.32`.
  public var series: String { major == 2 ? "2.6.\(patch)" : "\(major).\(minor)" }

  /// The release string does not tell the stable level.
  public var hidesStableLevel: Bool { !build.isEmpty }

  /// The model's rules begin with newer releases: this one gets its oldest.
  public var isOlderThanModel: Bool { self < Self.oldestModelled }
  /// No release as new as this one was looked at: it gets the newest rules.
  public var isNewerThanModel: Bool { (major, minor) > (Self.newest.major, Self.newest.minor) }

  /// What the model has to assume about this release and some rules, in words; empty for one that it knows.
  func assumptions(about rules: [KernelRule]) -> [Assumption] {
    var result: [Assumption] = []
    if isOlderThanModel {
      result.append(
        Assumption(
          missing: "Linux \(name) is older than the model",
          assumed: "the rules of \(Self.oldestModelled.name), its oldest"))
    } else if isNewerThanModel {
      result.append(
        Assumption(
          missing: "Linux \(name) is newer than the model",
          assumed: "the rules of \(Self.newest.name), its newest"))
    }
    for rule in rules where standing(of: rule) == .hangsOnLevel {
      let record = rule.record
      let levels = record.stable.filter { $0.isSameSeries(as: self) }.map(\.name).joined(separator: ", ")
      result.append(
        Assumption(
          missing: "\(name) hides its stable level",
          assumed: "\(record.since), as from \(levels) on"))
    }
    return result
  }

  /// Whether both belong to one stable series, 6.12.
  public func isSameSeries(as other: KernelRevision) -> Bool { (major, minor) == (other.major, other.minor) }
}

extension KernelRevision: Comparable {
  /// In the order of Linux's releases: a candidate comes before its release. Builds of a distribution stand by the
  /// numbers that they show.
  public static func < (a: Self, b: Self) -> Bool {
    if (a.major, a.minor, a.patch) != (b.major, b.minor, b.patch) {
      return (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
    }
    let (left, right) = (a.candidate == 0 ? Int.max : a.candidate, b.candidate == 0 ? Int.max : b.candidate)
    return left == right ? a.build < b.build : left < right
  }
}
