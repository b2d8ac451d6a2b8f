import Screen

/// In which order runs are sent: the next is always the one that takes the fewest bytes to begin with.
extension FrameWriter {
  mutating func flush() {
    var waiting = Array(runs.indices)
    var styleCosts = StyleCosts()
    while !waiting.isEmpty {
      var best = 0
      var leastCost = Int.max
      for (i, index) in waiting.enumerated() {
        let cost = cost(of: runs[index], &styleCosts)
        if cost < leastCost { (best, leastCost) = (i, cost) }
        if leastCost == 0 || keepsOrder { break }
      }
      send(runs[waiting.remove(at: best)])
    }
    runs.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    keepsOrder = false
  }

  private mutating func send(_ run: Run) {
    go(to: run.start)
    take(run.pen, isBlank: run.isBlank)
    output += text[run.bytes]
    place = run.end < size.columns ? CursorPosition(row: run.start.row, column: run.end) : nil
  }

  mutating func go(to target: CursorPosition) {
    if target != place { CursorMotion(from: place, to: target).write(to: &output) }
    place = target
  }

  /// Brings the terminal to a style, as far as a blank shows it.
  mutating func take(_ wanted: Pen, isBlank: Bool) {
    let target = target(wanted, isBlank: isBlank)
    guard pen != target else { return }
    output += "\u{1b}[\(target.codes(from: pen))m".utf8
    pen = target
  }

  /// Bytes before the run's own.
  private func cost(of run: Run, _ styleCosts: inout StyleCosts) -> Int {
    let motion = run.start == place ? 0 : CursorMotion(from: place, to: run.start).length
    let target = target(run.pen, isBlank: run.isBlank)
    return motion + (target == pen ? 0 : styleCosts.cost(pen, target))
  }

  /// A blank takes the text's colour and weight as they are.
  private func target(_ wanted: Pen, isBlank: Bool) -> Pen {
    guard isBlank, let pen else { return wanted }
    var target = wanted
    (target.foreground, target.isBold, target.isDim) = (pen.foreground, pen.isBold, pen.isDim)
    return target
  }
}

/// The lengths of style sequences, each worked out once.
private struct StyleCosts {
  private struct Change: Hashable {
    var from: Pen?
    var to: Pen
  }

  private var known: [Change: Int] = [:]

  mutating func cost(_ from: Pen?, _ to: Pen) -> Int {
    let change = Change(from: from, to: to)
    if let cost = known[change] { return cost }
    let cost = 3 + to.codes(from: from).utf8.count
    known[change] = cost
    return cost
  }
}
