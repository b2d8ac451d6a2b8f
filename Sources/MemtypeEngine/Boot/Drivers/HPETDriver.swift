/// The HPET: mapped by the timer set-up before ACPI's interpreter runs (arch/x86/kernel/hpet.c `hpet_enable`), and by
/// its character driver (drivers/char/hpet.c `hpet_acpi_add`).
extension DriverModel {
  static let hpet = DriverModel(
    "HPET", source: "drivers/char/hpet.c hpet_acpi_add",
    traits: [.timer, .readByAML, .usuallyEmulated], linkRank: 1,
    driver: { _ in
      Driver(name: "hpet", call: .ioremap(.plain), function: "hpet_acpi_add", error: Errno.noDevice)
    },
    map: { boot, probe in
      var attempt = boot.map(probe.driver.call, probe.device.hpetRegisters)
      guard attempt.isMapped else { return attempt }
      // If the early set-up knows the HPET it lets go again without a word, and it has no use for one without
      // interrupts.
      let isKnown = boot.mapped.contains(.timer)
      if isKnown || !probe.device.listsInterrupts { boot.release(&attempt) }
      if !isKnown, !probe.device.listsInterrupts { boot.say(probe.device.kind.model, .letGo, probe) }
      return attempt
    },
    text: { occasion, line in
      switch occasion {
      case .found: "ACPI: HPET id: \(line.value.prefixedHex()) base: \(line.range.start.prefixedHex())"
      case .letGo: "hpet_acpi_add: no address or irqs in _CRS"
      case .begins, .refused: nil
      }
    })
}

extension Device.Kind {
  public static let hpet = Device.Kind(.hpet)
}

extension Device {
  /// What `ioremap` is asked for, whatever the resource says.
  var hpetRegisters: AddressRange { AddressRange(start: range.start, size: 1024) }
}
