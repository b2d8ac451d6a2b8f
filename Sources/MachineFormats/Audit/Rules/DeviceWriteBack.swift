import MemtypeEngine

extension AuditRule {
  static let deviceWriteBack = AuditRule(
    "device-write-back", "A device's registers are write-back", .warning,
    reason:
      "The MTRRs say WB where a device lives: whoever maps it first with ioremap_cache, as ACPI does, gets it "
      + "cached, and a driver that asks for UC- after that is refused.",
    advice: "the firmware has to make the PCI hole UC: mtrrscope solve --in FILES gives the registers"
  ) { rule, subject in
    guard subject.usesRegisters else { return [] }
    let reading = HardwareReading(subject.evaluation.mtrr)
    // Devices that the same register or the default type makes so are one finding.
    var places: [[AuditFinding.Evidence]: [Device]] = [:]
    for device in subject.deviceRegisters.prefix(4096)
    where reading.answer(at: device.range.start).type == .wb {
      places[subject.typeEvidence(at: device.range.start), default: []].append(device)
    }
    return places.sorted { $0.value[0].range.start < $1.value[0].range.start }.map { evidence, devices in
      let names = devices.prefix(8).map { "\($0.name) at \($0.range.start.grouped)" }.joined(separator: ", ")
      let more = devices.count > 8 ? " and \(devices.count - 8) more" : ""
      return AuditFinding(
        rule, "write-back: \(names)\(more)",
        severity: devices.allSatisfy(\.isEmulated) ? .note : .warning, evidence: evidence,
        certainty: subject.registerCertainty, hangsOn: subject.registersHangOn)
    }
  }
}
