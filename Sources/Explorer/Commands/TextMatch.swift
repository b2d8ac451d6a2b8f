/// How well what is typed fits a name.
enum TextMatch {
  /// 0 for a name that begins with the text, 1 for one that holds it, 2 for one that holds its letters in this order,
  /// 3 where only the words beside it hold it; nil where nothing does. Upper and lower case are the same.
  static func rank(_ text: String, in name: String, beside words: String = "") -> Int? {
    let (text, name) = (text.lowercased(), name.lowercased())
    if name.hasPrefix(text) { return 0 }
    if name.contains(text) { return 1 }
    if holdsLetters(of: text, name) { return 2 }
    return words.lowercased().contains(text) ? 3 : nil
  }

  /// Those of some elements that fit, the best first and otherwise in their order.
  static func ranked<Element>(_ elements: [Element], by rank: (Element) -> Int?) -> [Element] {
    let ranked = elements.compactMap { element in rank(element).map { (element, $0) } }
    return (0...3).flatMap { rank in ranked.filter { $0.1 == rank }.map(\.0) }
  }

  private static func holdsLetters(of text: String, _ name: String) -> Bool {
    var rest = text[...]
    for character in name where character == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }
}
