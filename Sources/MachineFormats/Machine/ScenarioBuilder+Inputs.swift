import MemtypeEngine

/// What the less usual inputs add where the usual ones say nothing.
extension ScenarioBuilder {
  // MARK: Memory map

  /// A map from Xen's console, from the EFI map in the log, from QEMU's options or from the firmware's log.
  mutating func otherMap() -> [E820Entry]? {
    if let xen = report.xenConsole, !xen.value.entries.isEmpty {
      note("memory map: \(xen.value.mapName) RAM map, \(xen.file):\(xen.value.entries[0].line)")
      assume("no memory map of the kernel", "the one that Xen got, in \(xen.file)")
      return xen.value.entries.map(\.entry)
    }
    if let efi = log?.efiMap, !efi.isEmpty, log?.hasMap == false {
      assume("no e820 map", "the EFI memory map in the log, as the kernel would convert it")
      let entries = EFIDescriptor.e820(efi.map(\.value))
      guard let first = efi.first?.value, first.number > 0, let start = entries.first?.address, start > .mib
      else {
        return entries
      }
      assume("the first \(first.number) entries of the EFI memory map", "RAM up to \(start.grouped)")
      return Self.lowMemory + [E820Entry(AddressRange(.mib, start), .ram)] + entries
    }
    if let map = nodeMap() { return map }
    if let map = qemuMap() { return map }
    if let map = topMemMap() { return map }
    guard let firmware = report.firmwareLog, let low = firmware.value.lowRAMEnd, low > .mib else {
      return nil
    }
    assume("no memory map", "RAM where \(firmware.file) wants WB")
    var entries = Self.lowMemory + [E820Entry(AddressRange(.mib, low), .ram)]
    if let end = firmware.value.ramEnd, end > .fourGiB {
      entries.append(E820Entry(AddressRange(.fourGiB, end), .ram))
    }
    return entries
  }

  /// The RAM that the kernel manages, node by node, and firmware's between that and the PCI hole.
  private mutating func nodeMap() -> [E820Entry]? {
    guard let memory = log?.memory, !memory.nodeRanges.isEmpty else { return nil }
    assume("no memory map", "the memory of the nodes, in the log")
    var entries = memory.nodeRanges.map { node in
      // The kernel keeps the first page out.
      E820Entry(node.value.start == .page ? AddressRange(0, node.value.end) : node.value, .ram)
    }
    let low = entries.reduce(0) { $1.range.end <= .fourGiB ? max($0, $1.range.end) : $0 }
    if let gap = memory.pciGap?.value, low > .mib, low < gap.start, gap.start <= .fourGiB {
      entries.append(E820Entry(AddressRange(low, gap.start), .reserved))
    }
    return entries
  }

  /// Up to AMD's TOP_MEM and TOP_MEM2, the ends of the DRAM below and above 4 GiB.
  private mutating func topMemMap() -> [E820Entry]? {
    guard let msrs = report.msrs, let low = msrs.value[0xc001_001a].map({ $0 & ~0xfff }), low > .mib,
      low <= .fourGiB
    else { return nil }
    let high = min((msrs.value[0xc001_001d] ?? 0) & ~0xfff, .top)
    assume(
      "no memory map",
      "RAM up to TOP_MEM, \(low.grouped)" + (high > .fourGiB ? ", and TOP_MEM2, \(high.grouped)" : "")
        + ", in \(msrs.file)")
    var entries = Self.lowMemory + [E820Entry(AddressRange(.mib, low), .ram)]
    if high > .fourGiB { entries.append(E820Entry(AddressRange(.fourGiB, high), .ram)) }
    return entries
  }

  /// The first MiB as every PC has it.
  static let lowMemory = [
    E820Entry(AddressRange(0, 0x9fc00), .ram), E820Entry(AddressRange(0x9fc00, 0xa0000), .reserved),
    E820Entry(AddressRange(0xf0000, .mib), .reserved),
  ]

  // MARK: Platform

  /// What QEMU's options or a hypervisor's console say that the guest's own files do not.
  mutating func otherPlatform() -> Platform? {
    if let machine = QEMUMachine(report) {
      if machine.command?.usesKVM?.value == false { assume("QEMU without KVM", "treated like KVM") }
      return machine.platform
    }
    if log?.platform.hypervisor == nil, log?.platform.paravirtual?.value.contains("KVM") == true {
      return .kvm
    }
    guard let xen = report.xenConsole, log == nil else { return nil }
    assume("no log of a kernel on Xen", "dom0's view of \(xen.file)")
    return .xenDom0
  }

  /// The processor's vendor from registers that only AMD has, from QEMU's options or from sentences.
  mutating func otherVendor() -> CPU.Vendor {
    if report.msrs?.value[0xc001_0010] != nil { return .amd }
    return QEMUMachine(report)?.vendor ?? log?.platform.host?.value ?? proseVendor() ?? .other
  }

  // MARK: Registers

  /// The registers of a firmware's own log; those that a firmware sets up on QEMU where the kernel says nothing.
  mutating func otherRegisters() -> MTRRRegisters? {
    if let firmware = report.firmwareLog, let registers = firmware.value.mtrr {
      assume("no MSR dump", "the registers as \(firmware.file) says that the firmware set them")
      if firmware.value.defaultType == nil { assume("no default type in \(firmware.file)", "UC") }
      return registers
    }
    guard report.anyProcMTRR == nil, log?.mtrr.map == nil, log?.mtrr.isMissing == nil,
      log?.mtrr.isDisabled == nil,
      let (machine, state) = qemuState()
    else { return nil }
    assume("no MSR dump and no /proc/mtrr", "the registers as \(machine.model.rawValue) sets them")
    return state.mtrr
  }

  /// The dump that a kernel printed, or Xen in the same words.
  var registerDump: MTRRDump? { log?.mtrr.dump ?? report.xenConsole?.value.log.mtrr.dump }

  /// The address width that a firmware's log or QEMU's options tell, with its place.
  var otherPhysBits: (bits: Int, source: String)? {
    if let firmware = report.firmwareLog, let bits = firmware.value.physBits {
      return (bits.value, "\(firmware.file):\(bits.line)")
    }
    if let qemu = report.qemuCommand, let bits = qemu.value.physBits {
      return (bits.value, "\(qemu.file):\(bits.line)")
    }
    return QEMUMachine(report).map { ($0.physBits, "QEMU's machine") }
  }

  // MARK: PCI

  /// The driver that /proc/vmallocinfo shows for a range: the module whose mapping begins in it.
  func mapper(of range: AddressRange) -> String? {
    report.vmallocInfo?.value.mappings.first { $0.module != nil && range.contains($0.range.start) }?.module
  }

  /// What the host's side tells of a guest's devices, and who has mapped which device.
  mutating func addOtherDevices(to devices: inout [Device]) {
    addQEMUDevices(to: &devices)
    noteMappings(devices)
    let bare = (report.pciList?.value.functions ?? []).filter { $0.regions.isEmpty && !$0.bases.isEmpty }
    if let first = bare.first, let list = report.pciList {
      note(
        "\(list.file):\(first.line): BARs of \(bare.count) functions without their sizes, which configuration space does "
          + "not show: they are left out (lspci -v has them)")
    }
  }

  /// What /proc/vmallocinfo says of the devices' mappings, one sentence each.
  private mutating func noteMappings(_ devices: [Device]) {
    guard let info = report.vmallocInfo else { return }
    var count = 0
    for mapping in info.value.mappings where count < 64 {
      guard
        let device = devices.first(where: {
          $0.range.pageRounded.overlaps(mapping.range) && $0.kind != .acpiTables
        })
      else { continue }
      count += 1
      let module = mapping.module.map { " [\($0)]" } ?? ""
      note("\(device.name) is mapped by \(mapping.caller)\(module) (\(info.file):\(mapping.line))")
    }
  }
}
