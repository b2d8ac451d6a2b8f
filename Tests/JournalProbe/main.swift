import Foundation
import MachineFormats
import MemtypeEngine

// journal-probe DIRECTORY COUNT: makes edits, says "edit N" after each, and waits to be killed; a line on standard
// input ends it cleanly.
let arguments = ProcessInfo.processInfo.arguments
guard arguments.count == 3, let count = Int(arguments[2]) else { exit(2) }
let journal = Journal(directory: arguments[1], name: "probe")
do {
  for n in 1...count {
    var scenario = Scenario.bareMetal
    scenario.summary = "edit \(n)"
    try journal.append(scenario)
    FileHandle.standardOutput.write(Data("edit \(n)\n".utf8))
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}
_ = readLine()
journal.close()
