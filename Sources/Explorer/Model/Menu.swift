import MemtypeEngine

/// A list above the panes to choose from. What is typed narrows it.
struct Menu: Hashable, Sendable {
  /// What is chosen: `Explorer+Menu` says for each what going through the list shows and what Enter does.
  enum Purpose: Hashable, Sendable {
    /// Marks, and the places that jumps left.
    case places
    /// The open scenarios.
    case documents
    /// What can be compared with.
    case baselines
    /// Sessions that did not end cleanly.
    case recovery
    /// Every edit so far.
    case history
    /// The choices of an input; each is shown at once.
    case choices(Field)
    /// Themes; each is shown at once.
    case themes
  }

  struct Item: Hashable, Sendable {
    /// Its place in the list that the purpose knows.
    var index: Int
    var text: String
    /// More about it, dim behind the text.
    var detail = ""
    /// It is the one in force.
    var isCurrent = false
    /// It is there, but not in force: a step that was taken back.
    var isDim = false
    /// Why it cannot be chosen.
    var problem: String?
  }

  let purpose: Purpose
  let title: String
  let items: [Item]
  private(set) var filter = LineEditor()
  /// The items that fit what is typed, the best first.
  private(set) var shown: [Item]
  /// The row of `shown` that the cursor is on.
  var selection: Int

  /// The cursor begins on the item in force, or on the first.
  init(_ purpose: Purpose, title: String, _ items: [Item]) {
    self.purpose = purpose
    self.title = title
    self.items = items
    shown = items
    selection = items.firstIndex(where: \.isCurrent) ?? 0
  }

  /// Offers something that is not in the list, where what is typed stands for it.
  mutating func offer(_ item: Item) {
    guard !shown.contains(where: { $0.text == item.text }) else { return }
    shown.insert(item, at: 0)
    selection = 0
  }

  var selected: Item? { shown.indices.contains(selection) ? shown[selection] : nil }

  /// Changes what is typed; where that narrows the list the cursor goes to what fits best.
  mutating func edit(_ change: (inout LineEditor) -> Void) {
    let before = filter.characters
    change(&filter)
    guard filter.characters != before else { return }
    let text = AddressExpression.trimmed(filter.text)
    let kept = selected
    shown =
      text.isEmpty
      ? items : TextMatch.ranked(items) { TextMatch.rank(text, in: $0.text, beside: $0.detail) }
    selection = text.isEmpty ? shown.firstIndex { $0 == kept } ?? 0 : 0
  }
}
