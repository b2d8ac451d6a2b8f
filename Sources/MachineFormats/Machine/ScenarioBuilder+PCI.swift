import MemtypeEngine

extension ScenarioBuilder {
  /// BARs beyond this are left out, which is said.
  private static let barLimit = 4096

  /// The memory BARs and what their drivers ask for: as the tracker's list or messages show it, else as it is known of
  /// the driver. What is not known of it stays unknown.
  mutating func bars(_ kernel: KernelRevision) -> [Device] {
    let modes = ModeIndex(report)
    var bars: [(function: PCIFunction, bar: PCIFunction.BAR)] = []
    for function in pciFunctions { bars += function.bars.map { (function, $0) } }
    bars.sort { ($0.bar.range, $0.function.address) < ($1.bar.range, $1.function.address) }
    if bars.count > Self.barLimit {
      assume(
        "\(bars.count) memory BARs", "the first \(Self.barLimit) by address are shown, the others left out")
    }
    noteVectorTables(bars.map(\.function))
    return bars.prefix(Self.barLimit).map { function, bar in
      var device = device(function, bar, modes, kernel)
      addVectorTable(of: function, in: bar, to: &device)
      return device
    }
  }

  /// Where drivers use MSI-X, the PCI core maps the table of vectors in its BAR, whoever maps the rest of it.
  private func addVectorTable(of function: PCIFunction, in bar: PCIFunction.BAR, to device: inout Device) {
    guard let table = function.vectorTable, table.isEnabled, table.bar == bar.number,
      let range = table.range(in: bar.range)
    else { return }
    let part = Device.Part(
      name: "MSI-X table", range: range, call: .ioremap(.plain), function: "msix_map_region", error: 0)
    if !device.hasDriver {
      // A function that lspci shows without a driver has its vectors off, too.
      guard function.driver != nil else { return }
      device.hasDriver = true
      device.kind = .pciBAR(.ucMinus)
      device.parts = [part]
    } else if !device.isDriverUnknown {
      if device.parts.isEmpty, let call = device.driver?.call {
        device.parts = [Device.Part(name: "", range: bar.range, call: call)]
      }
      if !device.parts.contains(where: { $0.range.pageRounded == range.pageRounded }) {
        device.parts.append(part)
      }
    }
  }

  private mutating func noteVectorTables(_ functions: [PCIFunction]) {
    guard let list = report.pciList, functions.contains(where: { $0.driver != nil }),
      !list.value.functions.contains(where: { $0.vectorTable?.bar != nil })
    else { return }
    note(
      "\(list.file) does not show where tables of MSI-X vectors lie, each mapped UC- by the PCI core: they are left out "
        + "(sudo lspci -vv has them)")
  }

  private mutating func device(
    _ function: PCIFunction, _ bar: PCIFunction.BAR, _ modes: ModeIndex, _ kernel: KernelRevision
  ) -> Device {
    let short = function.shortAddress
    var device = Device(
      id: "pci-\(short)-bar\(bar.number)", name: "\(function.title) \(short) BAR \(bar.number)",
      kind: .pciBAR(nil), range: bar.range, busName: function.address, driverName: function.driver ?? "",
      isEmulated: false)
    if function.driver == nil, case .listed = function.source {
      device.hasDriver = false
      return device
    }
    if function.driver != nil, let mode = modes.mode(in: bar.range) {
      device.kind = .pciBAR(mode)
      device.parts = listedParts(of: function, bar, modes)
      return device
    }
    use(
      PCIMemoryBAR(
        number: bar.number, range: bar.range, isFirstMemory: function.bars.first?.number == bar.number),
      of: function, kernel, &device)
    return device
  }

  /// The parts that the tracker's list has of a BAR whose driver maps nobody knows which; empty: the whole BAR.
  private func listedParts(
    of function: PCIFunction, _ bar: PCIFunction.BAR, _ modes: ModeIndex
  ) -> [Device.Part] {
    guard let name = function.driver, PCIDriver.named(name)?.requests(function.identity, .newest) == nil
    else {
      return []
    }
    let parts = modes.listed(in: bar.range)
    return parts.first?.range == bar.range.pageRounded ? [] : parts
  }

  /// What is known of the driver, as an assumption that is named.
  private mutating func use(
    _ bar: PCIMemoryBAR, of function: PCIFunction, _ kernel: KernelRevision, _ device: inout Device
  ) {
    guard let name = function.driver else {
      assume(
        "no line names the drivers of some PCI functions", "what they ask for in their BARs is not known")
      return
    }
    guard let driver = PCIDriver.named(name) else {
      assume("what \(name) asks for in its BARs", "not known")
      return
    }
    let basis =
      if case .recognised(let basis) = function.source {
        "no line names the driver of \(function.shortAddress): \(name) by \(basis); what it asks for"
      } else {
        "what \(name) asks for in its BARs"
      }
    switch driver.use(of: bar, function.identity, kernel) {
    case .whole(let call):
      if case .ioremap(let variant) = call {
        device.kind = .pciBAR(variant.mode)
      } else {
        device.kind = .pciBAR(call.requested)
        device.parts = [
          Device.Part(name: "", range: bar.range, call: call, function: driver.name, error: Errno.noMemory)
        ]
      }
      assume(basis, "\(call.requested.name), as in \(driver.source)")
    case .parts(let parts):
      device.kind = .pciBAR(parts[0].call.requested)
      device.parts = parts
      let words = parts.map { ($0.name.isEmpty ? "" : "\($0.name) ") + $0.call.requested.name }
      assume(basis, "\(words.joined(separator: ", ")), as in \(driver.source)")
    case .notMapped:
      device.hasDriver = false
      if isPredicting { return }
      assume("BARs that \(name) leaves alone", driver.note.isEmpty ? "not mapped" : driver.note)
    case .unknown:
      assume(
        "what \(name) asks for in its BARs", driver.note.isEmpty ? "not known" : "not known: \(driver.note)")
    }
  }
}

/// Finds how a range is mapped: from the tracker's list, which is sorted, or else from what the log added.
private struct ModeIndex {
  private let entries: [PATMemtypeList.Entry]
  /// They are those that stand at the end, not all that ever were.
  private let isList: Bool
  private static let partLimit = 64

  init(_ report: MachineReport) {
    if let list = report.anyMemtypeList {
      entries = list.entries.sorted { $0.range < $1.range }
      isList = true
      return
    }
    let added = report.log?.value.memtypes.compactMap { event -> PATMemtypeList.Entry? in
      guard case .added(let range, let track, _, _) = event.value else { return nil }
      return PATMemtypeList.Entry(range: range, mode: track, line: event.line)
    }
    entries = (added ?? []).sorted { $0.range < $1.range }
    isList = false
  }

  /// The entries of the tracker's list that lie inside the range, as parts that ask for what they have.
  func listed(in range: AddressRange) -> [Device.Part] {
    guard isList else { return [] }
    let pages = range.pageRounded
    let inside = entries[first(from: pages.start)...].prefix { $0.range.start < pages.end }
    return inside.lazy.filter { pages.contains($0.range) }.prefix(Self.partLimit).map {
      Device.Part(name: "", range: $0.range, call: .ioremap(asking: $0.mode))
    }
  }

  /// The mode of the first entry that begins inside the range.
  func mode(in range: AddressRange) -> PageCacheMode? {
    let place = first(from: range.start)
    guard place < entries.count, entries[place].range.start < range.end else { return nil }
    return entries[place].mode
  }

  /// The first entry that begins at an address or behind it.
  private func first(from address: PhysicalAddress) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].range.start < address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
