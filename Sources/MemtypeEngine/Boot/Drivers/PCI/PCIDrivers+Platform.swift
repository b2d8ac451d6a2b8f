/// Sound, management, buses and accelerators.
extension PCIDriver {
  private static let noMemory = Failure.always(Errno.noMemory)

  static let platform: [PCIDriver] = [
    PCIDriver(
      "snd_hda_intel", [.classCode(0x040300, mask: 0xffff00)], [Request(.number(0))],
      function: "azx_first_init", failure: .managed, source: "sound/pci/hda/hda_intel.c"),
    PCIDriver(
      "mei_me", [.vendorClass(0x8086, 0x0780)], requests: { _, _ in [Request(.number(0))] },
      function: "mei_me_probe", failure: .managed, said: { _ in "failed to get pci regions." },
      source: "drivers/misc/mei/pci-me.c"),
    PCIDriver(
      "i801_smbus", [.vendorClass(0x8086, 0x0c05)], [], note: "I/O ports only",
      source: "drivers/i2c/busses/i2c-i801.c"),
    // The only common driver that asks for strong UC.
    PCIDriver(
      "intel-lpss", [.vendorClass(0x8086, 0x0c80), .vendorClass(0x8086, 0x1180)],
      [
        Request(
          .number(0), .ioremap(.uc), at: .bytes(0x200), size: 0x100, part: "private registers",
          function: "intel_lpss_probe")
      ], function: "intel_lpss_probe", failure: noMemory,
      note: "its children map the start of the same page, and get UC", source: "drivers/mfd/intel-lpss.c"),
    PCIDriver(
      "ioatdma",
      [
        .devices(
          0x8086,
          [
            0x0e20...0x0e2f, 0x2021...0x2021, 0x2f20...0x2f2f, 0x3c20...0x3c2f, 0x6f20...0x6f2f,
            0x6f50...0x6f53, 0x0b00...0x0b00,
          ])
      ],
      [Request(.number(0))], function: "ioat_pci_probe", failure: .managed, source: "drivers/dma/ioat/init.c"),
    PCIDriver(
      "idxd", [.devices(0x8086, [0x0b25...0x0b25, 0x0cfe...0x0cfe])], [Request(.number(0))],
      function: "idxd_pci_probe", failure: noMemory, note: "a page of BAR 2 for each work queue",
      source: "drivers/dma/idxd/init.c"),
    PCIDriver(
      "ccp", [.vendorClass(0x1022, 0x1080)], [Request(.anyMemory)], function: "sp_pci_probe",
      failure: .managed, source: "drivers/crypto/ccp/sp-pci.c"),
    PCIDriver(
      "cxl_pci", [.classCode(0x050210)], nil, note: "its register locator names the blocks, asked for UC-",
      source: "drivers/cxl/core/regs.c"),
    PCIDriver("lpc-ich", [], [], note: "I/O ports only", source: "drivers/mfd/lpc_ich.c"),
    PCIDriver("pata_acpi", [], [], note: "I/O ports only", source: "drivers/ata/pata_acpi.c"),
    PCIDriver("serial", [], nil, source: "drivers/tty/serial/8250/8250_pci.c"),
    PCIDriver("piix4_smbus", [], [], note: "no BAR", source: "drivers/i2c/busses/i2c-piix4.c"),
    PCIDriver(
      "pcieport", [], [], note: "bridges are no devices here", source: "drivers/pci/pcie/portdrv.c"),
  ]
}
