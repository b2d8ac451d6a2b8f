import MemtypeEngine

/// Tab in the scenario's file: the schema says what may stand where the word is.
extension Explorer {
  mutating func completeLine() {
    guard let view = layer(SourceView.self), let edit = view.edit else { return }
    let line = edit.editor.text
    var accepted: String?
    for head in Self.heads(of: line) {
      let place = SourcePlace(head: head, above: view.linesAbove)
      let word = String(line.dropFirst(head.count))
      let fitting = place.candidates.filter { $0.lowercased().hasPrefix(word.lowercased()) }
      guard let common = Self.commonPrefix(fitting) else {
        accepted = accepted ?? place.accepted
        continue
      }
      if fitting.count > 1 { notice = Notice(text: fitting.joined(separator: "  ")) }
      // A letter in the other case is no reason to lose what was typed.
      view.edit({ $0.replaceAll(head + (common.count < word.count ? word : common)) }, in: &self)
      return
    }
    notice = Notice(text: accepted.map { "accepted here: \($0)" } ?? "nothing is to be completed here")
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
}

extension SourceView {
  /// The lines above the one that is typed.
  fileprivate var linesAbove: ArraySlice<String> {
    let end = edit?.isNew == true ? selection + 1 : selection
    return lines[..<min(max(0, end), lines.count)]
  }
}

/// A place in a scenario's file, and what may stand there.
struct SourcePlace {
  private var steps: [InputShape.Step]
  /// A key stands here; otherwise a value.
  private var isKey = true
  /// Something stands before it that is neither a key nor a bracket.
  private var isBehindWord = false

  /// `head` is what stands before it in its line, `above` are the lines before that one.
  init(head: String, above: some BidirectionalCollection<String>) {
    steps = Self.ancestors(of: head, above)
    read(head.dropFirst(SourceView.depth(head)))
  }

  /// Keys, values, or the keys of a record on one line.
  var candidates: [String] {
    guard let shape = Schema.shape.after(steps) else { return [] }
    if isBehindWord { return shape.namesBehindRange }
    if isKey { return shape.keys.map { $0 + ": " } + shape.names }
    return shape.names + shape.keys.map { "{\($0): " }
  }

  /// What is accepted where there are no candidates.
  var accepted: String? { Schema.shape.after(steps)?.accepted }

  /// The keys and lists that a line lies in, by their indentation, from the outside in.
  private static func ancestors(
    of line: String, _ above: some BidirectionalCollection<String>
  ) -> [InputShape.Step] {
    var column = line.prefix { $0 == " " }.count
    var isElement = hasDash(line)
    var steps: [InputShape.Step] = isElement ? [.element] : []
    for line in above.reversed() where column > 0 || isElement {
      let indent = line.prefix { $0 == " " }.count
      let depth = SourceView.depth(line)
      guard depth < line.count, let key = key(of: line.dropFirst(depth)) ?? (hasDash(line) ? "" : nil) else {
        continue
      }
      if hasDash(line) {
        if depth < column, !key.isEmpty { steps.append(.key(key)) }
        guard indent < column else { continue }
        steps.append(.element)
        (column, isElement) = (indent, true)
      } else if indent < column || indent == column && isElement {
        steps.append(.key(key))
        (column, isElement) = (indent, false)
      }
    }
    return steps.reversed()
  }

  private static func hasDash(_ line: String) -> Bool { line.drop { $0 == " " }.hasPrefix("- ") }

  private static func key(of text: Substring) -> String? {
    guard !text.hasPrefix("#"), let colon = text.firstIndex(of: ":") else { return nil }
    return String(text[..<colon])
  }

  /// Goes into what is open at the end of a line's text.
  private mutating func read(_ text: Substring) {
    var open: [(isRecord: Bool, count: Int)] = []
    var word = ""
    for character in text {
      switch character {
      case "{", "[":
        open.append((character == "{", steps.count))
        if character == "[" { steps.append(.element) }
        (isKey, word) = (character == "{", "")
      case "}", "]":
        if let last = open.popLast() { steps.removeLast(max(0, steps.count - last.count)) }
        word = "x"
      case ",":
        guard let last = open.last else { continue }
        steps.removeLast(max(0, steps.count - last.count))
        if !last.isRecord { steps.append(.element) }
        (isKey, word) = (last.isRecord, "")
      case ":" where isKey:
        steps.append(.key(word))
        (isKey, word) = (false, "")
      case " ": break
      default: word.append(character)
      }
    }
    isBehindWord = !word.isEmpty
  }
}
