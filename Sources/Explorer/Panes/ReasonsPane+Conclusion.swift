import MemtypeEngine
import Screen

/// Conclusion first: what is refused, the requests that collide in the order of time, and what changes it.
extension Explorer {
  /// The conclusion for the failing device under the ruler's cursor; nil where none fails.
  var conclusionAtCursor: Conclusion? {
    guard let segment = evaluation.segment(at: cursorAddress) else { return nil }
    return segment.devices.first(where: derived.failing.contains).flatMap { evaluation.conclusion(for: $0) }
  }

  func conclusionLines(width: Int) -> [ListLine] {
    guard let conclusion = conclusionAtCursor, let device = scenario.device(conclusion.device) else {
      return []
    }
    // The last column stays free between the text and the border.
    let width = width - 1
    var lines: [ListLine] = []
    func say(_ text: String, _ style: Style, indent: Int = 0) {
      for part in wrapped(text, width: width - indent) {
        var line = ListLine(address: device.range.start, isSelectable: lines.isEmpty)
        line.add(String(repeating: " ", count: indent), .dim)
        line.add(part, style)
        lines.append(line)
      }
    }
    let verdict = "\(glyphs.cross) \(conclusion.rule): \(conclusion.error)"
    let named = "\(verdict) \(Errno.name(conclusion.error))"
    say(DisplayWidth.of(named) <= width ? named : verdict, Style(.bad, bold: true))
    if !conclusion.requests.isEmpty {
      var titles = ListLine(isSelectable: false)
      titles.add("  step", .label, width: 7)
      titles.add("asks", .label, width: 5)
      titles.add("gets", .label, width: 5)
      titles.add("who", .label)
      lines.append(titles)
      lines += conclusion.requests.map { line($0, width: width) }
    }
    if !conclusion.causes.isEmpty { say("Because (at the right what changes it)", Style(.label)) }
    for (i, cause) in conclusion.causes.enumerated() {
      let key = cause.change.map(key) ?? ""
      for (j, part) in wrapped(cause.text, width: width - 2 - key.count - 1).enumerated() {
        var line = ListLine(address: device.range.start, isSelectable: j == 0)
        line.add(j == 0 ? "\(i + 1)" : "", .dim, width: 2)
        line.add(part, .text, width: width - 2 - key.count)
        if j == 0 { line.add(key, Style(.key)) }
        lines.append(line)
      }
    }
    if !lines.isEmpty, !reasons.isEmpty { say("Rule by rule", Style(.label)) }
    return lines
  }

  private func line(_ request: Conclusion.Request, width: Int) -> ListLine {
    let isRefused = request.error != nil
    let style = isRefused ? Style(.bad) : Style(.text)
    var line = ListLine(address: address(ofStep: request.step))
    line.add(isRefused ? "\(glyphs.cross)" : "", style, width: 2)
    line.add("\(request.step)", style, width: 5)
    line.add(request.asked.name, style, width: 5)
    line.add(request.got?.name ?? "", style, width: 5)
    let left = width - line.width
    line.add(DisplayWidth.of(request.who) <= left ? request.who : request.shortWho, style)
    line.isBad = isRefused
    return line
  }

  /// The key that changes a cause.
  private func key(_ change: Conclusion.Change) -> String {
    switch change {
    case .behaviour: keyName(.cycleBehaviour)
    case .cure: keyName(.showCures)
    case .register: "2"
    case .step: keyName(.nextStep)
    }
  }
}
