import MemtypeEngine

/// Inputs that are chosen from a few.
extension Scenario {
  /// The scenario with the next choice of a field, or the one before.
  ///
  /// `baseline` says what a switch goes back to where "on" has more than one meaning.
  func choosing(_ field: Field, forward: Bool, baseline: Scenario) throws(FieldError) -> Scenario {
    var result = self
    switch field {
    case .tolud, .physBits, .range(_, .base), .range(_, .size), .deviceBase, .deviceSize, .entry(_, .start),
      .entry(_, .size):
      return try nudging(field, up: forward)
    case .section: return self
    case .entry(let index, .type):
      guard firmwareMap.indices.contains(index) else { throw .edit(.noSuchEntry(index)) }
      let type = Self.step(firmwareMap[index].type, in: E820Type.choices, forward)
      return try Self.edited { () throws(EditError) in try settingEntryType(index, type) }
    case .fixed(let slot):
      result.mtrr.fixed[slot] = Self.step(mtrr.fixed[slot], in: MemoryType.mtrrTypes, forward)
    case .property(let property): return try stepping(property, forward: forward)
    case .firmware: return try steppingFirmware(forward)
    case .remapsCutRAM: result.remapsCutRAM.toggle()
    case .vendor: result.cpu.vendor = Self.step(cpu.vendor, in: CPU.Vendor.allCases, forward)
    case .hasMTRR: result.cpu.hasMTRR.toggle()
    case .pat: result.stepPAT(forward)
    case .platform: result.platform = Self.step(platform, in: Platform.allCases, forward)
    case .kernel:
      let all = Set(KernelRevision.known + [kernel, baseline.kernel]).sorted()
      result.kernel = Self.step(kernel, in: all, forward)
    case .behaviour: result.behaviour = Self.step(behaviour, in: KernelBehaviour.allCases, forward)
    case .earlyHPET: result.hasEarlyHPET.toggle()
    case .mtrrEnabled: result.mtrr.isEnabled.toggle()
    case .fixedEnabled: result.mtrr.isFixedEnabled.toggle()
    case .defaultType:
      result.mtrr.defaultType = Self.step(mtrr.defaultType, in: MemoryType.mtrrTypes, forward)
    case .range(let index, .valid):
      guard mtrr.variable.indices.contains(index) else { throw .edit(.noSuchRange(index)) }
      result.mtrr.variable[index].isValid.toggle()
    case .range(let index, .type):
      guard mtrr.variable.indices.contains(index) else { throw .edit(.noSuchRange(index)) }
      result.mtrr.variable[index].type = Self.step(
        mtrr.variable[index].type, in: MemoryType.mtrrTypes, forward)
    case .driver(let index):
      guard devices.indices.contains(index) else { return self }
      result.devices[index].hasDriver.toggle()
    case .regionRead(let index):
      return try togglingRegionRead(index, baseline: baseline)
    case .mappingCall(let index), .mappingPhase(let index):
      return try steppingDriver(index, field, forward)
    }
    return result
  }

  private mutating func stepPAT(_ forward: Bool) {
    // on, off on the command line, not there at all
    let state = !cpu.hasPAT ? 2 : parameters.noPAT ? 1 : 0
    let next = (state + (forward ? 1 : 2)) % 3
    cpu.hasPAT = next != 2
    parameters.noPAT = next == 1
  }

  private func togglingRegionRead(_ index: Int, baseline: Scenario) throws(FieldError) -> Scenario {
    guard let device = device(index), !device.regions.isEmpty else {
      throw .noChoice("ACPI declares no region for this device: one is added in its file")
    }
    var result = self
    let original = baseline.devices.first { $0.id == device.id }
    for (i, region) in device.regions.enumerated() {
      if readsRegion(index) {
        result.devices[index].regions[i].reads = []
      } else {
        let reads = original?.regions.first { $0.path == region.path }?.reads ?? []
        result.devices[index].regions[i].reads = reads
      }
    }
    // A region that was never read gets the plainest read there is.
    if !readsRegion(index), !result.readsRegion(index) {
      result.devices[index].regions[0].reads = [OperationRegion.FieldRead(offset: 0, width: 32)]
    }
    return result
  }

  /// The next model that this machine can have; one whose conditions it does not meet is passed over.
  private func steppingFirmware(_ forward: Bool) throws(FieldError) -> Scenario {
    let models = FirmwareModel.allCases
    let now = firmwareModel.flatMap { models.firstIndex(of: $0) }
    var index = now ?? (forward ? models.count - 1 : 0)
    var refusal: EditError?
    for _ in models {
      index = (index + (forward ? 1 : models.count - 1)) % models.count
      do throws(EditError) {
        return try settingFirmware(models[index])
      } catch {
        refusal = error
      }
    }
    throw refusal.map { .edit($0) }
      ?? .noChoice("no other firmware fits this machine: TOLUD, RAM or phys bits decide that")
  }

  private func steppingDriver(
    _ index: Int, _ field: Field, _ forward: Bool
  ) throws(FieldError) -> Scenario {
    guard let driver = device(index)?.driver else {
      throw .noChoice("this device's driver is off: switch it on first")
    }
    let phases = BootStep.Phase.allCases.filter { $0 >= .startKernel }
    do {
      return if case .mappingCall = field {
        try settingDriver(index, call: Self.step(driver.call, in: MappingCall.choices, forward))
      } else {
        try settingDriver(index, phase: Self.step(driver.phase, in: phases, forward))
      }
    } catch {
      throw .edit(error)
    }
  }

  static func step<Value: Equatable>(_ value: Value, in all: [Value], _ forward: Bool) -> Value {
    guard let first = all.first else { return value }
    guard let i = all.firstIndex(of: value) else { return first }
    return all[(i + (forward ? 1 : all.count - 1)) % all.count]
  }

  /// The scenario with one field as it is in another; nil where that has no such field.
  func copying(_ field: Field, from other: Scenario) throws(FieldError) -> Scenario? {
    var result = self
    switch field {
    case .tolud: return try setting(.tolud, to: other.tolud.prefixedHex())
    case .physBits: return try setting(.physBits, to: String(other.cpu.physBits))
    case .firmware:
      (result.firmwareMap, result.mtrr) = (other.firmwareMap, other.mtrr)
      for index in devices.indices where devices[index].kind == .ecam || devices[index].kind == .acpiTables {
        if let original = other.devices.first(where: { $0.id == devices[index].id }) {
          result.devices[index].range = original.range
        }
      }
    case .remapsCutRAM: result.remapsCutRAM = other.remapsCutRAM
    case .vendor: result.cpu.vendor = other.cpu.vendor
    case .hasMTRR: result.cpu.hasMTRR = other.cpu.hasMTRR
    case .pat: (result.cpu.hasPAT, result.parameters.noPAT) = (other.cpu.hasPAT, other.parameters.noPAT)
    case .platform: result.platform = other.platform
    case .kernel: result.kernel = other.kernel
    case .behaviour: result.behaviour = other.behaviour
    case .earlyHPET: result.hasEarlyHPET = other.hasEarlyHPET
    case .mtrrEnabled: result.mtrr.isEnabled = other.mtrr.isEnabled
    case .fixedEnabled: result.mtrr.isFixedEnabled = other.mtrr.isFixedEnabled
    case .defaultType: result.mtrr.defaultType = other.mtrr.defaultType
    case .range(let index, _):
      guard mtrr.variable.indices.contains(index), other.mtrr.variable.indices.contains(index) else {
        return nil
      }
      result.mtrr.variable[index] = other.mtrr.variable[index]
    case .driver(let index), .regionRead(let index):
      guard let device = device(index), let original = other.devices.first(where: { $0.id == device.id })
      else {
        return nil
      }
      result.devices[index].hasDriver = original.hasDriver
      for (i, region) in device.regions.enumerated() {
        guard let before = original.regions.first(where: { $0.path == region.path }) else { continue }
        result.devices[index].regions[i].reads = before.reads
      }
    case .deviceBase(let index), .deviceSize(let index), .mappingCall(let index), .mappingPhase(let index):
      guard let device = device(index), let original = other.devices.first(where: { $0.id == device.id })
      else {
        return nil
      }
      result.devices[index] = original
    case .section: return self
    case .entry(let index, let column):
      // With another count of entries a number says nothing of which one it was.
      guard firmwareMap.indices.contains(index), firmwareMap.count == other.firmwareMap.count else {
        return nil
      }
      switch column {
      case .start, .size: result.firmwareMap[index] = other.firmwareMap[index]
      case .type: result.firmwareMap[index].type = other.firmwareMap[index].type
      }
    case .fixed(let slot): result.mtrr.fixed[slot] = other.mtrr.fixed[slot]
    case .property(let property): return copying(property, from: other)
    }
    return result
  }
}

extension E820Type {
  /// What one can choose from.
  static let choices: [E820Type] = [.ram, .reserved, .acpi, .nvs, .unusable, .pmem, .pram, .softReserved]
}
