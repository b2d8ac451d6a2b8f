import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText

struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the kernel log of the boot, as far as it is about memory types.",
    discussion: """
      mtrrscope log --kernel 6.1
      mtrrscope log dmesg.txt --tolud 2G --at-step 5
      """)

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @OptionGroup var moment: Moment
  @OptionGroup var changes: WhatIf
  @Flag(help: "Print JSON, with the step that each line is from.")
  var json = false

  private struct Line: Encodable {
    var step: Int
    var function: String
    var text: String
  }

  func run() throws {
    let evaluation = try moment.at(evaluate(try changes.scenario(from: inputs)))
    if json {
      let lines = evaluation.trace.steps.flatMap { step in
        step.log.map { Line(step: step.number, function: step.function, text: $0.text) }
      }
      try Output.write(try JSONText.pretty(lines))
    } else {
      try Output.write(evaluation.trace.log.map { printable($0.text) + "\n" }.joined())
    }
  }
}
