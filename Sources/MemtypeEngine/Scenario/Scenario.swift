/// The whole input of an evaluation: a machine, its firmware's state, and the kernel that boots on it. A value.
public struct Scenario: Hashable, Sendable {
  /// How it is called at the shell, `snp-tpm-forced-wb`, or the path that was opened.
  public var name: String
  /// One sentence for people.
  public var summary: String
  public var cpu: CPU
  public var kernel: KernelRevision
  public var platform: Platform
  /// What the kernel does with its MTRR state instead of what its release does on this platform; nil for just that.
  /// It is done on any platform, also where the kernel would not.
  public var behaviourOverride: KernelBehaviour?
  /// The UC range that a guest kernel forces on itself, instead of the one that it computes from TOLUD; nil for that
  /// one. A what-if: no release has a way to say it.
  public var forcedRange: VariableRange?
  public var parameters: KernelParameters
  /// The memory map as the firmware hands it over.
  public var firmwareMap: [E820Entry]
  /// The MTRRs as the firmware leaves them. Without effect where the CPU has none.
  public var mtrr: MTRRRegisters
  /// In the order of their drivers' link order where it matters; ACPI's namespace order for regions.
  public var devices: [Device]
  /// Steps of the boot that are left out, by their `switchID`.
  public var disabledSteps: Set<String>
  /// Steps that run in this order, by their `id`, as far as Linux permits another one: within an initcall level.
  /// The others keep their places.
  public var bootOrder: [String]
  /// Changes of the kernel that were proposed.
  public var patches: KernelPatches
  /// The host of a KVM guest: it decides what the guest's memory types amount to.
  public var host: KVMHost
  /// RAM that a lower TOLUD cuts off reappears above 4 GiB, as chipsets remap it.
  public var remapsCutRAM: Bool
  /// What was not in the input and what was assumed instead.
  public var assumptions: [Assumption]

  public init(
    name: String, summary: String, cpu: CPU, kernel: KernelRevision = .newest, platform: Platform,
    behaviourOverride: KernelBehaviour? = nil, parameters: KernelParameters = KernelParameters(),
    firmwareMap: [E820Entry], mtrr: MTRRRegisters, devices: [Device], hasEarlyHPET: Bool = true,
    disabledSteps: Set<String> = [], bootOrder: [String] = [],
    patches: KernelPatches = [], host: KVMHost? = nil, remapsCutRAM: Bool = true,
    assumptions: [Assumption] = []
  ) {
    self.name = name
    self.summary = summary
    self.cpu = cpu
    self.kernel = kernel
    self.platform = platform
    self.behaviourOverride = behaviourOverride
    self.parameters = parameters
    self.firmwareMap = firmwareMap
    self.mtrr = mtrr
    self.devices = devices
    self.disabledSteps = disabledSteps
    self.bootOrder = bootOrder
    self.patches = patches
    self.host = host ?? KVMHost(vendor: cpu.vendor)
    self.remapsCutRAM = remapsCutRAM
    self.assumptions = assumptions
    if !hasEarlyHPET { self.hasEarlyHPET = false }
  }

  /// `hpet_enable` in the timer set-up maps the HPET before ACPI runs. One of the steps that can be left out.
  public var hasEarlyHPET: Bool {
    get { !disabledSteps.contains(BootWork.earlyHPETID) }
    set {
      if newValue {
        disabledSteps.remove(BootWork.earlyHPETID)
      } else {
        disabledSteps.insert(BootWork.earlyHPETID)
      }
    }
  }
}

/// Kernel command line options that matter here, and how the kernel was built.
public struct KernelParameters: Hashable, Sendable {
  public var noPAT: Bool
  /// `CONFIG_X86_PAT`: how the kernel was built, no option of its command line.
  public var configuresPAT: Bool
  public var debugPAT: Bool
  public var mtrrDebug: Bool
  /// Clean-up of the variable ranges, and trimming.
  public var mtrr: MTRROptions
  /// `mem=`, `memmap=` and the like, in order, as written: `mem=700M`.
  public var memory: [String]

  public init(
    noPAT: Bool = false, configuresPAT: Bool = true, debugPAT: Bool = false, mtrrDebug: Bool = false,
    mtrr: MTRROptions = MTRROptions(),
    memory: [String] = []
  ) {
    self.noPAT = noPAT
    self.configuresPAT = configuresPAT
    self.debugPAT = debugPAT
    self.mtrrDebug = mtrrDebug
    self.mtrr = mtrr
    self.memory = memory
  }
}
