import FoundationEssentials
import Glibc
import VisibleText

/// The forms in which JSON is printed: keys sorted, slashes as they are, one trailing newline.
package enum JSONText {
  /// Indented, for people and for diff.
  package static func pretty(_ value: some Encodable) throws -> String {
    try text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// On one line, for streams.
  package static func line(_ value: some Encodable) throws -> String {
    try text(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func text(
    _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    return printableJSON(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }
}
