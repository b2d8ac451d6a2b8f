/// A Linux release, as far as its rules for memory types differ from its neighbours'.
public struct KernelRevision: Hashable, Sendable, Comparable {
  public var major: Int
  public var minor: Int
  public var patch: Int

  public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// `6.16`, `6.12.117`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
    }
    guard (2...3).contains(parts.count), numbers.count == parts.count else { return nil }
    self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
  }

  /// The releases one can pick from; captures of most exist.
  public static let known: [KernelRevision] = [
    KernelRevision(5, 10), KernelRevision(6, 1), KernelRevision(6, 6), KernelRevision(6, 12, 117),
    KernelRevision(6, 18), KernelRevision(7, 2),
  ]
  public static let newest = KernelRevision(7, 2)

  /// `6.12.117`, `7.2`.
  public var name: String { patch == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(patch)" }

  /// A map of cache modes answers type lookups; before 6.5 the registers are walked each time.
  public var hasCacheMap: Bool { self >= KernelRevision(6, 5) }
  /// ACPI table entries count for the end of RAM since 6.11, only RAM before.
  public var countsACPIAsRAM: Bool { self >= KernelRevision(6, 11) }
  /// `probe with driver tpm_tis failed` since 6.8; `tpm_tis: probe of ... failed` before.
  public var hasNewProbeMessage: Bool { self >= KernelRevision(6, 8) }
  /// ` System RAM` and gap lines in the printed memory map, in trees newer than 6.18.
  public var hasGapLines: Bool { self >= KernelRevision(6, 19) }
  /// `PCI: ECAM [mem ...]` since 6.10 or so; `PCI: MMCONFIG for domain ...` before.
  public var saysECAM: Bool { self >= KernelRevision(6, 9) }
}
