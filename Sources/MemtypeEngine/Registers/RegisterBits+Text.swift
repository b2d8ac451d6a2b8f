extension RegisterBits {
  /// A line of the register as it is shown: on the screen each kind has its own style.
  public enum Line: Hashable, Sendable {
    case numbers
    /// One of the words.
    case word(Int)
    /// The address that is compared, and the comparison.
    case address
    case comparison
    /// Anything else, in words.
    case text(String)
    /// An entry of the PAT by its number, and a row of the table of MTRR and PAT types.
    case patTitles
    case patEntry(Int)
    case tableTitles
    case tableRow(MemoryType)
    case blank
  }

  /// Top to bottom.
  public var lines: [Line] {
    var lines: [Line] = [.numbers] + words.indices.map { .word($0) }
    if let comparison {
      if comparison.pair.isValid { lines += [.address, .comparison] }
      lines += [.text(comparison.verdict)]
    }
    lines.append(.blank)
    lines += words.map { word in
      .text(
        "\(word.name) \(word.value.prefixedHex()): " + word.fields.map(\.text).joined(separator: ", "))
    }
    if let pat {
      lines += [.blank, .patTitles] + pat.entries.map { .patEntry($0.number) }
      lines += [.blank, .tableTitles] + PATView.mtrrTypes.map { .tableRow($0) }
      if let base = pat.baseText {
        lines.append(.text("[ ] holds at the address: \(base) below the page tables"))
      }
    }
    return lines + (notes.isEmpty ? [] : [.blank]) + notes.map { .text($0) }
  }

  /// A line as text; texts are not broken.
  public func text(_ line: Line, _ columns: BitColumns) -> String {
    switch line {
    case .numbers: return columns.numbers
    case .word(let index):
      guard let word = words[safe: index] else { return "" }
      return columns.line(word.label) { word.value &>> UInt64($0) & 1 == 1 ? "1" : "0" }
        + (columns.hasRoomForValue ? "  \(word.value.prefixedHex())" : "")
    case .address:
      guard let address = comparison?.address else { return "" }
      return columns.line("addr") { address &>> UInt64($0) & 1 == 1 ? "1" : "0" }
        + (columns.hasRoomForValue ? "  \(address.prefixedHex())" : "")
    case .comparison: return columns.line("equal") { Character(mark(ofBit: $0)) }
    case .text(let text): return text
    case .patTitles: return "entry  PAT PCD PWT  type  Linux uses it for"
    case .patEntry(let number): return patText(number)
    case .tableTitles:
      return "MTRR \\ PAT " + PATView.patTypes.map { Self.padded(" \($0.name)", 6) }.joined()
    case .tableRow(let type):
      return Self.padded(type.name, 11)
        + PATView.patTypes.map { patType in
          let text = pat?.combined(type, patType) ?? ""
          return Self.padded(pat?.isCurrent(type, patType) == true ? "[\(text)]" : " \(text)", 6)
        }.joined()
    case .blank: return ""
    }
  }

  /// `=` a bit that is compared and agrees, `x` one that does not, `.` one that is not compared.
  public func mark(ofBit bit: Int) -> Unicode.Scalar {
    guard let comparison else { return " " }
    let shift = UInt64(clamping: bit)
    if comparison.differing &>> shift & 1 == 1 { return "x" }
    return comparison.compared &>> shift & 1 == 1 ? "=" : "."
  }

  private func patText(_ number: Int) -> String {
    guard let entry = pat?.entries[safe: number] else { return "" }
    let use = entry.mode.map { $0.word } ?? "never selected"
    let here = pat?.current?.entry == number ? ", at the address" : ""
    return Self.padded("PA\(number)", 8) + Self.padded("\(entry.pat)", 4) + Self.padded("\(entry.pcd)", 4)
      + Self.padded("\(entry.pwt)", 4) + Self.padded(entry.type.name, 6) + use + here
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// The whole of it as text in so many columns.
  public func text(width: Int) -> String {
    let columns = BitColumns(bitCount: bitCount, width: width)
    return ([title] + lines.map { text($0, columns) }).joined(separator: "\n") + "\n"
  }
}
