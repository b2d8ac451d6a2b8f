/// Devices of hypervisors, and drivers that hand a device on.
extension PCIDriver {
  static let virtual: [PCIDriver] = [
    PCIDriver(
      "virtio-pci", [.devices(0x1af4, [0x1000...0x107f])], nil, function: "vp_modern_map_capability",
      failure: .always(Errno.invalid),
      note: "its capabilities in configuration space name the parts of its BARs, which are asked for UC-",
      source: "drivers/virtio/virtio_pci_modern_dev.c"),
    PCIDriver(
      "xen-platform-pci", [.devices(0x5853, [0x0001...0x0002])],
      [Request(.number(1), .memremap(.wb), part: "grant frames", isOptional: true)],
      function: "gnttab_setup", note: "the grant frames are taken as the whole BAR",
      source: "drivers/xen/platform-pci.c"),
    PCIDriver(
      "pvpanic-pci", [.devices(0x1b36, [0x0011...0x0011])], [Request(.number(0))],
      function: "pvpanic_pci_probe", source: "drivers/misc/pvpanic/pvpanic-pci.c"),
    PCIDriver(
      "vmd",
      [
        .devices(
          0x8086,
          [
            0x201d...0x201d, 0x28c0...0x28c0, 0x467f...0x467f, 0x4c3d...0x4c3d, 0x7d0b...0x7d0b,
            0x9a0b...0x9a0b, 0xa77f...0xa77f, 0xad0b...0xad0b,
          ])
      ],
      [Request(.number(0))], function: "vmd_probe",
      note: "devices behind it are reached through its other BARs",
      source: "drivers/pci/controller/vmd.c"),
    PCIDriver(
      "vfio-pci", [], [Request(.anyMemory, isOptional: true)], function: "vfio_pci_core_setup_barmap",
      note: "with the first access or mmap of a BAR", source: "drivers/vfio/pci/vfio_pci_rdwr.c"),
    PCIDriver(
      "uio_pci_generic", [], [], note: "a process maps what it wants, UC-",
      source: "drivers/uio/uio_pci_generic.c"),
    PCIDriver("pci-stub", [], [], note: "binds and does nothing", source: "drivers/pci/pci-stub.c"),
    PCIDriver("pciback", [], [], note: "hands the device to a domain", source: "drivers/xen/xen-pciback"),
  ]
}
