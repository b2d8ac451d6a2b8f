/// Where the bits of a word stand in a line: the highest at the left, a blank before every fourth, another one before
/// every sixteenth; without the small gaps where there is no room for them.
public struct BitColumns: Hashable, Sendable {
  public let bitCount: Int
  private let hasSmallGaps: Bool
  /// There is room for a number behind the bits.
  let hasRoomForValue: Bool
  /// The label before them.
  public static let label = 7

  public init(bitCount: Int, width: Int) {
    self.bitCount = min(64, max(1, bitCount))
    hasSmallGaps = Self.label + Self.span(self.bitCount, true) <= width
    hasRoomForValue = Self.label + Self.span(self.bitCount, hasSmallGaps) + 20 <= width
  }

  private static func span(_ count: Int, _ hasSmallGaps: Bool) -> Int {
    count + (count - 1) / 16 + (hasSmallGaps ? (count - 1) / 4 : 0)
  }

  /// The column of a bit.
  public func column(of bit: Int) -> Int {
    Self.label + Self.span(bitCount, hasSmallGaps) - Self.span(bit + 1, hasSmallGaps)
  }

  /// The column after bit 0.
  public var end: Int { Self.label + Self.span(bitCount, hasSmallGaps) }

  /// The bit at a column; nil between two of them.
  public func bit(at column: Int) -> Int? { (0..<bitCount).first { self.column(of: $0) == column } }

  /// A line with a character for every bit.
  public func line(_ label: String, _ character: (Int) -> Character) -> String {
    var cells = Array(repeating: Character(" "), count: max(end, Self.label))
    for (column, letter) in label.prefix(Self.label - 1).enumerated() { cells[column] = letter }
    for bit in 0..<bitCount { cells[column(of: bit)] = character(bit) }
    return String(cells)
  }

  /// The numbers of the bits at the highest, and above the lowest of each sixteen.
  public var numbers: String {
    var cells = Array(repeating: Character(" "), count: end)
    func put(_ text: String, endingAt column: Int) {
      let start = column + 1 - text.count
      guard start >= 0, cells[max(0, start - 1)..<min(cells.count, column + 1)].allSatisfy({ $0 == " " })
      else { return }
      for (offset, letter) in text.enumerated() { cells[start + offset] = letter }
    }
    for (offset, letter) in "bit".enumerated() { cells[offset] = letter }
    for bit in stride(from: 0, to: bitCount, by: 4) where bit % 16 == 0 || bit == 12 {
      put(String(bit), endingAt: column(of: bit))
    }
    let top = bitCount - 1
    for bit in [top] + stride(from: 15, to: top, by: 16).reversed() {
      let text = String(bit)
      let start = column(of: bit)
      let place = max(0, start - 1)..<min(cells.count, start + text.count + 1)
      guard cells[place].allSatisfy({ $0 == " " }) else { continue }
      for (offset, letter) in text.enumerated() where start + offset < cells.count {
        cells[start + offset] = letter
      }
    }
    return String(cells)
  }
}
