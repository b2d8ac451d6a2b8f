import MemtypeEngine

/// A scenario's inputs as JSON, under the keys of its file: numbers that are no small counts are hex strings.
struct InputsReport: Encodable {
  private let value: FileValue

  init(_ scenario: Scenario) { value = ScenarioReader.write(scenario) }

  private init(value: FileValue) { self.value = value }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: Encoder) throws {
    switch value {
    case .word(let word):
      var container = encoder.singleValueContainer()
      try container.encode(word)
    case .flag(let isOn):
      var container = encoder.singleValueContainer()
      try container.encode(isOn)
    case .integer(let number):
      var container = encoder.singleValueContainer()
      try container.encode(number)
    case .list(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(InputsReport(value: element)) }
    case .record(let entries):
      var container = encoder.container(keyedBy: Key.self)
      for entry in entries {
        try container.encode(InputsReport(value: entry.value), forKey: Key(stringValue: entry.key))
      }
    case .flow(let value): try InputsReport(value: value).encode(to: encoder)
    }
  }
}
