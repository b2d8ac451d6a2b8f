/// How values of one type are written and read: in files, at prompts, as options.
package struct FileFormat<Value: Sendable>: Sendable {
  /// In words, with an example.
  package let accepted: String
  package let shape: InputShape
  package let read: @Sendable (FileNode) throws(ScenarioFileError) -> Value
  package let write: @Sendable (Value) -> FileValue
  /// Reads what was typed; nil for what is no single word. The reason of a refusal says more than a file's error.
  package let parse: (@Sendable (String) throws(EditError) -> Value)?
  /// The values that it can have, by name; empty where there is no list of them.
  package let choices: [(name: String, value: Value)]
  /// How one value is told by what differs from another; nil where it is told as a whole.
  package let change: Change?

  package struct Change: Sendable {
    /// The new value, by what differs from the old one.
    package let write: @Sendable (_ new: Value, _ old: Value) -> FileValue
    package let read: @Sendable (FileNode, _ old: Value) throws(ScenarioFileError) -> Value
  }

  package init(
    accepted: String, shape: InputShape, choices: [(name: String, value: Value)] = [],
    read: @escaping @Sendable (FileNode) throws(ScenarioFileError) -> Value,
    write: @escaping @Sendable (Value) -> FileValue,
    parse: (@Sendable (String) throws(EditError) -> Value)? = nil, change: Change? = nil
  ) {
    self.accepted = accepted
    self.shape = shape
    self.choices = choices
    self.read = read
    self.write = write
    self.parse = parse
    self.change = change
  }

  /// A value that is one word. `names` are those that are worth offering.
  static func word(
    _ accepted: String, names: [String] = [], read: @escaping @Sendable (String) -> Value?,
    write: @escaping @Sendable (Value) -> String,
    parse: (@Sendable (String) throws(EditError) -> Value)? = nil
  ) -> FileFormat {
    word(accepted, names: names, read: read, value: { .word(write($0)) }, parse: parse)
  }

  /// The same, where what is written is more than a text.
  static func word(
    _ accepted: String, names: [String] = [], read: @escaping @Sendable (String) -> Value?,
    value: @escaping @Sendable (Value) -> FileValue,
    parse: (@Sendable (String) throws(EditError) -> Value)? = nil
  ) -> FileFormat {
    @Sendable func parseWord(_ text: String) throws(EditError) -> Value {
      if let parse { return try parse(text) }
      guard let value = read(text) else { throw .notAccepted(text, accepted: accepted) }
      return value
    }
    return FileFormat(
      accepted: accepted, shape: .value(names, accepted: accepted),
      read: { node throws(ScenarioFileError) in
        guard let word = node.word, let value = read(word) else { throw node.rejected(accepted: accepted) }
        return value
      }, write: value, parse: parseWord)
  }

  /// A value out of a few, by name; case, blanks and marks between words do not matter. `others` are names that are
  /// read and not written.
  static func choice(
    _ choices: [(name: String, value: Value)], others: [(name: String, value: Value)] = []
  ) -> FileFormat where Value: Equatable {
    let names = choices.map(\.name)
    let accepted = names.joined(separator: ", ")
    @Sendable func value(_ word: String) -> Value? {
      let wanted = simplified(word)
      return (choices + others).first { simplified($0.name) == wanted }?.value
    }
    @Sendable func instead(of word: String) -> String {
      nearest(to: word, in: names).map { "\($0)? (one of \(accepted))" } ?? accepted
    }
    return FileFormat(
      accepted: accepted, shape: .value(names, accepted: accepted), choices: choices,
      read: { node throws(ScenarioFileError) in
        guard let word = node.word else { throw node.rejected(accepted: accepted) }
        guard let value = value(word) else { throw node.rejected(accepted: instead(of: word)) }
        return value
      },
      write: { value in .word(choices.first { $0.value == value }?.name ?? "") },
      parse: { text throws(EditError) in
        guard let value = value(text) else { throw .notAccepted(text, accepted: instead(of: text)) }
        return value
      })
  }

  /// The cases of an enumeration with their raw values for names.
  static func cases() -> FileFormat
  where Value: CaseIterable & RawRepresentable & Equatable, Value.RawValue == String {
    choice(Value.allCases.map { ($0.rawValue, $0) })
  }

  /// `none` for nothing.
  var optional: FileFormat<Value?> {
    let inner = self
    var parse: (@Sendable (String) throws(EditError) -> Value?)?
    if let parseValue = self.parse {
      parse = { (text: String) throws(EditError) -> Value? in
        text.isEmpty || text.lowercased() == "none" ? nil : try parseValue(text)
      }
    }
    return FileFormat<Value?>(
      accepted: accepted + ", or none", shape: .either([shape, .value(["none"], accepted: "none")]),
      read: { node throws(ScenarioFileError) in node.word == "none" ? nil : try inner.read(node) },
      write: { value in value.map(inner.write) ?? .word("none") }, parse: parse)
  }

  /// As it is, but on one line.
  var inline: FileFormat {
    let write = write
    return FileFormat(
      accepted: accepted, shape: shape, choices: choices, read: read, write: { .flow(write($0)) },
      parse: parse)
  }
}

extension FileFormat where Value: Hashable {
  /// A list of such values. One that is typed is their words between blanks.
  func list(atMost limit: Int = 65_536) -> FileFormat<[Value]> {
    let inner = self
    let accepted = "a list: \(accepted)"
    var parse: (@Sendable (String) throws(EditError) -> [Value])?
    if let parseValue = self.parse {
      parse = { (text: String) throws(EditError) -> [Value] in
        var values: [Value] = []
        guard text != "none" else { return values }
        for word in text.split(separator: " ") { values.append(try parseValue(String(word))) }
        return values
      }
    }
    return FileFormat<[Value]>(
      accepted: accepted, shape: .list(shape),
      read: { node throws(ScenarioFileError) in
        let elements = try node.elements(accepted: accepted)
        guard elements.count <= limit else {
          throw node.error(
            found: "\(node.name) has \(elements.count) entries", accepted: "\(limit) entries at most")
        }
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try inner.read(element)) }
        return values
      }, write: { .list($0.map(inner.write)) }, parse: parse, change: .splices(of: inner, atMost: limit))
  }
}

extension FileFormat where Value: OptionSet, Value.RawValue: FixedWidthInteger & UnsignedInteger & Sendable {
  /// A list of names on one line; bits without a name as a number.
  static func flags(_ names: [(name: String, value: Value)]) -> FileFormat {
    let accepted = "a list of " + names.map(\.name).joined(separator: ", ")
    let element = FileFormat<Value.RawValue>.word(accepted, names: names.map(\.name)) { word in
      let wanted = simplified(word)
      if let known = names.first(where: { simplified($0.name) == wanted }) { return known.value.rawValue }
      return (try? NumberText.parse(word)).flatMap { Value.RawValue(exactly: $0) }
    } write: { bits in
      names.first { $0.value.rawValue == bits }?.name ?? UInt64(bits).grouped
    }
    let list = element.list(atMost: 64)
    return FileFormat(
      accepted: accepted, shape: list.shape,
      read: { node throws(ScenarioFileError) in
        Value(rawValue: try list.read(node).reduce(0) { $0 | $1 })
      },
      write: { value in
        let named = names.map(\.value.rawValue).filter { $0 != 0 && value.rawValue & $0 == $0 }
        let rest = value.rawValue & ~named.reduce(0) { $0 | $1 }
        return .flow(list.write(rest == 0 ? named : named + [rest]))
      })
  }
}

extension FileFormat where Value: Hashable & Comparable {
  /// A list in which the order does not matter; written sorted, on one line.
  var set: FileFormat<Set<Value>> {
    let list = list()
    var parse: (@Sendable (String) throws(EditError) -> Set<Value>)?
    if let parseList = list.parse {
      parse = { (text: String) throws(EditError) -> Set<Value> in Set(try parseList(text)) }
    }
    return FileFormat<Set<Value>>(
      accepted: list.accepted, shape: list.shape,
      read: { node throws(ScenarioFileError) in Set(try list.read(node)) },
      write: { .flow(list.write($0.sorted())) }, parse: parse)
  }
}

/// In lower case, without blanks and the marks between words, except for a hyphen at the end, which tells UC- from UC.
func simplified(_ name: String) -> String {
  String(name.lowercased().filter { !" -_+,()".contains($0) }) + (name.hasSuffix("-") ? "-" : "")
}

/// One key of a record: how to read it into the record, and what to write.
package struct FileField<Root: Sendable>: Sendable {
  let key: String
  let shape: InputShape
  let accepted: String
  let read: @Sendable (FileNode, inout Root) throws(ScenarioFileError) -> Void
  let write: @Sendable (Root) -> FileValue
  /// Written even where it has the value that it would have without it.
  let isAlwaysWritten: Bool
  /// Changes it as typed text says; nil for what is no single word.
  let parse: (@Sendable (String, inout Root) throws(EditError) -> Void)?
  /// The next choice, or the one before; nil where there is no list of them.
  let step: (@Sendable (inout Root, Bool) -> Void)?
  let copy: @Sendable (inout Root, Root) -> Void
  /// What there is to choose from, by name.
  let names: [String]

  /// A stored property.
  init<Value: Sendable & Equatable>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ format: FileFormat<Value>,
    always isAlwaysWritten: Bool = false
  ) {
    self.key = key
    self.isAlwaysWritten = isAlwaysWritten
    (shape, accepted) = (format.shape, format.accepted)
    read = { node, root throws(ScenarioFileError) in root[keyPath: path] = try format.read(node) }
    write = { root in format.write(root[keyPath: path]) }
    if let parseValue = format.parse {
      parse = { (text: String, root: inout Root) throws(EditError) in
        root[keyPath: path] = try parseValue(text)
      }
    } else {
      parse = nil
    }
    names = format.choices.map(\.name)
    let values = format.choices.map(\.value)
    if values.isEmpty {
      step = nil
    } else {
      step = { root, forward in root[keyPath: path] = stepped(root[keyPath: path], in: values, forward) }
    }
    copy = { root, other in root[keyPath: path] = other[keyPath: path] }
  }
}

/// The value after another one in a list that goes round, or before it.
func stepped<Value: Equatable>(_ value: Value, in all: [Value], _ forward: Bool) -> Value {
  guard let first = all.first else { return value }
  guard let i = all.firstIndex(of: value) else { return first }
  return all[(i + (forward ? 1 : all.count - 1)) % all.count]
}

extension FileFormat {
  /// A record with these keys. What is not given is as `base` has it, and what `base` has is not written.
  static func record(_ what: String, base: Value, _ fields: [FileField<Value>]) -> FileFormat {
    let accepted = "\(what): \(fields.map(\.key).joined(separator: ", "))"
    return FileFormat(
      accepted: accepted, shape: FileField.shape(of: fields),
      read: { node throws(ScenarioFileError) in
        var value = base
        try FileField.read(node, into: &value, fields, accepted: accepted)
        return value
      },
      write: { value in FileField.write(value, base: base, fields) })
  }
}

extension FileField {
  static func shape(of fields: [FileField]) -> InputShape {
    .record(fields.map { InputShape.Key($0.key, $0.shape) })
  }

  /// Reads the keys of a record in the fields' order. `others` are keys that somebody else reads.
  static func read(
    _ node: FileNode, into root: inout Root, _ fields: [FileField], accepted: String, others: [String] = []
  ) throws(ScenarioFileError) {
    let entries = try node.entries(accepted: accepted)
    let keys = fields.map(\.key) + others
    for entry in entries where !keys.contains(entry.key) { throw entry.value.unknownKey(among: keys) }
    for field in fields {
      guard let entry = entries.first(where: { $0.key == field.key }) else { continue }
      try field.read(entry.value, &root)
    }
  }

  static func write(_ value: Root, base: Root, _ fields: [FileField]) -> FileValue {
    .record(
      fields.map { field in
        let written = field.write(value)
        return FileValue.Entry(
          key: field.key, value: written, isDefault: !field.isAlwaysWritten && written == field.write(base))
      })
  }
}

extension FileNode {
  /// The error for a key that its record does not have.
  func unknownKey(among keys: [String]) -> ScenarioFileError {
    let all = keys.joined(separator: ", ")
    let near = nearest(to: name, in: keys).map { "\($0)? (one of \(all))" }
    return error(found: "unknown key \(Self.excerpt(name))", accepted: near ?? "one of \(all)")
  }
}
