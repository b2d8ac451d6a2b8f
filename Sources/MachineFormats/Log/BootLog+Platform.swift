import MemtypeEngine

/// What the log says about the machine and what it runs on.
public struct PlatformLines: Hashable, Sendable {
  /// `Hypervisor detected: KVM`
  public var hypervisor: Logged<String>?
  /// `Memory Encryption Features active: AMD SEV SEV-ES SEV-SNP`
  public var encryption: Logged<String>?
  /// `tdx: Guest detected`
  public var tdxGuest: Int?
  /// `Hyper-V: Isolation Config: Group A 0x1, Group B 0xba2`: the second number.
  public var hyperVIsolation: Logged<UInt64>?
  /// `DMI: QEMU Standard PC ...`
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
  mutating func readPlatform(_ message: ArraySlice<UInt8>, first: UInt8, line: Int) -> Bool {
    var scanner = ByteScanner(message)
    switch first {
    case UInt8(ascii: "L"):
      guard scanner.skip("Linux version "), let word = scanner.word() else { return false }
      guard let release = KernelRelease(release: word, build: scanner.rest, line: line) else {
        note(line, message)
        return true
      }
      self.release = release
    case UInt8(ascii: "C"), UInt8(ascii: "K"):
      guard scanner.skip("Command line: ") || scanner.skip("Kernel command line: ") else { return false }
      commandLine = commandLine ?? CommandLine(scanner.rest, line: line)
    case UInt8(ascii: "H"):
      if scanner.skip("Hypervisor detected: ") {
        platform.hypervisor = Logged(scanner.trimmed.string, line: line)
      } else if scanner.skip("Hyper-V: Isolation Config: ") {
        guard scanner.skip(past: "Group B "), let group = scanner.prefixedHex() else { return false }
        platform.hyperVIsolation = Logged(group, line: line)
      } else {
        return false
      }
    case UInt8(ascii: "M"), UInt8(ascii: "A"):
      if scanner.skip("Memory Encryption Features active: ")
        || scanner.skip("AMD Memory Encryption Features active: ")
        || scanner.skip("AMD Secure Encrypted Virtualization (SEV) active")
      {
        platform.encryption = Logged(scanner.rest.isEmpty ? "SEV" : scanner.trimmed.string, line: line)
      } else if scanner.skip("ACPI: Core revision ") {
        guard let revision = scanner.decimal() else { return false }
        platform.acpiRevision = Logged(revision, line: line)
        devices.marks.coreRevision = line
      } else {
        return false
      }
    case UInt8(ascii: "v"), UInt8(ascii: "t"):
      // `virt/tdx:` is what hosts print, for their part of TDX.
      guard scanner.skip("tdx: Guest detected") else { return false }
      platform.tdxGuest = line
    case UInt8(ascii: "D"):
      guard scanner.skip("DMI: "), !scanner.starts(with: "Memory slots"), !scanner.starts(with: "SMBIOS ")
      else {
        return false
      }
      platform.dmi = platform.dmi ?? Logged(scanner.trimmed.string, line: line)
    case UInt8(ascii: "P"):
      guard scanner.skip("Performance Events: "),
        scanner.skip(past: "PMU not available due to virtualization")
      else {
        return false
      }
      platform.isVirtual = line
    case UInt8(ascii: "S"):
      guard scanner.skip("SEV: Status: ") else { return false }
      platform.encryption = platform.encryption ?? Logged(scanner.trimmed.string, line: line)
    case UInt8(ascii: "s"):
      guard scanner.skip("smpboot: CPU0: ") || scanner.skip("smp: CPU0: ") else { return false }
      return readCPU(scanner, line: line)
    case UInt8(ascii: "e"):
      if readEFIMap(message, line: line) { return true }
      guard scanner.skip("efi: ") else { return false }
      if scanner.skip("EFI v") {
        platform.hasEFI = line
        if scanner.skip(past: " by ") { platform.efiVendor = Logged(scanner.trimmed.string, line: line) }
        return true
      }
      var newer = scanner
      guard !newer.skip(past: "SMBIOS 3.0="), scanner.skip(past: "SMBIOS="),
        let address = scanner.prefixedHex()
      else { return false }
      platform.smbios = Logged(address, line: line)
    default: return false
    }
    return true
  }

  private mutating func readCPU(_ rest: ByteScanner, line: Int) -> Bool {
    var scanner = rest
    let all = scanner.rest
    guard scanner.skip(past: " (family: "), let family = scanner.prefixedHex(), scanner.skip(", model: "),
      let model = scanner.prefixedHex(), scanner.skip(", stepping: "), let stepping = scanner.prefixedHex(),
      family < 0x1000, model < 0x10000, stepping < 0x1000
    else { return false }
    var name = ByteScanner(all)
    let words = name.upTo(UInt8(ascii: "(")).map { ByteScanner($0).trimmed.string } ?? ""
    platform.cpu = Logged(
      PlatformLines.CPUName(name: words, family: Int(family), model: Int(model), stepping: Int(stepping)),
      line: line)
    return true
  }
}
