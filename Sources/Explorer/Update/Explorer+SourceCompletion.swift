import MemtypeEngine

/// Tab in the scenario's file. What is accepted the reader itself says: it is asked with something that it certainly
/// does not know in the place of what is typed.
extension Explorer {
  mutating func completeLine() {
    guard case .source(let view) = mode, let edit = view.edit else { return }
    let line = edit.editor.text
    var refusal: String?
    for head in Self.heads(of: line) {
      let word = String(line.dropFirst(head.count))
      let known = candidates(after: head, view, &refusal)
      let fitting = known.filter { $0.lowercased().hasPrefix(word.lowercased()) }
      guard let common = Self.commonPrefix(fitting) else { continue }
      if fitting.count > 1 { notice = Notice(text: fitting.joined(separator: "  ")) }
      // A letter in the other case is no reason to lose what was typed.
      editLine { $0.replaceAll(head + (common.count < word.count ? word : common)) }
      return
    }
    notice = Notice(text: refusal.map { "accepted here: \($0)" } ?? "nothing is to be completed here")
  }

  /// What stands before the word that is typed: a word may have blanks in it, so the longest comes first.
  private static func heads(of line: String) -> [String] {
    let characters = Array(line)
    var starts = [min(SourceView.depth(line), characters.count)]
    for (i, character) in characters.enumerated() where i >= starts[0] {
      let next = i + 1
      switch character {
      case "{", "[": starts.append(next)
      case " " where i > 0 && ":,{[".contains(characters[i - 1]): starts.append(next)
      // After a range comes its type.
      case " " where i > 0 && (characters[i - 1].isHexDigit || characters[i - 1].isNumber):
        starts.append(next)
      default: break
      }
    }
    return starts.map { String(characters[..<$0]) }
  }

  /// No key and no value is like this.
  private static let unknown = "zzzzzzzz"

  private static func isUnknownKey(_ problem: Texts.Problem) -> Bool {
    problem.found.filter { $0 != "\"" } == "unknown key \(unknown)"
  }

  /// What the reader would take after `head`, as keys, values, or the keys of a record on one line.
  private func candidates(after head: String, _ view: SourceView, _ refusal: inout String?) -> [String] {
    let closing = Self.closing(of: head)
    func accepted(_ text: String) -> Texts.Problem? {
      guard
        case .failure(let problem) = texts.scenario(SourceView.joined(view.edited(by: head + text + closing)))
      else { return nil }
      return problem
    }
    if let problem = accepted("\(Self.unknown): 0"), Self.isUnknownKey(problem) {
      return Self.names(in: problem.accepted).map { $0 + ": " }
    }
    guard let problem = accepted(Self.unknown), problem.found.contains(Self.unknown) else { return [] }
    if head.hasSuffix("kernel: ") { return KernelRevision.known.map(\.name) }
    refusal = refusal ?? problem.accepted
    let values = Self.names(in: problem.accepted)
    if let inside = accepted("{\(Self.unknown): 0}"), Self.isUnknownKey(inside) {
      return values.filter { !$0.contains(":") } + Self.names(in: inside.accepted).map { "{\($0): " }
    }
    return values
  }

  /// The brackets that are open at the end of a text.
  private static func closing(of head: String) -> String {
    var open: [Character] = []
    for character in head {
      switch character {
      case "{": open.append("}")
      case "[": open.append("]")
      case "}", "]": _ = open.popLast()
      default: break
      }
    }
    return String(open.reversed())
  }

  /// The words of `one of a, b, c` or `a list of a, b, or c N`: what is described and not named is left out.
  private static func names(in accepted: String) -> [String] {
    var text = accepted[...]
    for start in ["one of ", "a list of "] where text.hasPrefix(start) { text = text.dropFirst(start.count) }
    if let types = text.firstRange(of: "types: ") { text = text[types.upperBound...] }
    if text == "true or false" { return ["true", "false"] }
    return text.split(separator: ",").map { AddressExpression.trimmed(String($0)) }.filter { name in
      !name.isEmpty && !["or ", "a ", "an ", "the "].contains(where: name.hasPrefix)
        && !["such as", ":", " to "].contains(where: name.contains)
    }
  }
}
