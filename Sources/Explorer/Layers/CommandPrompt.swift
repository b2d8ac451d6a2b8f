import MemtypeEngine
import Screen

/// A command by its name, or an input that is set, with what stands behind it; above the line what the text may mean.
///
/// What is highlighted is what Enter does: the first that the text is the name or the beginning of, or the one that was
/// gone to. What only resembles the text is never done unasked. An address goes there, where it looks like one.
struct CommandPrompt: LinePrompt {
  var editor = LineEditor(longest: PathPrompt.longestPath)
  /// The row of the list that was gone to; nil before any was.
  var selection: Int?
  var label: String { ": " }
  var fieldWidth: (most: Int, share: Int) { (48, 2) }

  init(beginningWith text: String = "") { editor.replaceAll(text) }

  mutating func textChanged(in explorer: inout Explorer) { selection = nil }

  /// The name, and what stands behind it; nil while the name is typed.
  private var parts: (name: String, argument: String?) {
    let text = String(editor.text.drop { $0 == " " })
    guard let end = text.firstIndex(of: " ") else { return (text, nil) }
    return (String(text[..<end]), String(text[text.index(after: end)...].drop { $0 == " " }))
  }

  /// What the name means by itself: exactly, or as the only or first one that it is the beginning of.
  private func item(named name: String) -> Palette.Item? {
    guard !name.isEmpty, let first = Palette.items(for: name).first, first.match < .similar else {
      return nil
    }
    return first
  }

  /// `0xfed40000`, `4G`, `fed4_0000`: begins like a number, or has digits and a separator only.
  private static func looksLikeAddress(_ text: String) -> Bool {
    if text.first?.isNumber == true { return true }
    return text.contains("_") && text.allSatisfy { $0 == "_" || $0.isHexDigit }
  }

  // MARK: The list

  /// A row of the list.
  private struct Row {
    var title: String
    var keys = ""
    var help: String
    var problem: String?
    /// The line with it in place of what was typed.
    var line: String
    var isPart = false
  }

  /// The row that Enter does; nil where that is only what is typed.
  private func highlighted(_ rows: [Row]) -> Int? {
    if let selection { return min(max(0, selection), max(0, rows.count - 1)) }
    let (name, argument) = parts
    return argument == nil && item(named: name) != nil ? 0 : nil
  }

  private func rows(in explorer: Explorer) -> [Row] {
    let (name, argument) = parts
    guard let argument else {
      return Palette.items(for: name).map { item in
        let problem = item.whyNot(in: explorer)
        return Row(
          title: item.name, keys: item.keys(in: explorer), help: problem ?? item.help, problem: problem,
          line: item.name)
      }
    }
    let candidates = item(named: name)?.argument?.candidates(explorer, argument) ?? []
    return candidates.map {
      Row(title: $0.text, help: $0.detail, line: "\(name) \($0.text)", isPart: $0.isPart)
    }
  }

  // MARK: Keys and mouse

  func move(_ motion: Motion, in explorer: inout Explorer) {
    let rows = rows(in: explorer)
    let place = highlighted(rows).map { motion.from($0, page: 1, count: rows.count) } ?? 0
    explorer.change(CommandPrompt.self) { $0.selection = place }
  }

  /// Tab: what all that the text may mean have in common, and the row that was gone to.
  func complete(in explorer: inout Explorer) {
    let (name, argument) = parts
    let rows = rows(in: explorer)
    let lines: [String]
    if let selection, rows.indices.contains(selection) {
      lines = [rows[selection].line]
    } else if argument == nil {
      lines = Palette.names.filter { $0.hasPrefix(name.lowercased()) }
    } else {
      lines = rows.map(\.line)
    }
    guard let common = Explorer.commonPrefix(lines) else {
      explorer.notice = Explorer.Notice(
        text: "nothing begins with \"\(argument ?? name)\": with nothing typed, Tab shows the names",
        isBad: true)
      return
    }
    var prompt = self
    let takesMore = lines.count == 1 && argument == nil && item(named: common)?.argument != nil
    let isPart = lines.count == 1 && rows.first { $0.line == common }?.isPart == true
    if common.count >= editor.text.count || selection != nil {
      prompt.editor.replaceAll(common + (takesMore || isPart ? " " : ""))
    }
    prompt.selection = nil
    explorer.update(prompt)
    if lines.count > 1 {
      let shown = argument == nil ? lines : rows.map(\.title)
      explorer.notice = Explorer.Notice(text: shown.joined(separator: "  "))
    }
  }

  func commit(in explorer: inout Explorer) -> [Effect] {
    let rows = rows(in: explorer)
    if selection != nil, let place = highlighted(rows), rows.indices.contains(place) {
      return run(rows[place].line, isChosen: true, in: &explorer)
    }
    return run(editor.text, isChosen: false, in: &explorer)
  }

  /// `isChosen`: the line is one of the list, not what was typed.
  private func run(_ line: String, isChosen: Bool, in explorer: inout Explorer) -> [Effect] {
    var prompt = self
    prompt.editor.replaceAll(line)
    let (name, argument) = prompt.parts
    let wanted = AddressExpression.trimmed(argument ?? "")
    guard !name.isEmpty else {
      explorer.close()
      return []
    }
    guard let item = item(named: name) else { return goTo(line, in: &explorer) }
    if wanted.isEmpty {
      switch item.target {
      case .command(let command):
        explorer.close()
        return explorer.run(command)
      case .input:
        // There has to be a value: the line waits for it.
        prompt.editor.replaceAll(item.name + " ")
        prompt.selection = nil
        explorer.update(prompt)
        return []
      }
    }
    guard let behind = item.argument else {
      explorer.notice = Explorer.Notice(text: "\(item.name) takes nothing behind it", isBad: true)
      return []
    }
    if case .command(let command) = item.target, let reason = explorer.whyNot(command), !reason.isEmpty {
      explorer.notice = Explorer.Notice(text: reason, isBad: true)
      return []
    }
    do throws(ArgumentError) {
      var next = explorer
      next.close()
      let effects = try behind.run(&next, wanted)
      explorer = next
      return effects
    } catch {
      explorer.notice = Explorer.Notice(text: error.text, isBad: true)
      return []
    }
  }

  private func goTo(_ text: String, in explorer: inout Explorer) -> [Effect] {
    let text = AddressExpression.trimmed(text)
    let isPlace = explorer.evaluation.placeNames.contains(text.lowercased())
    if isPlace || Self.looksLikeAddress(text), let address = try? explorer.address(text) {
      explorer.close()
      explorer.go(to: address)
      return []
    }
    explorer.notice = Explorer.Notice(
      text: "\"\(text)\" is no command: \(Key.down.name) goes to what resembles it, Tab completes names",
      isBad: true)
    return []
  }

  func press(column: Int, row: Int, in explorer: inout Explorer) -> [Effect] {
    let rows = rows(in: explorer)
    let region = region(rows.count, in: explorer)
    let top = top(rows, height: region.rows - 2)
    let part = OverlayPart.at(column, row, in: region, first: 1, count: region.rows - 2) {
      rows.indices.contains(top + $0) ? top + $0 : nil
    }
    switch part {
    case .item(let place): return run(rows[place].line, isChosen: true, in: &explorer)
    case .inside: return []
    case .outside: return explorer.perform(.cancel)
    }
  }

  // MARK: Drawing

  func answer(in explorer: Explorer) -> (text: String, isGood: Bool) {
    let (name, argument) = parts
    guard !name.isEmpty else { return ("a command, or an input and its value", false) }
    guard let item = item(named: name) else {
      if Self.looksLikeAddress(text) { return explorer.meaning(ofPlace: text) }
      return ("no such command", false)
    }
    if argument != nil { return (item.argument?.what ?? "takes nothing behind it", item.argument != nil) }
    let reason = item.whyNot(in: explorer)
    return ("\(item.name): \(reason ?? item.help)", reason == nil)
  }

  /// Above the line that is typed.
  private func region(_ count: Int, in explorer: Explorer) -> Region {
    let size = explorer.size
    let rows = min(max(1, count) + 2, max(3, min(16, size.rows - 4)))
    return Region(column: 0, row: max(0, size.rows - 1 - rows), columns: min(size.columns, 92), rows: rows)
  }

  private func top(_ rows: [Row], height: Int) -> Int {
    let cursor = highlighted(rows) ?? 0
    return Viewport.settledTop(
      max(0, cursor - height + 1), cursor: cursor, count: rows.count, height: height)
  }

  /// What the text may mean, each with its keys.
  func draw(in explorer: Explorer, on canvas: inout Canvas) {
    let rows = rows(in: explorer)
    let (name, argument) = parts
    if argument != nil, rows.isEmpty { return }
    let cursor = highlighted(rows)
    canvas.within(region(rows.count, in: explorer), on: .overlay) { canvas in
      let inside = canvas.box(
        title: argument == nil ? "Commands" : name,
        trailing: cursor.map { "\($0 + 1) of \(rows.count)" } ?? "\(rows.count)", isFocused: true)
      let top = top(rows, height: inside.rows)
      canvas.within(inside) { canvas in
        if rows.isEmpty { canvas.text("no command has these letters", column: 1, row: 0, Style(.dim)) }
        for row in 0..<canvas.rows where top + row < rows.count {
          draw(rows[top + row], isName: argument == nil, row: row, isCursor: top + row == cursor, on: &canvas)
        }
      }
    }
  }

  private func draw(_ item: Row, isName: Bool, row: Int, isCursor: Bool, on canvas: inout Canvas) {
    let isEnabled = item.problem == nil
    if isCursor { canvas.put(canvas.glyphs.cursorMark, column: 0, row: row, Style(.strong)) }
    let titleWidth = isName ? 18 : 30
    canvas.text(item.title, column: 1, row: row, Style(isEnabled ? .strong : .disabled), width: titleWidth)
    if isName { canvas.text(item.keys, column: 20, row: row, Style(.key, bold: true), width: 12) }
    canvas.text(
      item.help, column: titleWidth + (isName ? 15 : 2), row: row, Style(isEnabled ? .text : .disabled),
      width: max(0, canvas.columns - titleWidth - (isName ? 16 : 3)))
    if isCursor { canvas.lay(Region(row: row, columns: canvas.columns, rows: 1), on: .cursor) }
  }
}

extension Command {
  static let runCommand = Command(
    "run-command", .anyPane, [":"], "a command by its name, or an input with its value: tolud 2816M"
  ) { $0.open(CommandPrompt()) }

  static let set = Command(
    "set", .anyPane, [], "set an input: set tolud 2816M, set host.vendor AMD", argument: .assignment
  ) {
    $0.open(CommandPrompt(beginningWith: "set "))
  }
}
