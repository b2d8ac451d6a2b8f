import Glibc
import MemtypeEngine

/// The YAML file that holds a scenario.
///
/// A few lines do: `platform`, `firmware`, `ram`, `tolud`, `kernel`, `behaviour`, `devices`; a firmware model fills
/// in the rest. A file may also say everything, as `text(of:)` does.
public enum ScenarioFile {
  /// Longer files are refused: no scenario comes near it.
  public static let sizeLimit = 32 << 20

  /// Reads a scenario. Throws for what is no YAML, unknown keys, and values out of place.
  public static func parse(_ text: String, file: String) throws(ScenarioFileError) -> Scenario {
    guard text.utf8.count <= sizeLimit else {
      throw ScenarioFileError(
        file: file, found: "\(text.utf8.count >> 20) MiB",
        accepted: "a scenario of at most \(sizeLimit >> 20) MiB")
    }
    let root = try FileNode.root(of: text, file: file, accepted: ScenarioReader.accepted)
    return try ScenarioReader(root: root).scenario()
  }

  /// The file that says everything: `parse` gives the same scenario again.
  public static func text(of scenario: Scenario) -> String {
    "# A machine for mtrrscope. Numbers: 0xfed4_0000, 4096, 512M, 3.5G; a range includes its last address.\n"
      + ScenarioReader.write(scenario).text
  }

  /// The same for a file that has to be opened again: one that could not be is refused before it is written.
  ///
  /// - Throws: `StorageError` for a scenario that no file can hold.
  public static func text(toKeep scenario: Scenario, in path: String) throws(StorageError) -> String {
    try kept(scenario, in: path).text
  }

  /// The text with what is read from it.
  static func kept(
    _ scenario: Scenario, in path: String
  ) throws(StorageError) -> (text: String, scenario: Scenario) {
    let text = text(of: scenario)
    do throws(ScenarioFileError) {
      return (text, try parse(text, file: path))
    } catch {
      throw StorageError(
        attempt: "cannot save", path: path, code: EFBIG,
        because: "it could not be opened again: \(error.found); accepted: \(error.accepted)")
    }
  }

  // MARK: Edits

  /// What an edit changed, as a text that `applying` makes the edited scenario of again; nil where it would not, or
  /// where the whole is shorter.
  static func change(from old: Scenario, to new: Scenario, atMost size: Int) -> String? {
    let difference = new.difference(from: old)
    let text = difference.isAllDefault ? "{}\n" : difference.text
    guard text.utf8.count < size, (try? applying(text, to: old, file: "")) == new else { return nil }
    return text
  }

  static func applying(
    _ change: String, to old: Scenario, file: String
  ) throws(ScenarioFileError) -> Scenario {
    try old.applying(difference: try FileNode.root(of: change, file: file, accepted: ScenarioReader.accepted))
  }

  /// Whether a text is meant to be a scenario file: it has YAML's ending, or its first line that says anything begins
  /// with one of the keys, and some line with one that other files do not have. JSON is YAML.
  public static func matches(name: String, lines: some Sequence<String>) -> Bool {
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return true }
    func begins(_ line: String, _ keys: [String]) -> Bool { keys.contains { line.hasPrefix("\($0):") } }
    let telling = lines.filter { line in
      !line.hasPrefix("#") && line != "---" && !line.utf8.allSatisfy(SourceLine.isBlank)
    }
    guard let first = telling.first else { return false }
    if first.utf8.first(where: { !SourceLine.isBlank($0) }) == UInt8(ascii: "{") {
      // JSON under the same keys, as convert writes it.
      return telling.contains { line in ScenarioReader.typicalKeys.contains { line.contains("\"\($0)\"") } }
    }
    guard begins(first, ScenarioReader.keys) else { return false }
    return telling.contains { begins($0, ScenarioReader.typicalKeys) }
  }
}
