extension Scenario {
  /// What the machine has of RAM in all: what the map calls usable, and the little that firmware keeps for itself.
  package var machineRAM: UInt64 {
    let step = 64 * UInt64.mib
    let usable = firmwareMap.reduce(UInt64(0)) { $1.type.isSystemRAM ? $0.adding(clamped: $1.size) : $0 }
    return usable > .max - step ? usable & ~0xfff : usable.roundedUp(to: step)
  }

  func state(of model: FirmwareModel, ram: UInt64? = nil) throws(FirmwareError) -> FirmwareState {
    let hasTPM = devices.contains { $0.kind.isTPM }
    return try model.setUp(
      ram: ram ?? machineRAM, physBits: cpu.physBits, vendor: cpu.vendor, hasTPM: hasTPM)
  }

  /// The firmware model whose memory map and MTRRs these are; nil for a machine of its own.
  public var firmwareModel: FirmwareModel? {
    FirmwareModel.allCases.first { model in
      guard let state = try? state(of: model) else { return false }
      return state.map == firmwareMap && state.mtrr == mtrr
    }
  }

  /// The scenario with the memory map and the MTRRs that another firmware hands over for the same amount of RAM.
  ///
  /// The ECAM window and the ACPI tables move to where that firmware puts them.
  /// `ram` is another amount of RAM instead.
  ///
  /// - Throws: `EditError.firmware`.
  public func settingFirmware(_ model: FirmwareModel, ram: UInt64? = nil) throws(EditError) -> Scenario {
    let state: FirmwareState
    do throws(FirmwareError) {
      state = try self.state(of: model, ram: ram)
    } catch {
      throw .firmware(error)
    }
    var result = self
    result.firmwareMap = state.map
    result.mtrr = state.mtrr
    for index in devices.indices {
      switch devices[index].kind {
      case .ecam: if let ecam = state.ecam { result.devices[index].range = ecam }
      case .acpiTables: if let tables = state.acpiTables { result.devices[index].range = tables }
      default: break
      }
    }
    return result
  }
}
