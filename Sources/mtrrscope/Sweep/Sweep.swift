import ArgumentParser
import Glibc
import MachineFormats
import MemtypeEngine
import Progress
import VisibleText

struct Sweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Evaluate every combination of several inputs' values, and say which decide and where the borders lie.",
    discussion: """
      --vary takes any path that --set takes, with a list of values or with steps through a range, both ends included. \
      The cases come in a fixed order, the last --vary fastest; memory does not grow with their number. Borders between \
      numbers are found to the page by bisection. A real machine's cases are as sure as its input is: one that hangs on \
      what was not said is undecided. Ctrl-C keeps what is done. Exit status: 0 when every driver maps in every case, 1 \
      when one fails in some, 3 when one is not decided, 2 for unusable input.

        mtrrscope sweep --vary tolud=1G..2G:16M --vary kernel=6.11,6.12.53,6.12.54,6.18
        mtrrscope sweep dmesg.txt --vary cpu.phys-bits=36..52 --format csv > grid.csv
        mtrrscope sweep --vary tolud=1G..2G:4K --vary early-hpet=on,off --summary-only
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, csv, jsonl
  }

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @Option(
    help: ArgumentHelp(
      "An input and its values: KEY=A..B:STEP or KEY=V1,V2. Repeatable.", valueName: "key=values"),
    completion: .inputs)
  var vary: [String] = []
  @Option(help: "text, csv or jsonl (JSON, a case a line, the summary last).")
  var format = Format.text
  @Flag(help: "Print the summary alone.")
  var summaryOnly = false
  @OptionGroup var changes: WhatIf

  func validate() throws {
    guard !vary.isEmpty else { throw ValidationError("say what varies: --vary tolud=1G..2G:16M") }
  }

  func run() throws {
    let grid = try grid()
    Interruption.catchIt()
    var output = SweepOutput(grid, format: format, printsCases: !summaryOnly)
    var summary = SweepSummary(axes: grid.axes)
    let piece = 256
    output.begin()
    while summary.count < grid.count, !Interruption.isRequested {
      let start = summary.count
      let batch = min(grid.count - start, piece * 4 * Parallel.coreCount)
      let outcomes = Parallel.map(0..<(batch + piece - 1) / piece) {
        grid.outcomes(of: start + $0 * piece..<start + min(batch, ($0 + 1) * piece))
      }
      for (number, outcome) in zip(start..., outcomes.joined()) {
        summary.add(outcome)
        try output.add(number, outcome)
      }
      try output.flush()
      Progress.say("evaluating, \(summary.count) of \(grid.count) cases")
    }
    try output.end(summary)
    if Interruption.isRequested { throw ExitCode(130) }
    if summary.count(of: .fails) > 0 { throw ExitCode(1) }
    if summary.count(of: .undecided) + summary.count(of: .contradicted) > 0 { throw ExitCode(3) }
  }

  private func grid() throws -> SweepGrid {
    do {
      let opened = try changes.opened(inputs)
      let axes = try vary.map { try SweepAxis(parsing: $0, value: FileNode.value) }
      let grid = try SweepGrid(
        opened.scenario, edits: try changes.settings.map { try $0.edit() }, cure: changes.cure, axes: axes,
        evidence: opened.evidence)
      if let mistake = grid.mistake { throw Failure(printable("\(mistake.key): \(mistake.reason)")) }
      return grid
    } catch let error as SweepError {
      throw Failure(printable("--vary \(error.text)"))
    } catch let error as ScenarioFileError {
      throw Failure(printable(error.description))
    }
  }
}
