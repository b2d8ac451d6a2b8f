/// Reads and writes ranges of addresses.
package enum RangeText {
  package static let accepted =
    "addresses such as 0xfed4_0000-0xfed4_4fff, the last one included, or 0xfed4_0000+20K"

  /// `0x1000-0x1fff`, both ends included, or `0x1000+4K`; nil for anything else and for what reaches beyond 2^64.
  package static func parse(_ text: some StringProtocol) -> AddressRange? {
    let text = String(text)
    if let plus = text.firstIndex(of: "+") {
      guard let start = try? NumberText.parse(String(text[..<plus])),
        let size = try? NumberText.parse(String(text[text.index(after: plus)...])), size > 0,
        !start.addingReportingOverflow(size).overflow
      else { return nil }
      return AddressRange(start: start, size: size)
    }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = try? NumberText.parse(String(parts[0])),
      let last = try? NumberText.parse(String(parts[1])), first <= last
    else { return nil }
    return AddressRange(first, last.adding(clamped: 1))
  }

  /// `0x1000-0x1fff`; nil where a range cannot be written so.
  package static func text(_ range: AddressRange) -> String? {
    range.isEmpty ? nil : "\(range.start.grouped)-\(range.last.grouped)"
  }
}
