import Glibc
import MachineFormats
import MemtypeEngine
import VisibleText

/// What a sweep prints, case by case as they come, and then what they come to.
struct SweepOutput {
  private let grid: SweepGrid
  private let format: Sweep.Format
  private let printsCases: Bool
  private let widths: [Int]
  private var buffer = ""

  init(_ grid: SweepGrid, format: Sweep.Format, printsCases: Bool) {
    (self.grid, self.format, self.printsCases) = (grid, format, printsCases)
    widths = grid.axes.map { axis in
      let shown = min(axis.count, 4096)
      return max(axis.key.count, (0..<shown).map { axis.text($0).count }.max() ?? 0)
    }
  }

  mutating func begin() {
    guard printsCases else { return }
    let keys = grid.axes.map(\.key)
    switch format {
    case .text: buffer = row(keys + ["verdict", ""])
    case .csv: buffer = Self.csv(keys + ["verdict", "detail"])
    case .jsonl: break
    }
  }

  mutating func add(_ number: Int, _ outcome: CaseOutcome) throws {
    guard printsCases else { return }
    let values = zip(grid.axes, grid.coordinates(number)).map { $0.text($1) }
    switch format {
    case .text: buffer += row(values + [outcome.verdict.rawValue, outcome.detail])
    case .csv: buffer += Self.csv(values + [outcome.verdict.rawValue, outcome.detail])
    case .jsonl:
      let set = Dictionary(zip(grid.axes.map(\.key), values)) { first, _ in first }
      buffer += try JSONText.line(CaseReport(outcome, set: set))
    }
  }

  mutating func flush() throws {
    try Output.write(buffer)
    buffer = ""
  }

  mutating func end(_ summary: SweepSummary) throws {
    let report = SweepReport(grid, summary)
    switch format {
    case .text: buffer += (printsCases ? "\n" : "") + report.text
    case .jsonl: buffer += try JSONText.line(["summary": report])
    case .csv:
      // A table has no place for it.
      if printsCases {
        Output.complain(report.text)
      } else {
        buffer += report.text
      }
    }
    try flush()
  }

  private func row(_ cells: [String]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let width = index < widths.count ? widths[index] : index == widths.count ? 10 : 0
      line += printable(cell) + String(repeating: " ", count: max(0, width - cell.count) + 2)
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }

  /// RFC 4180.
  private static func csv(_ cells: [String]) -> String {
    cells.map { cell in
      let text = printable(cell)
      guard text.contains(where: { ",\"".contains($0) }) else { return text }
      return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
    }.joined(separator: ",") + "\n"
  }
}

/// A sweep's summary, as text and as JSON.
struct SweepReport: Encodable {
  struct Outcome: Encodable {
    var outcome: String
    var count: Int
  }

  struct Border: Encodable {
    var key: String
    /// The last value with one outcome and the first with the other, exact to the page between numbers.
    var last: String
    var first: String
    var before: String
    var after: String
    /// How many lines of the grid cross it between the same two values.
    var lines: Int
    /// The other inputs where it was located.
    var at: [String: String]
    var isExact: Bool
  }

  var cases: Int
  var of: Int
  var outcomes: [Outcome]
  /// Inputs of which another value alone changes an outcome, and those of which none does.
  var decides: [String]
  var withoutInfluence: [String]
  /// Inputs whose neighbours lie too far apart in the grid's order to be compared.
  var notCompared: [String]
  var borders: [Border]
  var moreBorders: Int

  init(_ grid: SweepGrid, _ summary: SweepSummary) {
    (cases, of) = (summary.count, grid.count)
    outcomes = summary.outcomes.map { Outcome(outcome: printable($0.outcome.brief), count: $0.count) }
    let keys = grid.axes.map(\.key)
    decides = keys.indices.filter { summary.decides($0) == true }.map { keys[$0] }
    withoutInfluence = keys.indices.filter { summary.decides($0) == false }.map { keys[$0] }
    notCompared = keys.indices.filter { summary.decides($0) == nil }.map { keys[$0] }
    let found = summary.borders
    borders = Parallel.map(0..<found.count) { Self.border(grid, found[$0]) }
    moreBorders = summary.moreBorders
  }

  private static func border(_ grid: SweepGrid, _ border: SweepSummary.Border) -> Border {
    let axis = grid.axes[border.axis]
    let place = border.coordinates[border.axis]
    let exact = grid.locate(border)
    var others: [String: String] = [:]
    for (index, other) in grid.axes.enumerated() where index != border.axis {
      others[other.key] = other.text(border.coordinates[index])
    }
    return Border(
      key: axis.key, last: exact.map { axis.text(ofNumber: $0.last) } ?? axis.text(place),
      first: exact.map { axis.text(ofNumber: $0.first) } ?? axis.text(place + 1),
      before: printable(border.before.brief),
      after: printable((exact?.after ?? border.after).brief), lines: border.count, at: others,
      isExact: exact != nil)
  }

  private static let mostLines = 32

  var text: String {
    var lines = ["\(cases) cases" + (cases < of ? " of \(of), then interrupted" : "") + ":"]
    lines += outcomes.map { "  \($0.count)  \($0.outcome)" }
    func list(_ title: String, _ keys: [String]) {
      if !keys.isEmpty { lines.append("\(title): " + keys.joined(separator: ", ")) }
    }
    list("what decides", decides)
    list("without influence", withoutInfluence)
    list("not compared, too far apart", notCompared)
    if !borders.isEmpty { lines.append("borders:") }
    for border in borders.prefix(Self.mostLines) {
      let at = border.at.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
      let place = at.isEmpty ? "" : " (at \(at)"
      let count = border.lines > 1 ? "\(place.isEmpty ? " (" : "; ")\(border.lines) lines of the grid)" : ""
      let (last, first) = border.isExact ? ("up to", "from") : ("with", "with")
      lines.append(
        "  \(border.key): \(border.before) \(last) \(border.last), \(border.after) \(first) \(border.first)"
          + place
          + (count.isEmpty ? place.isEmpty ? "" : ")" : count))
    }
    let rest = borders.count - min(borders.count, Self.mostLines) + moreBorders
    if rest > 0 { lines.append("  ... and \(rest) more") }
    return lines.map { printable($0) + "\n" }.joined()
  }
}
