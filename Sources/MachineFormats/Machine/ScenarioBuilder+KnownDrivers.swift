import MemtypeEngine

extension ScenarioBuilder {
  /// The buffer of the console on a display driver with video memory of its own.
  ///
  /// Its size is that of the console: characters of 8x16 pixels, 32 bits each.
  mutating func consoleBuffers() -> [Device] {
    guard let console = log?.devices.console,
      let function = report.devices?.value.functions.first(where: {
        $0.driver.flatMap { PCIDriver.named($0) }?.hasVideoMemoryConsole == true
      }),
      let bar = function.resources.first(where: { $0.isMemory && $0.isPrefetchable && !$0.range.isEmpty })
    else { return [] }
    let name = function.driver ?? ""
    let size = console.value.columns &* 8 &* console.value.rows &* 16 &* 4
    guard size <= bar.range.size else { return [] }
    assume(
      "the size of \(name)'s console buffer",
      "\(console.value.columns)x\(console.value.rows) characters of 8x16 pixels, as the log has them")
    return [
      Device(
        id: "fb-console", name: "\(name) console buffer",
        kind: .custom(Driver(name: name, call: .ioremap(.wc), phase: .late, function: "ttm_bo_vmap")),
        range: AddressRange(start: bar.range.start, size: size), busName: function.address)
    ]
  }

  /// The SMBIOS table, which the kernel keeps mapped for /sys/firmware/dmi/tables (`dmi_init`).
  ///
  /// Only its entry point is in the log of an EFI boot. EDK II takes the page below it for the table. Without EFI the
  /// table lies below 1 MiB, where nothing is tracked.
  mutating func smbiosTable() -> [Device] {
    guard let log, let entry = log.platform.smbios, entry.value & 0xfff == 0, entry.value >= .mib + .page,
      log.platform.efiVendor?.value.hasPrefix("EDK II") == true
    else { return [] }
    assume("the address of the SMBIOS table", "the page below its entry point in the log, as EDK II has it")
    return [
      Device(
        id: "smbios", name: "SMBIOS table",
        kind: .custom(Driver(name: "", call: .memremap(.wb), phase: .subsys, function: "dmi_init")),
        range: AddressRange(start: entry.value &- .page, size: .page))
    ]
  }
}
