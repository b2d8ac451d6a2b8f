import MemtypeEngine

/// One property of a scenario as its file has it.
public struct ScenarioValue: Hashable, Sendable {
  /// The keys from the outside in; of a list's element its `id`, or its number from 0.
  public var path: [String]
  /// As a file would say it; empty for an element of a list that has nothing but its place.
  public var text: String
}

extension ScenarioFile {
  /// Everything that a file can say about a scenario, also what is as usual, in a file's order. Two scenarios whose
  /// values are equal are equal, but for the order of the memory map and of the devices.
  public static func values(of scenario: Scenario) -> [ScenarioValue] {
    var values: [ScenarioValue] = []
    var seen: [String: Int] = [:]
    flatten(ScenarioReader.write(scenario), [], &values, &seen)
    return values
  }

  /// The keys that tell a list's elements apart.
  private static let identities = ["id", "missing"]

  private static func flatten(
    _ value: FileValue, _ path: [String], _ values: inout [ScenarioValue], _ seen: inout [String: Int]
  ) {
    switch value {
    case .record(let entries):
      for entry in entries { flatten(entry.value, path + [entry.key], &values, &seen) }
    case .list(let elements):
      for (index, element) in elements.enumerated() {
        switch element {
        // An entry of the memory map is known by what it says.
        case .word where path == ["memory-map"]:
          values.append(ScenarioValue(path: path + [unused(element.inline, path, &seen)], text: ""))
        case .record(let entries):
          guard let name = identity(of: entries) else { fallthrough }
          let others = entries.filter { !identities.contains($0.key) }
          flatten(.record(others), path + [unused(name, path, &seen)], &values, &seen)
        default: flatten(element, path + [unused(String(index), path, &seen)], &values, &seen)
        }
      }
    case .word, .flow: values.append(ScenarioValue(path: path, text: value.inline))
    }
  }

  private static func identity(of entries: [FileValue.Entry]) -> String? {
    guard let entry = entries.first(where: { identities.contains($0.key) }),
      case .word(let name) = entry.value
    else { return nil }
    return name
  }

  /// A name that no element before has.
  private static func unused(_ name: String, _ path: [String], _ seen: inout [String: Int]) -> String {
    let key = (path + [name]).joined(separator: "\u{0}")
    seen[key, default: 0] += 1
    guard let count = seen[key], count > 1 else { return name }
    return "\(name) #\(count)"
  }
}
