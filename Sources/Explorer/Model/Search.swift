import MemtypeEngine

/// What is searched for.
struct Search: Hashable, Sendable {
  var text: String
  /// Where the cursor was when the search began.
  var origin: PhysicalAddress
  /// The list that had the focus then, and its row: it is searched first.
  var list: Pane?
  var row = 0
}

/// Where a text is found: the starts of the stretches that match, in address order.
struct SearchMatches: Hashable, Sendable {
  var addresses: [PhysicalAddress]

  var count: Int { addresses.count }

  /// The match at or after an address, or before it, and round the end.
  func match(from address: PhysicalAddress, forward: Bool, isInclusive: Bool = false) -> PhysicalAddress? {
    if forward {
      return addresses.first { $0 > address || isInclusive && $0 == address } ?? addresses.first
    }
    return addresses.last { $0 < address } ?? addresses.last
  }

  /// Its place in the list, from 1. O(log n).
  func number(of address: PhysicalAddress) -> Int? {
    var low = 0
    var high = addresses.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] < address { low = middle + 1 } else { high = middle }
    }
    return low < addresses.count && addresses[low] == address ? low + 1 : nil
  }
}

extension Explorer {
  /// Where what is searched for is found; nothing without a search.
  var matches: SearchMatches {
    guard let search else { return SearchMatches(addresses: []) }
    return memo.matches(Memo.MatchesKey(rows: segmentRowsKey, text: search.text)) {
      SearchMatches(addresses: addresses(matching: search.text))
    }
  }

  /// The stretches of the ruler in which a text is found: by what lies there, the type, the register that gives
  /// it, what is tracked, or the address.
  private func addresses(matching text: String) -> [PhysicalAddress] {
    let wanted = text.lowercased()
    guard !wanted.isEmpty else { return [] }
    let digits = Self.searchedDigits(wanted)
    return segmentRows.rows.compactMap { row in
      guard case .stretch(let range, let segments) = row,
        let segment = evaluation.segments[segments].first,
        isMatch(segment, range, wanted, digits)
      else { return nil }
      return range.start
    }
  }

  private func isMatch(
    _ segment: AddressSegment, _ range: AddressRange, _ text: String, _ digits: String
  ) -> Bool {
    if segment.type.name.lowercased() == text || segment.tracked?.name.lowercased() == text { return true }
    // Where a device lies the ruler says nothing else.
    if segment.devices.isEmpty, place(of: segment).lowercased().contains(text) { return true }
    if segment.source.name.lowercased().contains(text) { return true }
    let isDevice = segment.devices.contains { index in
      guard let device = scenario.device(index) else { return false }
      return device.name.lowercased().contains(text) || device.id.lowercased().contains(text)
    }
    if isDevice { return true }
    guard !digits.isEmpty else { return false }
    // A few digits are the beginning of an address, not a small number.
    if text.hasPrefix("0x") || digits.count >= 7, let address = UInt64(digits, radix: 16),
      range.contains(address)
    {
      return true
    }
    return digits.count >= 3 && String(range.start, radix: 16).hasPrefix(digits)
  }

  /// The digits of an address that is searched for; empty where the text is none.
  private static func searchedDigits(_ text: String) -> String {
    let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
    let plain = digits.filter { $0 != "_" }
    return plain.allSatisfy(\.isHexDigit) && (text.hasPrefix("0x") || plain.count >= 3) ? plain : ""
  }
}
