/// Plain names of PCI classes, for functions whose driver is not named.
enum PCIClassName {
  /// By base class and subclass (PCI Code and ID Assignment Specification).
  private static let subclasses: [UInt32: String] = [
    0x0100: "SCSI controller", 0x0101: "IDE controller", 0x0104: "RAID controller", 0x0106: "SATA controller",
    0x0107: "SAS controller", 0x0108: "NVMe controller", 0x0200: "Ethernet", 0x0207: "InfiniBand",
    0x0280: "network", 0x0300: "display", 0x0302: "3D controller", 0x0380: "display", 0x0400: "video",
    0x0401: "audio", 0x0403: "HD audio", 0x0480: "multimedia", 0x0500: "RAM", 0x0502: "CXL memory",
    0x0580: "memory controller", 0x0600: "host bridge", 0x0601: "ISA bridge", 0x0604: "PCI bridge",
    0x0700: "serial port", 0x0780: "communication controller", 0x0800: "interrupt controller",
    0x0801: "DMA controller", 0x0805: "SD host", 0x0806: "IOMMU", 0x0880: "system peripheral",
    0x0c03: "USB controller", 0x0c04: "Fibre Channel", 0x0c05: "SMBus", 0x0c80: "serial bus",
    0x0d80: "wireless", 0x1080: "encryption", 0x1180: "signal processing", 0x1200: "accelerator",
  ]

  /// By base class alone.
  private static let classes: [UInt32: String] = [
    0x01: "storage", 0x02: "network", 0x03: "display", 0x04: "multimedia", 0x05: "memory", 0x06: "bridge",
    0x07: "communication", 0x08: "system", 0x09: "input", 0x0c: "serial bus", 0x0d: "wireless",
    0x10: "encryption", 0x11: "signal processing", 0x12: "accelerator",
  ]

  /// The beginnings of lspci's names for what drivers are known of, without -nn.
  private static let lspciNames: [(beginning: String, code: UInt32)] = [
    ("Non-Volatile memory controller", 0x01_0802), ("SATA controller", 0x01_0601),
    ("RAID bus controller", 0x01_0400),
    ("Serial Attached SCSI controller", 0x01_0700), ("SCSI storage controller", 0x01_0000),
    ("Ethernet controller", 0x02_0000), ("Network controller", 0x02_8000),
    ("VGA compatible controller", 0x03_0000),
    ("3D controller", 0x03_0200), ("Display controller", 0x03_8000), ("Audio device", 0x04_0300),
    ("Multimedia audio controller", 0x04_0100), ("Host bridge", 0x06_0000), ("ISA bridge", 0x06_0100),
    ("PCI bridge", 0x06_0400), ("Communication controller", 0x07_8000), ("USB controller", 0x0c_0300),
    ("SMBus", 0x0c_0500), ("Signal processing controller", 0x11_8000),
  ]

  /// The class behind lspci's name for it; nil for others.
  static func code(_ name: String) -> UInt32? { lspciNames.first { name.hasPrefix($0.beginning) }?.code }

  /// `Ethernet` for 0x020000; nil where the class says nothing.
  static func name(_ code: UInt32) -> String? { subclasses[code >> 8] ?? classes[code >> 16] }
}
