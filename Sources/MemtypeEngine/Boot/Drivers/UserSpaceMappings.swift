/// Processes that map physical memory.
extension DriverModel {
  /// mmap of /dev/mem: write-back, or UC- if it was opened with O_SYNC (`phys_mem_access_prot_allowed`).
  package static let deviceMemory = DriverModel(
    "/dev/mem", source: "drivers/char/mem.c mmap_mem", traits: [.plainMemory, .userSpace], forms: [],
    driver: { device in
      guard case .process(let isSynchronous, let task) = device.kind.options else { return nil }
      return Driver(
        name: "", call: .frames(isSynchronous ? .ucMinus : .wb), phase: .userSpace, function: "mmap_mem",
        error: Errno.tryAgain, task: task)
    },
    map: { boot, probe in
      guard boot.mappings.tracker.ramTest(probe.range) != .noRAM else {
        return boot.map(probe.driver.call, probe.range)
      }
      // STRICT_DEVMEM: RAM above 1 MiB is out of bounds.
      return MappingAttempt(
        call: probe.driver.call.name, range: probe.range, requested: probe.driver.call.requested, got: nil,
        outcome: .failed(Errno.notPermitted), refusal: .notPermitted)
    },
    error: { mapping, probe, _ in
      mapping == Errno.notPermitted ? mapping : probe.driver.error
    })

  /// mmap of a BAR's file in sysfs.
  static let resourceFile = DriverModel(
    "resource file", source: "drivers/pci/mmap.c pci_mmap_resource_range", traits: .userSpace, forms: [],
    driver: { device in
      guard case .process(let isWriteCombining, let task) = device.kind.options else { return nil }
      return Driver(
        name: "", call: .frames(isWriteCombining ? .wc : .ucMinus), phase: .userSpace,
        function: "pci_mmap_resource_range", error: Errno.invalid, task: task)
    })
}

extension Device.Kind {
  /// A process maps /dev/mem, opened with O_SYNC or not.
  public static func deviceMemory(isSynchronous: Bool, _ task: KernelTask) -> Device.Kind {
    Device.Kind(.deviceMemory, .process(isSynchronous, task))
  }

  /// A process maps a BAR by its file in sysfs, `resource0` or `resource0_wc`.
  public static func resourceFile(isWriteCombining: Bool, _ task: KernelTask) -> Device.Kind {
    Device.Kind(.resourceFile, .process(isWriteCombining, task))
  }
}
