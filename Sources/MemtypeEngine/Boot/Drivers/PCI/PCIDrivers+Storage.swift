/// Storage controllers.
extension PCIDriver {
  private static let errno = (
    noMemory: Failure.always(Errno.noMemory), noDevice: Failure.always(Errno.noDevice),
    io: Failure.always(Errno.inputOutput)
  )

  static let storage: [PCIDriver] = [
    // Registers and the first doorbells; mapped anew and larger if the queues need it. -ENODEV is not printed.
    PCIDriver(
      "nvme", [.classCode(0x010802)], [Request(.number(0), size: 0x2000, part: "registers")],
      function: "nvme_remap_bar", failure: errno.noDevice,
      note: "mapped anew, larger, where the queues need it", source: "drivers/nvme/host/pci.c"),
    PCIDriver(
      "ahci", [.classCode(0x010601)], [Request(.number(5))], function: "ahci_init_one", failure: .managed,
      source: "drivers/ata/ahci.c"),
    PCIDriver(
      "ata_piix", [.classCode(0x010100, mask: 0xffff00)], [], note: "I/O ports only",
      source: "drivers/ata/ata_piix.c"),
    PCIDriver("ata_generic", [], [], note: "I/O ports only", source: "drivers/ata/ata_generic.c"),
    PCIDriver(
      "megaraid_sas",
      [.devices(0x1000, [0x005b...0x005f, 0x0014...0x0017, 0x10e0...0x10e7, 0x0078...0x0079])],
      [Request(.firstMemory, size: 0x2000, part: "registers")], function: "megasas_init_fw",
      failure: errno.noDevice, source: "drivers/scsi/megaraid/megaraid_sas_base.c"),
    PCIDriver(
      "mpt3sas", [.devices(0x1000, [0x0064...0x0065, 0x0070...0x0077, 0x0080...0x0087, 0x0090...0x00ab])],
      [Request(.firstMemory)], function: "mpt3sas_base_map_resources", failure: errno.noDevice,
      source: "drivers/scsi/mpt3sas/mpt3sas_base.c"),
    PCIDriver(
      "hpsa", [.devices(0x103c, [0x323a...0x323b, 0x3220...0x3230])],
      [Request(.firstMemory, size: 0x250, part: "registers")], function: "hpsa_pci_init",
      failure: errno.noMemory, said: "failed to remap PCI mem",
      note: "its tables are mapped where the card says", source: "drivers/scsi/hpsa.c"),
    PCIDriver(
      "smartpqi", [.devices(0x9005, [0x028f...0x028f])], [Request(.number(0))], function: "pqi_pci_init",
      failure: errno.noMemory, said: "failed to map memory for controller registers",
      source: "drivers/scsi/smartpqi/smartpqi_init.c"),
    PCIDriver(
      "qla2xxx", [.vendorClass(0x1077, 0x0c04)], requests: { function, _ in qla2xxx(function) },
      function: "qla2x00_iospace_config", failure: errno.noMemory, source: "drivers/scsi/qla2xxx/qla_os.c"),
    PCIDriver(
      "lpfc", [.vendorClass(0x10df, 0x0c04)],
      [
        Request(.number(0)), Request(.number(2)), Request(.number(4)),
        Request(
          .number(4), .ioremap(.wc), part: "push doorbells", function: "lpfc_dpp_wc_map", isOptional: true),
      ], function: "lpfc_sli4_pci_mem_setup", failure: errno.noDevice,
      note: "which of BAR 2 and BAR 4 depends on the interface type", source: "drivers/scsi/lpfc/lpfc_init.c"),
    PCIDriver(
      "vmw_pvscsi", [.devices(0x15ad, [0x07c0...0x07c0])],
      [Request(.firstMemory, size: 8 * .page, part: "registers")], function: "pvscsi_probe",
      failure: errno.noDevice, source: "drivers/scsi/vmw_pvscsi.c"),
  ]

  /// 83xx, 27xx and 28xx have three BARs; of the older ones only the first registers are mapped.
  private static func qla2xxx(_ function: Function?) -> [Request]? {
    guard let function else { return nil }
    if function.isOne(of: [0x2031...0x2031, 0x2071...0x2071, 0x2261...0x2289, 0x2061...0x2081]) {
      return [
        Request(.number(0), size: 0x100, part: "registers", function: "qla83xx_iospace_config"),
        Request(.number(2), function: "qla83xx_iospace_config", isOptional: true),
        Request(.number(4), function: "qla83xx_iospace_config"),
      ]
    }
    if function.isOne(of: [0x8021...0x8021, 0x8044...0x8044, 0xf001...0xf001]) { return nil }
    return [
      Request(.number(1), size: 0x100, part: "registers"),
      Request(.number(3), part: "queues", isOptional: true),
    ]
  }
}
