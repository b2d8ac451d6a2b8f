/// What a JSON document looks like, as data: for the schema that `mtrrscope schema` prints, and for the manual.
package indirect enum JSONShape: Sendable {
  case string
  /// An address, a size or a register: `0x` and lower-case hexadecimal digits.
  case hex
  case integer
  case boolean
  /// One of these words.
  case words([String])
  case list(JSONShape)
  /// Any keys, all with values of one shape.
  case dictionary(JSONShape)
  case object([Field])
  case either([JSONShape])
  /// The shape under this name in `OutputSchema.definitions`, or that document's.
  case named(String)
  /// The scenario, as its file has it.
  case scenario

  package struct Field: Sendable {
    package var name: String
    package var shape: JSONShape
    /// It may be missing.
    package var isOptional: Bool
    package var meaning: String
  }
}

extension JSONShape.Field {
  static func field(_ name: String, _ shape: JSONShape, _ meaning: String) -> Self {
    Self(name: name, shape: shape, isOptional: false, meaning: meaning)
  }

  static func optional(_ name: String, _ shape: JSONShape, _ meaning: String) -> Self {
    Self(name: name, shape: shape, isOptional: true, meaning: meaning)
  }
}

/// Every JSON that commands print.
package enum OutputSchema {
  /// Raised when a field goes away or means something else. New ones may come without it.
  package static let version = 1

  /// What one command prints.
  package struct Document: Sendable {
    /// `check`, `eval-line`
    package var name: String
    /// Which command prints it.
    package var command: String
    package var meaning: String
    package var shape: JSONShape
  }

  package static let documents: [Document] = [
    Document(
      name: "check", command: "check --json", meaning: "A machine's verdict and all that it follows from.",
      shape: .object(check)),
    Document(
      name: "check-targets", command: "check DEVICE|ADDRESS --json",
      meaning: "What becomes of single devices or addresses.", shape: .list(.object(target))),
    Document(
      name: "check-cases", command: "check --json with lists of values, or --brief",
      meaning: "An element a case.",
      shape: .list(.named("case"))),
    Document(
      name: "explain", command: "explain --json", meaning: "Chains of reasons.", shape: .object(explain)),
    Document(
      name: "map", command: "map --json", meaning: "The memory type of every address.", shape: .object(map)),
    Document(
      name: "bits", command: "map --bits REGISTER --json", meaning: "One register, bit by bit.",
      shape: .object(bits)),
    Document(
      name: "log", command: "log --json", meaning: "The modelled kernel log.", shape: .list(.object(logLine))),
    Document(
      name: "diff", command: "diff --json", meaning: "What differs between machines a and b.",
      shape: .object(diff)),
    Document(name: "cures", command: "cures --json", meaning: "Every remedy.", shape: .object(cures)),
    Document(
      name: "solve", command: "solve --format json", meaning: "The fewest registers for a map.",
      shape: .object(solve)),
    Document(
      name: "sweep-line", command: "sweep --format jsonl",
      meaning: "A case, and in the last line the summary.",
      shape: .either([
        .named("case"), .object([.field("summary", .object(sweep), "What the sweep comes to.")]),
      ])),
    Document(
      name: "eval-line", command: "eval", meaning: "A line's answer, or what is wrong with it.",
      shape: .either([.object(evaluated), .object(refused)])),
    Document(
      name: "audit", command: "audit --format json", meaning: "All findings.", shape: .object(audit)),
    Document(
      name: "audit-line", command: "audit --format jsonl",
      meaning: "A finding, or a machine that cannot be read.",
      shape: .either([.named("finding"), .named("unread")])),
    Document(
      name: "scenario", command: "convert --to json", meaning: "A scenario file, which every command opens.",
      shape: .scenario),
  ]

  /// Shapes that stand in several documents.
  package static let definitions: [(name: String, shape: JSONShape)] = [
    ("case", .object(oneCase)), ("device", .object(device)), ("finding", .object(finding)),
    ("unread", .object(unread)), ("failure", .object(failure)), ("step", .object(reason)),
    ("stretch", .object(stretch)), ("oneSided", .object(oneSided)),
  ]
}
