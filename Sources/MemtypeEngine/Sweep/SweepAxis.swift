/// One input of a sweep with the values that it takes: a list, or steps through a range, which take no memory.
package struct SweepAxis: Sendable {
  package enum Values: Sendable {
    case list([FileNode])
    /// `count` values from `start`, `step` apart.
    case steps(start: UInt64, step: UInt64, count: Int)
  }

  /// The path of the input, as `--set` has it.
  package let key: String
  package let values: Values
  /// Numbers are counts, `39`, and not addresses or sizes.
  package let isCount: Bool

  package init(key: String, values: Values, isCount: Bool) {
    (self.key, self.values, self.isCount) = (key, values, isCount)
  }

  package var count: Int {
    switch values {
    case .list(let nodes): nodes.count
    case .steps(_, _, let count): count
    }
  }

  /// How near to each other a border's two sides can be told apart: a page, or one.
  var resolution: UInt64 { isCount ? 1 : .page }

  /// The number with an index; nil for what is no number.
  func number(_ index: Int) -> UInt64? {
    switch values {
    case .list(let nodes): nodes[safe: index]?.word.flatMap { try? NumberText.parse($0) }
    case .steps(let start, let step, _): start &+ step &* UInt64(clamping: index)
    }
  }

  /// The value as it is shown and read back.
  package func text(_ index: Int) -> String {
    switch values {
    case .list(let nodes): nodes[safe: index]?.word ?? "value \(index + 1)"
    case .steps: text(ofNumber: number(index) ?? 0)
    }
  }

  package func text(ofNumber number: UInt64) -> String { isCount ? "\(number)" : NumberText.editable(number) }

  /// The index whose value a scenario has; nil where it has another one.
  package func index(in scenario: Scenario) -> Int? {
    guard let path = try? scenario.inputPath(key) else { return nil }
    let now = scenario.editableText(at: path)
    let limit = min(count, 1 << 16)
    let number = try? NumberText.parse(now)
    return (0..<limit).first { text($0) == now || number != nil && self.number($0) == number }
  }

  func edit(_ index: Int) -> InputEdit {
    switch values {
    case .list(let nodes): InputEdit(key: key, value: nodes[safe: index] ?? FileNode(.word(""), name: key))
    case .steps: edit(number: number(index) ?? 0)
    }
  }

  func edit(number: UInt64) -> InputEdit {
    InputEdit(key: key, value: FileNode(.word(isCount ? "\(number)" : number.prefixedHex()), name: key))
  }
}

/// Why a sweep cannot be: one sentence.
package struct SweepError: Error, Hashable, Sendable {
  package let text: String

  init(_ text: String) { self.text = text }
}
