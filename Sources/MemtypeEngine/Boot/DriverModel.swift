/// One driver of the kernel, as far as it maps memory: what it asks for, when, and what it says and returns without it.
///
/// Each model is a value in a file of its own under Boot/Drivers, and one line in `DriverModel.all`. Models are told
/// apart by identity.
public final class DriverModel: Sendable {
  /// What a model has to do with beyond a mapping of its own.
  package struct Traits: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Memory without side effects, for which write-back is right.
    package static let plainMemory = Traits(rawValue: 1)
    /// Holds the firmware's framebuffer until the display's own driver comes (drivers/video/aperture.c).
    static let firmwareFramebuffer = Traits(rawValue: 1 << 1)
    /// A function of PCI: its driver sends a firmware framebuffer in its BARs away first.
    package static let pciFunction = Traits(rawValue: 1 << 2)
    /// Mapped by early code at a fixed virtual address, past the tracker (`set_fixmap_nocache`).
    package static let fixmap = Traits(rawValue: 1 << 3)
    /// Read through `early_memremap` in `setup_arch`, and mapped by ACPICA from `acpi_early_init` on.
    package static let firmwareTables = Traits(rawValue: 1 << 4)
    /// Mapped by `hpet_time_init`, before ACPI's interpreter runs.
    package static let timer = Traits(rawValue: 1 << 5)
    /// Registers that methods of ACPI read: a mapping of ACPI's over them belongs to this device.
    package static let readByAML = Traits(rawValue: 1 << 6)
    /// Hypervisors emulate its registers; real ones are handed to guests by exception.
    package static let usuallyEmulated = Traits(rawValue: 1 << 7)
    /// A TPM's registers.
    package static let tpm = Traits(rawValue: 1 << 8)
    /// Mappings of it are a process's.
    package static let userSpace = Traits(rawValue: 1 << 9)
  }

  /// A kind's name in scenario files, and what it stands for: `PCI BAR UC-`.
  package struct Form: Sendable {
    package var name: String
    package var options: Device.Kind.Options

    package init(_ name: String, _ options: Device.Kind.Options = .none) {
      self.name = name
      self.options = options
    }
  }

  /// When a model's own line is printed.
  enum Occasion: UInt8, Hashable, Sendable {
    /// `setup_arch` reads the tables that name the device.
    case found
    /// The driver begins.
    case begins
    /// Its mapping was refused.
    case refused
    /// It lets its mapping go again.
    case letGo
  }

  /// What a driver's own function sees of the boot.
  struct Probe {
    var device: Device
    var driver: Driver
    /// What it maps in this step.
    var range: AddressRange
    /// From 0, among the device's ranges or parts.
    var part: Int
  }

  /// For people and, with a mode behind it where there are several, for files.
  package let name: String
  package let traits: Traits
  /// The place among the initcalls of one level: ACPI first (0), the HPET before the TPM, the TPM before its log.
  let linkRank: UInt64
  /// File and function in the kernel's tree.
  package let source: String
  /// All kinds of this model that a few words tell.
  package let forms: [Form]
  /// A model whose mapping must be there first (`tpm_read_log_acpi` needs a TPM); any of them will do.
  let needs: Traits
  /// The driver of a device of this kind; nil where nobody maps it on its own behalf, or it is not known who does.
  let driver: @Sendable (Device) -> Driver?
  /// The kernel's name of the device where the bus does not give one.
  let platformName: String?
  /// What is to be done first, after the model's first line.
  let prepare: (@Sendable (inout BootSimulator, Probe) -> Void)?
  /// Maps; by default as `driver` says.
  let map: (@Sendable (inout BootSimulator, Probe) -> MappingAttempt)?
  /// The errno that the driver returns, from that of the mapping; by default the driver's own.
  let error: @Sendable (_ mapping: Int, Probe, KernelRevision) -> Int
  /// The model's own lines; nil where it says nothing.
  let text: @Sendable (Occasion, DriverLine) -> String?

  init(
    _ name: String, source: String, traits: Traits = [], linkRank: UInt64 = 4, forms: [Form]? = nil,
    needs: Traits = [], platformName: String? = nil,
    driver: @escaping @Sendable (Device) -> Driver? = { _ in nil },
    prepare: (@Sendable (inout BootSimulator, Probe) -> Void)? = nil,
    map: (@Sendable (inout BootSimulator, Probe) -> MappingAttempt)? = nil,
    error: @escaping @Sendable (_ mapping: Int, Probe, KernelRevision) -> Int = { _, probe, _ in
      probe.driver.error
    },
    text: @escaping @Sendable (Occasion, DriverLine) -> String? = { _, _ in nil }
  ) {
    self.name = name
    self.source = source
    self.traits = traits
    self.linkRank = linkRank
    self.forms = forms ?? [Form(name)]
    self.needs = needs
    self.platformName = platformName
    self.driver = driver
    self.prepare = prepare
    self.map = map
    self.error = error
    self.text = text
  }

  /// Every model; a new one is a file and a line here.
  package static let all: [DriverModel] = [
    hpet, tpmTIS, tpmCRB, tpmEventLog, localAPIC, ioAPIC, ecam, pciBAR, vesafb, efifb, simpledrm, apertureWC,
    ramoops, pmem, bert, erst, deviceMemory, resourceFile, acpiTables, acpiDevice, custom,
  ]
}

extension DriverModel: Hashable {
  public static func == (a: DriverModel, b: DriverModel) -> Bool { a === b }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Device {
  /// A driver model, and what a device of it can say for itself.
  public struct Kind: Hashable, Sendable {
    /// The forms that a model's own options take.
    public enum Options: Hashable, Sendable {
      case none
      /// The mode that the driver asks for.
      case mode(PageCacheMode)
      case attributes(EFIMemoryAttributes)
      case flag(Bool)
      case number(Int)
      case process(Bool, KernelTask)
      case driver(Driver)
    }

    package let model: DriverModel
    package let options: Options

    package init(_ model: DriverModel, _ options: Options = .none) {
      self.model = model
      self.options = options
    }
  }

  /// The driver that maps it; nil for what nobody maps on its own behalf, and where it is not known who does. The
  /// early set-up of the HPET is not it.
  public var driver: Driver? { hasDriver ? kind.model.driver(self) : nil }

  /// A driver is said to be there, and what it asks for is not known.
  public var isDriverUnknown: Bool {
    hasDriver && kind.model.traits.contains(.pciFunction) && kind.model.driver(self) == nil
  }
}

extension Device.Kind {
  package var traits: DriverModel.Traits { model.traits }

  /// The driver of the user's own, if the kind is that.
  public var customDriver: Driver? {
    if case .driver(let driver) = options, model == .custom { driver } else { nil }
  }

  /// The registers of a TPM.
  public var isTPM: Bool { traits.contains(.tpm) }
}

/// A driver's own line of the kernel log, kept as data.
public struct DriverLine: Hashable, Sendable {
  let model: DriverModel
  let occasion: DriverModel.Occasion
  /// The name on its bus, and the driver's in the driver core.
  var device = ""
  var driver = ""
  var range: AddressRange
  var kernel: KernelRevision
  /// A number that the device gives: the HPET's id.
  var value: UInt64 = 0

  /// The line as the kernel prints it.
  public var text: String { model.text(occasion, self) ?? "" }
}
