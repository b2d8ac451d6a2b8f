import MemtypeEngine
import VisibleText

/// The QEMU command line that comes nearest to a machine, and what of the machine it cannot say.
struct QEMUExport {
  private let scenario: Scenario
  private let evaluation: Evaluation
  private var unsaid: [String] = []
  private var model: FirmwareModel = .seaBIOSQ35
  /// What `max-ram-below-4g` has to be; nil for QEMU's own split.
  private var lowRAM: UInt64?

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
    scenario = evaluation.scenario
  }

  var result: MachineExport.Result {
    var export = self
    return export.made()
  }

  private mutating func made() -> MachineExport.Result {
    chooseModel()
    var lines = [machine, "-cpu \(processor)", "-m \(Self.size(scenario.machineRAM))"]
    lines += guestObjects
    if isEDK2 { lines.append("-bios OVMF.fd") }
    lines += devices.options
    let options = kernelOptions
    if !options.isEmpty {
      lines.append("-kernel bzImage -append \(Self.quoted(options.joined(separator: " ")))")
    }
    saySoftware()
    let text = "qemu-system-x86_64 " + lines.joined(separator: " \\\n  ") + "\n"
    return MachineExport.Result(text: text, unsaid: unsaid)
  }

  // MARK: Firmware

  private static let models: [FirmwareModel] = [
    .ovmfQ35, .ovmfPC, .ovmf2022Q35, .ovmf2022PC, .ovmfTDX, .seaBIOSQ35, .seaBIOSPC, .microvm,
  ]

  private var isEDK2: Bool {
    [.ovmfQ35, .ovmfPC, .ovmf2022Q35, .ovmf2022PC, .ovmfTDX].contains(model)
  }

  /// The firmware and the split of the RAM that leave this map and these MTRRs, or the nearest.
  private mutating func chooseModel() {
    let ends = scenario.firmwareMap.map(\.range.end).filter {
      $0 >= evaluation.tolud && $0 < .fourGiB && $0 % .page == 0
    }
    let limits: [UInt64?] = [nil, evaluation.tolud] + ends.prefix(64).map(Optional.some)
    let hasTPM = scenario.devices.contains { $0.kind.isTPM }
    for hasToBeExact in [true, false] {
      for limit in limits {
        for model in Self.models {
          let state = try? model.setUp(
            ram: scenario.machineRAM, maxRAMBelow4G: limit, physBits: scenario.cpu.physBits,
            vendor: scenario.cpu.vendor, hasTPM: hasTPM)
          guard let state, state.map == scenario.firmwareMap,
            state.mtrr == scenario.mtrr || !hasToBeExact
          else { continue }
          (self.model, lowRAM) = (model, limit)
          if !hasToBeExact {
            unsaid.append("the MTRRs: \(model.rawValue) leaves its own with this memory map")
          }
          return
        }
      }
    }
    let hasECAM = scenario.devices.contains { $0.kind == .ecam }
    let isGuest = [.sev, .sevES, .sevSNP, .tdx].contains(scenario.platform)
    model = isGuest ? (scenario.platform == .tdx ? .ovmfTDX : .ovmfQ35) : hasECAM ? .seaBIOSQ35 : .seaBIOSPC
    if scenario.machineRAM > evaluation.tolud, evaluation.tolud < 0x8000_0000 { lowRAM = evaluation.tolud }
    unsaid.append(
      "the memory map and the MTRRs: no firmware that is known here leaves them on QEMU; \(model.rawValue) sets up its own"
    )
  }

  // MARK: Machine

  private var machine: String {
    var words = [model == .microvm ? "microvm" : isPC ? "pc" : "q35"]
    words.append("accel=kvm")
    if let lowRAM { words.append("max-ram-below-4g=\(Self.size(lowRAM))") }
    let hasHPET = scenario.devices.contains { $0.kind == .hpet }
    if !hasHPET, model != .microvm { words.append("hpet=off") }
    if !guestObjects.isEmpty { words.append("confidential-guest-support=cc0") }
    if scenario.platform == .tdx { words.append("kernel-irqchip=split") }
    return "-machine " + words.joined(separator: ",")
  }

  private var isPC: Bool { [.seaBIOSPC, .ovmfPC, .ovmf2022PC].contains(model) }

  private var guestObjects: [String] {
    switch scenario.platform {
    case .sev: ["-object sev-guest,id=cc0,cbitpos=51,reduced-phys-bits=1,policy=0x1"]
    case .sevES: ["-object sev-guest,id=cc0,cbitpos=51,reduced-phys-bits=1,policy=0x5"]
    case .sevSNP: ["-object sev-snp-guest,id=cc0,cbitpos=51,reduced-phys-bits=1"]
    case .tdx: ["-object tdx-guest,id=cc0"]
    default: []
    }
  }

  private var processor: String {
    let cpu = scenario.cpu
    var words: [String]
    switch cpu.vendor {
    case .amd: words = ["EPYC-v4"]
    case .hygon: words = ["Dhyana"]
    case .intel, .other: words = [scenario.platform == .tdx ? "host" : "Skylake-Server"]
    }
    words.append("phys-bits=\(cpu.physBits)")
    if scenario.platform != .tdx {
      words += ["family=\(cpu.family)", "model=\(cpu.model)", "stepping=\(cpu.stepping)"]
    }
    if !cpu.hasMTRR { words.append("mtrr=off") }
    if !cpu.hasPAT { words.append("pat=off") }
    if cpu.hasFiveLevelPaging { words.append("la57=on") }
    return words.joined(separator: ",")
  }

  /// The options for the devices that QEMU puts where they are, and the names of the others.
  private var devices: (options: [String], others: [String]) {
    var (options, others): ([String], [String]) = ([], [])
    for device in scenario.devices {
      switch device.kind {
      case .tpmTIS, .tpmCRB:
        let driver = device.kind == .tpmCRB ? "tpm-crb" : "tpm-tis"
        options += [
          "-chardev socket,id=tpm0,path=swtpm.sock -tpmdev emulator,id=tpm0,chardev=tpm0",
          "-device \(driver),tpmdev=tpm0",
        ]
      case .ecam, .hpet, .ioAPIC, .localAPIC, .acpiTables: break
      default: others.append(device.name)
      }
    }
    return (options, others)
  }

  private var kernelOptions: [String] {
    let parameters = scenario.parameters
    var words: [String] = []
    if parameters.noPAT { words.append("nopat") }
    if parameters.debugPAT { words.append("debugpat") }
    if parameters.mtrrDebug { words.append("mtrr=debug") }
    if parameters.mtrr.cleansUp { words.append("enable_mtrr_cleanup") }
    if !parameters.mtrr.trims { words.append("disable_mtrr_trim") }
    return words + parameters.memory
  }

  // MARK: What is left

  private mutating func saySoftware() {
    let kernel = "Linux \(scenario.kernel.name)"
    let behaviour =
      scenario.behaviourOverride.map { ", changed so that it does this to the MTRRs: \($0.name)" } ?? ""
    unsaid.append("the kernel: boot \(kernel)\(behaviour)")
    switch scenario.platform {
    case .bareMetal:
      unsaid.append("bare metal: Linux sees a KVM guest, unless -cpu has hypervisor=off,kvm=off")
    case _ where !scenario.platform.isKVM || scenario.platform == .firecracker:
      unsaid.append("\(scenario.platform.rawValue): QEMU makes a KVM guest of it")
    default: break
    }
    let others = devices.others
    if !others.isEmpty {
      let more = others.count > 8 ? " and \(others.count - 8) more" : ""
      unsaid.append("devices at their addresses: " + others.prefix(8).joined(separator: ", ") + more)
    }
    if !scenario.disabledSteps.isEmpty || !scenario.bootOrder.isEmpty {
      unsaid.append("steps of the boot that are left out or run in another order")
    }
    if !scenario.patches.isEmpty { unsaid.append("patches of the kernel that were proposed") }
    if [.ovmf2022Q35, .ovmf2022PC].contains(model) { unsaid.append("OVMF.fd has to be edk2 2022.11") }
  }

  /// One word for a shell, whatever is in it.
  private static func quoted(_ text: String) -> String {
    "'" + printable(text).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// As QEMU reads sizes: `2032M`, or bytes.
  private static func size(_ bytes: UInt64) -> String {
    bytes % .mib == 0 ? "\(bytes / .mib)M" : "\(bytes)B"
  }
}
