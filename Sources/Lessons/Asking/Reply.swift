import MemtypeEngine

/// What an answer looks like, so that one that is typed can be read.
public enum Reply: Hashable, Sendable {
  /// One of these, or a word that somebody chose otherwise.
  case words([String])
  case address
  case size
  case number
  /// A register's value.
  case hexadecimal
  /// Page cache modes in any order.
  case modes
  /// A sentence: it is chosen, never typed.
  case text

  /// What is accepted, for the line that is typed on; empty for what is not typed.
  public var accepted: String {
    switch self {
    case .words(let words): words.joined(separator: ", ")
    case .address: "an address such as 0x8000_0000 or 3G"
    case .size: "a size such as 512M"
    case .number: "a number"
    case .hexadecimal: "a register's value such as 0x7f_8000_0800"
    case .modes: "types such as UC- WC, or none"
    case .text: ""
    }
  }

  public var isTyped: Bool { self != .text }

  /// What is typed as the answers are written; nil for what cannot be one.
  public func canonical(_ text: String) -> String? {
    let text = AddressExpression.trimmed(text)
    switch self {
    case .words(let words): return words.first { $0.lowercased() == text.lowercased() }
    case .address, .hexadecimal: return (try? NumberText.parse(text))?.grouped
    case .size: return (try? NumberText.parse(text))?.sizeText
    case .number: return (try? NumberText.parse(text)).map { String($0) }
    case .modes: return Self.readModes(text)
    case .text: return nil
    }
  }

  private static func readModes(_ text: String) -> String? {
    if text.lowercased() == "none" { return "none" }
    let words = text.lowercased().split { $0 == " " || $0 == "," }
    let modes = words.map { word in PageCacheMode.allCases.first { $0.name.lowercased() == word } }
    guard !modes.isEmpty, !modes.contains(where: { $0 == nil }) else { return nil }
    return Self.text(of: modes.compactMap { $0 })
  }

  /// Modes as they are written in an answer.
  static func text(of modes: [PageCacheMode]) -> String {
    let order: [PageCacheMode] = [.uc, .ucMinus, .wc, .wt, .wp, .wb]
    let names = order.filter(modes.contains).map(\.name)
    return names.isEmpty ? "none" : names.joined(separator: " ")
  }

  static let types = Reply.words(MemoryType.mtrrTypes.map(\.name))
  static let modeNames = Reply.words([PageCacheMode.uc, .ucMinus, .wc, .wt, .wp, .wb].map(\.name))
  static let yesOrNo = Reply.words(["yes", "no"])
}
