import ArgumentParser
import Foundation
import MachineFormats
import MemtypeEngine
import VisibleText

struct Sweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Evaluate every combination of several inputs' values, and say which decide and where the borders lie.",
    discussion: """
      --vary takes any path that --set takes, with a list of values or with steps through a range, both ends included. \
      The cases come in a fixed order, the last --vary fastest; memory does not grow with their number. Borders between \
      numbers are found to the page by bisection. Ctrl-C keeps what is done. Exit status: 0 when every driver maps in \
      every case, 1 when one fails in some, 2 for unusable input.

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
    var progress = ProgressLine(total: grid.count)
    let batch = 512 * Parallel.coreCount
    var hasFailure = false
    output.begin()
    while summary.count < grid.count, !Interruption.isRequested {
      let range = summary.count..<min(grid.count, summary.count + batch)
      let reports = Parallel.map(range) { number in
        let coordinates = grid.coordinates(number)
        return Self.report(Result { () throws(InputEditError) in try grid.scenario(at: coordinates) })
      }
      for (number, report) in zip(range, reports) {
        summary.add(Self.outcome(report))
        hasFailure = hasFailure || report.hasFailure
        try output.add(number, report)
      }
      try output.flush()
      progress.show(summary.count)
    }
    progress.clear()
    try output.end(summary)
    if Interruption.isRequested { throw ExitCode(130) }
    if hasFailure { throw ExitCode(1) }
  }

  static func report(_ scenario: Result<Scenario, InputEditError>) -> CaseReport {
    switch scenario {
    case .success(let scenario): CaseReport(evaluate(scenario))
    case .failure(let error): CaseReport(impossible: "\(error.key): \(error.reason)")
    }
  }

  /// What tells cases apart: not why one cannot be.
  static func outcome(_ report: CaseReport) -> String {
    report.reason == nil ? report.brief : report.verdict
  }

  private func grid() throws -> SweepGrid {
    let scenario = try changes.opened(inputs).scenario
    let axes = try vary.map { try axis($0, scenario) }
    for (index, axis) in axes.enumerated() where axes[..<index].contains(where: { $0.key == axis.key }) {
      throw Failure("--vary \(printable(axis.key)) is there twice")
    }
    do {
      let edits = try changes.settings.map { try $0.edit() }
      guard let grid = SweepGrid(scenario, edits: edits, cure: changes.cure, axes: axes) else {
        throw Failure("more cases than can be counted")
      }
      // Where no case can be, a value or a path is wrong.
      try checkPaths(grid)
      return grid
    } catch let error as ScenarioFileError {
      throw Failure(printable(error.description))
    }
  }

  /// A path that does not exist, or a word that no case takes, is a mistake and no outcome.
  private func checkPaths(_ grid: SweepGrid) throws {
    do throws(InputEditError) {
      _ = try grid.base.applying(grid.edits)
    } catch {
      throw Failure(printable("\(error.key): \(error.reason)"))
    }
    for (index, axis) in grid.axes.enumerated() {
      var coordinates = grid.axes.map { _ in 0 }
      var reason: InputEditError?
      for value in 0..<axis.count {
        coordinates[index] = value
        do throws(InputEditError) {
          _ = try grid.scenario(at: coordinates)
          reason = nil
          break
        } catch {
          reason = error
          // Steps are numbers; only the path can be wrong, or all of them out of place.
          if case .steps = axis.values, value > 64 { break }
        }
      }
      guard let reason, reason.key == axis.key, isMistake(grid, index) else { continue }
      throw Failure(printable("\(reason.key): \(reason.reason)"))
    }
  }

  /// Whether an axis has no value that the scenario takes, with the others as they are.
  private func isMistake(_ grid: SweepGrid, _ index: Int) -> Bool {
    guard let alone = SweepGrid(grid.base, edits: grid.edits, cure: nil, axes: [grid.axes[index]]) else {
      return false
    }
    let step = max(1, alone.count / 64)
    return !stride(from: 0, to: alone.count, by: step).contains { (try? alone.scenario(at: [$0])) != nil }
  }

  // MARK: Axes

  private func axis(_ text: String, _ scenario: Scenario) throws -> SweepAxis {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw Failure(
        "--vary \(printable(text)): accepted: KEY=A..B:STEP or KEY=V1,V2, such as tolud=1G..2G:16M")
    }
    if parts[1].contains("..") { return try steps(key: parts[0], parts[1]) }
    let pieces = Cases.pieces(of: parts[1])
    do {
      let nodes = try pieces.map { try FileNode.value($0, name: parts[0]) }
      return SweepAxis(key: parts[0], values: .list(nodes), isCount: pieces.allSatisfy(Self.isDecimal))
    } catch let error as ScenarioFileError {
      throw Failure(printable(error.description))
    }
  }

  /// `1G..4G:16M`; the step may be left out between counts, `36..52`.
  private func steps(key: String, _ text: String) throws -> SweepAxis {
    func bad(_ reason: String) -> Failure {
      Failure(printable("--vary \(key)=\(text): \(reason); accepted: A..B:STEP, such as 1G..4G:16M"))
    }
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let dots = halves[0].range(of: "..") else { throw bad("no range") }
    let ends = [String(halves[0][..<dots.lowerBound]), String(halves[0][dots.upperBound...])]
    let isCount = ends.allSatisfy(Self.isDecimal)
    guard isCount || halves.count == 2 else { throw bad("no step") }
    do {
      let (start, end) = (try NumberText.parse(ends[0]), try NumberText.parse(ends[1]))
      let step = halves.count == 2 ? try NumberText.parse(halves[1]) : 1
      guard step > 0 else { throw bad("the step is 0") }
      guard start <= end else { throw bad("it begins behind its end") }
      guard let count = Int(exactly: (end - start) / step), count < .max else {
        throw bad("too many values")
      }
      return SweepAxis(
        key: key, values: .steps(start: start, step: step, count: count + 1),
        isCount: isCount && (halves.count == 1 || Self.isDecimal(halves[1])))
    } catch let error as NumberError {
      throw bad(error.text)
    }
  }

  private static func isDecimal(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
