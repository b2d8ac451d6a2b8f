/// A driver of PCI functions, as far as it maps BARs: a row of a table, whose families are files of their own.
///
/// The rows say what drivers of Linux 6.12 do, and where 6.1 differs; other releases are taken to be like the nearer one.
public struct PCIDriver: Sendable {
  /// How a function is known to be a driver's where no line names the driver.
  package enum Match: Hashable, Sendable {
    /// The class code, `0x010802`, with a mask for what counts of it.
    case classCode(UInt32, mask: UInt32 = 0xff_ffff)
    /// A vendor's devices with these ids.
    case devices(UInt16, [ClosedRange<UInt16>])
    /// All functions of a vendor with a base class and subclass, `0x0280`.
    case vendorClass(UInt16, UInt16)
  }

  /// Which BAR a mapping is of.
  package enum BAR: Hashable, Sendable {
    case number(Int)
    /// The first one that is memory.
    case firstMemory
    /// Each one that is memory.
    case anyMemory
  }

  /// A mapping of a BAR or of a part of it.
  package struct Request: Hashable, Sendable {
    package var bar: BAR
    package var call: MappingCall
    /// From the BAR's start; in eighths of the BAR where it is relative to its size.
    package var offset: Offset
    /// nil: to the BAR's end.
    package var size: UInt64?
    /// For people, `GGTT`; empty for the whole or the only part.
    package var part: String
    package var function: String
    /// The driver goes on without it.
    package var isOptional: Bool

    package enum Offset: Hashable, Sendable {
      case bytes(UInt64)
      /// The upper half.
      case half
    }

    package init(
      _ bar: BAR, _ call: MappingCall = .ioremap(.plain), at offset: Offset = .bytes(0), size: UInt64? = nil,
      part: String = "", function: String = "", isOptional: Bool = false
    ) {
      self.bar = bar
      self.call = call
      self.offset = offset
      self.size = size
      self.part = part
      self.function = function
      self.isOptional = isOptional
    }
  }

  /// What the driver returns without a mapping.
  package enum Failure: Hashable, Sendable {
    case always(Int)
    /// What `pcim_iomap_regions` returns (`KernelRule.managedMapInvalid`).
    case managed

    func error(_ kernel: KernelRevision) -> Int {
      switch self {
      case .always(let number): number
      case .managed: kernel.has(.managedMapInvalid) ? Errno.invalid : Errno.noMemory
      }
    }
  }

  /// A function, as far as it tells what its driver does.
  package struct Function: Hashable, Sendable {
    package var vendor: UInt16
    package var device: UInt16
    /// 24 bits.
    package var classCode: UInt32

    package init(vendor: UInt16, device: UInt16, classCode: UInt32) {
      self.vendor = vendor
      self.device = device
      self.classCode = classCode
    }
  }

  /// In the driver core, `e1000e`.
  package let name: String
  package let matches: [Match]
  /// What it maps, in order; nil where that is in no table (it is told by the device itself).
  package let requests: @Sendable (Function?, KernelRevision) -> [Request]?
  let function: String
  package let failure: Failure
  /// What it prints of its own without its mapping, after its name and the device's; nil where it says nothing.
  let said: (@Sendable (KernelRevision) -> String?)?
  /// Why the requests are not known, or what they leave out. For people; empty: nothing.
  package let note: String
  /// File in the kernel's tree.
  package let source: String

  init(
    _ name: String, _ matches: [Match] = [], _ requests: [Request]?, function: String = "pci_iomap",
    failure: Failure = .always(Errno.noMemory), said: String? = nil, note: String = "", source: String
  ) {
    var text: (@Sendable (KernelRevision) -> String?)?
    if let said { text = { _ in said } }
    self.init(
      name, matches, requests: { _, _ in requests }, function: function, failure: failure, said: text,
      note: note, source: source)
  }

  init(
    _ name: String, _ matches: [Match],
    requests: @escaping @Sendable (Function?, KernelRevision) -> [Request]?,
    function: String, failure: Failure, said: (@Sendable (KernelRevision) -> String?)? = nil,
    note: String = "", source: String
  ) {
    self.name = name
    self.matches = matches
    self.requests = requests
    self.function = function
    self.failure = failure
    self.said = said
    self.note = note
    self.source = source
  }

  /// Its console's buffer lies in video memory at the start of its first prefetchable BAR and is mapped WC once the
  /// console is there (drivers/gpu/drm/ttm/ttm_bo_util.c `ttm_bo_vmap`, by way of the VRAM helper).
  package var hasVideoMemoryConsole: Bool { Self.videoMemoryConsoles.contains(name) }

  private static let videoMemoryConsoles: Set<String> = ["bochs-drm"]

  /// All rows; a new family is a file and a line here.
  package static let all: [PCIDriver] = storage + usb + network + display + virtual + platform

  private static let byName: [String: PCIDriver] = {
    var result: [String: PCIDriver] = [:]
    for driver in all { result[driver.name] = driver }
    for (alias, name) in aliases { result[alias] = result[name] }
    return result
  }()

  /// Other names under which drivers appear in logs and lists.
  private static let aliases = [
    "xhci-hcd": "xhci_hcd", "xhci_pci": "xhci_hcd", "ehci_hcd": "ehci-pci", "ehci_pci": "ehci-pci",
    "ohci_hcd": "ohci-pci", "ohci_pci": "ohci-pci", "uhci-hcd": "uhci_hcd", "mpt2sas": "mpt3sas",
    "mpt3sas_cm0": "mpt3sas", "r8168": "r8169", "bochs": "bochs-drm", "mei": "mei_me", "mei_hdcp": "mei_me",
    "virtio_pci": "virtio-pci", "bnxt": "bnxt_en", "pvscsi": "vmw_pvscsi", "lpc_ich": "lpc-ich",
    "ath10k": "ath10k_pci", "ath11k": "ath11k_pci", "ath12k": "ath12k_pci", "snd-hda-intel": "snd_hda_intel",
  ]

  /// The row of a driver, by its name in the driver core or in logs.
  package static func named(_ name: String) -> PCIDriver? { byName[name] }

  /// The driver that the kernel would bind, where the ids or the class tell it, and what told it, `its class`.
  package static func recognised(_ function: Function) -> (driver: PCIDriver, basis: String)? {
    for driver in all where driver.matches.contains(where: { $0.isByID && $0.holds(for: function) }) {
      return (driver, "its id \(function.idText)")
    }
    for driver in all where driver.matches.contains(where: { !$0.isByID && $0.holds(for: function) }) {
      return (driver, "its class \(function.classCode.prefixedHex(width: 8))")
    }
    return nil
  }

  /// The driver's own line, if it has one.
  func text(_ line: DriverLine) -> String? {
    said?(line.kernel).map { "\(line.driver) \(line.device): \($0)" }
  }
}

extension PCIDriver.Match {
  /// Names the chip, and not merely what it is for.
  fileprivate var isByID: Bool {
    if case .devices = self { true } else { false }
  }

  fileprivate func holds(for function: PCIDriver.Function) -> Bool {
    switch self {
    case .classCode(let code, let mask): function.classCode & mask == code
    case .devices(let vendor, let ids):
      function.vendor == vendor && ids.contains { $0.contains(function.device) }
    case .vendorClass(let vendor, let code):
      function.vendor == vendor && function.classCode >> 8 == UInt32(code)
    }
  }
}

extension PCIDriver.Function {
  /// `8086:1502`.
  package var idText: String { "\(UInt64(vendor).hex(width: 4)):\(UInt64(device).hex(width: 4))" }

  /// Whether it is a device with one of these ids.
  func isOne(of ids: [ClosedRange<UInt16>]) -> Bool { ids.contains { $0.contains(device) } }
}

extension UInt32 {
  fileprivate func prefixedHex(width: Int) -> String { UInt64(self).prefixedHex(width: width) }
}
