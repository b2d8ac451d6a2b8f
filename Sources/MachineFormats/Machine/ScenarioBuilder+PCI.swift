import MemtypeEngine

extension ScenarioBuilder {
  /// What fbdev drivers said that they mapped.
  mutating func framebuffers() -> [Device] {
    guard let log else { return [] }
    return log.devices.framebuffers.map { entry in
      let (driver, range) = (entry.value.driver, entry.value.range)
      let request = log.memtypes.lazy.compactMap { event -> PageCacheMode? in
        if case .added(range.pageRounded, _, let request, _) = event.value { request } else { nil }
      }.first
      assume("the size of the framebuffer", "what \(driver) says in the log")
      let mode = request ?? usualMode(ofFramebufferDriver: driver)
      return Device(
        id: "fb", name: "\(driver) framebuffer", kind: Self.framebufferKind(driver, mode), range: range,
        busName: driver)
    }
  }

  /// What makes the driver ask for this mode.
  private static func framebufferKind(_ driver: String, _ mode: PageCacheMode) -> Device.Kind {
    switch (driver, mode) {
    case ("efifb", .wc): .efiFramebuffer(.wc)
    case ("efifb", .ucMinus): .efiFramebuffer(.uc)
    case ("efifb", .wt): .efiFramebuffer(.wt)
    case ("efifb", .wb): .efiFramebuffer(.wb)
    default: .framebuffer(mode)
    }
  }

  /// vesafb maps UC- unless `mtrr:3` asks for WC; the others ask for WC.
  private func usualMode(ofFramebufferDriver driver: String) -> PageCacheMode {
    guard driver == "vesafb" else { return .wc }
    return report.anyCommandLine?.options.contains { $0.contains("mtrr:3") } == true ? .wc : .ucMinus
  }

  private struct BAR {
    var function: String
    var number: Int
    var range: AddressRange
    var driver: String?
  }

  private static let barLimit = 512

  /// The memory BARs, from sysfs, from the resource tree, or from the log.
  mutating func bars() -> [Device] {
    var bars = listedBARs()
    if bars.isEmpty { bars = resourceBARs() }
    if bars.isEmpty { bars = loggedBARs() }
    bars.sort { ($0.range, $0.function) < ($1.range, $1.function) }
    let modes = ModeIndex(report)
    return bars.prefix(Self.barLimit).map { bar in
      let short = bar.function.hasPrefix("0000:") ? String(bar.function.dropFirst(5)) : bar.function
      var mode = bar.driver == nil ? nil : modes.mode(in: bar.range) ?? .ucMinus
      if isPredicting, let driver = bar.driver, driver.hasPrefix("virtio-pci") {
        // It maps what the capabilities in configuration space point at.
        assume("the parts of its BARs that \(driver) maps are not told", "none")
        mode = nil
      }
      return Device(
        id: "pci-\(short)-bar\(bar.number)", name: "\(bar.driver ?? "PCI \(short)") BAR \(bar.number)",
        kind: .pciBAR(mode), range: bar.range, busName: bar.function,
        driverName: bar.driver ?? "", hasDriver: bar.driver != nil)
    }
  }

  /// Bridges list their windows among their resources.
  private static let bridgeClass: UInt64 = 0x0604

  private func listedBARs() -> [BAR] {
    guard let list = report.devices?.value else { return [] }
    var numbers: [String: [UInt64: Int]] = [:]
    for bar in log?.devices.bars ?? [] {
      numbers[bar.value.function, default: [:]][bar.value.range.start] = bar.value.number
    }
    return list.functions.filter { $0.classCode >> 8 != Self.bridgeClass }.flatMap { function in
      function.resources.enumerated().compactMap { index, resource in
        guard resource.isMemory, !resource.isROM, !resource.range.isEmpty, resource.range.start >= .mib else {
          return nil
        }
        let number = numbers[function.address]?[resource.range.start] ?? index
        return BAR(function: function.address, number: number, range: resource.range, driver: function.driver)
      }
    }
  }

  /// `0000:00:01.0` in the tree, the driver's name one level below.
  private func resourceBARs() -> [BAR] {
    guard let iomem = report.procIOMem?.value, !iomem.isHidden else { return [] }
    var counts: [String: Int] = [:]
    var bars: [BAR] = []
    for (i, resource) in iomem.resources.enumerated() where resource.level > 0 || resource.range.start >= .mib
    {
      guard Self.isFunction(resource.name), resource.range.start >= .mib, !resource.range.isEmpty else {
        continue
      }
      let number = counts[resource.name, default: 0]
      counts[resource.name] = number + 1
      var driver: String?
      if i + 1 < iomem.resources.count, iomem.resources[i + 1].level == resource.level + 1 {
        driver = iomem.resources[i + 1].name
      }
      // A framebuffer driver has a device of its own.
      if let name = driver, ["vesafb", "efifb", "simplefb"].contains(name) { driver = nil }
      bars.append(BAR(function: resource.name, number: number, range: resource.range, driver: driver))
    }
    return bars
  }

  /// The last line about a BAR holds.
  private func loggedBARs() -> [BAR] {
    var bars: [String: BAR] = [:]
    for line in log?.devices.bars ?? [] where line.value.range.start >= .mib {
      let bar = line.value
      bars["\(bar.function) \(bar.number)"] = BAR(
        function: bar.function, number: bar.number, range: bar.range, driver: nil)
    }
    return Array(bars.values)
  }

  private static func isFunction(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard bytes.count >= 12, bytes.count <= 16 else { return false }
    let tail = bytes.suffix(8)
    let pattern = Array("h:hh.h".utf8)
    return bytes.prefix(bytes.count - 8).allSatisfy { ByteScanner.digit($0) != nil }
      && zip(tail.dropFirst(2), pattern).allSatisfy { byte, wanted in
        wanted == UInt8(ascii: "h") ? ByteScanner.digit(byte) != nil : byte == wanted
      }
  }
}

/// Finds how a range is mapped: from the tracker's list, which is sorted, or else from what the log added.
private struct ModeIndex {
  private let entries: [PATMemtypeList.Entry]

  init(_ report: MachineReport) {
    if let list = report.anyMemtypeList {
      entries = list.entries.sorted { $0.range < $1.range }
      return
    }
    let added = report.log?.value.memtypes.compactMap { event -> PATMemtypeList.Entry? in
      guard case .added(let range, let track, _, _) = event.value else { return nil }
      return PATMemtypeList.Entry(range: range, mode: track, line: event.line)
    }
    entries = (added ?? []).sorted { $0.range < $1.range }
  }

  /// The mode of the first entry that begins inside the range.
  func mode(in range: AddressRange) -> PageCacheMode? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].range.start < range.start { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low].range.start < range.end else { return nil }
    return entries[low].mode
  }
}
