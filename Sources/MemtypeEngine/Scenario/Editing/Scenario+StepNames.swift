extension Scenario {
  /// The first name that cannot be that of a step of this boot; nil if all can.
  ///
  /// A step may be off, and its driver or access may be missing now: its name counts if it is about a device or a
  /// region that there is. O(n) in names and devices.
  public func firstUnknownStep(in names: some Sequence<String>) -> String? {
    let ids = Set(devices.map(\.id))
    let regions = Set(devices.flatMap { $0.regions.map { BootWork.regionID($0.path, $0.base) } })
    func isKnown(_ name: String) -> Bool {
      if name == BootWork.earlyHPETID || name == BootWork.reserveHole.id(deviceID: "") { return true }
      if regions.contains(name) { return true }
      if let access = name.lastIndex(of: "+"), regions.contains(String(name[..<access])) { return true }
      for kind in ["driver:", "acpi_early_init:"] where name.hasPrefix(kind) {
        let device = name.dropFirst(kind.count)
        if ids.contains(String(device)) { return true }
        if let part = device.lastIndex(of: "#"), ids.contains(String(device[..<part])) { return true }
      }
      return false
    }
    return names.first { !isKnown($0) }
  }

  /// The steps that can be switched off or moved, each name once, in the order in which they run.
  public var stepNames: [String] { possibleSteps.filter { $0.switchID != nil }.map(\.id).removingDuplicates }

  /// The first names of steps, for whoever named none of them.
  var acceptedSteps: String {
    let known = stepNames
    guard !known.isEmpty else { return "nothing: this boot has no such steps" }
    return known.prefix(12).joined(separator: ", ") + (known.count > 12 ? " ..." : "")
  }

  /// - Throws: `EditError.notAccepted` for a name that is about no device or region of this machine.
  func requireSteps(_ names: [String]) throws(EditError) {
    guard let unknown = firstUnknownStep(in: names) else { return }
    throw .notAccepted(unknown, accepted: acceptedSteps)
  }
}
