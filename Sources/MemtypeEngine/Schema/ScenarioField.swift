/// One input of a scenario: what it is called, how it is read, written and shown, and what changing it means.
///
/// All that is known of an input is said here once. Files, the inputs pane, menus, completion, the list of changes, the
/// manual, `--set` and JSON follow from it.
package struct ScenarioField: Sendable {
  /// How files have it.
  package enum FileRole: Hashable, Sendable {
    case always
    case unlessDefault
    /// A shorthand for something that has a key of its own: read only.
    case readOnly
    /// Not at all: another view of what has a key.
    case none
  }

  /// nil for what is no part of a list's element.
  package let list: InputList?
  /// The whole path, `cpu.phys-bits`; within a list's element the last part, empty for the whole element.
  package let key: String
  /// Other keys that are read and not written.
  package var aliases: [String] = []
  package let section: InputSection
  /// In the field's own terms, at most thirteen columns.
  package let label: String
  /// One sentence.
  package let help: String
  package let file: FileRole
  /// What is accepted, in words.
  package let accepted: String
  package let shape: InputShape
  /// A value is typed; otherwise it is chosen.
  package let isTyped: Bool
  /// It is on or off.
  package let isSwitch: Bool
  /// What one may type, with examples, where that is more than what is accepted.
  package var hint: String?
  /// Values that are in no list of choices can be typed.
  package var takesOthers = false
  /// Names of places and sums of them can be typed.
  package var takesAddress = false
  /// It has a line, or a part of one, among the inputs.
  package var hasRow: Bool
  /// Keys that it is another view of: where it has changed, their change is no news.
  package var viewOf: [String] = []
  /// Keys that files are read for first, since what this one means depends on them.
  package var dependsOn: [String] = []
  /// Rows come by this, and then in the table's order.
  package var rank = 0
  /// The option that is a shorthand for it, `phys-bits`.
  package var option: String?

  typealias Places = [String: PhysicalAddress]

  let read: @Sendable (FileNode, inout Scenario, Int) throws(ScenarioFileError) -> Void
  let write: @Sendable (Scenario, Int) -> FileValue?
  /// What turns the second scenario's value into the first one's; nil where they are the same.
  let writeChange: @Sendable (Scenario, Scenario) -> FileValue?
  let readChange: @Sendable (FileNode, inout Scenario) throws(ScenarioFileError) -> Void
  var show: @Sendable (Scenario, Int) -> String
  var note: @Sendable (Scenario, Int) -> String = { _, _ in "" }
  var editable: @Sendable (Scenario, Int) -> String
  var edit: @Sendable (Scenario, Int, FileNode, Places) throws(EditError) -> Scenario
  var choices: @Sendable (Scenario, Int, Scenario) -> [String]
  var step: @Sendable (Scenario, Int, Bool, Scenario) throws(EditError) -> Scenario
  var copy: @Sendable (Scenario, Int, Scenario, Int) throws(EditError) -> Scenario?

  package func isNamed(_ name: String) -> Bool { key == name || aliases.contains(name) }
}

extension ScenarioField {
  /// How a value is got at. `Int` is the place of its element in its list.
  struct Access<Value: Hashable & Sendable>: Sendable {
    var get: @Sendable (Scenario, Int) -> Value?
    var put: @Sendable (inout Scenario, Int, Value) -> Void
    /// An edit that keeps the scenario in order; nil where storing the value is all.
    var set: (@Sendable (Scenario, Int, Value) throws(EditError) -> Scenario)?

    init(
      get: @escaping @Sendable (Scenario, Int) -> Value?,
      put: @escaping @Sendable (inout Scenario, Int, Value) -> Void,
      set: (@Sendable (Scenario, Int, Value) throws(EditError) -> Scenario)? = nil
    ) {
      self.get = get
      self.put = put
      self.set = set
    }

    init(
      _ path: any WritableKeyPath<Scenario, Value> & Sendable,
      set: (@Sendable (Scenario, Int, Value) throws(EditError) -> Scenario)? = nil
    ) {
      self.init(get: { s, _ in s[keyPath: path] }, put: { s, _, value in s[keyPath: path] = value }, set: set)
    }

    func applied(_ value: Value, to scenario: Scenario, _ index: Int) throws(EditError) -> Scenario {
      if let set { return try set(scenario, index, value) }
      var result = scenario
      put(&result, index, value)
      return result
    }
  }

  /// How a typed value moves by a sensible step; nil for one that has none.
  typealias Next<Value> = @Sendable (Scenario, Int, Value, Bool) throws(EditError) -> Value

  /// `shown` is the text among the inputs where it is not the name of the choice or what files have. `format` may
  /// depend on the rest of the scenario. `choices` are the values to choose from where the format has no list.
  init<Value: Hashable & Sendable>(
    _ list: InputList? = nil, _ key: String, _ section: InputSection, _ label: String, _ help: String,
    _ access: Access<Value>, format: @escaping @Sendable (Scenario) -> FileFormat<Value>,
    file: FileRole = .unlessDefault, hasRow: Bool = true, isTyped: Bool? = nil,
    choices: (@Sendable (Scenario, Scenario) -> [(name: String, value: Value)])? = nil,
    shown: (@Sendable (Scenario, Value) -> String)? = nil, next: Next<Value>? = nil
  ) {
    let sample = format(Scenario.blank)
    self.list = list
    (self.key, self.section, self.label, self.help) = (key, section, label, help)
    (self.file, self.hasRow) = (file, hasRow)
    (accepted, shape) = (sample.accepted, sample.shape)
    let isTyped = isTyped ?? (sample.choices.isEmpty && choices == nil)
    self.isTyped = isTyped
    isSwitch = Value.self == Bool.self
    let named: @Sendable (Scenario, Scenario) -> [(name: String, value: Value)] = { scenario, baseline in
      choices?(scenario, baseline) ?? format(scenario).choices
    }
    read = { node, scenario, index throws(ScenarioFileError) in
      access.put(&scenario, index, try format(scenario).read(node))
    }
    write = { scenario, index in access.get(scenario, index).map(format(scenario).write) }
    writeChange = { new, old in
      guard let value = access.get(new, 0), let before = access.get(old, 0), value != before else {
        return nil
      }
      let format = format(new)
      return format.change?.write(value, before) ?? format.write(value)
    }
    readChange = { node, scenario throws(ScenarioFileError) in
      let format = format(scenario)
      if let change = format.change, let before = access.get(scenario, 0) {
        access.put(&scenario, 0, try change.read(node, before))
      } else {
        access.put(&scenario, 0, try format.read(node))
      }
    }
    let text: @Sendable (Scenario, Int) -> String = { scenario, index in
      guard let value = access.get(scenario, index) else { return "" }
      if let shown { return shown(scenario, value) }
      let format = format(scenario)
      if let choice = format.choices.first(where: { $0.value == value }) { return choice.name }
      return format.write(value).inline
    }
    show = text
    editable = { scenario, index in
      access.get(scenario, index).map { format(scenario).write($0).plain } ?? ""
    }
    self.choices = { scenario, _, baseline in named(scenario, baseline).map(\.name) }
    edit = { scenario, index, node, _ throws(EditError) in
      if let word = node.word {
        let word = AddressExpression.trimmed(word)
        if let choice = named(scenario, scenario).first(where: { simplified($0.name) == simplified(word) }) {
          return try access.applied(choice.value, to: scenario, index)
        }
        if let parse = format(scenario).parse {
          return try access.applied(try parse(word), to: scenario, index)
        }
      }
      let value: Value
      do throws(ScenarioFileError) {
        value = try format(scenario).read(node)
      } catch {
        throw .file(error)
      }
      return try access.applied(value, to: scenario, index)
    }
    step = { scenario, index, forward, baseline throws(EditError) in
      guard let value = access.get(scenario, index) else { throw .noChoice("\(label) is not there") }
      if let next {
        return try access.applied(try next(scenario, index, value, forward), to: scenario, index)
      }
      let values = named(scenario, baseline).map(\.value)
      guard !values.isEmpty else { throw .noChoice("\(label) has no step: type a value") }
      return try access.applied(stepped(value, in: values, forward), to: scenario, index)
    }
    copy = { scenario, index, other, there throws(EditError) in
      guard let value = access.get(other, there), access.get(scenario, index) != nil else { return nil }
      return try access.applied(value, to: scenario, index)
    }
  }

  /// A property of the scenario that is stored as it is.
  init<Value: Hashable & Sendable>(
    _ key: String, _ section: InputSection, _ label: String, _ help: String,
    _ path: any WritableKeyPath<Scenario, Value> & Sendable, _ format: FileFormat<Value>,
    file: FileRole = .unlessDefault, hasRow: Bool = true,
    shown: (@Sendable (Scenario, Value) -> String)? = nil, next: Next<Value>? = nil
  ) {
    self.init(
      nil, key, section, label, help, Access(path), format: { _ in format }, file: file, hasRow: hasRow,
      shown: shown, next: next)
  }

  /// A number within limits, which + and - change by one.
  init(
    _ key: String, _ section: InputSection, _ label: String, _ help: String,
    _ path: any WritableKeyPath<Scenario, Int> & Sendable, in range: ClosedRange<Int>,
    file: FileRole = .unlessDefault
  ) {
    self.init(
      key, section, label, help, path, .limited(to: range), file: file,
      next: { _, _, value, up throws(EditError) in
        let next = value &+ (up ? 1 : -1)
        guard range.contains(next) else {
          throw .noChoice("\(label) is \(range.lowerBound) to \(range.upperBound)")
        }
        return next
      })
  }

  /// The same with some of it changed.
  func with(_ change: (inout ScenarioField) -> Void) -> ScenarioField {
    var result = self
    change(&result)
    return result
  }
}

extension FileValue {
  /// A single word as it is typed, without YAML's quotes; a list of words with blanks between them.
  var plain: String {
    switch self {
    case .word(let word): word
    case .list(let elements) where elements.allSatisfy({ if case .word = $0 { true } else { false } }):
      elements.isEmpty ? "none" : elements.map(\.plain).joined(separator: " ")
    case .flow(let value): value.plain
    default: inline
    }
  }
}

extension Scenario {
  /// What a scenario is before anything is said of it.
  package static let blank = Scenario(
    name: "", summary: "", cpu: CPU(vendor: .intel, physBits: 46), platform: .kvm, firmwareMap: [],
    mtrr: .allZero, devices: [])
}
