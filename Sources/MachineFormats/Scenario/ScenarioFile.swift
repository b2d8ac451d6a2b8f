import MemtypeEngine
import Yams

/// The YAML file that holds a scenario.
///
/// A few lines do: `platform`, `firmware`, `ram`, `tolud`, `kernel`, `behaviour`, `devices`; a firmware model fills
/// in the rest. A file may also say everything, as `text(of:)` does.
public enum ScenarioFile {
  /// Longer files are refused: no scenario comes near it.
  public static let sizeLimit = 4 << 20

  /// Reads a scenario. Throws for what is no YAML, unknown keys, and values out of place.
  public static func parse(_ text: String, file: String) throws(ScenarioFileError) -> Scenario {
    guard text.utf8.count <= sizeLimit else {
      throw ScenarioFileError(
        file: file, found: "\(text.utf8.count >> 20) MiB",
        accepted: "a scenario of at most \(sizeLimit >> 20) MiB")
    }
    return try ScenarioReader(root: compose(text, file)).scenario()
  }

  /// The file that says everything: `parse` gives the same scenario again.
  public static func text(of scenario: Scenario) -> String {
    "# A machine for mtrrscope. Numbers: 0xfed4_0000, 4096, 512M, 3.5G; a range includes its last address.\n"
      + ScenarioReader.write(scenario).text
  }

  /// Whether a text is meant to be a scenario file: it has YAML's ending, or its first line that says anything begins
  /// with one of the keys, and some line with one that other files do not have.
  public static func matches(name: String, lines: some Sequence<String>) -> Bool {
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return true }
    func begins(_ line: String, _ keys: [String]) -> Bool { keys.contains { line.hasPrefix("\($0):") } }
    let telling = lines.filter { line in
      !line.hasPrefix("#") && line != "---" && !line.utf8.allSatisfy(SourceLine.isBlank)
    }
    guard let first = telling.first, begins(first, ScenarioReader.keys) else { return false }
    return telling.contains { begins($0, ScenarioReader.telltales) }
  }

  private static func compose(_ text: String, _ file: String) throws(ScenarioFileError) -> FileNode {
    let accepted = "YAML, lines of key: value"
    do {
      // The basic resolver leaves scalars as they are written: 6.10 stays a release.
      guard let node = try Yams.compose(yaml: text, .basic) else {
        throw ScenarioFileError(file: file, found: "an empty file", accepted: ScenarioReader.accepted)
      }
      return FileNode(node: node, file: file, name: "the file")
    } catch let error as ScenarioFileError {
      throw error
    } catch let error as YamlError {
      throw ScenarioFileError(
        file: file, line: error.scenarioLine, found: error.scenarioProblem, accepted: accepted)
    } catch {
      throw ScenarioFileError(file: file, found: "no YAML", accepted: accepted)
    }
  }
}

extension YamlError {
  fileprivate var scenarioLine: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: nil
    }
  }

  fileprivate var scenarioProblem: String {
    switch self {
    case .reader(let problem, _, _, _), .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
      .composer(_, let problem, _, _):
      "no YAML: \(problem)"
    case .duplicatedKeysInMapping(let keys, _): "given twice: \(keys.joined(separator: ", "))"
    default: "no YAML"
    }
  }
}
