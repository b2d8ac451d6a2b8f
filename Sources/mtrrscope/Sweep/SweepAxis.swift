import MemtypeEngine

/// One input of a sweep with the values that it takes: a list, or steps through a range, which take no memory.
struct SweepAxis: Sendable {
  enum Values: Sendable {
    case list([FileNode])
    /// `count` values from `start`, `step` apart.
    case steps(start: UInt64, step: UInt64, count: Int)
  }

  /// The path of the input, as `--set` has it.
  let key: String
  let values: Values
  /// Numbers are counts, `39`, and not addresses or sizes.
  let isCount: Bool

  init(key: String, values: Values, isCount: Bool) {
    (self.key, self.values, self.isCount) = (key, values, isCount)
  }

  var count: Int {
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
    case .list(let nodes): nodes[index].word.flatMap { try? NumberText.parse($0) }
    case .steps(let start, let step, _): start &+ step &* UInt64(clamping: index)
    }
  }

  /// The value as it is shown and read back.
  func text(_ index: Int) -> String {
    switch values {
    case .list(let nodes): nodes[index].word ?? "value \(index + 1)"
    case .steps: text(ofNumber: number(index) ?? 0)
    }
  }

  func text(ofNumber number: UInt64) -> String { isCount ? "\(number)" : NumberText.editable(number) }

  func edit(_ index: Int) -> InputEdit {
    switch values {
    case .list(let nodes): InputEdit(key: key, value: nodes[index])
    case .steps: edit(number: number(index) ?? 0)
    }
  }

  func edit(number: UInt64) -> InputEdit {
    InputEdit(key: key, value: FileNode(.word(isCount ? "\(number)" : number.prefixedHex()), name: key))
  }
}

/// All combinations of the values of some inputs, over one scenario. The last axis is the fastest.
struct SweepGrid: Sendable {
  let base: Scenario
  /// What is changed in every case.
  let edits: [InputEdit]
  let cure: Cure?
  let axes: [SweepAxis]
  let count: Int

  /// nil for more cases than an `Int` counts.
  init?(_ base: Scenario, edits: [InputEdit], cure: Cure?, axes: [SweepAxis]) {
    var count = 1
    for axis in axes {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.count)
      guard !overflow else { return nil }
      count = product
    }
    (self.base, self.edits, self.cure, self.axes, self.count) = (base, edits, cure, axes, count)
  }

  /// The place of a case on each axis.
  func coordinates(_ number: Int) -> [Int] {
    var (rest, result) = (number, axes.map { _ in 0 })
    for index in axes.indices.reversed() {
      result[index] = rest % axes[index].count
      rest /= axes[index].count
    }
    return result
  }

  /// - Throws: `InputEditError` where the inputs cannot be so together.
  func scenario(at coordinates: [Int]) throws(InputEditError) -> Scenario {
    try changed(zip(axes, coordinates).map { $0.edit($1) })
  }

  /// The case at these coordinates, with a number between the axis's values instead.
  func scenario(
    at coordinates: [Int], axis: Int, number: UInt64
  ) throws(InputEditError) -> Scenario {
    var changes = zip(axes, coordinates).map { $0.edit($1) }
    changes[axis] = axes[axis].edit(number: number)
    return try changed(changes)
  }

  private func changed(_ changes: [InputEdit]) throws(InputEditError) -> Scenario {
    let result = try base.applying(edits + changes)
    return cure.map { $0.apply(to: result) } ?? result
  }
}
