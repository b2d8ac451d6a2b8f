import MemtypeEngine

/// What the log says about devices.
public struct DeviceLines: Hashable, Sendable {
  /// Lines that divide the boot.
  public struct Marks: Hashable, Sendable {
    public var coreRevision: Int?
    public var interpreterEnabled: Int?
    public var rootBridge: Int?
    /// The last initcalls are over.
    public var userSpace: Int?
  }

  public struct Table: Hashable, Sendable {
    public var signature: String
    public var range: AddressRange
  }

  public struct BAR: Hashable, Sendable {
    /// `0000:00:01.0`
    public var function: String
    public var number: Int
    public var range: AddressRange
  }

  public struct Framebuffer: Hashable, Sendable {
    /// `efifb`, `vesafb`.
    public var driver: String
    public var range: AddressRange
  }

  public struct Console: Hashable, Sendable {
    public var columns: UInt64
    public var rows: UInt64
  }

  public struct DriverLine: Hashable, Sendable {
    public var driver: String
    public var device: String
    /// nil: it worked, or something else was said.
    public var error: Int?
    /// The beginning of the message, where a driver prints it only once it has read its device's registers.
    public var success: String?
  }

  /// `system 00:07: [mem 0xfed1c000-0xfed1ffff] has been reserved`
  public struct Reservation: Hashable, Sendable {
    /// `00:07`
    public var device: String
    public var range: AddressRange
    /// `could not be reserved`: something else has it.
    public var isReserved: Bool
  }

  public var marks = Marks()
  public var tables: [Logged<Table>] = []
  /// Tables that ACPI loaded at run time: they are printed with an address of the kernel's own memory, which is none of
  /// physical memory.
  public var dynamicTables: [Logged<Table>] = []
  public var hpet: Logged<PhysicalAddress>?
  /// `hpet0: at MMIO 0xfed00000, IRQs 2, 8, 0`, which hpet_alloc prints once the registers are mapped.
  public var hpetSuccess: Logged<String>?
  /// `HPET id: 0x8086a201 base: ...`
  public var hpetID: Logged<UInt64>?
  /// `hpet_acpi_add: no address or irqs in _CRS`
  public var hpetWithoutInterrupts: Int?
  /// The clock source came up before ACPI's interpreter.
  public var hpetClockSource: Int?
  public var ioAPICs: [Logged<PhysicalAddress>] = []
  public var localAPIC: Logged<PhysicalAddress>?
  public var ecam: [Logged<AddressRange>] = []
  /// In order: a later line for the same BAR is the one that holds.
  public var bars: [Logged<BAR>] = []
  /// What PCI functions are, and which drivers spoke of them.
  public var pci = PCILines()
  public var reservations: [Logged<Reservation>] = []
  public var framebuffers: [Logged<Framebuffer>] = []
  /// `Console: switching to colour frame buffer device 160x50`, the last one: columns and rows.
  public var console: Logged<Console>?
  /// TPM drivers' lines.
  public var tpm: [Logged<DriverLine>] = []
  /// IMA's `No TPM chip found`, at the end of the initcalls.
  public var noTPM: Int?
  /// `root bus resource [mem ...]` without `window`: a single device's range.
  public var busResources: [Logged<AddressRange>] = []
  /// The same with `window`: what the host bridge decodes.
  public var busWindows: [Logged<AddressRange>] = []
  /// `probe with driver ... failed`, of any driver.
  public var probeFailures: [Logged<DriverLine>] = []
  /// The last line was `ACPI: Dynamic OEM Table Load:`.
  var expectsDynamicTable = false
}
