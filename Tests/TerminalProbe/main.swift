import Glibc
import Progress
import Screen
import Terminal
import Themes

/// A list to move in and a line that tells the last event: a stand-in for the interface.
final class Probe {
  var cursor = 0
  var theme = 0
  var top = 0
  var size = Size(columns: 80, rows: 24)
  var note = ""
  var glyphs = GlyphSet.unicode
  var depth = ColorDepth.none

  init(glyphs: GlyphSet, depth: ColorDepth) {
    self.glyphs = glyphs
    self.depth = depth
  }

  func handle(_ events: [InputEvent]) -> [TerminalEffect] { events.flatMap { handle($0) } }

  private func handle(_ event: InputEvent) -> [TerminalEffect] {
    note = "\(event)"
    switch event {
    case .resized(let size):
      self.size = size
      note = "size \(size.columns)x\(size.rows)"
    case .key(.down): cursor += 1
    case .key(.up): cursor = max(0, cursor - 1)
    case .key(.pageDown): cursor += rows
    case .key(.character("q")): return [.quit]
    case .key(.character("y")): return [.copy("row \(cursor)")]
    case .key(.character("m")): return [.mouse(false)]
    case .key(.character("t")):
      theme = (theme + 1) % Themes.names.count
      note = Themes.names[theme]
      return Themes.named(note).map { [.scheme($0)] } ?? []
    case .key(.character("w")):
      // Works until somebody does not wait for it any more.
      Progress.say("working hard")
      let start = time(nil)
      while !Progress.isCancelled, time(nil) - start < 60 { usleep(1000) }
      guard Progress.beginLasting() else { return [] }
      note = "worked"
    case .key(.character("W")):
      // Works, and cannot be given up.
      _ = Progress.beginLasting()
      let start = time(nil)
      while time(nil) - start < 60 { usleep(1000) }
    case .key(.character("E")): writeError("a message for later\n")
    case .key(.character("!")):
      let nothing: [Int] = []
      // The crash that the guard is there for.
      note = "\(nothing[cursor])"
    case .key(.control("z")): return [.suspend]
    case .key(.control("l")): return [.redraw]
    default: break
    }
    if cursor >= top + rows || cursor < top { top = max(0, cursor - rows / 3) }
    return []
  }

  private var rows: Int { max(1, size.rows - 2) }

  /// Every role on every surface, for the eye.
  private func samples(_ canvas: inout Canvas) {
    for (row, role) in Role.allCases.enumerated() {
      canvas.text("\(role)", column: 0, row: row, Style(role), width: 14)
      for (index, surface) in Surface.allCases.enumerated() {
        canvas.text(" Text ", column: 15 + 7 * index, row: row, Style(role, on: surface))
      }
    }
  }

  func frame(_ size: Size) -> Frame {
    var canvas = Canvas(size: size, glyphs: glyphs)
    canvas.within(Region(columns: size.columns, rows: 1), on: .bar) { bar in
      bar.text("probe 日本 é depth \(depth.rawValue) \(note)", column: 1, row: 0, Style(.strong))
    }
    let (upper, _) = Region(row: 1, columns: size.columns, rows: size.rows - 1).split(top: size.rows - 2)
    let (left, right) = upper.split(left: size.columns / 2)
    canvas.within(left) { list in
      for row in 0..<list.rows {
        let number = top + row
        let pattern = TypePattern.allCases[number / 7 % TypePattern.allCases.count]
        list.text(
          "0x" + String(number * 0x1000_0000, radix: 16), column: 2, row: row, Style(.address), width: 14)
        list.pattern(pattern, column: 17, row: row, width: 3)
        list.text("\(pattern)", column: 21, row: row, Style(pattern.role))
        guard number == cursor else { continue }
        list.put(glyphs.cursorMark, column: 0, row: row)
        list.lay(Region(row: row, columns: list.columns, rows: 1), on: .cursor)
      }
    }
    canvas.within(right) { pane in
      let inside = pane.box(title: "Reasons", trailing: "pane", isFocused: true)
      pane.within(inside) { content in
        content.text("cursor at \(cursor)", column: 1, row: 0)
        content.within(Region(column: 1, row: 2, columns: content.columns - 2, rows: content.rows - 2)) {
          samples(&$0)
        }
      }
    }
    canvas.text("q quit", column: 0, row: size.rows - 1, Style(.key))
    return canvas.frame
  }
}

func writeOutput(_ text: String) {
  _ = text.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
}

func writeError(_ text: String) {
  _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
}

func run(_ scheme: Scheme) -> Int32 {
  do throws(TerminalError) {
    var options = TerminalOptions(scheme: scheme)
    if let milliseconds = ProcessArguments.words.first.flatMap({ Int($0) }) {
      options.paintInterval = .milliseconds(milliseconds)
    }
    let session = try TerminalSession(options)
    let probe = Probe(glyphs: session.glyphs, depth: session.depth)
    let reason = session.run(
      frame: { probe.frame($0) }, handle: { probe.handle($0) }, stopped: { probe.note = "stopped" })
    if reason != .hangup { writeOutput("left: \(reason)\n") }
    if session.hasUnfinishedWork { _exit(reason.status) }
    return reason.status
  } catch {
    writeError("terminal-probe: \(error)\n")
    return 2
  }
}

guard let scheme = Themes.named(Themes.defaultName) else { exit(1) }
exit(run(scheme))
