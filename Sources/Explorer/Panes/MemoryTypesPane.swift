import MemtypeEngine
import Screen

/// The address space by MTRR type, with the register that gives each.
struct MemoryTypesPane: ListRoom {
  let number = 4
  let name = "memory-types"
  let purpose = "the memory types"
  let title = "Memory types"

  func trailing(in explorer: Explorer) -> String { explorer.divergenceCount }

  func rows(in explorer: Explorer, width: Int) -> [ListRow] {
    (explorer.isComparing ? explorer.comparedTypeLines(width: width) : explorer.typeLines(width: width))
      .map { .line($0) }
  }
}

extension Pane {
  static let types = Pane(MemoryTypesPane())
}

extension Explorer {
  /// Each range with its type by Linux's reading and the register that it comes from.
  fileprivate func typeLines(width: Int) -> [ListLine] {
    let ranges = derived.typeRanges
    let digits = ranges.map { DisplayWidth.of($0.range.start.groupedDigits) }.max() ?? 1
    // The name of the register matters more than a wide texture.
    let strip = min(max(1, width - digits - 19), 3)
    let lines = ranges.map { range in
      var line = ListLine(address: range.range.start)
      let pattern = TypePattern(range.type)
      line.add(range.range.start.groupedDigits, .address, width: digits, align: .trailing)
      line.add(range.range.size.shortSize, .text, width: 6, align: .trailing)
      line.add(" ")
      line.add(pattern.strip(strip, in: glyphs), pattern.role)
      line.add(" ")
      line.add(range.type.name, pattern.role, width: 4)
      line.add(name(of: range.source, isShort: width < digits + 24 + strip), .label)
      return line
    }
    return lines + divergenceLines(width: width)
  }

  func name(of source: AddressSegment.TypeSource, isShort: Bool) -> String {
    switch source {
    case .defaultType where isShort: "default"
    case .fixed where isShort: "fixed"
    case .forced where isShort: "forced"
    default: source.name
    }
  }
}

extension UInt64 {
  /// A size in at most five columns: `20K`, `1.5G`, `~1.7G`; `~1G` for a little less than that.
  var shortSize: String {
    let exact = sizeText
    if exact.utf8.count <= 5 { return exact }
    // Two decimals are one too many here, and then it is no longer exact.
    guard let unit = exact.last else { return exact }
    let number = exact.drop { $0 == "~" }.dropLast()
    let whole = number.prefix { $0 != "." }
    let units = Array("BKMGTPE")
    if whole.utf8.count > 3, let place = units.firstIndex(of: unit), place + 1 < units.count {
      return "~1\(units[place + 1])"
    }
    let decimal = number.dropFirst(whole.count + 1).prefix(1)
    return whole.utf8.count >= 2 || decimal.isEmpty ? "~\(whole)\(unit)" : "~\(whole).\(decimal)\(unit)"
  }
}
