/// Why a text names no release of Linux that could be modelled.
public enum KernelRevisionError: Error, Hashable, Sendable {
  /// It does not have the form of a release.
  case malformed(String)
  /// The numbers are those of no release.
  case unknown(String)
  /// Before 2.6.
  case tooOld(String)

  public static let accepted = "a Linux release such as 6.16, 6.12.117, 6.17-rc7 or 6.17.0-1011-gcp"

  /// One line: what is wrong and what would do.
  public var reason: String {
    switch self {
    case .malformed(let text): "\"\(text)\" is no release of Linux: \(Self.accepted) would do"
    case .unknown(let text): "Linux \(text) never was: \(Self.accepted) would do"
    case .tooOld(let text): "Linux \(text) is too old: releases from 2.6 on can be modelled"
    }
  }
}

extension KernelRevision {
  /// A release as people, `uname -r` and distributions write it: `6.16`, `v6.17`, `6.17-rc7`, `6.12.117`,
  /// `6.17.0-1011-gcp`, `5.14.0-570.el9.x86_64`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard let revision = try? KernelRevision(parsing: text) else { return nil }
    self = revision
  }

  /// The same with the reason for a refusal.
  ///
  /// - Throws: `KernelRevisionError.malformed`, `.tooOld`, `.unknown`.
  public init(parsing text: some StringProtocol) throws(KernelRevisionError) {
    var reader = ReleaseReader(text)
    guard let revision = reader.release() else { throw .malformed(String(text)) }
    guard revision.major > 2 || revision.major == 2 && revision.minor >= 6 else {
      throw .tooOld(String(text))
    }
    guard revision.exists else { throw .unknown(String(text)) }
    self = revision
  }

  /// Whether Linus ever released it, or may have since: series end with x.19 or x.20 since 3.0.
  private var exists: Bool {
    let last: Int
    switch major {
    case 2: return minor == 6 && patch < 40
    case 3, 5, 6: last = 19
    case 4, 7...9: last = 20
    default: return false
    }
    return minor <= last && patch < 1000 && candidate < 20
  }
}

/// Reads a release string from its left end.
private struct ReleaseReader {
  private var rest: Substring.UTF8View

  init(_ text: some StringProtocol) { rest = Substring(text).utf8 }

  mutating func release() -> KernelRevision? {
    skip("linux-")
    skip("Linux ")
    if rest.first == UInt8(ascii: "v") { rest.removeFirst() }
    guard let major = number(), skip("."), let minor = number() else { return nil }
    var patch: Int?
    if rest.first == UInt8(ascii: "."), rest.dropFirst().first.map(isDigit) == true {
      rest.removeFirst()
      patch = number()
    }
    if major == 2, patch == nil { patch = 0 }
    var revision = KernelRevision(major, minor, patch ?? 0)
    // Stable levels of 2.6, and of kernels built for WSL.
    while patch != nil, rest.first == UInt8(ascii: "."), rest.dropFirst().first.map(isDigit) == true {
      rest.removeFirst()
      guard number() != nil else { return nil }
    }
    if skip("-rc") {
      guard let candidate = number(), candidate > 0 else { return nil }
      revision.candidate = candidate
    }
    guard let last = rest.first else { return revision }
    guard rest.allSatisfy(isReleaseByte), !isDigit(last) else { return nil }
    if patch == 0, revision.candidate == 0, let build = hiddenLevel(major) { revision.build = build }
    return revision
  }

  /// What stands behind the numbers, where it makes the level 0 untrue: a distribution's own number.
  ///
  /// Ubuntu's `-1011-gcp`, Debian's `-54-amd64`, Red Hat's `-570.el9.x86_64`, SUSE's `-150600.21-default`. Fedora and
  /// Arch name the real level, and a name in letters is someone's own build of what the numbers say.
  private func hiddenLevel(_ major: Int) -> String? {
    guard major > 2, rest.first == UInt8(ascii: "-"), rest.dropFirst().first.map(isDigit) == true else {
      return nil
    }
    let text = String(decoding: rest, as: UTF8.self)
    let namesLevel = text.split(separator: ".").contains { $0.hasPrefix("fc") }
    return namesLevel ? nil : text
  }

  private mutating func number() -> Int? {
    let digits = rest.prefix(while: isDigit)
    guard !digits.isEmpty, digits.count <= 6 else { return nil }
    rest = rest[digits.endIndex...]
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  @discardableResult private mutating func skip(_ word: String) -> Bool {
    guard rest.starts(with: word.utf8) else { return false }
    rest = rest.dropFirst(word.utf8.count)
    return true
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

/// Letters, digits and the few signs of a release string.
private func isReleaseByte(_ byte: UInt8) -> Bool {
  isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    || "-+._~".utf8.contains(byte)
}
