/// What no machine is: refused where it stands in a file. Masks with holes and reserved memory types are possible, and
/// are explained where they are shown.
extension ScenarioReader {
  /// VCNT, the number of variable ranges in MTRRcap, has eight bits.
  private static let mostVariableRanges = 255
  /// No processor has more physical address bits.
  private static let endOfMemory: UInt64 = 1 << 52

  func checkBounds(of scenario: Scenario) throws(ScenarioFileError) {
    func node(_ key: String) -> FileNode { nodes[key] ?? root }
    let count = scenario.mtrr.variable.count
    guard count <= Self.mostVariableRanges else {
      throw node("mtrr").error(
        found: "\(count) variable ranges",
        accepted: "\(Self.mostVariableRanges) at most, as MTRRcap counts them")
    }
    for (i, entry) in scenario.firmwareMap.enumerated() {
      let (end, wraps) = entry.address.addingReportingOverflow(entry.size)
      let name = "entry \(i + 1) at \(entry.address.grouped)"
      guard !wraps || end == 0 else {
        throw node("memory-map").error(
          found: "\(name) with \(entry.size.grouped) bytes goes round the end of the addresses",
          accepted: "entries that end at 0xffff_ffff_ffff_ffff or before")
      }
      guard entry.type != .ram || entry.size == 0 || !wraps && end <= Self.endOfMemory else {
        throw (nodes["memory-map"] ?? node("ram")).error(
          found: "\(name) is RAM beyond \(Self.endOfMemory.grouped)", accepted: "RAM within 52 address bits")
      }
    }
    for device in scenario.devices {
      for range in [device.range] + device.moreRanges where range.end < range.start {
        throw node("devices").error(
          found: "\(device.id.isEmpty ? "a device" : device.id) ends before it starts",
          accepted: "an end at \(range.start.grouped) or above")
      }
    }
  }
}
