import MemtypeEngine

/// The JSON Schema (2020-12) of everything that commands print as JSON, for `mtrrscope schema`.
package enum SchemaReport {
  package static let dialect = "https://json-schema.org/draft/2020-12/schema"

  /// All documents, each under its name in `$defs`.
  package static func text() throws -> String {
    let names = OutputSchema.documents.map(\.name)
    return try text(
      id: "urn:mtrrscope:output:\(OutputSchema.version)",
      [
        "title": .string("What mtrrscope prints as JSON, version \(OutputSchema.version)"),
        "anyOf": .list(names.map { .object(["$ref": .string("#/$defs/\($0)")]) }),
      ])
  }

  /// One document; nil for a name that there is not.
  package static func text(of name: String) throws -> String? {
    guard let document = OutputSchema.documents.first(where: { $0.name == name }) else { return nil }
    return try text(
      id: "urn:mtrrscope:output:\(OutputSchema.version):\(name)",
      ["title": .string("mtrrscope \(document.command)"), "$ref": .string("#/$defs/\(name)")])
  }

  private static func text(id: String, _ root: [String: JSONValue]) throws -> String {
    var definitions: [String: JSONValue] = [:]
    for document in OutputSchema.documents {
      var shape = schema(document.shape)
      shape["description"] = .string("\(document.command): \(document.meaning)")
      definitions[document.name] = .object(shape)
    }
    for (name, shape) in OutputSchema.definitions { definitions[name] = .object(schema(shape)) }
    let head: [String: JSONValue] = [
      "$schema": .string(dialect), "$id": .string(id), "$defs": .object(definitions),
    ]
    return try JSONText.pretty(JSONValue.object(head.merging(root) { first, _ in first }))
  }

  private static func schema(_ shape: JSONShape) -> [String: JSONValue] {
    switch shape {
    case .string: return ["type": .string("string")]
    case .hex: return ["type": .string("string"), "pattern": .string("^0x[0-9a-f]+$")]
    case .integer: return ["type": .string("integer")]
    case .boolean: return ["type": .string("boolean")]
    case .words(let words): return ["enum": .list(words.map { .string($0) })]
    case .list(let element): return ["type": .string("array"), "items": .object(schema(element))]
    case .dictionary(let value):
      return ["type": .string("object"), "additionalProperties": .object(schema(value))]
    case .named(let name): return ["$ref": .string("#/$defs/\(name)")]
    case .either(let shapes): return ["anyOf": .list(shapes.map { .object(schema($0)) })]
    case .scenario: return schema(Schema.shape)
    case .object(let fields):
      var properties: [String: JSONValue] = [:]
      for field in fields {
        var property = schema(field.shape)
        property["description"] = .string(field.meaning)
        properties[field.name] = .object(property)
      }
      return [
        "type": .string("object"), "properties": .object(properties),
        "required": .list(fields.filter { !$0.isOptional }.map { .string($0.name) }),
      ]
    }
  }

  /// A scenario file is read with many spellings; what is written is a word, a number or a flag in each place.
  private static func schema(_ shape: InputShape) -> [String: JSONValue] {
    switch shape {
    case .value(_, let accepted):
      return [
        "type": .list(["string", "number", "boolean"].map { .string($0) }), "description": .string(accepted),
      ]
    case .behindRange(let names):
      return [
        "type": .string("string"),
        "description": .string("a range of addresses and one of: \(names.joined(separator: ", "))"),
      ]
    case .list(let element): return ["type": .string("array"), "items": .object(schema(element))]
    case .either(let shapes): return ["anyOf": .list(shapes.map { .object(schema($0)) })]
    case .record(let keys):
      let properties = keys.map { ($0.name, JSONValue.object(schema($0.shape))) }
      return [
        "type": .string("object"), "properties": .object(Dictionary(properties) { first, _ in first }),
      ]
    }
  }
}

/// A JSON document that is made key by key.
indirect enum JSONValue: Encodable {
  case string(String)
  case list([JSONValue])
  case object([String: JSONValue])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let text): try container.encode(text)
    case .list(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }
}
