import MemtypeEngine
import Screen

/// The fewest legal registers for what is wanted: what they are, what each border costs, why fewer cannot do, what
/// would fit, and what becomes of the drivers.
struct RegisterProposal: Layer {
  /// A line, and what can be done with it.
  struct Row: Hashable, Sendable {
    enum Use: Hashable, Sendable {
      /// A stretch that is wanted, by its place in the wish.
      case stretch(Int)
      /// A change of the wish that saves registers, by its place in the advice.
      case advice(Int)
    }

    var line: ListLine
    var use: Use?
  }

  var view = Viewport()

  var context: Context { .proposal }
  var helpSection: String { "Registers for a map" }
  var hints: [Hint] {
    [
      Hint(.applyProposal, "apply"), Hint(.cancel, "close"), Hint(.dropWanted, "drop this stretch"),
      Hint(.switchRest, "the rest: as it is, as needed"), Hint(.copyLine, "copy"), Hint(.down, "scroll"),
    ]
  }

  func normalized(in explorer: Explorer) -> RegisterProposal {
    var proposal = self
    proposal.view.settle(count: explorer.proposalRows.count, height: explorer.proposalPage.rows)
    return proposal
  }

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let (page, count) = (explorer.proposalPage.rows, explorer.proposalRows.count)
    explorer.change(RegisterProposal.self) {
      $0.view.cursor = motion.from($0.view.cursor, page: page, count: count)
    }
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    let count = min(explorer.proposalRows.count - view.top, explorer.proposalPage.rows)
    let part = OverlayPart.at(
      column, row, in: explorer.overlayPage, first: 1 + Self.headRows, count: count
    ) { view.top + $0 }
    return press(part, selected: view.cursor, in: &explorer, enter: .applyProposal) { explorer, item in
      explorer.change(RegisterProposal.self) { $0.view.cursor = item }
    }
  }

  /// All of it, as text.
  func copied(in explorer: Explorer) -> String? {
    explorer.proposalRows.map(\.line.text).joined(separator: "\n")
  }

  fileprivate func use(in explorer: Explorer) -> Row.Use? {
    let rows = explorer.proposalRows
    return rows.indices.contains(view.cursor) ? rows[view.cursor].use : nil
  }

  // MARK: Drawing

  /// Above the list: the map as it is, and as it would be.
  static let headRows = 3

  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    let rows = explorer.proposalRows
    canvas.within(explorer.overlayPage, on: .overlay) { canvas in
      let inside = canvas.box(
        title: "Registers for \(explorer.wishTitle)", trailing: "\(view.cursor + 1) of \(rows.count)",
        isFocused: true)
      canvas.within(inside.inset(columns: 1)) { canvas in
        let head = Region(columns: canvas.columns, rows: Self.headRows)
        canvas.within(head) { canvas in explorer.drawProposedMaps(on: &canvas) }
        let list = Region(
          row: Self.headRows, columns: canvas.columns, rows: max(0, canvas.rows - Self.headRows))
        canvas.within(list) { canvas in
          for row in 0..<canvas.rows where view.top + row < rows.count {
            let place = view.top + row
            canvas.spans(rows[place].line.spans, column: 1, row: row, width: canvas.columns - 1)
            if place == view.cursor {
              canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.strong))
              canvas.lay(Region(row: row, columns: canvas.columns, rows: 1), on: .cursor)
            }
          }
        }
      }
      canvas.scrollBar(
        column: canvas.columns - 1, row: 1 + Self.headRows, rows: explorer.proposalPage.rows, top: view.top,
        content: rows.count)
    }
  }
}

extension Explorer {
  /// The list below the head, inside the box.
  fileprivate var proposalPage: Size {
    Size(
      columns: max(20, overlayPage.columns - 5),
      rows: max(1, overlayPage.rows - 2 - RegisterProposal.headRows))
  }

  fileprivate var proposalRows: [RegisterProposal.Row] {
    memo.proposalRows(Memo.ProposalRowsKey(plan: planKey, width: proposalPage.columns)) {
      lines(of: plan, width: proposalPage.columns)
    }
  }

  /// The maps before and after, to scale.
  fileprivate func drawProposedMaps(on canvas: inout Canvas) {
    let now = MapStripView(
      evaluation: wholeBoot, content: StripContent(wholeBoot), cursor: cursorAddress,
      divergences: derived.divergences)
    now.draw(rows: [.addresses, .types], types: "now", on: &canvas)
    guard case .solved(let solved) = plan, let then = solved.evaluation else {
      let why = if case .impossible = plan { "cannot be" } else { "does not fit" }
      canvas.text("then", column: 1, row: 2, Style(.label))
      canvas.text(why, column: MapStripView.labelWidth, row: 2, Style(.bad))
      return
    }
    let below = Region(row: 2, columns: canvas.columns, rows: 1)
    canvas.within(below) { canvas in
      let strip = MapStripView(
        evaluation: then, content: StripContent(then), cursor: cursorAddress, divergences: [])
      strip.draw(rows: [.types], types: "then", on: &canvas)
    }
  }

  fileprivate mutating func useProposal() {
    guard let layer = top(RegisterProposal.self), case .solved(let solved) = plan else { return }
    if case .advice(let index)? = layer.use(in: self), solved.plan.advice.indices.contains(index) {
      for stretch in solved.plan.advice[index].stretches { wish.add(stretch) }
      change(RegisterProposal.self) { $0.view = Viewport() }
      return
    }
    guard let next = solved.plan.scenario else { return }
    let title = "\(RegisterSolution.words(solved.plan.solution.blocks.count)) for \(wishTitle)"
    close()
    wish = RegisterWish()
    guard next != document.scenario else {
      notice = Notice(text: "the registers are as they should be already")
      return
    }
    commit(next, title: title)
  }

  fileprivate mutating func dropWanted() {
    guard case .stretch(let index)? = top(RegisterProposal.self)?.use(in: self) else { return }
    wish.remove(at: index)
  }

  fileprivate var whyNotApply: String? {
    guard case .solved(let solved) = plan else { return "what is wanted cannot be" }
    if case .advice? = top(RegisterProposal.self)?.use(in: self) { return nil }
    return solved.plan.scenario == nil
      ? "it does not fit: \(keyName(.applyProposal, in: .proposal)) on one of what would fit takes that" : nil
  }
}

extension Command {
  static let applyProposal = Command(
    "apply-registers", .proposal, [.enter],
    "write the registers, as one step that u takes back; on what would fit: want that instead",
    unless: { $0.whyNotApply }
  ) { $0.useProposal() }

  static let dropWanted = Command(
    "drop-wanted", .proposal, ["d", .delete], "want nothing of this stretch any more",
    unless: {
      if case .stretch? = $0.top(RegisterProposal.self)?.use(in: $0) { nil } else { "" }
    }
  ) { $0.dropWanted() }

  static let switchRest = Command(
    "switch-rest", .proposal, ["r"], "want everything else as it is, or as the memory map needs it"
  ) { $0.wish.rest = $0.wish.rest == .asItIs ? .asNeeded : .asItIs }
}
