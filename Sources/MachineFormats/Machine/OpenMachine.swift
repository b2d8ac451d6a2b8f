import FoundationEssentials
import MemtypeEngine

/// Opens a real machine's state: a capture directory, or single files in any combination, `-` for standard input.
///
/// Files of a directory are found by their content wherever they lie in it; those that are not recognised are passed
/// over (`MachineReport.ignored`). A file that is named must be recognised. `standardInput` is called at most once.
///
/// - Throws: `InputError` for the first file that cannot be used, or where there is nothing to build from.
public func openMachine(
  paths: [String], standardInput: () throws(InputError) -> [UInt8] = { [] }
) throws(InputError) -> OpenedMachine {
  guard let first = paths.first else {
    throw InputError(file: "", found: "no path", accepted: "a capture directory or files of one machine")
  }
  var inputs: [MachineInput] = []
  var ignored: [MachineReport.Ignored] = []
  var size = 0
  for path in paths {
    if path == "-" {
      if !inputs.contains(where: { $0.name == "-" }) {
        inputs.append(MachineInput(name: "-", bytes: try standardInput()))
      }
      continue
    }
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw InputError(
        file: path, found: "no such file or directory", accepted: "a capture directory or a file")
    }
    if isDirectory {
      let directory = try MachineDirectory(path)
      inputs += directory.inputs
      ignored += directory.ignored
    } else {
      let bytes = try InputFile.contents(of: path)
      size += bytes.count
      guard size <= machineSizeLimit else {
        throw InputError(
          file: path, found: "more than \(InputFile.mebibytes(machineSizeLimit)) in all files together",
          accepted: "the files of one machine's boot")
      }
      inputs.append(MachineInput(name: path, bytes: bytes))
    }
  }
  return try readMachine(
    named: first == "-" ? "standard input" : lastComponent(first), inputs, ignored: ignored)
}

private func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// No more than this is held of all files together.
let machineSizeLimit = 4 * SourceText.sizeLimit
