import ArgumentParser
import MemtypeEngine

/// The options that are short for `--set` of one input each, `--tolud 2G`: those that the schema names.
///
/// The parser finds options by reflection and reads them by their coding keys; both are made from the schema here.
struct Shorthands: ParsableArguments, CustomReflectable {
  /// What was given, in the order of the schema.
  private(set) var settings: [Setting] = []

  private static let fields = Schema.fields.compactMap { field in
    field.option.map { (name: $0, field: field) }
  }

  init() {}

  init(from decoder: any Decoder) throws {
    let given = try decoder.container(keyedBy: OptionName.self)
    for (name, field) in Self.fields {
      let key = OptionName(stringValue: name)
      let value =
        field.isSwitch
        ? try given.decode(Flag<Bool?>.self, forKey: key).wrappedValue.map { $0 ? "on" : "off" }
        : try given.decode(Option<String?>.self, forKey: key).wrappedValue
      if let value { settings.append(Setting(key: field.key, value: value)) }
    }
  }

  var customMirror: Mirror {
    Mirror(self, children: Self.fields.map { (label: $0.name, value: Self.argument($0.name, $0.field)) })
  }

  private static func argument(_ name: String, _ field: ScenarioField) -> Any {
    let accepted =
      field.isTyped || field.takesOthers
      ? field.hint ?? field.accepted : values(of: field).joined(separator: ", ")
    let short = "Short for --set \(field.key)=."
    guard !field.isSwitch else {
      return Flag<Bool?>(
        name: .customLong(name), inversion: .prefixedNo, help: ArgumentHelp("\(field.help) \(short)"))
    }
    // Some sentences of help say it.
    let help = field.help.contains(accepted) ? field.help : "\(field.help) Accepted: \(accepted)."
    return Option<String?>(
      name: .customLong(name), help: ArgumentHelp("\(help) \(short)"),
      completion: .list(values(of: field)))
  }

  /// The values to choose from, or those that are worth offering, as a shell has them in one word.
  private static func values(of field: ScenarioField) -> [String] {
    let choices = Scenario.initial.choices(at: InputPath(field.key), baseline: .initial)
    return choices.isEmpty ? field.shape.names : choices.map(shellWord)
  }
}

/// The key under which the parser keeps an option's value.
private struct OptionName: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// A choice's name without blanks: every reader takes it as well.
func shellWord(_ name: String) -> String {
  name.lowercased().split { " +(),".contains($0) }.joined(separator: "-")
}
