import MemtypeEngine

/// A kernel's release as it names itself, and the revision whose rules it follows.
public struct KernelRelease: Hashable, Sendable {
  /// `6.1.0-54-amd64`.
  public var text: String
  public var revision: KernelRevision
  public var line: Int

  /// From a release and the build line behind it.
  ///
  /// Debian's `6.1.0-54-amd64` is an ABI name: the release that it was built from stands in the build line,
  /// `#1 SMP PREEMPT_DYNAMIC Debian 6.1.190-1`.
  init?(release: ArraySlice<UInt8>, build: ArraySlice<UInt8>, line: Int) {
    guard let stated = Self.version(release) else { return nil }
    text = release.string
    self.line = line
    revision = stated
    var scanner = ByteScanner(build)
    while scanner.skip(past: "Debian ") {
      let word = scanner.rest.prefix { !SourceLine.isBlank($0) }
      guard let built = Self.version(word), built.isSameSeries(as: stated) else { continue }
      revision = KernelRevision(built.major, built.minor, max(stated.patch, built.patch))
      break
    }
  }

  static func version(_ bytes: ArraySlice<UInt8>) -> KernelRevision? { KernelRevision(bytes.string) }
}

/// What is wrong with the output of `uname`.
public struct UnameError: FormatError {
  public static let format = "uname"
  public static let accepted = "one line such as: Linux 6.12.117 #1 SMP ... x86_64"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// The output of `uname -srvm` or `uname -a`, or /proc/version.
public struct Uname: Hashable, Sendable {
  public var release: KernelRelease

  static func matches(_ line: ArraySlice<UInt8>) -> Bool { release(in: line, line: 0) != nil }

  public init(_ source: SourceText) throws(UnameError) {
    guard let first = source.lines.first(where: { !$0.isBlank }) else {
      throw UnameError(line: 1, found: "the file is empty")
    }
    guard let release = Self.release(in: LogPrefix.quotes(first.bytes), line: first.number) else {
      throw UnameError(line: first.number, found: "no kernel release in \(excerpt(first.bytes))")
    }
    self.release = release
  }

  /// `-a` has the host's name before the release, /proc/version the word `version`.
  static func release(in bytes: ArraySlice<UInt8>, line: Int) -> KernelRelease? {
    var scanner = ByteScanner(bytes)
    guard scanner.skip("Linux "), let word = scanner.word() else { return nil }
    if let release = KernelRelease(release: word, build: scanner.rest, line: line) { return release }
    guard scanner.blanks(), let second = scanner.word() else { return nil }
    return KernelRelease(release: second, build: scanner.rest, line: line)
  }
}

extension FileKind {
  public static let uname = FileKind(
    "uname", example: "Linux 6.12.117 #1 SMP PREEMPT_DYNAMIC x86_64",
    origin: "uname -srvm",
    recognition: .singleLine { Uname.matches($0) },
    read: { source throws(UnameError) in try Uname(source) })
}

extension MachineReport {
  public var uname: Named<Uname>? {
    get { self[Uname.self] }
    set { self[Uname.self] = newValue }
  }
}
