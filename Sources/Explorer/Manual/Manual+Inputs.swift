import MemtypeEngine

/// The chapter on scenario files, from the schema.
extension Manual {
  /// Every key of a file with what it means and what it takes, group by group, and the parts of lists' elements.
  static let inputs: [Block] =
    groups(of: Schema.inFiles) + [
      .paragraph(
        "The same keys are paths for --set, with a dot between levels. Elements of lists have a number or a name, and "
          + "parts of their own:"),
      .terms(elementKeys),
    ]

  private static func groups(of fields: [ScenarioField]) -> [Block] {
    var order: [String] = []
    var terms: [String: [Term]] = [:]
    for field in fields {
      let dot = field.key.lastIndex(of: ".")
      let group = dot.map { String(field.key[..<$0]) } ?? ""
      let key = dot.map { String(field.key[field.key.index(after: $0)...]) } ?? field.key
      if terms[group] == nil { order.append(group) }
      terms[group, default: []].append(Term(word: key, text: text(of: field)))
    }
    return order.flatMap { group -> [Block] in
      (group.isEmpty ? [] : [.paragraph("In \(group):")]) + [.terms(terms[group] ?? [])]
    }
  }

  /// The parts of what there are several of.
  private static let elementKeys: [Term] = InputList.allCases.flatMap { list in
    Schema.fields(of: list).map { field in
      let element = list == .devices ? "devices.ID" : "\(list.rawValue)[N]"
      return Term(word: field.key.isEmpty ? element : "\(element).\(field.key)", text: text(of: field))
    }
  }

  private static func text(of field: ScenarioField) -> String {
    let others = field.aliases.isEmpty ? "" : " Also read: \(field.aliases.joined(separator: ", "))."
    return sentence(field.help) + " " + sentence(field.accepted) + others
  }

  private static func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }
}
