extension ACPITerm {
  /// As an ASL expression, for people: `0xFED45000 + Arg0`.
  var expression: String { expression(depth: 0) }

  private func expression(depth: Int) -> String {
    guard depth < 12 else { return "..." }
    func inner(_ term: ACPITerm) -> String { term.expression(depth: depth + 1) }
    func list(_ terms: [ACPITerm]) -> String { terms.map(inner).joined(separator: ", ") }
    switch self {
    case .integer(0): return "Zero"
    case .integer(1): return "One"
    case .integer(let value): return Self.number(value)
    case .string(let text): return "\"\(text)\""
    case .buffer: return "Buffer"
    case .package: return "Package"
    case .name(let name): return name.description
    case .call(let name, let arguments): return "\(name) (\(list(arguments)))"
    case .local(let number): return "Local\(number)"
    case .argument(let number): return "Arg\(number)"
    case .debug: return "Debug"
    case .timer: return "Timer"
    case .operation(.index, let operands) where operands.count == 2:
      return "\(inner(operands[0])) [\(inner(operands[1]))]"
    case .operation(let operation, let operands):
      if let sign = operation.sign, operands.count == 2 {
        let text = "\(inner(operands[0])) \(sign) \(inner(operands[1]))"
        return depth == 0 ? text : "(\(text))"
      }
      return "\(operation.rawValue) (\(list(operands)))"
    case .other(let word, let arguments): return "\(word) (\(list(arguments)))"
    default: return "..."
    }
  }

  /// Upper-case hex with an even number of digits, as the disassembler writes numbers.
  static func number(_ value: UInt64) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "0x" + (digits.count % 2 == 0 ? digits : "0" + digits)
  }
}
