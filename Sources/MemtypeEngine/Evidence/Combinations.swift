/// Choices of one candidate for each open input, as many as may be tried.
struct Combinations {
  /// More are not evaluated; what is left out is counted.
  static let limit = 64

  /// The inputs that are open in the scenario, as indexes.
  let open: [Int]
  private let inputs: [OpenInput]
  /// Each a candidate's index for each input that is open. The first one is what the scenario has.
  private(set) var choices: [[Int]] = []
  /// How many are left out.
  private(set) var skipped = 0

  init(_ scenario: Scenario, _ inputs: [OpenInput]) {
    var open: [Int] = []
    var shown: [Int] = []
    for (index, input) in inputs.enumerated() where input.candidates.count > 1 {
      guard let choice = input.choice(in: scenario) else { continue }
      open.append(index)
      shown.append(choice)
    }
    self.open = open
    self.inputs = inputs
    let counts = open.map { inputs[$0].candidates.count }
    var total = 1
    for count in counts { total = min(total.multipliedReportingOverflow(by: count).partialValue, 1 << 20) }
    choices = total <= Self.limit ? Self.all(counts, first: shown) : Self.near(shown, counts)
    skipped = total - choices.count
  }

  /// Every combination.
  private static func all(_ counts: [Int], first: [Int]) -> [[Int]] {
    var result: [[Int]] = [[]]
    for count in counts { result = result.flatMap { head in (0..<count).map { head + [$0] } } }
    return [first] + result.filter { $0 != first }
  }

  /// One, and those that differ from it in one place or in two.
  private static func near(_ first: [Int], _ counts: [Int]) -> [[Int]] {
    var result = [first]
    for (place, count) in counts.enumerated() {
      for candidate in 0..<count where candidate != first[place] {
        var other = first
        other[place] = candidate
        result.append(other)
      }
    }
    for (a, count) in counts.enumerated() {
      for b in counts.indices.dropFirst(a + 1) {
        for x in 0..<count where x != first[a] {
          for y in 0..<counts[b] where y != first[b] {
            guard result.count < limit else { return result }
            var other = first
            (other[a], other[b]) = (x, y)
            result.append(other)
          }
        }
      }
    }
    return result
  }

  /// The scenario with these candidates.
  func scenario(_ base: Scenario, _ choice: [Int]) -> Scenario {
    var result = base
    for (input, candidate) in zip(open, choice) {
      inputs[input].candidates[safe: candidate]?.edit.apply(to: &result)
    }
    return result
  }
}
