extension ACPIInterpreter {
  /// What `acpi_init` runs once the tables are loaded, in its order: `_REG` and `_INI`
  /// (`acpi_ns_initialize_devices`), then `_STA` of every device as the bus is scanned (`acpi_bus_scan`).
  mutating func boot() {
    runIfPresent("_INI", of: 0, cause: .ini)
    if let sb = namespace.node(at: "\\_SB") { runIfPresent("_INI", of: sb, cause: .ini) }
    connect(.pciConfig)
    initializeDevices()
    connect(.embeddedControl)
    scanBus()
  }

  private mutating func runIfPresent(
    _ name: String, of node: Int, cause: ACPIAccess.Cause, isConditional: Bool = false
  ) {
    guard let segment = ACPISegment(name), let method = namespace.child(segment, of: node) else { return }
    _ = evaluate(entry: method, cause: cause, isConditional: isConditional || namespace[method].isConditional)
  }

  /// `_REG` beside each region of a space whose handler has come. Linux does not call it for SystemMemory and
  /// SystemIO, which are always there (`acpi_ev_execute_reg_methods`).
  private mutating func connect(_ space: ACPIAddressSpace) {
    guard let name = ACPISegment("_REG") else { return }
    var methods: [Int] = []
    var isListed: Set<Int> = []
    namespace.walk(from: 0) { node in
      guard !namespace[node].isInMethod else { return false }
      if case .region(space, _, _) = namespace[node].kind,
        let method = namespace.child(name, of: namespace[node].parent), isListed.insert(method).inserted
      {
        methods.append(method)
      }
      return true
    }
    for method in methods {
      _ = evaluate(
        entry: method, arguments: [.integer(UInt64(space.rawValue)), .integer(1)], cause: .reg,
        isConditional: namespace[method].isConditional)
    }
  }

  // MARK: _INI

  /// Devices with an `_INI` in or below them: `_STA` decides whether it runs, and whether those below are looked at.
  private mutating func initializeDevices() {
    guard let ini = ACPISegment("_INI") else { return }
    var hasINI: Set<Int> = []
    namespace.walk(from: 0) { node in
      if namespace[node].path.segments.last == ini {
        var above = namespace[node].parent
        while above != 0, hasINI.insert(above).inserted { above = namespace[above].parent }
      }
      return !namespace[node].isInMethod
    }
    let sb = namespace.node(at: "\\_SB")
    var stack = namespace[0].children.reversed().map { (node: $0, isConditional: false) }
    while let (node, above) = stack.popLast() {
      var isConditional = above || namespace[node].isConditional
      switch namespace[node].kind {
      case .object(.device), .object(.processor), .object(.thermalZone):
        guard hasINI.contains(node) else { continue }
        // Bit 0: present. Bit 3: works, so that what is below is looked at all the same.
        let status = status(of: node, isConditional: isConditional)
        if let status, status & 1 == 0 {
          if status & 8 == 0 { continue }
        } else {
          if status == nil { isConditional = true }
          if node != sb { runIfPresent("_INI", of: node, cause: .ini, isConditional: isConditional) }
        }
      case .scope: break
      default: continue
      }
      stack += namespace[node].children.reversed().map { (node: $0, isConditional: isConditional) }
    }
  }

  /// What `_STA` says; everything is there without one. nil where it is not known.
  private mutating func status(of node: Int, isConditional: Bool) -> UInt64? {
    guard let name = ACPISegment("_STA"), let method = namespace.child(name, of: node) else { return 0xf }
    return evaluate(
      entry: method, cause: .sta, isConditional: isConditional || namespace[method].isConditional
    ).integer
  }

  // MARK: Scan

  /// The status of every device in the order of the namespace, whether or not the one above it is present.
  private mutating func scanBus() {
    var devices: [Int] = []
    namespace.walk(from: 0) { node in
      switch namespace[node].kind {
      case .object(.device), .object(.processor), .object(.powerResource): devices.append(node)
      case .object(.thermalZone), .scope: break
      default: return false
      }
      return true
    }
    for device in devices { _ = status(of: device, isConditional: namespace[device].isConditional) }
  }
}
