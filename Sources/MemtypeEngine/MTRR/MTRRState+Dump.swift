extension MTRRState {
  /// Old releases always dump the registers, new ones with `mtrr=debug`; between them nothing does.
  func dumpsRegisters(debug: Bool) -> Bool {
    hasCacheMap ? debug : kernel.has(.registersAlwaysDumped)
  }

  /// The registers as read (`print_mtrr_state`).
  func dump(log: inout KernelLog) {
    log.append(.mtrr(.defaultType(defaultType)))
    if hasFixed {
      log.append(.mtrr(.fixedRanges(enabled: isEnabled && isFixedEnabled)))
      var start: UInt64 = 0
      for slot in 0..<FixedRanges.slotCount {
        let end = FixedRanges.range(ofSlot: slot).end
        if slot + 1 < FixedRanges.slotCount, fixed[slot + 1] == fixed[slot] { continue }
        log.append(.mtrr(.fixedRun(AddressRange(start, end), fixed[slot])))
        start = end
      }
    }
    log.append(.mtrr(.variableRanges(enabled: isEnabled)))
    let lowBits = hasCacheMap ? 20 : 32
    let highDigits = max(0, (cpu.physBits - lowBits + 3) / 4)
    for (index, register) in variable.enumerated() {
      log.append(
        .mtrr(
          register.isValid
            ? .variableRange(index: index, register, highDigits: highDigits) : .variableUnused(index: index)))
    }
    if tom2 != 0 { log.append(.mtrr(.tom2(tom2))) }
  }

  /// The map's summary and, with `mtrr=debug`, its entries.
  func summarize(debug: Bool, log: inout KernelLog) {
    log.append(
      .mtrr(
        .mapSummary(
          entries: map.entries.count, fixed: fixedMapEntries, capacity: mapCapacity,
          registers: variable.count + (tom2 != 0 ? 1 : 0))))
    guard debug else { return }
    for (index, entry) in map.entries.enumerated() {
      log.append(.mtrr(.mapEntry(index: index, entry.range, entry.type)))
    }
  }
}
