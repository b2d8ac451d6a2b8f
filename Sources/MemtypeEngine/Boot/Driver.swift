/// A driver, as far as it maps memory.
public struct Driver: Hashable, Sendable {
  /// As the driver core calls it, `tpm_tis`. Empty where nothing is printed in its name.
  public var name: String
  public var call: MappingCall
  /// When it runs.
  public var phase: BootStep.Phase
  /// The kernel function that maps, `vesafb_probe`.
  public var function: String
  /// What it returns without its mapping, negative.
  public var error: Int
  /// It unmaps again once it has looked.
  public var isBrief: Bool
  /// Who asks: a process for mappings from user space.
  public var task: KernelTask

  public init(
    name: String, call: MappingCall, phase: BootStep.Phase = .device, function: String = "",
    error: Int = Errno.noMemory, isBrief: Bool = false, task: KernelTask = .initialization
  ) {
    self.name = name
    self.call = call
    // Before that there are no mappings.
    self.phase = max(phase, .startKernel)
    self.function = function
    self.error = error
    self.isBrief = isBrief
    self.task = task
  }
}

extension Device {
  /// The driver that maps it, nil for what nobody maps on its own behalf. The early set-up of the HPET is not it.
  public var driver: Driver? {
    guard hasDriver else { return nil }
    switch kind {
    case .localAPIC, .ioAPIC, .acpiTables, .acpiDevice, .pciBAR(nil): return nil
    case .hpet:
      return Driver(
        name: "hpet", call: .ioremap(.plain), function: "hpet_acpi_add", error: Errno.noDevice)
    case .tpmTIS: return Driver(name: "tpm_tis", call: .ioremap(.plain), function: "tpm_tis_plat_probe")
    case .tpmCRB: return Driver(name: "tpm_crb", call: .ioremap(.plain), function: "crb_acpi_add")
    case .tpmEventLog:
      return Driver(
        name: "", call: .acpi, function: "tpm_read_log_acpi", error: Errno.inputOutput, isBrief: true)
    case .ecam:
      return Driver(name: "", call: .ioremap(.plain), phase: .arch, function: "pci_arch_init")
    case .pciBAR(let mode?):
      return Driver(
        name: driverName, call: IoremapVariant(mode).map { .ioremap($0) } ?? .ioremapProt(mode),
        function: mode == .wc ? "pci_iomap_wc" : "pci_iomap")
    case .framebuffer(let mode):
      return Driver(
        name: "vesa-framebuffer", call: IoremapVariant(mode).map { .ioremap($0) } ?? .ioremapProt(mode),
        function: "vesafb_probe", error: Errno.inputOutput)
    case .efiFramebuffer(let attributes):
      return Driver(
        name: "efi-framebuffer", call: attributes.call, function: "efifb_probe", error: Errno.inputOutput)
    case .simpleFramebuffer(let isSystemMemory):
      return Driver(
        name: "simple-framebuffer", call: isSystemMemory ? .memremap(.wc) : .ioremap(.wc),
        function: "simpledrm_probe")
    case .gpu:
      return Driver(name: driverName, call: .reserveIO(.wc), function: "arch_io_reserve_memtype_wc")
    case .ramoops(let memory):
      return Driver(
        name: "ramoops", call: memory == .writeCombining ? .ioremap(.wc) : .ioremap(.plain),
        phase: .postcore, function: "persistent_ram_buffer_map")
    case .pmem(let hasPages):
      return Driver(
        name: "nd_pmem", call: hasPages ? .pages : .memremap(.wb), function: "pmem_attach_disk",
        error: hasPages ? Errno.noMemory : Errno.noSuchAddress)
    case .bert:
      return Driver(name: "", call: .ioremap(.cache), phase: .late, function: "bert_init", isBrief: true)
    case .erst: return Driver(name: "", call: .ioremap(.cache), function: "erst_init")
    case .deviceMemory(let isSynchronous, let task):
      return Driver(
        name: "", call: .frames(isSynchronous ? .ucMinus : .wb), phase: .userSpace, function: "mmap_mem",
        error: Errno.tryAgain, task: task)
    case .resourceFile(let isWriteCombining, let task):
      return Driver(
        name: "", call: .frames(isWriteCombining ? .wc : .ucMinus), phase: .userSpace,
        function: "pci_mmap_resource_range", error: Errno.invalid, task: task)
    case .custom(let driver): return driver
    }
  }
}

extension EFIMemoryAttributes {
  /// The best that the firmware permits, as efifb chooses.
  var call: MappingCall {
    let allowed = intersection([.uc, .wc, .wt, .wb])
    if allowed.isEmpty || allowed.contains(.wc) { return .ioremap(.wc) }
    if allowed.contains(.uc) { return .ioremap(.plain) }
    return .memremap(allowed.contains(.wt) ? .wt : .wb)
  }
}
