import Screen

/// In which order runs are sent: the next is always the one that takes the fewest bytes to begin with.
extension OutputFilter {
  /// Sends all runs. The last one goes last where only the terminal knows where it leaves the cursor and something
  /// follows that counts on it.
  mutating func flush() {
    guard !runs.isEmpty else { return }
    let last = cursor == nil ? runs.count - 1 : runs.count
    var waiting = Array(0..<last)
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
    if last < runs.count { send(runs[last]) }
    clearRuns()
  }

  private mutating func send(_ run: Run) {
    if run.start != place { CursorMotion(from: place, to: run.start).write(to: &output) }
    settle(run.pen, run.characters, isBlank: run.isBlank)
    write(run.bytes)
    place = run.end < size.columns ? CursorPosition(row: run.start.row, column: run.end) : nil
  }

  /// Bytes before the run's own.
  private func cost(of run: Run, _ styleCosts: inout StyleCosts) -> Int {
    let motion = run.start == place ? 0 : CursorMotion(from: place, to: run.start).length
    let target = target(run.pen, isBlank: run.isBlank)
    return motion + (target == shown ? 0 : styleCosts.cost(shown, target, exactColors))
  }

  /// Brings the terminal to a style, as far as a blank shows it.
  mutating func settle(_ pen: Pen, _ characters: CharacterSets, isBlank: Bool) {
    if shownCharacters?.first != characters.first, !isBlank || shownCharacters == nil {
      output += [0x1b, UInt8(ascii: "("), characters.first]
      shownCharacters = CharacterSets(first: characters.first, shift: shownCharacters?.shift)
    }
    if let shift = characters.shift, shownCharacters?.shift != shift, !isBlank {
      output.append(shift)
      shownCharacters?.shift = shift
    }
    let target = target(pen, isBlank: isBlank)
    guard shown != target else { return }
    output += "\u{1b}[\(target.codes(from: shown, exactColors))m".utf8
    shown = target
  }

  private func target(_ pen: Pen, isBlank: Bool) -> Pen {
    guard isBlank, let shown, pen.showsOnlyBackground else { return pen }
    var target = pen
    (target.foreground, target.isBold, target.isDim) = (shown.foreground, shown.isBold, shown.isDim)
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

  mutating func cost(_ from: Pen?, _ to: Pen, _ exactColors: [UInt8: RGB]) -> Int {
    let change = Change(from: from, to: to)
    if let cost = known[change] { return cost }
    let cost = 3 + to.codes(from: from, exactColors).utf8.count
    known[change] = cost
    return cost
  }
}
