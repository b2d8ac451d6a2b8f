import MachineFormats
import MemtypeEngine
import Testing

@testable import Lessons

extension LessonSources {
  /// Values and logs as the program reads them.
  static let files = LessonSources(
    value: { text, name throws(AskingError) in
      do throws(ScenarioFileError) {
        return try FileNode.value(text, name: name)
      } catch {
        throw AskingError(error.found, accepted: error.accepted)
      }
    },
    machine: { log throws(AskingError) in
      do throws(InputError) {
        let machine = try readMachine(
          named: "log", [MachineInput(name: "log", bytes: Array(log.utf8))])
        return (machine.scenario, machine.evidence)
      } catch {
        throw AskingError(error.found, accepted: error.accepted)
      }
    })
}

/// A lesson with front matter around steps.
func lesson(_ steps: String, front: String = "title: A test\nscenario: bare-metal") throws -> Lesson {
  try LessonReader.read("---\n\(front)\n---\n\n\(steps)", name: "test", file: "test.md", sources: .files)
}

extension LessonStep {
  var situation: Situation { Situation(evaluate(scenario), evidence: evidence) }

  func asked(seed: UInt64 = 0) throws -> AskedQuestion? {
    try question.map { try AskedQuestion($0, in: situation, seed: seed) }
  }
}
