import MemtypeEngine
import Screen

extension Explorer {
  /// Each device: who asked for what, what came of it, and which step mapped its registers first.
  func driverLines(width: Int) -> [ListLine] {
    let isWide = width >= 44
    // Beside the name: mark, wanted, got, and `-12 ENOMEM`, with the address where there is room.
    let room = width - (isWide ? 33 : 22)
    let longest = scenario.devices.reduce(8) { max($0, DisplayWidth.of($1.name)) }
    let nameWidth = max(6, min(longest, room))
    var heading = ListLine(isSelectable: false)
    heading.add("  device", .dim, width: nameWidth + 3)
    if isWide { heading.add("at", .dim, width: 10) }
    heading.add("want got result", .dim)
    let left = width - heading.width
    heading.add(left < 6 ? "1st" : "first", .dim, width: left, align: .trailing)
    var lines = [heading]
    for outcome in evaluation.outcomes {
      guard let device = scenario.device(outcome.device) else { continue }
      lines += driverLines(outcome, device, nameWidth: nameWidth, isWide: isWide, width: width)
    }
    if lines.count == 1 { lines = [note("this scenario has no devices")] }
    return lines
  }

  private func driverLines(
    _ outcome: DeviceOutcome, _ device: Device, nameWidth: Int, isWide: Bool, width: Int
  ) -> [ListLine] {
    var line = ListLine(address: device.range.start, isBad: outcome.isFailure)
    let name = outcome.isFailure ? Style(.bad, bold: true) : Style(.text)
    line.spans.append(mark(of: outcome.status))
    line.add(" ")
    line.add(clipped(device.name, nameWidth), name, width: nameWidth + 1)
    if isWide { line.add(device.range.start.groupedDigits, .address, width: 10) }
    line.add(outcome.requested?.name ?? "", role(of: outcome.requested), width: 5)
    line.add(outcome.got?.name ?? "", role(of: outcome.got), width: 4)
    switch outcome.status {
    case .failed(let error): line.add("\(error) \(Errno.name(error))", Style(.bad, bold: true))
    case .mapped: line.add("mapped", .good)
    case .fixmap: line.add("fixmap", .dim)
    case .notDriven: line.add("no driver", .dim)
    }
    if let step = outcome.firstStep {
      let room = width - line.width
      if room > 3 { line.add("s\(step)", .dim, width: room, align: .trailing) }
    }
    return [line] + (outcome.isFailure ? blame(outcome, indent: 2, width: width) : [])
  }

  /// `ACPI mapped it WB first, in step 9` under a driver that failed.
  private func blame(_ outcome: DeviceOutcome, indent: Int, width: Int) -> [ListLine] {
    guard let first = outcome.firstStep, first != outcome.step, let mode = outcome.firstMode else {
      return []
    }
    let title = evaluation.step(first)?.title ?? ""
    let text = "held \(mode.name) since step \(first): \(title)"
    return wrapped(text, width: width - indent - 1).prefix(3).map { part in
      var line = ListLine(isSelectable: false, isBad: true)
      line.add(String(repeating: " ", count: indent))
      line.add(part, .warning)
      return line
    }
  }

  /// A line that only says something.
  func note(_ text: String) -> ListLine {
    ListLine(spans: [Span(text, Style(.dim))], isSelectable: false)
  }

  /// A mark that tells success and failure without colour.
  func mark(of status: DeviceOutcome.Status) -> Span {
    switch status {
    case .mapped: Span(String(glyphs.check), Style(.good))
    case .failed: Span(String(glyphs.cross), Style(.bad, bold: true))
    case .fixmap, .notDriven: Span(" ")
    }
  }

  func role(of mode: PageCacheMode?) -> Role { mode.map { TypePattern($0.memoryType).role } ?? .dim }

  /// The text, or its beginning and an ellipsis.
  func clipped(_ text: String, _ width: Int) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    var result = text
    while DisplayWidth.of(result) > max(0, width - 1), !result.isEmpty { result.removeLast() }
    return result + String(glyphs.ellipsis)
  }
}

extension TypePattern {
  init(_ type: MemoryType) {
    switch type {
    case .uc: self = .uc
    case .ucMinus: self = .ucMinus
    case .wc: self = .wc
    case .wt: self = .wt
    case .wp: self = .wp
    case .wb: self = .wb
    default: self = .none
    }
  }

  /// A strip of the texture as text.
  func strip(_ width: Int, in glyphs: GlyphSet) -> String {
    var result = String.UnicodeScalarView()
    for i in 0..<max(0, width) { result.append(glyph(at: i, of: width, in: glyphs)) }
    return String(result)
  }
}
