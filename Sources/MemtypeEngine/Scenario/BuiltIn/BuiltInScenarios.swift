extension Scenario {
  /// The stories that come with the program, in the order in which they are best told.
  public static let builtIn: [Scenario] = [
    .snpForcedWB, .snpPCIHole, .tdxForcedWB, .tdxPCIHole, .googleVMM, .hpetLate, .hpetEarly, .bareMetal,
    .plainVM,
  ]

  /// What opens when nothing is named: the failure that this program exists for.
  public static let initial: Scenario = .snpForcedWB

  public static func builtIn(named name: String) -> Scenario? { builtIn.first { $0.name == name } }

  /// An SEV-SNP guest as of commit 8e690b817e38: WB forced, and a TPM that ACPI touches first.
  public static let snpForcedWB = Scenario(
    name: "snp-tpm-forced-wb",
    summary: "SNP guest, WB forced: ACPI maps the TPM first, tpm_tis gets -12",
    cpu: .epyc, kernel: .beforePCIHole, platform: .sevSNP, firmwareMap: .ovmf4G,
    mtrr: .ovmf(physBits: 48), devices: .guestWithTPM)

  /// The same guest with the cure of 6.18.
  public static let snpPCIHole = Scenario(
    name: "snp-tpm-pci-hole",
    summary: "the same SNP guest with the PCI hole forced UC: the TPM works",
    cpu: .epyc, kernel: .newest, platform: .sevSNP, firmwareMap: .ovmf4G,
    mtrr: .ovmf(physBits: 48), devices: .guestWithTPM)

  /// A TDX guest, whose firmware programs no MTRRs at all.
  public static let tdxForcedWB = Scenario(
    name: "tdx-tpm-forced-wb",
    summary: "TDX guest, MTRRs forced to WB: the TPM fails in the same way",
    cpu: .xeon, kernel: .beforePCIHole, platform: .tdx, firmwareMap: .tdvf4G,
    mtrr: .unprogrammed, devices: .guestWithTPM)

  public static let tdxPCIHole = Scenario(
    name: "tdx-tpm-pci-hole",
    summary: "the same TDX guest with the PCI hole forced UC: the TPM works",
    cpu: .xeon, kernel: .newest, platform: .tdx, firmwareMap: .tdvf4G,
    mtrr: .unprogrammed, devices: .guestWithTPM)

  /// The report that started it: a guest of Google's VMM, whose ACPI tables follow EDK2's TPM description.
  public static let googleVMM = Scenario(
    name: "google-vmm-tpm",
    summary: "SNP guest of Google's VMM, no HPET: the TPM failure as reported",
    cpu: .epyc, kernel: .beforePCIHole, platform: .sevSNP, firmwareMap: .google16G,
    mtrr: .unprogrammed, devices: .googleVMM)

  /// The HPET without the early call: ACPI reads its region first, as QEMU's tables do.
  public static let hpetLate = Scenario(
    name: "hpet-late-forced-wb",
    summary: "WB forced, no early HPET set-up: ACPI maps first, the HPET fails",
    cpu: .epyc, kernel: .beforePCIHole, platform: .sevSNP, firmwareMap: .ovmf4G,
    mtrr: .ovmf(physBits: 48), devices: .guestWithoutTPM, hasEarlyHPET: false)

  /// The same with the early call, which is why nobody noticed.
  public static let hpetEarly = Scenario(
    name: "hpet-early-forced-wb",
    summary: "the same with the early HPET set-up: its UC- comes first and wins",
    cpu: .epyc, kernel: .beforePCIHole, platform: .sevSNP, firmwareMap: .ovmf4G,
    mtrr: .ovmf(physBits: 48), devices: .guestWithoutTPM)

  /// A PC whose firmware leaves the PCI hole UC: the world in which the code was written.
  public static let bareMetal = Scenario(
    name: "bare-metal",
    summary: "a PC: its MTRRs make the PCI hole UC, so ACPI's WB becomes UC-",
    cpu: CPU(vendor: .intel, model: 154, physBits: 39), platform: .bareMetal, firmwareMap: .desktop16G,
    mtrr: .desktop(physBits: 39), devices: .desktop)

  /// A KVM guest without confidential computing: nothing is forced, SeaBIOS' MTRRs are used.
  public static let plainVM = Scenario(
    name: "plain-vm",
    summary: "an ordinary KVM guest: nothing forced, the firmware's UC hole",
    cpu: CPU(vendor: .amd, family: 25, model: 1, physBits: 40), platform: .kvm, firmwareMap: .seabios2G,
    mtrr: .seabios(physBits: 40), devices: .seabiosGuest)
}

extension KernelRevision {
  /// The last series whose KVM guests forced WB without the PCI hole.
  static let beforePCIHole = KernelRevision(6, 16)
}

extension CPU {
  fileprivate static let epyc = CPU(vendor: .amd, family: 25, model: 17, physBits: 48)
  fileprivate static let xeon = CPU(vendor: .intel, model: 143, physBits: 46)
}
