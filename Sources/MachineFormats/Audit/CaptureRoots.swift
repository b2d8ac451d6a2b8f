/// Which of many files belong together to one machine.
///
/// A directory that holds something of a machine itself, or a `proc` or `sys`, is a machine with all that lies beneath it.
/// Several boot logs or scenario files beside each other are a machine each.
package struct CaptureRoots {
  /// A machine: the directory that all its files lie in, or its only file.
  package struct Root: Hashable {
    package var path: String
    package var isDirectory: Bool
  }

  /// What a file was recognised as by its beginning.
  struct Sample {
    var path: String
    /// It is about a machine as a whole: a boot log with a release or a map.
    var isWhole = false
    /// It holds anything that is read together with other files.
    var isPart = false
    var isScenario = false

    /// A directory of a system that makes what it is in a machine's.
    init(system path: String) { (self.path, isPart) = (path, true) }

    init(path: String, head bytes: [UInt8]) {
      self.path = path
      isPart = ACPITableFile.isBinary(bytes)
      guard !isPart, !bytes.prefix(4096).contains(0) else { return }
      isScenario = ScenarioFile.matches(name: path, head: bytes)
      // What a directory's reader passes over tells nothing of the directory.
      guard !isScenario, !MachineDirectory.ignoredEndings.contains(where: path.hasSuffix) else { return }
      let text = MachineInput(name: path, bytes: bytes, isOptional: true).recognise().text
      isWhole = text.hasMemoryMap
      isPart = isWhole || (!text.parts.isEmpty && text.isSure)
    }

    /// Whether it is of any machine.
    var isUsed: Bool { isPart || isScenario }
  }

  /// How much of a file shows what it is.
  static let sampleSize = 64 << 10

  private final class Folder {
    var folders: [String: Folder] = [:]
    var files: [Sample] = []
  }

  /// The machines among files, in the order of their paths.
  static func roots(of samples: [Sample]) -> [Root] {
    let top = Folder()
    for sample in samples where sample.isUsed {
      var folder = top
      for name in components(sample.path).dropLast() {
        let next = folder.folders[name] ?? Folder()
        folder.folders[name] = next
        folder = next
      }
      folder.files.append(sample)
    }
    var roots: [Root] = []
    collect(top, path: "", into: &roots)
    return roots.sorted { $0.path < $1.path }
  }

  static func components(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).filter { $0 != "." }
  }

  private static func collect(_ folder: Folder, path: String, into roots: inout [Root]) {
    let wholes = folder.files.filter(\.isWhole)
    let isMachine =
      folder.files.contains(where: \.isPart) || folder.folders["proc"] != nil || folder.folders["sys"] != nil
    if isMachine, wholes.count < 2 {
      roots.append(Root(path: path, isDirectory: true))
      return
    }
    let scenarios = isMachine ? [] : folder.files.filter(\.isScenario)
    roots += (wholes + scenarios).map { Root(path: $0.path, isDirectory: false) }
    for (name, next) in folder.folders {
      collect(next, path: path.isEmpty ? name : path + "/" + name, into: &roots)
    }
  }
}
