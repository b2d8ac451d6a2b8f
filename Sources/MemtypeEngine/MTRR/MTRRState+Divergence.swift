extension MTRRState {
  /// A stretch where Linux's conclusion from the registers is not what a processor would do.
  public struct Divergence: Hashable, Sendable {
    public var range: AddressRange
    public var linux: MemoryType
    public var hardware: HardwareReading.Answer
  }

  /// The divergences in a window, in address order, and whether they are all.
  ///
  /// Masks with holes can make millions of them; after `limit` pieces have been compared the list ends.
  public func divergences(in window: AddressRange, limit: Int = 4096) -> (
    list: [Divergence], isComplete: Bool
  ) {
    // With the MTRRs off there is nothing to read differently.
    guard isSet, isEnabled else { return ([], true) }
    let reading = HardwareReading(self)
    var list: [Divergence] = []
    var compared = 0
    for segment in reading.segments(in: window) {
      var start = segment.range.start
      while start < segment.range.end {
        guard compared < limit else { return (list, false) }
        compared += 1
        let end = min(nextChange(after: start) ?? segment.range.end, segment.range.end)
        let linux = type(at: start)
        if linux != segment.answer.type {
          append(
            Divergence(range: AddressRange(start, end), linux: linux, hardware: segment.answer), to: &list)
        }
        start = end
      }
    }
    return (list, true)
  }

  private func append(_ divergence: Divergence, to list: inout [Divergence]) {
    if let last = list.last, last.range.end == divergence.range.start, last.linux == divergence.linux,
      last.hardware == divergence.hardware
    {
      list[list.count - 1].range.end = divergence.range.end
    } else {
      list.append(divergence)
    }
  }
}
