import FoundationEssentials
import Glibc
import Progress
import VisibleText

/// The files of a directory that may describe a machine: of a capture, of a copy of /proc, of a whole sosreport.
///
/// Only regular files are opened. What is passed over is listed with a reason; nothing in a directory is an error.
struct MachineDirectory {
  private(set) var inputs: [MachineInput] = []
  private(set) var ignored: [MachineReport.Ignored] = []

  /// Bounds over the whole directory: far beyond a sosreport of a large machine.
  private static let fileLimit = 20_000
  private static let depthLimit = 12
  private static let sizeLimit = 1 << 30
  /// Larger files are read no further where this much of them shows nothing of a machine.
  private static let sampleSize = 256 << 10
  /// The directories with ACPI tables: the only ones of a live /sys or /proc that are gone into.
  private static let tableDirectories: Set<String> = ["acpi", "tables", "dynamic"]
  static let ignoredEndings = [".md", ".json", ".yaml", ".yml"]

  private let root: String
  private var fileCount = 0
  private var size = 0
  /// Of the files that are kept.
  private var held = 0
  private var isFull = false

  init(_ path: String) throws(InputError) {
    root = path.hasSuffix("/") ? path : path + "/"
    guard let names = Self.names(in: root) else {
      throw InputError(
        file: path, found: "the directory cannot be read", accepted: "a directory with read permission")
    }
    let isKernels = Self.isKernels(root)
    // Files near the top come first, so that a bound cuts off what lies deep.
    var level = take(names, in: root, isKernels: isKernels)
    for _ in 0..<Self.depthLimit where !level.isEmpty {
      var next: [String] = []
      for folder in level where !isFull {
        guard let names = Self.names(in: folder) else {
          ignore(folder, "cannot be read")
          continue
        }
        next += take(names, in: folder, isKernels: isKernels)
      }
      level = next
    }
    for folder in level.prefix(8) { ignore(folder, "lies more than \(Self.depthLimit) directories deep") }
    try checkMachines()
  }

  private static func names(in folder: String) -> [String]? {
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// Whether a directory is the running kernel's own: its files are no files, and some wait when they are read.
  private static func isKernels(_ folder: String) -> Bool {
    let path = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path + "/"
    return path.hasPrefix("/proc/") || path.hasPrefix("/sys/")
  }

  /// Reads the files of a folder; its subdirectories come back.
  private mutating func take(_ names: [String], in folder: String, isKernels: Bool) -> [String] {
    var folders: [String] = []
    for name in names where !isFull {
      let path = folder + name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        if !isKernels || Self.tableDirectories.contains(name) { folders.append(path + "/") }
      case S_IFLNK:
        // A link to a file is as good as the file; one to a directory may lead anywhere.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
          ignore(path, "a link that leads to no file")
          continue
        }
        take(file: path)
      case S_IFREG where isKernels && name == "kmsg":
        ignore(path, "reading it would take messages away from the system's log")
      case S_IFREG: take(file: path)
      default: ignore(path, "no regular file")
      }
    }
    return folders
  }

  private mutating func take(file path: String) {
    if let ending = Self.ignoredEndings.first(where: path.hasSuffix) {
      return ignore(path, "\(ending) files in a directory are not read", isNothing: true)
    }
    guard fileCount < Self.fileLimit, size < Self.sizeLimit else {
      isFull = true
      return ignore(
        path,
        "more than \(Self.fileLimit) files or \(Self.sizeLimit >> 30) GiB: this and what follows is left out")
    }
    fileCount += 1
    if Progress.isCancelled { isFull = true }
    Progress.say("reading \(printable(path)), file \(fileCount)")
    guard let file = OpenFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY),
      let sample = file.stream(limit: Self.sampleSize)
    else { return ignore(path, "cannot be read") }
    size += sample.count
    var input = MachineInput(name: path, bytes: sample, isOptional: true)
    if ACPITableFile.isBinary(sample) || sample.count > Self.sampleSize {
      if sample.count > Self.sampleSize {
        guard !sample.isBinary, !input.sampleRecognised.parts.isEmpty else {
          return ignore(
            path, "nothing in its first \(Self.sampleSize >> 10) KiB describes a machine", isNothing: true)
        }
        guard let rest = file.stream(limit: SourceText.sizeLimit) else {
          return ignore(path, "cannot be read")
        }
        size += rest.count
        input.bytes += rest
      }
    } else if sample.isBinary {
      return ignore(path, "a binary file", isNothing: true)
    }
    if !ACPITableFile.isBinary(input.bytes), input.bytes.count <= SourceText.sizeLimit {
      let recognised = input.recognise()
      guard !recognised.text.parts.isEmpty else {
        return ignore(path, "nothing in it describes a machine", isNothing: true)
      }
      input.recognised = recognised
    }
    held += input.bytes.count
    guard held <= machineSizeLimit else {
      return ignore(path, "more than \(InputFile.mebibytes(machineSizeLimit)) in all files together")
    }
    inputs.append(input)
  }

  private mutating func ignore(_ path: String, _ reason: String, isNothing: Bool = false) {
    ignored.append(MachineReport.Ignored(file: path, reason: reason, isNothing: isNothing))
  }

  /// A directory of several machines' directories is no machine: their files would be mixed.
  private func checkMachines() throws(InputError) {
    var kinds: [String: Set<FileKind>] = [:]
    for input in inputs {
      let parts = input.name.dropFirst(root.utf8.count).split(separator: "/")
      guard parts.count > 1, let first = parts.first else {
        if input.recognised != nil { return }
        continue
      }
      for part in input.recognised?.text.parts ?? [] { kinds[String(first), default: []].insert(part.kind) }
    }
    let folders = kinds.sorted { $0.key < $1.key }
    for (i, a) in folders.enumerated() {
      for b in folders[(i + 1)...] where a.value.intersection(b.value).count >= 3 {
        throw InputError(
          file: root, found: "several machines: files of the same kinds in \(a.key) and in \(b.key)",
          accepted: "the directory of one machine")
      }
    }
  }
}

extension MachineInput {
  /// What the beginning of a file is, without the line that the sample cuts.
  fileprivate var sampleRecognised: RecognisedText {
    let end = bytes.lastIndex(of: 0x0a) ?? bytes.endIndex
    return FileKind.recognise(SourceText(name: name, bytes: Array(bytes[..<end])))
  }
}

extension [UInt8] {
  /// Whether there are NULs at the beginning, which text in one of the usual encodings has not.
  fileprivate var isBinary: Bool {
    guard !starts(with: [0xff, 0xfe]), !starts(with: [0xfe, 0xff]) else { return false }
    return prefix(4096).contains(0)
  }
}
