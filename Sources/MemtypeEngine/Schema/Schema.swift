/// The one table of a scenario's inputs. A plain field is the property in its struct and one line here.
///
/// The order is that of files, and within a section that of the rows.
package enum Schema {
  package static let fields: [ScenarioField] = scalars + elements

  /// What a whole scenario may be.
  package static let shape = shape(under: "")

  static let scalars: [ScenarioField] =
    machine + processor + kernel + parameters + patches + boot + memory + registers + rest

  private static let byPath: [String: ScenarioField] = Dictionary(
    scalars.flatMap { field in ([field.key] + field.aliases).map { ($0, field) } }
  ) { first, _ in first }

  private static let byList: [InputList: [ScenarioField]] = Dictionary(grouping: elements) {
    $0.list ?? .devices
  }

  private static let byElementKey: [InputPath: ScenarioField] = Dictionary(
    elements.map { (InputPath($0.list ?? .devices, 0, $0.key), $0) }
  ) { first, _ in first }

  /// The field that is no part of a list with this key, or an old name of it.
  package static func field(named key: String) -> ScenarioField? { byPath[key] }

  package static func field(_ path: InputPath) -> ScenarioField? {
    guard let list = path.list else { return byPath[path.key] }
    return byElementKey[InputPath(list, 0, path.key)]
  }

  package static func fields(of list: InputList) -> [ScenarioField] { byList[list] ?? [] }

  /// The lines of a section of the inputs, in their order.
  package static func rows(of section: InputSection) -> [ScenarioField] { rowsBySection[section] ?? [] }

  private static let rowsBySection: [InputSection: [ScenarioField]] = Dictionary(
    grouping: scalars.filter(\.hasRow).enumerated().sorted {
      ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
    }.map(\.element), by: \.section)

  /// The fields in an order in which each comes after those that its meaning depends on.
  package static let readingOrder: [ScenarioField] = {
    var result: [ScenarioField] = []
    var done: Set<String> = []
    func add(_ field: ScenarioField, _ depth: Int) {
      guard !done.contains(field.key), depth < scalars.count else { return }
      for key in field.dependsOn { scalars.filter { $0.key == key }.forEach { add($0, depth + 1) } }
      guard done.insert(field.key).inserted else { return }
      result.append(field)
    }
    for field in scalars { add(field, 0) }
    return result
  }()

  // MARK: Files

  /// Keys of records that hold the keys behind their dot.
  static let groups: Set<String> = Set(
    inFiles.flatMap { field in
      let parts = field.key.split(separator: ".")
      return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: ".") }
    })

  /// What has a key in files, written or only read.
  package static let inFiles = scalars.filter { $0.file != .none }

  /// The keys under a group, `cpu`, or on the first level for "".
  package static func keys(under group: String) -> [String] {
    var keys: [String] = []
    for field in inFiles {
      guard group.isEmpty || field.key.hasPrefix(group + ".") else { continue }
      let rest = group.isEmpty ? field.key[...] : field.key.dropFirst(group.count + 1)
      let key = String(rest.prefix { $0 != "." })
      if !keys.contains(key) { keys.append(key) }
    }
    return keys
  }

  private static func shape(at path: String) -> InputShape {
    guard groups.contains(path) else { return field(named: path)?.shape ?? .record([]) }
    let record = shape(under: path)
    // A list of names stands for a record of switches.
    return path == "patches"
      ? .either([record, .list(.value(keys(under: path), accepted: "a list of names"))]) : record
  }

  private static func shape(under group: String) -> InputShape {
    .record(
      keys(under: group).map { key in
        let path = group.isEmpty ? key : "\(group).\(key)"
        return InputShape.Key(key, shape(at: path))
      })
  }
}
