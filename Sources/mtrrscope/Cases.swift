import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText

/// A machine in several cases, where an option has a list of values: `--tolud 2G,2816M,3G`.
struct Cases {
  /// The inputs that differ, in the order of the options.
  var keys: [String]
  /// One value for each key, the last key fastest.
  var values: [[String]]
  var scenarios: [Scenario]

  /// More are a sweep.
  private static let most = 4096

  /// The cases that the options make of a scenario: one where no option has a list.
  init(_ scenario: Scenario, _ changes: WhatIf) throws {
    let settings = changes.settings
    let choices = settings.map { Self.choices($0, scenario) }
    let varied = settings.indices.filter { choices[$0].count > 1 }
    var count = 1
    for index in varied {
      count = count.multipliedReportingOverflow(by: choices[index].count).partialValue
      guard count <= Self.most else {
        throw Failure("more than \(Self.most) cases: mtrrscope sweep takes as many as there are")
      }
    }
    keys = varied.map { settings[$0].key }
    (values, scenarios) = ([], [])
    for number in 0..<count {
      var (edits, rest) = (settings, number)
      for index in varied.reversed() {
        edits[index].value = choices[index][rest % choices[index].count]
        rest /= choices[index].count
      }
      values.append(varied.map { edits[$0].value })
      scenarios.append(try changes.changed(scenario, with: edits))
    }
  }

  /// The values of a list; the text itself where it is a value as it stands.
  private static func choices(_ setting: Setting, _ scenario: Scenario) -> [String] {
    let pieces = SweepAxis.pieces(of: setting.value)
    guard pieces.count > 1, !setting.isAccepted(by: scenario) else { return [setting.value] }
    return pieces
  }
}

/// `KEY=VALUE`, as it was typed.
struct Setting {
  var key: String
  var value: String

  /// - Throws: `ScenarioFileError` for brackets that hold no list or record.
  func edit() throws(ScenarioFileError) -> InputEdit {
    InputEdit(key: key, value: try FileNode.value(value, name: key))
  }

  func isAccepted(by scenario: Scenario) -> Bool {
    guard let edit = try? edit() else { return false }
    return (try? scenario.applying([edit])) != nil
  }
}

extension Cases {
  /// A row a case: what was set, the verdict, and what fails.
  func table(_ reports: [CaseReport]) -> StyledText {
    let rows = zip(values, reports).map { $0 + [$1.outcome.verdict.rawValue, $1.outcome.detail] }
    let lines = TextReport.table([keys + ["verdict", ""]] + rows)
    let roles = [StyledText.Role.title] + reports.map(\.role)
    return StyledText(zip(lines, roles).map { StyledText.Line($0, $1) })
  }

  /// What was set in a case.
  func set(_ number: Int) -> [String: String] {
    Dictionary(zip(keys, values[number])) { first, _ in first }
  }
}
