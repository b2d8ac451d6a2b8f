/// All combinations of the values of some inputs, over one scenario. The last axis is the fastest.
package struct SweepGrid: Sendable {
  package let base: Scenario
  /// What is changed in every case.
  package let edits: [InputEdit]
  package let cure: Cure?
  package let axes: [SweepAxis]
  package let count: Int
  /// What the machine said, where the scenario is a real one's.
  package let evidence: Evidence
  /// The scenario as it was opened.
  let machine: Scenario
  /// In which order the edits and then the axes are applied, as places in that order (`Scenario.applying`).
  private let order: [Int]

  /// - Throws: `SweepError` for two axes of one input, and for more cases than an `Int` counts.
  package init(
    _ base: Scenario, edits: [InputEdit] = [], cure: Cure? = nil, axes: [SweepAxis],
    evidence: Evidence = .none
  ) throws(SweepError) {
    var count = 1
    for (index, axis) in axes.enumerated() {
      if axes[..<index].contains(where: { $0.key == axis.key }) {
        throw SweepError("\(axis.key) is there twice")
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.count)
      guard !overflow else { throw SweepError("more cases than can be counted") }
      count = product
    }
    (self.base, self.edits, self.cure, self.axes, self.count) = (base, edits, cure, axes, count)
    (self.evidence, machine) = (evidence, base)
    let keys = edits.map(\.key) + axes.map(\.key)
    order = keys.indices.map { (place: Schema.place(ofText: keys[$0]), index: $0) }
      .sorted { ($0.place, $0.index) < ($1.place, $1.index) }.map(\.index)
  }

  /// The place of a case on each axis.
  package func coordinates(_ number: Int) -> [Int] {
    var (rest, result) = (number, axes.map { _ in 0 })
    for index in axes.indices.reversed() {
      result[index] = rest % axes[index].count
      rest /= axes[index].count
    }
    return result
  }

  /// - Throws: `InputEditError` where the inputs cannot be so together.
  package func scenario(at coordinates: [Int]) throws(InputEditError) -> Scenario {
    var cursor = Cursor(self)
    return try cursor.scenario(at: coordinates)
  }

  /// What a scenario of the grid comes to.
  package func outcome(_ scenario: Result<Scenario, InputEditError>) -> CaseOutcome {
    switch scenario {
    case .success(let scenario): caseOutcome(scenario, evidence: evidence, machine: machine)
    case .failure(let error): CaseOutcome(impossible: error)
    }
  }

  /// The outcomes of some cases, in their order.
  package func outcomes(of range: Range<Int>) -> [CaseOutcome] {
    var cursor = Cursor(self)
    return range.map { number in
      let coordinates = coordinates(number)
      return outcome(Result { () throws(InputEditError) in try cursor.scenario(at: coordinates) })
    }
  }

  /// Goes through cases and keeps what two that follow each other have in common.
  struct Cursor {
    private let grid: SweepGrid
    private var coordinates: [Int] = []
    /// The scenario after each of the edits, in their order, as far as they could be made.
    private var made: [Scenario] = []

    init(_ grid: SweepGrid) { self.grid = grid }

    /// - Throws: `InputEditError` where the inputs cannot be so together.
    mutating func scenario(at new: [Int]) throws(InputEditError) -> Scenario {
      let fixed = grid.edits.count
      // Everything up to the first axis with another value stays.
      var kept = 0
      if coordinates.count == new.count {
        while kept < made.count {
          let index = grid.order[kept] - fixed
          if index >= 0, coordinates[index] != new[index] { break }
          kept += 1
        }
      }
      made.removeSubrange(kept...)
      coordinates = new
      while made.count < grid.order.count {
        let index = grid.order[made.count]
        let edit = index < fixed ? grid.edits[index] : grid.axes[index - fixed].edit(new[index - fixed])
        made.append(try (made.last ?? grid.base).applying(edit))
      }
      return grid.cured(made.last ?? grid.base)
    }
  }

  /// The case at these coordinates, with a number between the axis's values instead.
  func scenario(at coordinates: [Int], axis: Int, number: UInt64) throws(InputEditError) -> Scenario {
    var result = base
    for index in order {
      guard index >= edits.count else {
        result = try result.applying(edits[index])
        continue
      }
      let place = index - edits.count
      result = try result.applying(
        place == axis ? axes[axis].edit(number: number) : axes[place].edit(coordinates[place]))
    }
    return cured(result)
  }

  private func cured(_ scenario: Scenario) -> Scenario { cure.map { $0.apply(to: scenario) } ?? scenario }
}

extension SweepGrid {
  /// What is wrong with a path, or with all values of an axis: a mistake, and no outcome. nil where some case can be.
  package var mistake: InputEditError? {
    do throws(InputEditError) {
      _ = try base.applying(edits)
    } catch {
      return error
    }
    for axis in axes {
      guard let alone = try? SweepGrid(base, edits: edits, axes: [axis]) else { continue }
      let step = max(1, alone.count / 64)
      var reason: InputEditError?
      for value in stride(from: 0, to: alone.count, by: step) {
        do throws(InputEditError) {
          _ = try alone.scenario(at: [value])
          reason = nil
          break
        } catch {
          reason = reason ?? error
        }
      }
      if let reason, reason.key == axis.key { return reason }
    }
    return nil
  }
}
