import Glibc
import MemtypeEngine

/// The machines in a tar archive: a first pass finds which files belong together, a second one reads them, and a machine
/// is let go as soon as its last file is there.
struct TarMachines {
  private let file: OpenFile
  private let name: String
  /// Of the second pass; nil before the first.
  private var reader: TarReader?
  /// The root of each file that is of a machine.
  private var owners: [String: Int] = [:]
  private var roots: [Root] = []
  private var held = 0
  private var isOver = false

  private struct Root {
    var root: CaptureRoots.Root
    /// How many of its files have not come yet.
    var missing = 0
    var inputs: [MachineInput] = []
  }

  private static let mostFiles = 2_000_000

  init(_ file: OpenFile, name: String) { (self.file, self.name) = (file, name) }

  /// The next machine; nil at the end. Damage ends the archive, and is what comes last.
  mutating func next() -> AuditInputs.Machine? {
    guard !isOver else { return nil }
    do {
      if reader == nil { try findRoots() }
      while let entry = try reader?.next() {
        guard entry.isFile, let owner = owners[entry.path] else { continue }
        try take(entry, of: owner)
        if roots[owner].missing == 0 { return machine(owner) }
      }
      isOver = true
      return nil
    } catch {
      isOver = true
      return failed(error)
    }
  }

  private mutating func findRoots() throws {
    var first = try begin()
    var samples: [CaptureRoots.Sample] = []
    while let entry = try first.next() {
      guard entry.isFile else { continue }
      let sample = CaptureRoots.Sample(path: entry.path, head: try first.read(CaptureRoots.sampleSize))
      guard sample.isUsed else { continue }
      samples.append(sample)
      guard samples.count <= Self.mostFiles else {
        throw InputError(file: name, found: "more than \(Self.mostFiles) files", accepted: "several archives")
      }
    }
    let found = CaptureRoots.roots(of: samples)
    roots = found.map { Root(root: $0) }
    let places = Dictionary(found.enumerated().map { ($0.element.path, $0.offset) }) { first, _ in first }
    for sample in samples {
      guard let owner = Self.owner(of: sample.path, places) else { continue }
      owners[sample.path] = owner
      roots[owner].missing += 1
    }
    reader = try begin()
  }

  /// The root that a file or one of the directories above it is.
  private static func owner(of path: String, _ places: [String: Int]) -> Int? {
    if let owner = places[path] { return owner }
    var parts = CaptureRoots.components(path)
    while true {
      if let owner = places[parts.joined(separator: "/")] { return owner }
      guard !parts.isEmpty else { return nil }
      parts.removeLast()
    }
  }

  private mutating func take(_ entry: TarReader.Entry, of owner: Int) throws {
    roots[owner].missing -= 1
    guard entry.size <= SourceText.sizeLimit else { return }
    held += entry.size
    guard held <= 2 * machineSizeLimit else {
      throw InputError(
        file: name,
        found: "more than \(InputFile.mebibytes(2 * machineSizeLimit)) of machines that are not complete",
        accepted: "an archive that has each machine's files together")
    }
    let bytes = try reader?.read(entry.size) ?? []
    roots[owner].inputs.append(
      MachineInput(name: entry.path, bytes: bytes, isOptional: roots[owner].root.isDirectory))
  }

  private mutating func machine(_ owner: Int) -> AuditInputs.Machine {
    let (root, inputs) = (roots[owner].root, roots[owner].inputs)
    roots[owner].inputs = []
    held -= inputs.reduce(0) { $0 + $1.bytes.count }
    return AuditInputs.Machine(name: root.path.isEmpty ? name : root.path, content: .files(inputs))
  }

  private func begin() throws -> TarReader {
    guard lseek(file.descriptor, 0, SEEK_SET) == 0 else {
      throw InputError(file: name, found: "the archive cannot be read from its beginning", accepted: "a file")
    }
    let descriptor = file.descriptor
    return TarReader { count in
      var bytes = [UInt8](repeating: 0, count: count)
      let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      guard got >= 0 else { throw TarReader.Damage(offset: 0, reason: "it cannot be read") }
      return Array(bytes.prefix(got))
    }
  }

  private func failed(_ error: any Error) -> AuditInputs.Machine {
    let reason: InputError
    switch error {
    case let error as InputError: reason = error
    case let damage as TarReader.Damage:
      reason = InputError(
        file: name, found: "\(damage.reason), at byte \(damage.offset)", accepted: "a whole tar archive")
    default: reason = InputError(file: name, found: "it cannot be read", accepted: "a tar archive")
    }
    return AuditInputs.Machine(name: name, content: .error(reason))
  }
}
