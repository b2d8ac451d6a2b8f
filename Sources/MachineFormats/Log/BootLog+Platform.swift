import MemtypeEngine

/// What the log says about the machine and what it runs on.
public struct PlatformLines: Hashable, Sendable {
  /// `Hypervisor detected: KVM`; the same word where other lines tell: `kvm-clock: ...`.
  public var hypervisor: Logged<String>?
  /// systemd's word for it: `kvm`, `oracle`.
  public var virtualization: Logged<String>?
  /// `Booting paravirtualized kernel on KVM`, `... on bare hardware`
  public var paravirtual: Logged<String>?
  /// `Memory Encryption Features active: AMD SEV SEV-ES SEV-SNP`
  public var encryption: Logged<String>?
  /// `tdx: Guest detected`
  public var tdxGuest: Int?
  /// `SEV-SNP: RMP table physical range ...`, `kvm_amd: SEV enabled ...`, `virt/tdx: ...`: what only a host says, which
  /// runs such guests and is none; with the vendor that it tells.
  public var host: Logged<CPU.Vendor>?
  /// `Hyper-V: Isolation Config: Group A 0x1, Group B 0xba2`: the second number.
  public var hyperVIsolation: Logged<UInt64>?
  /// `DMI: QEMU Standard PC ...`; an oops says the same behind `Hardware name: `.
  public var dmi: Logged<String>?
  /// `Performance Events: PMU not available due to virtualization`: CPUID shows a hypervisor.
  public var isVirtual: Int?
  /// `smpboot: CPU0: AMD ... (family: 0xf, model: 0x6b, stepping: 0x1)`
  public var cpu: Logged<CPUName>?
  /// ACPICA's revision, a date that tells the kernel's age.
  public var acpiRevision: Logged<UInt64>?
  public var hasEFI: Int?
  /// `efi: EFI v2.7 by EDK II`: the firmware's vendor.
  public var efiVendor: Logged<String>?
  /// `efi: ACPI=0x6fffe000 ACPI 2.0=0x6fffe014 SMBIOS=...`: where the firmware keeps its tables.
  public var firmwareTables: [Logged<UInt64>] = []
  /// `efi: ... SMBIOS=0x6f920000 ...`: the entry point, where there is no newer one beside it.
  public var smbios: Logged<PhysicalAddress>?

  public struct CPUName: Hashable, Sendable {
    public var name: String
    public var family: Int
    public var model: Int
    public var stepping: Int
  }
}

extension BootLog {
  static let platformRules: [LogRule] = [kernelRules, hypervisorRules, encryptionRules, firmwareRules].flatMap
  { $0 }

  private static let kernelRules: [LogRule] = [
    LogRule("Linux version ") { log, rest, line in log.readBanner(rest, line) },
    LogRule("CPU: ") { log, rest, line in log.readOopsRelease(rest, line) },
    LogRule("Pid: ") { log, rest, line in log.readOldOopsRelease(rest, line) },
    LogRule("Linux ") { log, _, line in log.readUname(line) },
    LogRule("smpboot: CPU0: ") { log, rest, line in log.readCPU(rest, line) },
    LogRule("smp: CPU0: ") { log, rest, line in log.readCPU(rest, line) },
    LogRule("CPU0: ") { log, rest, line in log.readCPU(rest, line) },
    LogRule("Performance Events: ") { log, rest, line in
      guard rest.rest.contains("PMU not available due to virtualization") else { return false }
      log.platform.isVirtual = line.number
      return true
    },
    LogRule("ACPI: Core revision ") { log, rest, line in
      var scanner = rest
      guard let revision = scanner.decimal() else { return false }
      log.platform.acpiRevision = Logged(revision, line: line.number)
      log.devices.marks.coreRevision = line.number
      return true
    },
    LogRule("Command line: ") { log, rest, line in log.readCommandLine(rest, line) },
    LogRule("Kernel command line: ") { log, rest, line in log.readCommandLine(rest, line) },
  ]

  // MARK: Hypervisors

  private static let hypervisorRules: [LogRule] = [
    LogRule("Hypervisor detected: ") { log, rest, line in
      log.platform.hypervisor = Logged(rest.trimmed.string, line: line.number)
      return true
    },
    LogRule("Booting paravirtualized kernel on ") { log, rest, line in
      let words = rest.trimmed
      log.platform.paravirtual = Logged(words.string, line: line.number)
      // `bare hardware` is what a guest without paravirtualization says as well.
      if words.equals("KVM") || words.starts(with: "Xen".utf8) || words.starts(with: "VMware".utf8) {
        log.imply(words.string, line)
      }
      return true
    },
    LogRule("kvm-clock: ") { log, _, line in
      log.imply("KVM", line)
      return true
    },
    LogRule("kvm-guest: ") { log, _, line in
      log.imply("KVM", line)
      return true
    },
    LogRule("Hyper-V: ") { log, rest, line in
      log.imply("Microsoft Hyper-V", line)
      var scanner = rest
      if scanner.skip("Isolation Config: "), scanner.skip(past: "Group B "), let group = scanner.prefixedHex()
      {
        log.platform.hyperVIsolation = Logged(group, line: line.number)
      }
      return true
    },
    LogRule("vmware: ") { log, _, line in
      log.imply("VMware", line)
      return true
    },
    LogRule("systemd[1]: Detected ") { log, rest, line in log.readVirtualization(rest, line) },
    LogRule("Detected virtualization ") { log, _, line in
      log.readVirtualization(ByteScanner(line.message.dropFirst("Detected ".utf8.count)), line)
    },
  ]

  /// `virtualization oracle.`, `confidential virtualization sev-snp.`: what systemd-detect-virt calls it.
  private mutating func readVirtualization(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    let isConfidential = scanner.skip("confidential ")
    guard scanner.skip("virtualization "), var word = scanner.word() else { return false }
    if word.last == UInt8(ascii: ".") { word.removeLast() }
    let name = word.string
    guard isConfidential else {
      platform.virtualization = Logged(name, line: line.number)
      return true
    }
    if name == "tdx" {
      platform.tdxGuest = platform.tdxGuest ?? line.number
    } else if name.hasPrefix("sev") {
      platform.encryption = platform.encryption ?? Logged(name.uppercased(), line: line.number)
    }
    return true
  }

  /// A hypervisor that a line tells without naming it as one.
  private mutating func imply(_ hypervisor: String, _ line: LogLine) {
    platform.hypervisor = platform.hypervisor ?? Logged(hypervisor, line: line.number)
  }

  // MARK: Encrypted guests

  private static let encryptionRules: [LogRule] = [
    LogRule("Memory Encryption Features active: ") { log, rest, line in log.readEncryption(rest, line) },
    LogRule("AMD Memory Encryption Features active: ") { log, rest, line in log.readEncryption(rest, line) },
    LogRule("AMD Secure Encrypted Virtualization (SEV) active") { log, _, line in
      log.platform.encryption = Logged("SEV", line: line.number)
      return true
    },
    LogRule("SEV: Status: ") { log, rest, line in
      log.platform.encryption =
        log.platform.encryption ?? Logged(rest.trimmed.string, line: line.number)
      return true
    },
    LogRule("SEV-SNP: R") { log, _, line in log.readHost(.amd, line) },
    LogRule("SEV-SNP: probing RMP") { log, _, line in log.readHost(.amd, line) },
    LogRule("kvm_amd: SEV") { log, _, line in log.readHost(.amd, line) },
    LogRule("SEV supported: ") { log, _, line in log.readHost(.amd, line) },
    LogRule("virt/tdx: ") { log, _, line in log.readHost(.intel, line) },
    LogRule("tdx: Guest detected") { log, _, line in
      log.platform.tdxGuest = line.number
      return true
    },
  ]

  private mutating func readHost(_ vendor: CPU.Vendor, _ line: LogLine) -> Bool {
    platform.host = platform.host ?? Logged(vendor, line: line.number)
    return true
  }

  private mutating func readEncryption(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    platform.encryption = Logged(rest.trimmed.string, line: line.number)
    return true
  }

  // MARK: Firmware

  private static let firmwareRules: [LogRule] = [
    LogRule("DMI: ") { log, rest, line in
      guard !rest.starts(with: "Memory slots"), !rest.starts(with: "SMBIOS ") else { return false }
      log.platform.dmi = log.platform.dmi ?? Logged(rest.trimmed.string, line: line.number)
      return true
    },
    LogRule("Hardware name: ") { log, rest, line in
      log.platform.dmi = log.platform.dmi ?? Logged(rest.trimmed.string, line: line.number)
      return true
    },
    LogRule("EFI: mem") { log, _, line in log.readEFIMap(line.message, line: line.number) },
    LogRule("efi: mem") { log, _, line in log.readEFIMap(line.message, line: line.number) },
    LogRule("efi: EFI v") { log, rest, line in
      var scanner = rest
      log.platform.hasEFI = line.number
      if scanner.skip(past: " by ") {
        log.platform.efiVendor = Logged(scanner.trimmed.string, line: line.number)
      }
      return true
    },
    LogRule("efi: ") { log, rest, line in
      var scanner = rest
      var isRead = false
      for name: StaticString in ["ACPI=", "ACPI 2.0=", "SMBIOS=", "SMBIOS 3.0="] {
        var copy = rest
        guard copy.skip(past: name), let address = copy.prefixedHex() else { continue }
        log.platform.firmwareTables.append(Logged(address, line: line.number), limit: 8)
        isRead = true
      }
      var newer = rest
      guard !newer.skip(past: "SMBIOS 3.0="), scanner.skip(past: "SMBIOS="),
        let address = scanner.prefixedHex()
      else { return isRead }
      log.platform.smbios = Logged(address, line: line.number)
      return true
    },
  ]

  // MARK: The kernel

  private mutating func readBanner(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard let word = scanner.word() else { return false }
    guard let release = KernelRelease(release: word, build: scanner.rest, line: line.number) else {
      return noted(line)
    }
    self.release = release
    releaseOrigin = .banner
    return true
  }

  private mutating func readCommandLine(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    guard commandLine == nil else { return true }
    let options = CommandLine(rest.rest, line: line.number)
    commandLine = options
    if let image = options.options.first(where: { $0.hasPrefix("BOOT_IMAGE=") }) {
      readBootImage(image, line)
    }
    return true
  }

  /// `BOOT_IMAGE=/boot/vmlinuz-4.4.0-101-generic`: the release, as distributions name their kernels.
  private mutating func readBootImage(_ option: String, _ line: LogLine) {
    guard releaseOrigin == nil || releaseOrigin == .oops else { return }
    var scanner = ByteScanner(option)
    guard scanner.skip(past: "vmlinu"), scanner.upTo(UInt8(ascii: "-")) != nil,
      let release = KernelRelease(release: scanner.rest, build: [], line: line.number)
    else { return }
    self.release = release
    releaseOrigin = .bootImage
  }

  /// ` 22 UID: 0 PID: 1 Comm: swapper/0 Not tainted 6.16.0-rc7+ #2 VOLUNTARY`
  private mutating func readOopsRelease(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard scanner.skip(past: " Comm: "), let mark = scanner.rest.lastIndex(of: UInt8(ascii: "#")) else {
      return false
    }
    let head = ByteScanner(scanner.rest[..<mark]).trimmed
    let start = head.lastIndex(where: SourceLine.isBlank).map { head.index(after: $0) } ?? head.startIndex
    guard
      let release = KernelRelease(release: head[start...], build: scanner.rest[mark...], line: line.number)
    else { return false }
    if releaseOrigin == nil {
      self.release = release
      releaseOrigin = .oops
    }
    return true
  }

  /// `0, comm: swapper Not tainted 2.6.35-22-generic #33-Ubuntu`: before 3.9.
  private mutating func readOldOopsRelease(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard scanner.skip(past: "ainted") else { return false }
    for word in scanner.rest.split(whereSeparator: SourceLine.isBlank).prefix(16) {
      guard let release = KernelRelease(release: word, build: [], line: line.number) else { continue }
      if releaseOrigin == nil { (self.release, releaseOrigin) = (release, .oops) }
      return true
    }
    return false
  }

  /// The output of `uname -a` beside the log.
  private mutating func readUname(_ line: LogLine) -> Bool {
    // Alone it is no log.
    guard count > 0, line.message.contains("#"),
      let release = Uname.release(in: line.message, line: line.number)
    else { return false }
    if releaseOrigin == nil { (self.release, releaseOrigin) = (release, .oops) }
    return true
  }

  /// `NAME (family: 0xf, model: 0x6b, stepping: 0x1)`; up to 3.x `(fam: 0f, model: 6b, stepping: 01)`, hex as well.
  private mutating func readCPU(_ rest: ByteScanner, _ line: LogLine) -> Bool {
    var scanner = rest
    guard scanner.skip(past: " (family: ") || scanner.skip(past: " (fam: "), let family = scanner.anyHex(),
      scanner.skip(", model: "), let model = scanner.anyHex(), scanner.skip(", stepping: "),
      let stepping = scanner.anyHex(), family < 0x1000, model < 0x10000, stepping < 0x1000
    else { return false }
    var name = rest
    let words = name.upTo(UInt8(ascii: "(")).map { ByteScanner($0).trimmed.string } ?? ""
    platform.cpu = Logged(
      PlatformLines.CPUName(name: words, family: Int(family), model: Int(model), stepping: Int(stepping)),
      line: line.number)
    return true
  }
}
