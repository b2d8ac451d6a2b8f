import MemtypeEngine

/// A PCI function as all inputs together describe it.
struct PCIFunction {
  struct BAR {
    var number: Int
    var range: AddressRange
  }

  /// How its driver is known.
  enum DriverSource {
    /// A list says which driver is bound, or that none is.
    case listed
    /// Its name stands in the resource tree.
    case claimed
    /// It spoke of the function in the log.
    case logged(line: Int)
    /// No line names it; what the kernel would bind, by this.
    case recognised(String)
    case unknown
  }

  var address: String
  var bars: [BAR]
  var identity: PCIDriver.Function?
  var driver: String?
  var source: DriverSource
  /// Where lspci shows it.
  var vectorTable: PCIVectorTable?

  /// `00:1f.2`; the domain only where it is not 0.
  var shortAddress: String { address.hasPrefix("0000:") ? String(address.dropFirst(5)) : address }

  /// `e1000e`, or what its class calls it, or `PCI`.
  var title: String {
    switch source {
    case .listed, .claimed, .logged: if let driver { return driver }
    case .recognised, .unknown: break
    }
    return identity.flatMap { PCIClassName.name($0.classCode) } ?? "PCI"
  }
}

extension ScenarioBuilder {
  /// Bridges list their windows among their resources.
  private static let bridgeClass: UInt64 = 0x0604

  /// The functions with memory BARs, from sysfs, from the resource tree, or from the log.
  func readPCIFunctions() -> [PCIFunction] {
    var functions = listedFunctions()
    if functions.isEmpty { functions = resourceFunctions() }
    if functions.isEmpty { functions = lspciFunctions() }
    if functions.isEmpty { functions = loggedFunctions() }
    if functions.isEmpty { functions = qemuFunctions() }
    let lines = log?.devices.pci
    let failed = failedProbes
    for i in functions.indices {
      let address = functions[i].address
      describe(&functions[i])
      if functions[i].identity == nil, let identity = lines?.identities[address]?.value {
        functions[i].identity = PCIDriver.Function(
          vendor: identity.vendor, device: identity.device, classCode: identity.classCode ?? 0)
      }
      guard functions[i].driver == nil, case .unknown = functions[i].source else { continue }
      if let binding = lines?.bindings[address] {
        (functions[i].driver, functions[i].source) = (binding.driver, .logged(line: binding.line))
      } else if let probe = failed[address] {
        (functions[i].driver, functions[i].source) = (probe.driver, .logged(line: probe.line))
      } else if let known = functions[i].identity.flatMap(PCIDriver.recognised) {
        (functions[i].driver, functions[i].source) = (known.driver.name, .recognised(known.basis))
      }
    }
    return functions.filter { lines?.identities[$0.address]?.value.isBridge != true }
  }

  /// Drivers that tried a function in vain, by its address: they are its drivers all the same.
  private var failedProbes: [String: PCILines.Binding] {
    guard !isPredicting, let log else { return [:] }
    var result: [String: PCILines.Binding] = [:]
    for incident in log.incidents {
      for failure in incident.failures where failure.value.kind == .probe {
        guard let driver = failure.value.driver, let device = failure.value.device, result[device] == nil
        else { continue }
        result[device] = PCILines.Binding(driver: driver, line: failure.line)
      }
    }
    return result
  }

  /// Adds what lspci and /proc/vmallocinfo know of it.
  private func describe(_ function: inout PCIFunction) {
    let list = report.pciList?.value
    let known = list?.functions.first { $0.address == function.address }
    if function.identity == nil { function.identity = known?.identity }
    function.vectorTable = known?.vectorTable
    guard function.driver == nil, case .unknown = function.source else { return }
    if let driver = known?.driver?.value {
      (function.driver, function.source) = (driver, .listed)
    } else if known != nil, list?.showsDrivers == true {
      function.source = .listed
    } else if let driver = function.bars.lazy.compactMap({ mapper(of: $0.range) }).first {
      (function.driver, function.source) = (driver, .claimed)
    }
  }

  private func lspciFunctions() -> [PCIFunction] {
    var numbers: [String: [UInt64: Int]] = [:]
    for bar in log?.devices.bars ?? [] {
      numbers[bar.value.function, default: [:]][bar.value.range.start] = bar.value.number
    }
    return (report.pciList?.value.functions ?? []).filter { $0.classCode != Self.bridgeClass }.map {
      function in
      let bars = function.regions.enumerated().filter { $0.element.range.start >= .mib }.map {
        index, region in
        PCIFunction.BAR(
          number: region.number ?? numbers[function.address]?[region.range.start] ?? index,
          range: region.range)
      }
      return PCIFunction(
        address: function.address, bars: bars, identity: function.identity, driver: nil, source: .unknown)
    }
  }

  /// A guest's functions as QEMU's monitor lists them.
  private func qemuFunctions() -> [PCIFunction] {
    (report.qemuMonitor?.value.functions ?? []).map { function in
      PCIFunction(
        address: function.address,
        bars: function.bars.enumerated().map { PCIFunction.BAR(number: $0.offset, range: $0.element.value) },
        identity: function.identity, driver: nil, source: .unknown)
    }
  }

  private func listedFunctions() -> [PCIFunction] {
    guard let list = report.devices?.value else { return [] }
    let numbers = loggedNumbers
    return list.functions.filter { $0.classCode >> 8 != Self.bridgeClass }.map { function in
      let bars = function.resources.enumerated().compactMap { index, resource -> PCIFunction.BAR? in
        guard resource.isMemory, !resource.isROM, !resource.range.isEmpty, resource.range.start >= .mib else {
          return nil
        }
        return PCIFunction.BAR(
          number: numbers[function.address]?[resource.range.start] ?? index, range: resource.range)
      }
      return PCIFunction(
        address: function.address, bars: bars,
        identity: PCIDriver.Function(
          vendor: UInt16(truncatingIfNeeded: function.vendor),
          device: UInt16(truncatingIfNeeded: function.device),
          classCode: UInt32(truncatingIfNeeded: function.classCode)),
        driver: function.driver, source: .listed)
    }
  }

  /// The numbers of BARs as the log has them, by function and start.
  private var loggedNumbers: [String: [UInt64: Int]] {
    var numbers: [String: [UInt64: Int]] = [:]
    for bar in log?.devices.bars ?? [] {
      numbers[bar.value.function, default: [:]][bar.value.range.start] = bar.value.number
    }
    return numbers
  }

  /// `0000:00:01.0` in the tree, the driver's name one level below.
  private func resourceFunctions() -> [PCIFunction] {
    guard let iomem = report.procIOMem?.value, !iomem.isHidden else { return [] }
    let numbers = loggedNumbers
    var places: [String: Int] = [:]
    var functions: [PCIFunction] = []
    for (i, resource) in iomem.resources.enumerated() where resource.range.start >= .mib {
      guard PCILines.isFunction(Array(resource.name.utf8)[...]), !resource.range.isEmpty else { continue }
      let place = places[resource.name] ?? functions.count
      if place == functions.count {
        places[resource.name] = place
        functions.append(PCIFunction(address: resource.name, bars: [], driver: nil, source: .unknown))
      }
      functions[place].bars.append(
        PCIFunction.BAR(
          number: numbers[resource.name]?[resource.range.start] ?? functions[place].bars.count,
          range: resource.range))
      guard let child = iomem.resources[safe: i + 1], child.level == resource.level + 1 else { continue }
      // A framebuffer driver has a device of its own.
      if Self.framebufferDrivers.contains(child.name) || child.name == "BOOTFB" { continue }
      (functions[place].driver, functions[place].source) = (child.name, .claimed)
    }
    return functions
  }

  /// The last line about a BAR holds.
  private func loggedFunctions() -> [PCIFunction] {
    var bars: [String: [Int: AddressRange]] = [:]
    for line in log?.devices.bars ?? [] where line.value.range.start >= .mib {
      bars[line.value.function, default: [:]][line.value.number] = line.value.range
    }
    return bars.map { address, bars in
      PCIFunction(
        address: address,
        bars: bars.sorted { $0.key < $1.key }.map { PCIFunction.BAR(number: $0.key, range: $0.value) },
        driver: nil, source: .unknown)
    }.sorted { $0.address < $1.address }
  }
}

extension Array {
  /// The element, nil if there is none.
}
