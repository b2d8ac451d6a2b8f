/// USB and Thunderbolt controllers.
extension PCIDriver {
  static let usb: [PCIDriver] = [
    PCIDriver(
      "xhci_hcd", [.classCode(0x0c0330)], [Request(.number(0))], function: "usb_hcd_pci_probe",
      failure: .always(Errno.fault), source: "drivers/usb/core/hcd-pci.c"),
    PCIDriver(
      "ehci-pci", [.classCode(0x0c0320)], [Request(.number(0))], function: "usb_hcd_pci_probe",
      failure: .always(Errno.fault), source: "drivers/usb/core/hcd-pci.c"),
    PCIDriver(
      "ohci-pci", [.classCode(0x0c0310)], [Request(.number(0))], function: "usb_hcd_pci_probe",
      failure: .always(Errno.fault), source: "drivers/usb/core/hcd-pci.c"),
    PCIDriver(
      "uhci_hcd", [.classCode(0x0c0300)], [], note: "I/O ports only", source: "drivers/usb/core/hcd-pci.c"),
    PCIDriver(
      "thunderbolt", [.classCode(0x0c0340)], requests: { _, _ in [Request(.number(0))] },
      function: "nhi_probe", failure: .managed,
      said: { $0.has(.managedMapInvalid) ? "error -EINVAL: cannot obtain PCI resources, aborting" : nil },
      source: "drivers/thunderbolt/nhi.c"),
  ]
}
