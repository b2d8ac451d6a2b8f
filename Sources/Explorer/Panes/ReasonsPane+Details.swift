import MemtypeEngine
import Screen

/// What an unfolded reason says more: its rule, where that holds, the manual, and the calls that led there.
extension Explorer {
  func details(_ reason: Reason, indent: Int, width: Int) -> [ListLine] {
    var lines = hung(reason.explanation, indent, width, .text)
    lines += labelled("function", functionText(reason), indent, width)
    lines += labelled("manual", reason.manual, indent, width)
    guard !reason.callPath.isEmpty else { return lines }
    lines += hung("called by, as a stack trace has it:", indent, width, .label)
    return lines + reason.callPath.reversed().flatMap { hung($0, indent + 1, width, .dim) }
  }

  /// `kvm_init_platform, in 6.12-rc5 and later (8e690b817e38)`.
  private func functionText(_ reason: Reason) -> String {
    // Where there is no function the source is the manual.
    guard !reason.source.isEmpty, reason.source != reason.manual else { return "" }
    guard let record = reason.rule?.kernelRule?.record else {
      return "\(reason.source), in every release modelled"
    }
    let function = reason.source == record.function ? reason.source : "\(reason.source), \(record.function)"
    return "\(function), in \(record.range) (\(record.source))"
  }

  private func labelled(_ label: String, _ text: String, _ indent: Int, _ width: Int) -> [ListLine] {
    guard !text.isEmpty else { return [] }
    let column = 9
    return wrapped(text, width: max(8, width - indent - column)).enumerated().map { row, part in
      var line = ListLine(isSelectable: false)
      line.add("", .dim, width: indent)
      line.add(row == 0 ? label : "", .label, width: column)
      line.add(part, .text)
      return line
    }
  }

  /// A text below a line, so far to the right; none for an empty one.
  func hung(_ text: String, _ indent: Int, _ width: Int, _ role: Role) -> [ListLine] {
    guard !text.isEmpty else { return [] }
    return wrapped(text, width: max(8, width - indent)).map { part in
      var line = ListLine(isSelectable: false)
      line.add("", .dim, width: indent)
      line.add(part, role)
      return line
    }
  }
}
