import MemtypeEngine

/// Which cell of a strip an address falls into: the first 4 GiB to scale, what RAM lies above them to another scale,
/// and the emptiness behind it folded into a few cells.
struct StripAxis: Hashable, Sendable {
  /// A part of the strip with one scale.
  struct Part: Hashable, Sendable {
    var range: AddressRange
    var cells: Range<Int>

    /// The addresses of a cell of this part.
    func range(ofCell cell: Int) -> AddressRange {
      AddressRange(border(cell - cells.lowerBound), border(cell + 1 - cells.lowerBound))
    }

    func cell(of address: PhysicalAddress) -> Int {
      let offset = address.subtracting(clamped: range.start)
      let (high, low) = offset.multipliedFullWidth(by: UInt64(cells.count))
      guard range.size > high else { return cells.upperBound - 1 }
      let quotient = range.size.dividingFullWidth((high, low)).quotient
      return cells.lowerBound + min(Int(clamping: quotient), cells.count - 1)
    }

    private func border(_ index: Int) -> PhysicalAddress {
      guard index < cells.count else { return range.end }
      let (high, low) = range.size.multipliedFullWidth(by: UInt64(max(0, index)))
      let count = UInt64(max(1, cells.count))
      guard high < count else { return range.end }
      // The first address that `cell(of:)` puts into the cell.
      let (quotient, remainder) = count.dividingFullWidth((high, low))
      return range.start.adding(clamped: quotient.adding(clamped: remainder == 0 ? 0 : 1))
    }
  }

  /// In address order, a blank cell between two of them.
  private(set) var parts: [Part] = []
  let width: Int

  /// `ramEnd` is where RAM above 4 GiB ends, 4 GiB where there is none; `limit` the first address that does not exist.
  init(width: Int, ramEnd: PhysicalAddress, limit: PhysicalAddress) {
    self.width = max(8, width)
    let hasHighRAM = ramEnd > .fourGiB && ramEnd <= limit
    let rest = limit > max(ramEnd, .fourGiB) ? 4 : 0
    let high = hasHighRAM ? max(6, self.width / 8) : 0
    var low = self.width - (rest > 0 ? rest + 1 : 0) - (high > 0 ? high + 1 : 0)
    // GiB borders fall between cells.
    low = max(4, low - low % 4)
    add(AddressRange(0, min(limit, .fourGiB)), low)
    if high > 0 { add(AddressRange(.fourGiB, ramEnd), high) }
    if rest > 0 { add(AddressRange(max(ramEnd, .fourGiB), limit), rest) }
  }

  private mutating func add(_ range: AddressRange, _ count: Int) {
    guard !range.isEmpty else { return }
    let start = parts.last.map { $0.cells.upperBound + 1 } ?? 0
    parts.append(Part(range: range, cells: start..<start + count))
  }

  /// The cell of an address; the last one for addresses beyond the space.
  func cell(of address: PhysicalAddress) -> Int {
    let part = parts.last { $0.range.start <= address } ?? parts[0]
    return part.cell(of: min(address, part.range.last))
  }

  /// The addresses of a cell; nil for a gap and for cells beyond the last part.
  func range(ofCell cell: Int) -> AddressRange? {
    parts.first { $0.cells.contains(cell) }?.range(ofCell: cell)
  }

  /// Cells in use, gaps included.
  var cellCount: Int { parts.last?.cells.upperBound ?? 0 }
}
