import Foundation
import MemtypeEngine

/// Opens a real machine's state: a capture directory, or single files in any combination, `-` for standard input.
///
/// Files of a directory are found by their content wherever they lie in it; those that are not recognised are passed
/// over (`MachineReport.ignored`). A file that is named must be recognised. `standardInput` is called at most once.
public func openMachine(
  paths: [String], standardInput: () -> [UInt8] = { [] }
) throws(InputError) -> OpenedMachine {
  guard let first = paths.first else {
    throw InputError(file: "", found: "no path", accepted: "a capture directory or files of one machine")
  }
  var inputs: [MachineInput] = []
  var ignored: [MachineReport.Ignored] = []
  for path in paths {
    if path == "-" {
      if !inputs.contains(where: { $0.name == "-" }) {
        inputs.append(MachineInput(name: "-", bytes: standardInput()))
      }
      continue
    }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw InputError(
        file: path, found: "no such file or directory", accepted: "a capture directory or a file")
    }
    if isDirectory.boolValue {
      let directory = try MachineDirectory(path)
      inputs += directory.inputs
      ignored += directory.ignored
    } else {
      inputs.append(MachineInput(name: path, bytes: try contents(of: path)))
    }
  }
  return try readMachine(
    named: first == "-" ? "standard input" : lastComponent(first), inputs, ignored: ignored)
}

private func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// Reads to the end, as files of /proc need it, but no further than the limit.
private func contents(of path: String) throws(InputError) -> [UInt8] {
  guard let handle = FileHandle(forReadingAtPath: path) else {
    throw InputError(file: path, found: "the file cannot be opened", accepted: "a file with read permission")
  }
  defer { try? handle.close() }
  var bytes: [UInt8] = []
  do {
    while bytes.count <= SourceText.sizeLimit, let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty
    {
      bytes.append(contentsOf: chunk)
    }
  } catch {
    throw InputError(file: path, found: "the file cannot be read", accepted: "a file with read permission")
  }
  return bytes
}
