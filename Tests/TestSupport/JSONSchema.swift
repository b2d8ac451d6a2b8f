/// A validator for the part of JSON Schema 2020-12 that the program's own schema and SARIF's need.
///
/// A keyword that it does not know is an error, so that no schema passes because it was not understood.
public struct JSONSchema {
  private let root: JSON
  /// Properties that no schema names are errors as well.
  private let isStrict: Bool

  private static let known: Set<String> = [
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required", "items",
    "enum",
    "pattern", "additionalProperties", "anyOf", "minItems", "const", "minimum",
  ]

  public init(_ root: JSON, isStrict: Bool = true) {
    self.root = root
    self.isStrict = isStrict
  }

  /// What is wrong with a document, each with its place; empty where nothing is.
  public func errors(in document: JSON) -> [String] { errors(document, root, at: "$") }

  private func errors(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
    var errors: [String] = []
    for keyword in schema.object.keys where !Self.known.contains(keyword) {
      errors.append("\(place): the schema has the keyword \(keyword)")
    }
    if let reference = schema["$ref"].string {
      guard let target = definition(reference) else { return ["\(place): no \(reference)"] }
      errors += self.errors(value, target, at: place)
    }
    let choices = schema["anyOf"].array
    if !choices.isEmpty {
      let results = choices.map { self.errors(value, $0, at: place) }
      if !results.contains(where: \.isEmpty) {
        errors.append(
          "\(place): none of \(choices.count) shapes: \(results.min { $0.count < $1.count }?.first ?? "")")
      }
    }
    let types = schema["type"].string.map { [$0] } ?? schema["type"].strings
    if !types.isEmpty, !types.contains(where: value.isOf) {
      return errors + ["\(place): \(value) is no \(types.joined(separator: " or "))"]
    }
    let words = schema["enum"].array
    if !words.isEmpty, !words.contains(where: { $0.description == value.description }) {
      errors.append("\(place): \(value) is none of \(words)")
    }
    if !schema["const"].isNull, schema["const"].description != value.description {
      errors.append("\(place): \(value) is not \(schema["const"])")
    }
    if let least = schema["minimum"].int, let number = value.int, number < least {
      errors.append("\(place): \(number) is less than \(least)")
    }
    if let pattern = schema["pattern"].string, let text = value.string {
      let isMatch = (try? Regex(pattern).firstMatch(in: text)) != nil
      if !isMatch { errors.append("\(place): \(text) is not \(pattern)") }
    }
    return errors + members(value, schema, at: place)
  }

  private func members(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
    var errors: [String] = []
    if value.isOf("array") {
      if let least = schema["minItems"].int, value.array.count < least { errors.append("\(place): too few") }
      guard !schema["items"].isNull else { return errors }
      for (index, element) in value.array.enumerated() {
        errors += self.errors(element, schema["items"], at: "\(place)[\(index)]")
      }
    }
    guard value.isOf("object") else { return errors }
    let (object, properties) = (value.object, schema["properties"].object)
    for name in schema["required"].strings where object[name] == nil { errors.append("\(place): no \(name)") }
    for (name, member) in object {
      if let property = properties[name] {
        errors += self.errors(member, property, at: "\(place).\(name)")
      } else if !schema["additionalProperties"].isNull, schema["additionalProperties"].bool == nil {
        errors += self.errors(member, schema["additionalProperties"], at: "\(place).\(name)")
      } else if isStrict, !properties.isEmpty {
        errors.append("\(place): \(name) is in no schema")
      }
    }
    return errors
  }

  private func definition(_ reference: String) -> JSON? {
    guard reference.hasPrefix("#/$defs/") else { return nil }
    let found = root["$defs"][String(reference.dropFirst(8))]
    return found.isNull ? nil : found
  }
}
