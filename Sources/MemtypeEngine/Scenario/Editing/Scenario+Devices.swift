extension Scenario {
  /// Changes device `index` in place; the caller's closure gets it.
  private func changingDevice(
    _ index: Int, _ change: (inout Device) throws(EditError) -> Void
  ) throws(EditError) -> Scenario {
    guard devices.indices.contains(index) else { throw .noSuchDevice(index) }
    var result = self
    try change(&result.devices[index])
    return result
  }

  /// Moves a device, and the regions that ACPI declares in it, to another address.
  ///
  /// - Throws: `EditError.beyondPhysBits`.
  public func settingDeviceBase(_ index: Int, _ base: PhysicalAddress) throws(EditError) -> Scenario {
    let bits = cpu.physBits
    return try changingDevice(index) { device throws(EditError) in
      let last = base.adding(clamped: device.range.size.subtracting(clamped: 1))
      guard last <= UInt64.mask(bits: bits) else { throw .beyondPhysBits(last, bits: bits) }
      let old = device.range
      device.range = AddressRange(start: base, size: old.size)
      for i in device.regions.indices where old.contains(device.regions[i].base) {
        device.regions[i].base = base &+ (device.regions[i].base &- old.start)
      }
    }
  }

  /// Gives a device's range another size: at least a byte, within the physical width.
  ///
  /// - Throws: `EditError.emptyDevice`, `.beyondPhysBits`.
  public func settingDeviceSize(_ index: Int, _ size: UInt64) throws(EditError) -> Scenario {
    let bits = cpu.physBits
    return try changingDevice(index) { device throws(EditError) in
      guard size > 0 else { throw .emptyDevice }
      let last = device.range.start.adding(clamped: size &- 1)
      guard last <= UInt64.mask(bits: bits) else { throw .beyondPhysBits(last, bits: bits) }
      device.range = AddressRange(start: device.range.start, size: size)
    }
  }

  /// Changes how and when a driver of the user's own maps; the other kinds have drivers that are given.
  ///
  /// - Throws: `EditError.driverIsGiven`.
  public func settingDriver(
    _ index: Int, call: MappingCall? = nil, phase: BootStep.Phase? = nil
  ) throws(EditError) -> Scenario {
    try changingDevice(index) { device throws(EditError) in
      guard var driver = device.kind.customDriver else { throw .driverIsGiven(device.name) }
      if let call { driver.call = call }
      if let phase { driver.phase = max(phase, .startKernel) }
      device.kind = .custom(driver)
    }
  }

  /// A page at an address with a driver of the user's own that calls ioremap, to be edited.
  ///
  /// Returns the scenario and the index of the device.
  public func addingDevice(at address: PhysicalAddress) -> (scenario: Scenario, index: Int) {
    var number = 1
    while devices.contains(where: { $0.id == "device\(number)" }) { number += 1 }
    let start = min(address, UInt64.mask(bits: cpu.physBits)).roundedDown(to: .page)
    var result = self
    result.devices.append(
      Device(
        id: "device\(number)", name: "device \(number)",
        kind: .custom(Driver(name: "device\(number)", call: .ioremap(.plain))),
        range: AddressRange(start: start, size: .page), busName: "device\(number)"))
    return (result, devices.count)
  }

  /// The scenario without a device; what was said of its steps goes with it.
  ///
  /// - Throws: `EditError.noSuchDevice`.
  public func removingDevice(_ index: Int) throws(EditError) -> Scenario {
    guard devices.indices.contains(index) else { throw .noSuchDevice(index) }
    var result = self
    result.devices.remove(at: index)
    let steps = Set(result.possibleSteps.map(\.id))
    let before = Set(possibleSteps.map(\.id))
    let gone = before.subtracting(steps)
    result.disabledSteps.subtract(gone)
    result.bootOrder.removeAll { gone.contains($0) }
    return result
  }
}
