/// What a processor makes of MTRRs: its own mask compare instead of Linux's contiguous ranges
/// (Intel SDM vol. 3A, "MTRRs"; AMD APM vol. 2, "Memory-Type Range Registers").
public struct HardwareReading: Hashable, Sendable {
  /// What an access to an address gets from the MTRRs.
  public struct Answer: Hashable, Sendable {
    public var type: MemoryType
    /// False where ranges overlap whose types have no defined combination. The type is then UC, as Linux assumes.
    public var isDefined: Bool
  }

  /// A stretch over which the answer is the same.
  public struct Segment: Hashable, Sendable {
    public var range: AddressRange
    public var answer: Answer
  }

  private let isEnabled: Bool
  private let fixed: FixedRanges?
  private let defaultType: MemoryType
  private let tom2: UInt64
  private let ranges: [Range]
  private let last: PhysicalAddress

  private struct Range: Hashable, Sendable {
    var match: MaskMatch
    var type: MemoryType
  }

  /// How a processor reads the registers behind a state. Of a forced state, how it would read them: Linux never
  /// writes those to one.
  public init(_ state: MTRRState) {
    isEnabled = state.isEnabled
    fixed = state.isFixedEnabled && state.hasFixed ? state.fixed : nil
    defaultType = state.defaultType
    tom2 = state.tom2
    let width = state.cpu.physBits
    // What the driver remembers can differ from the registers, as a processor refuses reserved types.
    let pairs = state.registers?.variable ?? state.variable
    ranges = pairs.filter(\.isValid).map { Range(match: MaskMatch($0, width: width), type: $0.type) }
    last = UInt64.mask(bits: width)
  }

  /// The answer at an address.
  public func answer(at address: PhysicalAddress) -> Answer {
    guard isEnabled else { return Answer(type: .uc, isDefined: true) }
    if let fixed, let slot = FixedRanges.slot(of: address) {
      return Answer(type: fixed[slot], isDefined: true)
    }
    var answer: Answer?
    for range in ranges where range.match.contains(address) {
      answer = answer.map { $0.overlapped(by: range.type) } ?? Answer(type: range.type, isDefined: true)
    }
    if let answer { return answer }
    // Tom2ForceMemTypeWB replaces the default type only; ranges override it, unlike in Linux's reading.
    let isBelowTOM2 = address >= .fourGiB && address < tom2
    return Answer(type: isBelowTOM2 ? .wb : defaultType, isDefined: true)
  }

  /// The end, exclusive, of the stretch from `address` over which nothing can change; nil if that is the end of the
  /// address space.
  public func nextChange(after address: PhysicalAddress) -> PhysicalAddress? {
    guard isEnabled, address < last else { return nil }
    if fixed != nil, let slot = FixedRanges.slot(of: address) { return FixedRanges.range(ofSlot: slot).end }
    var lastSame = last
    for range in ranges {
      if range.match.contains(address) {
        lastSame = min(lastSame, range.match.lastOfRun(at: address))
      } else if let next = range.match.next(atOrAfter: address) {
        lastSame = min(lastSame, next - 1)
      }
    }
    if tom2 > .fourGiB {
      if address < .fourGiB {
        lastSame = min(lastSame, .fourGiB - 1)
      } else if address < tom2 {
        lastSame = min(lastSame, tom2 - 1)
      }
    }
    return lastSame < last ? lastSame + 1 : nil
  }

  /// The window cut where the answer changes, computed one by one as they are asked for: masks with holes may cut
  /// it into millions.
  public func segments(in window: AddressRange) -> Segments {
    let end = last == .max ? window.end : min(window.end, last + 1)
    return Segments(reading: self, window: AddressRange(window.start, end))
  }

  /// The segments of a window, one by one.
  public struct Segments: Sequence, IteratorProtocol, Sendable {
    fileprivate let reading: HardwareReading
    fileprivate var window: AddressRange

    /// Pieces with equal answers are joined, but only so many at once that one step stays short.
    public mutating func next() -> Segment? {
      guard !window.isEmpty else { return nil }
      let start = window.start
      let answer = reading.answer(at: start)
      for _ in 0..<256 {
        guard let end = reading.nextChange(after: window.start), end < window.end else {
          window.start = window.end
          break
        }
        window.start = end
        if reading.answer(at: end) != answer { break }
      }
      return Segment(range: AddressRange(start, window.start), answer: answer)
    }
  }
}

extension HardwareReading.Answer {
  /// UC settles every overlap, also one without a rule of its own.
  fileprivate func overlapped(by other: MemoryType) -> Self {
    if other == .uc || (type == .uc && isDefined) { return Self(type: .uc, isDefined: true) }
    let combined = type.combined(with: other)
    return Self(type: combined, isDefined: isDefined && (combined == .wt || type == other))
  }
}
