/// What a sweep comes to: how often each outcome is, which inputs decide, and where the borders lie.
///
/// The cases are added in the grid's order. Each is compared with its neighbour on every axis, for which the outcomes of
/// the cases since then are kept, a byte each and no more than `mostKept`.
package struct SweepSummary: Sendable {
  /// Two neighbours on an axis that differ, and how many pairs do so at the same place.
  package struct Border: Sendable {
    package var axis: Int
    /// The coordinates of the first pair's lower case.
    package var coordinates: [Int]
    package var before: CaseOutcome
    package var after: CaseOutcome
    package var count: Int
  }

  private struct Place: Hashable {
    var axis: Int
    var value: Int
    var before: UInt8
    var after: UInt8
  }

  private let sizes: [Int]
  private let strides: [Int]
  private let capacity: Int
  private var ring: [UInt8] = []
  private var coordinates: [Int]
  private var ids: [CaseOutcome: UInt8] = [:]
  private var places: [Place: Int] = [:]
  private var decides: [Bool]

  /// How many cases there have been.
  package private(set) var count = 0
  /// In the order of their first occurrence, with how often they came.
  package private(set) var outcomes: [(outcome: CaseOutcome, count: Int)] = []
  package private(set) var borders: [Border] = []
  /// Borders that were too many to be kept.
  package private(set) var moreBorders = 0

  package static let mostKept = 64 << 20
  private static let mostBorders = 256
  /// Outcomes beyond this many are told apart no more.
  private static let mostOutcomes = 255

  package init(axes: [SweepAxis], mostKept: Int = mostKept) {
    sizes = axes.map(\.count)
    var (stride, strides) = (1, axes.map { _ in 1 })
    for index in axes.indices.reversed() {
      strides[index] = stride
      stride = stride.multipliedReportingOverflow(by: axes[index].count).partialValue
    }
    self.strides = strides
    capacity = max(1, strides.filter { $0 <= mostKept }.max() ?? 1)
    coordinates = axes.map { _ in 0 }
    decides = axes.map { _ in false }
  }

  /// Whether another value of an input alone changed an outcome somewhere; nil where that would have taken too much
  /// memory to find out.
  package func decides(_ axis: Int) -> Bool? { strides[axis] > capacity ? nil : decides[axis] }

  /// How many outcomes are of this verdict.
  package func count(of verdict: CaseOutcome.Verdict) -> Int {
    outcomes.reduce(0) { $0 + ($1.outcome.verdict == verdict ? $1.count : 0) }
  }

  /// The outcome of the next case.
  package mutating func add(_ outcome: CaseOutcome) {
    let id = id(of: outcome.kind)
    for axis in sizes.indices where coordinates[axis] > 0 && strides[axis] <= capacity {
      let before = ring[(count - strides[axis]) % capacity]
      if before != id { addBorder(axis, before, id) }
    }
    if ring.count < capacity { ring.append(id) } else { ring[count % capacity] = id }
    count += 1
    for axis in sizes.indices.reversed() {
      coordinates[axis] += 1
      if coordinates[axis] < sizes[axis] { break }
      coordinates[axis] = 0
    }
  }

  /// There are hardly more than a handful; those beyond the bound share the last one.
  private mutating func id(of outcome: CaseOutcome) -> UInt8 {
    if let id = ids[outcome] {
      outcomes[Int(id)].count += 1
      return id
    }
    if outcomes.count >= Self.mostOutcomes {
      outcomes[outcomes.count - 1].count += 1
      return UInt8(clamping: outcomes.count - 1)
    }
    let id = UInt8(clamping: outcomes.count)
    ids[outcome] = id
    outcomes.append((outcome, 1))
    return id
  }

  private mutating func addBorder(_ axis: Int, _ before: UInt8, _ after: UInt8) {
    decides[axis] = true
    let place = Place(axis: axis, value: coordinates[axis] - 1, before: before, after: after)
    if let index = places[place] {
      borders[index].count += 1
      return
    }
    guard borders.count < Self.mostBorders else {
      moreBorders += 1
      return
    }
    places[place] = borders.count
    var lower = coordinates
    lower[axis] -= 1
    borders.append(
      Border(
        axis: axis, coordinates: lower, before: outcomes[Int(before)].outcome,
        after: outcomes[Int(after)].outcome, count: 1))
  }
}

/// A border found by bisection: the last number with one outcome and the first with another.
package struct SweptBorder: Sendable {
  package var last: UInt64
  package var first: UInt64
  /// The outcome at `first`.
  package var after: CaseOutcome
}

extension SweepGrid {
  /// The exact place of a border, to the axis's resolution; nil where the axis has no numbers, or they fall.
  ///
  /// Where the outcome changes several times in between it is the place of one of the changes.
  package func locate(_ border: SweepSummary.Border) -> SweptBorder? {
    let axis = axes[border.axis]
    guard var low = axis.number(border.coordinates[border.axis]),
      var high = axis.number(border.coordinates[border.axis] + 1), low < high
    else { return nil }
    var after = border.after
    while high - low > axis.resolution {
      let middle = low + (high - low) / 2 / axis.resolution * axis.resolution
      guard middle > low else { break }
      let result = Result { () throws(InputEditError) in
        try scenario(at: border.coordinates, axis: border.axis, number: middle)
      }
      let found = outcome(result).kind
      if found == border.before {
        low = middle
      } else {
        (high, after) = (middle, found)
      }
    }
    return SweptBorder(last: low, first: high, after: after)
  }
}
