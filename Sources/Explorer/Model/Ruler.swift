import MemtypeEngine

/// How the ruler is read and where its cursor is.
struct Ruler: Hashable, Sendable {
  enum Reading: Hashable, Sendable {
    /// Each row the same power of two of bytes.
    case toScale
    /// One row per stretch over which nothing changes that a row shows.
    case bySegment
  }

  var reading = Reading.bySegment
  /// log2 of the bytes in a row, to scale; nil until it is chosen, for what there is and the screen.
  var chosenShift: Int?
  /// The address that the cursor is on. It stays when readings, scale or scenario change, even while it lies
  /// outside of a narrower address space.
  var cursor: PhysicalAddress = 0
  /// The first row shown.
  var top = 0
  /// The highest addresses are on top.
  var isLowAtBottom = false
  /// Where a selection began; it goes to the cursor.
  var anchor: PhysicalAddress?
}

/// A place on the ruler with a name.
enum RulerMark: Hashable, Sendable {
  case tolud(PhysicalAddress)
  case fourGiB

  var address: PhysicalAddress {
    switch self {
    case .tolud(let address): address
    case .fourGiB: .fourGiB
    }
  }

  var name: String {
    switch self {
    case .tolud: "TOLUD"
    case .fourGiB: "4 GiB"
    }
  }
}

/// The rows of the ruler: what each stands for, and where an address is.
struct RulerRows: Sendable {
  enum Row: Hashable, Sendable {
    case divider([RulerMark])
    /// Addresses, and the indexes of the segments that lie in them.
    case stretch(AddressRange, segments: Range<Int>)
  }

  /// 256 MiB a row: 4 GiB are sixteen.
  static let defaultShift = 28

  let evaluation: Evaluation
  let reading: Ruler.Reading
  let scale: RulerScale
  let isLowAtBottom: Bool
  /// By segment: every row, the lowest first. To scale rows are made when asked for.
  private let listed: [Row]

  init(_ ruler: Ruler, _ evaluation: Evaluation, listed: [Row]) {
    self.evaluation = evaluation
    reading = ruler.reading
    scale = RulerScale(
      shift: ruler.chosenShift ?? Self.defaultShift, bits: evaluation.scenario.cpu.physBits)
    self.listed = listed
    isLowAtBottom = ruler.isLowAtBottom
  }

  var count: Int { reading == .bySegment ? listed.count : scale.rowCount }

  /// A row by its place on the screen, from the top.
  subscript(place: Int) -> Row {
    let row = turned(place)
    switch reading {
    case .bySegment:
      return listed.indices.contains(row) ? listed[row] : .divider([])
    case .toScale:
      let range = scale.range(ofRow: row)
      return .stretch(range, segments: evaluation.segmentIndexes(in: range))
    }
  }

  /// Between a place from the top and one from the lowest address.
  private func turned(_ row: Int) -> Int { isLowAtBottom ? count - 1 - row : row }

  /// The place of the row that holds an address; of the last for an address beyond all rows.
  func row(of address: PhysicalAddress) -> Int { turned(row(fromLowest: address)) }

  private func row(fromLowest address: PhysicalAddress) -> Int {
    switch reading {
    case .toScale: return scale.row(of: address)
    case .bySegment:
      var low = 0
      var high = listed.count
      // The last stretch that starts at or before the address; a divider counts with the stretch below it.
      while low < high {
        let middle = (low + high) / 2
        if start(ofListed: middle) <= address { low = middle + 1 } else { high = middle }
      }
      var row = max(0, low - 1)
      while row > 0, case .divider = listed[row] { row -= 1 }
      return row
    }
  }

  /// Whether a row is the divider with TOLUD.
  func isTOLUD(_ row: Int) -> Bool {
    guard row >= 0, row < count, case .divider(let marks) = self[row] else { return false }
    return marks.contains { if case .tolud = $0 { true } else { false } }
  }

  /// Where the cursor stands in a row; nil on a divider.
  func start(ofRow row: Int) -> PhysicalAddress? {
    if case .stretch(let range, _) = self[row] { range.start } else { nil }
  }

  private func start(ofListed row: Int) -> PhysicalAddress {
    for i in row..<listed.count {
      if case .stretch(let range, _) = listed[i] { return range.start }
    }
    return .max
  }

  /// By segment: rows cut at further addresses, too, such as the borders of what is compared with.
  static func cut(_ rows: [Row], at cuts: [PhysicalAddress], _ evaluation: Evaluation) -> [Row] {
    var cuts = cuts[...]
    return rows.flatMap { row -> [Row] in
      guard case .stretch(let range, _) = row else { return [row] }
      cuts = cuts.drop { $0 <= range.start }
      let inside = cuts.prefix { $0 < range.end }
      guard !inside.isEmpty else { return [row] }
      cuts = cuts.dropFirst(inside.count)
      return zip([range.start] + inside, inside + [range.end]).map { start, end in
        let piece = AddressRange(start, end)
        return .stretch(piece, segments: evaluation.segmentIndexes(in: piece))
      }
    }
  }

  static func segmentRows(_ evaluation: Evaluation) -> [Row] {
    var rows: [Row] = []
    rows.reserveCapacity(evaluation.segments.count + 2)
    var marks = evaluation.rulerMarks
    var range = AddressRange(0, 0)
    var first = 0
    for (i, segment) in evaluation.segments.enumerated() {
      let here = marks.prefix { $0.address <= segment.range.start }
      if i > first, !here.isEmpty || !segment.looksLike(evaluation.segments[i - 1]) {
        rows.append(.stretch(range, segments: first..<i))
        first = i
      }
      if !here.isEmpty, i > 0 { rows.append(.divider(Array(here))) }
      marks.removeFirst(here.count)
      range = AddressRange(i == first ? segment.range.start : range.start, segment.range.end)
    }
    if !evaluation.segments.isEmpty {
      rows.append(.stretch(range, segments: first..<evaluation.segments.count))
    }
    return rows
  }
}

extension AddressSegment {
  /// Whether two neighbours differ in nothing but their addresses, as slots of the fixed registers often do.
  func looksLike(_ other: AddressSegment) -> Bool {
    type == other.type && source == other.source && e820 == other.e820 && tracked == other.tracked
      && devices == other.devices
  }
}

extension Evaluation {
  /// In address order.
  var rulerMarks: [RulerMark] {
    (tolud > 0 ? [RulerMark.tolud(tolud), .fourGiB] : [.fourGiB]).sorted { $0.address < $1.address }
  }

  /// The index of the segment that holds an address, or of the last one.
  func segmentIndex(of address: PhysicalAddress) -> Int {
    var low = 0
    var high = segments.count
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].range.end <= address { low = middle + 1 } else { high = middle }
    }
    return max(0, min(low, segments.count - 1))
  }

  /// The indexes of the segments that share a byte with a range.
  func segmentIndexes(in range: AddressRange) -> Range<Int> {
    guard !segments.isEmpty, !range.isEmpty else { return 0..<0 }
    let first = segmentIndex(of: range.start)
    var end = first
    while end < segments.count, segments[end].range.start < range.end { end += 1 }
    return first..<max(first, end)
  }

  /// The MTRR type where a device begins.
  func type(ofDevice index: Int) -> MemoryType? {
    scenario.device(index).flatMap { segment(at: $0.range.start)?.type }
  }
}
