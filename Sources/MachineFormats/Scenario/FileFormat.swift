import MemtypeEngine

/// How a value of one type stands in a scenario file.
struct FileFormat<Value: Sendable>: Sendable {
  /// In words, with an example.
  let accepted: String
  let read: @Sendable (FileNode) throws(ScenarioFileError) -> Value
  let write: @Sendable (Value) -> FileValue

  /// A value that is one word.
  static func word(
    _ accepted: String, read: @escaping @Sendable (String) -> Value?,
    write: @escaping @Sendable (Value) -> String
  ) -> FileFormat {
    FileFormat(
      accepted: accepted,
      read: { node throws(ScenarioFileError) in
        guard let word = node.word, let value = read(word) else { throw node.rejected(accepted: accepted) }
        return value
      }, write: { .word(write($0)) })
  }

  /// A value out of a few, by name; case, blanks, hyphens and underscores do not matter.
  static func choice(_ choices: [(name: String, value: Value)]) -> FileFormat where Value: Equatable {
    let names = choices.map(\.name)
    let accepted = names.joined(separator: ", ")
    return FileFormat(
      accepted: accepted,
      read: { node throws(ScenarioFileError) in
        guard let word = node.word else { throw node.rejected(accepted: accepted) }
        let wanted = simplified(word)
        if let choice = choices.first(where: { simplified($0.name) == wanted }) { return choice.value }
        guard let near = nearest(to: word, in: names) else { throw node.rejected(accepted: accepted) }
        throw node.rejected(accepted: "\(near)? (one of \(accepted))")
      },
      write: { value in .word(choices.first { $0.value == value }?.name ?? "") })
  }

  /// The cases of an enumeration with their raw values for names.
  static func cases() -> FileFormat
  where Value: CaseIterable & RawRepresentable & Equatable, Value.RawValue == String {
    choice(Value.allCases.map { ($0.rawValue, $0) })
  }

  /// `none` for nothing.
  var optional: FileFormat<Value?> {
    FileFormat<Value?>(
      accepted: accepted + ", or none",
      read: { node throws(ScenarioFileError) in node.word == "none" ? nil : try read(node) },
      write: { value in value.map(write) ?? .word("none") })
  }

  /// As it is, but on one line.
  var inline: FileFormat {
    FileFormat(accepted: accepted, read: read, write: { .flow(write($0)) })
  }

  func list(atMost limit: Int = 4096) -> FileFormat<[Value]> {
    let accepted = "a list: \(accepted)"
    return FileFormat<[Value]>(
      accepted: accepted,
      read: { node throws(ScenarioFileError) in
        let elements = try node.elements(accepted: accepted)
        guard elements.count <= limit else {
          throw node.error(
            found: "\(node.name) has \(elements.count) entries", accepted: "\(limit) entries at most")
        }
        var values: [Value] = []
        for element in elements { values.append(try read(element)) }
        return values
      }, write: { .list($0.map(write)) })
  }
}

extension FileFormat where Value: OptionSet, Value.RawValue: FixedWidthInteger & UnsignedInteger & Sendable {
  /// A list of names on one line; bits without a name as a number.
  static func flags(_ names: [(name: String, value: Value)]) -> FileFormat {
    let accepted = "a list of " + names.map(\.name).joined(separator: ", ")
    let element = FileFormat<Value.RawValue>.word(accepted) { word in
      let wanted = simplified(word)
      if let known = names.first(where: { simplified($0.name) == wanted }) { return known.value.rawValue }
      return (try? NumberText.parse(word)).flatMap { Value.RawValue(exactly: $0) }
    } write: { bits in
      names.first { $0.value.rawValue == bits }?.name ?? UInt64(bits).grouped
    }
    let list = element.list(atMost: 64)
    return FileFormat(
      accepted: accepted,
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
    return FileFormat<Set<Value>>(
      accepted: list.accepted, read: { node throws(ScenarioFileError) in Set(try list.read(node)) },
      write: { .flow(list.write($0.sorted())) })
  }
}

/// In lower case, without blanks, hyphens and underscores, except for a hyphen at the end, which tells UC- from UC.
private func simplified(_ name: String) -> String {
  String(name.lowercased().filter { !" -_".contains($0) }) + (name.hasSuffix("-") ? "-" : "")
}

/// One key of a record: how to read it into the record, and what to write.
struct FileField<Root: Sendable>: Sendable {
  let key: String
  let accepted: String
  let read: @Sendable (FileNode, inout Root) throws(ScenarioFileError) -> Void
  /// nil: a shorthand that is read only.
  let write: (@Sendable (Root) -> FileValue)?
  /// Written even where it has the value that it would have without it.
  let isAlwaysWritten: Bool

  init(
    key: String, accepted: String, isAlwaysWritten: Bool,
    read: @escaping @Sendable (FileNode, inout Root) throws(ScenarioFileError) -> Void,
    write: (@Sendable (Root) -> FileValue)?
  ) {
    self.key = key
    self.accepted = accepted
    self.isAlwaysWritten = isAlwaysWritten
    self.read = read
    self.write = write
  }

  /// A stored property.
  init<Value: Sendable>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ format: FileFormat<Value>,
    always isAlwaysWritten: Bool = false
  ) {
    self.key = key
    self.accepted = format.accepted
    self.isAlwaysWritten = isAlwaysWritten
    read = { node, root throws(ScenarioFileError) in root[keyPath: path] = try format.read(node) }
    write = { root in format.write(root[keyPath: path]) }
  }

  /// A shorthand for something that has a field of its own.
  init<Value: Sendable>(
    shorthand key: String, _ format: FileFormat<Value>,
    _ apply: @escaping @Sendable (Value, inout Root) -> Void
  ) {
    self.key = key
    self.accepted = format.accepted
    isAlwaysWritten = false
    read = { node, root throws(ScenarioFileError) in apply(try format.read(node), &root) }
    write = nil
  }
}

extension FileFormat {
  /// A record with these keys. What is not given is as `base` has it, and what `base` has is not written.
  static func record(_ what: String, base: Value, _ fields: [FileField<Value>]) -> FileFormat {
    let accepted = "\(what): \(fields.map(\.key).joined(separator: ", "))"
    return FileFormat(
      accepted: accepted,
      read: { node throws(ScenarioFileError) in
        var value = base
        try FileField.read(node, into: &value, fields, accepted: accepted)
        return value
      },
      write: { value in FileField.write(value, base: base, fields) })
  }
}

extension FileField {
  /// Reads the keys of a record in the fields' order. `others` are keys that somebody else reads.
  static func read(
    _ node: FileNode, into root: inout Root, _ fields: [FileField], accepted: String, others: [String] = []
  ) throws(ScenarioFileError) {
    let entries = try node.entries(accepted: accepted)
    let own = fields.map(\.key)
    let keys = own + others.filter { !own.contains($0) }
    for entry in entries where !keys.contains(entry.key) {
      let near = nearest(to: entry.key, in: keys).map { "\($0)? (one of \(keys.joined(separator: ", ")))" }
      throw ScenarioFileError(
        file: node.file, line: entry.value.line, found: "unknown key \(excerpt(Array(entry.key.utf8)[...]))",
        accepted: near ?? "one of \(keys.joined(separator: ", "))")
    }
    for field in fields {
      guard let entry = entries.first(where: { $0.key == field.key }) else { continue }
      try field.read(entry.value, &root)
    }
  }

  static func write(_ value: Root, base: Root, _ fields: [FileField]) -> FileValue {
    .record(
      fields.compactMap { field in
        guard let write = field.write else { return nil }
        let written = write(value)
        let isUsual = !field.isAlwaysWritten && written == write(base)
        return FileValue.Entry(key: field.key, value: written, isUsual: isUsual)
      })
  }
}
