import VisibleText

/// A piece of a scenario file that is to be written.
package indirect enum FileValue: Hashable, Sendable {
  /// A number, a name or a text: quoted where YAML wants it.
  case word(String)
  case flag(Bool)
  case integer(Int)
  case list([FileValue])
  case record([Entry])
  /// A record or a list on one line.
  case flow(FileValue)

  package struct Entry: Hashable, Sendable {
    package var key: String
    package var value: FileValue
    /// Equals the default, so the writer leaves it out.
    package var isDefault = false

    package init(key: String, value: FileValue, isDefault: Bool = false) {
      self.key = key
      self.value = value
      self.isDefault = isDefault
    }
  }

  /// The text of a whole file.
  package var text: String {
    guard case .record(let entries) = self else { return inline + "\n" }
    var result = ""
    for entry in entries where !entry.isDefault { Self.write(entry, indent: 0, to: &result) }
    return result
  }

  /// Whether it is a record of defaults only, or an empty one.
  package var isAllDefault: Bool {
    guard case .record(let entries) = self else { return false }
    return entries.allSatisfy(\.isDefault)
  }

  private static func write(_ entry: Entry, indent: Int, to text: inout String) {
    text += "\(entry.key):"
    entry.value.write(indent: indent, to: &text)
  }

  /// What follows a colon, to the end of its last line.
  private func write(indent: Int, to text: inout String) {
    let margin = String(repeating: " ", count: indent)
    switch self {
    case .list(let elements) where !elements.isEmpty:
      text += "\n"
      for element in elements {
        text += "\(margin)  - "
        element.writeElement(indent: indent + 4, to: &text)
      }
    case .record(let entries) where !isAllDefault:
      text += "\n"
      for entry in entries where !entry.isDefault {
        text += "\(margin)  "
        Self.write(entry, indent: indent + 2, to: &text)
      }
    default: text += " \(inline)\n"
    }
  }

  /// What follows the dash of a list.
  private func writeElement(indent: Int, to text: inout String) {
    guard case .record(let entries) = self, !isAllDefault else {
      text += "\(inline)\n"
      return
    }
    for (i, entry) in entries.filter({ !$0.isDefault }).enumerated() {
      if i > 0 { text += String(repeating: " ", count: indent) }
      Self.write(entry, indent: indent, to: &text)
    }
  }

  /// On one line.
  package var inline: String {
    switch self {
    case .word(let word): Self.quoted(word)
    case .flag(let isOn): isOn ? "true" : "false"
    case .integer(let number): String(number)
    case .list(let elements): "[" + elements.map(\.inline).joined(separator: ", ") + "]"
    case .record(let entries):
      "{" + entries.filter { !$0.isDefault }.map { "\($0.key): \($0.value.inline)" }.joined(separator: ", ")
        + "}"
    case .flow(let value): value.inline
    }
  }

  /// Plain where that cannot be mistaken for anything else, otherwise in double quotes with escapes.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty && word.unicodeScalars.allSatisfy(isHarmless) && word.first != " " && word.last != " "
      && word.first != "-"
    if isPlain { return word }
    var result = "\""
    for scalar in word.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case " "..."~": result.unicodeScalars.append(scalar)
      default:
        // Letters of other scripts stay readable; whatever cannot be seen is escaped.
        if scalar.properties.isAlphabetic, !scalar.isHidden {
          result.unicodeScalars.append(scalar)
        } else {
          result += scalar.value > 0xffff ? "\\U" + hex(scalar, 8) : "\\u" + hex(scalar, 4)
        }
      }
    }
    return result + "\""
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", " ", ".", "_", "-", "+", "/", "(", ")", ";": true
    default: false
    }
  }

  private static func hex(_ scalar: Unicode.Scalar, _ width: Int) -> String {
    let digits = String(scalar.value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
