import FoundationEssentials
import Glibc

/// The machines beneath a directory, one of its entries after the other.
struct CaptureDirectoryWalk {
  private let path: String
  /// Subdirectories that have not been looked into, the next one last; nil before the directory itself was.
  private var folders: [String]?

  /// Far beyond what one machine's directory holds.
  private static let mostFiles = 100_000
  private static let depthLimit = 12

  init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The machines in the next entry, and archives that lie there; nil at the end.
  mutating func next() -> (machines: [AuditInputs.Machine], archives: [String])? {
    guard folders != nil else { return begin() }
    guard let folder = folders?.popLast() else { return nil }
    var (samples, archives) = ([CaptureRoots.Sample](), [String]())
    scan(folder, prefix: Self.name(folder), depth: 0, &samples, &archives)
    return (machines(CaptureRoots.roots(of: samples)), archives)
  }

  /// Looks at what the directory holds itself: it may be a machine's own.
  private mutating func begin() -> (machines: [AuditInputs.Machine], archives: [String]) {
    var (samples, archives, names) = ([CaptureRoots.Sample](), [String](), [String]())
    for name in Self.entries(path) {
      let entry = path + "/" + name
      switch Self.kind(entry) {
      case S_IFDIR: names.append(name)
      case S_IFREG: take(entry, as: name, &samples, &archives)
      default: break
      }
    }
    folders = names.map { path + "/" + $0 }.reversed()
    let isSystem = names.contains("proc") || names.contains("sys")
    if isSystem, samples.count(where: \.isWhole) < 2 { samples.append(.init(system: "proc")) }
    let roots = CaptureRoots.roots(of: samples)
    if roots.contains(where: \.isDirectory) { folders = [] }
    return (machines(roots), archives)
  }

  private func machines(_ roots: [CaptureRoots.Root]) -> [AuditInputs.Machine] {
    roots.map { root in
      let whole = root.path.isEmpty ? path : path + "/" + root.path
      return AuditInputs.Machine(name: whole, content: .path(whole))
    }
  }

  private func scan(
    _ folder: String, prefix: String, depth: Int, _ samples: inout [CaptureRoots.Sample],
    _ archives: inout [String]
  ) {
    for name in Self.entries(folder) where samples.count < Self.mostFiles {
      let entry = folder + "/" + name
      switch Self.kind(entry) {
      case S_IFDIR where depth < Self.depthLimit:
        scan(entry, prefix: prefix + "/" + name, depth: depth + 1, &samples, &archives)
      case S_IFREG: take(entry, as: prefix + "/" + name, &samples, &archives)
      default: break
      }
    }
  }

  private func take(
    _ path: String, as name: String, _ samples: inout [CaptureRoots.Sample], _ archives: inout [String]
  ) {
    guard let file = OpenFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY),
      let head = file.stream(limit: CaptureRoots.sampleSize)
    else { return }
    if TarReader.matches(head) { return archives.append(path) }
    let sample = CaptureRoots.Sample(path: name, head: head)
    if sample.isUsed { samples.append(sample) }
  }

  private static func entries(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
      .sorted()
  }

  /// Of the entry itself: links may lead anywhere.
  private static func kind(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  private static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
