import MemtypeEngine

/// What is wrong with a QEMU command line.
public struct QEMUCommandError: FormatError {
  public static let format = "QEMU command line"
  public static let accepted =
    "qemu-system-x86_64 -machine q35 -m 4G -cpu host,phys-bits=40 -device tpm-tis,tpmdev=t0"
  public let line: Int
  public let found: String

  public init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}

/// A QEMU command line, as people paste it from a script, from ps or from libvirt's log: what machine it makes.
public struct QEMUCommand: Hashable, Sendable {
  public enum Board: String, Hashable, Sendable {
    case q35, pc, microvm
  }

  /// Which TPM interface is on the board.
  public enum TPM: String, Hashable, Sendable {
    case tis = "tpm-tis"
    case crb = "tpm-crb"
  }

  public var board: Logged<Board>?
  /// The machine's name as it was written.
  public var machine: Logged<String>?
  public var ram: Logged<UInt64>?
  public var maxRAMBelow4G: Logged<UInt64>?
  /// The processor model, `host`, `EPYC-Milan`.
  public var processor: Logged<String>?
  public var physBits: Logged<Int>?
  /// KVM or an emulator.
  public var usesKVM: Logged<Bool>?
  public var guest: Logged<Platform>?
  public var tpm: Logged<TPM>?
  /// false: switched off. QEMU's boards have one otherwise.
  public var hasHPET: Logged<Bool>?
  /// A file that names a firmware.
  public var firmware: Logged<String>?
  /// The firmware is loaded with `-bios`, as confidential guests do, and not from flash.
  public var isBIOS = false
  /// `-append`: the guest kernel's options.
  public var kernelOptions: CommandLine?
  /// Values that a shell would have filled in.
  public var unknown: [Logged<String>] = []

  /// - Throws: `QEMUCommandError` for a value that is out of place.
  public init(_ source: SourceText) throws(QEMUCommandError) {
    let words = QEMUWords.words(of: source)
    guard let first = words.first else { throw QEMUCommandError(line: 1, found: "no options") }
    var objects: [QEMUOption] = []
    var guestID: String?
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      guard word.value.hasPrefix("-"), word.value.count > 1 else { continue }
      let name = word.value.hasPrefix("--") ? String(word.value.dropFirst(2)) : String(word.value.dropFirst())
      if name == "no-hpet" { hasHPET = Logged(false, line: word.line) }
      if name == "enable-kvm" { usesKVM = Logged(true, line: word.line) }
      guard QEMUWords.takesValue(name), index < words.count else { continue }
      let argument = words[index]
      index += 1
      let option = QEMUOption(argument)
      switch name {
      case "machine", "M":
        try read(machine: option)
        guestID = option["confidential-guest-support"] ?? option["memory-encryption"] ?? guestID
      case "m": try read(memory: option)
      case "cpu": try read(cpu: option)
      case "accel": read(accelerator: option.first, line: argument.line)
      case "object": objects.append(option)
      case "device": read(device: option)
      case "bios", "pflash":
        firmware = firmware ?? Logged(argument.value, line: argument.line)
        isBIOS = isBIOS || name == "bios"
      case "drive", "blockdev": read(drive: option)
      case "append": kernelOptions = CommandLine(Array(argument.value.utf8)[...], line: argument.line)
      default: break
      }
    }
    read(objects: objects, guest: guestID, line: first.line)
  }

  private mutating func read(machine option: QEMUOption) throws(QEMUCommandError) {
    if let name = option["type"] ?? (option.first.contains("=") ? nil : option.first), !name.isEmpty {
      machine = Logged(name, line: option.line)
      switch name {
      case _ where name == "q35" || name.hasPrefix("pc-q35"): board = Logged(.q35, line: option.line)
      case _ where name == "microvm": board = Logged(.microvm, line: option.line)
      case _ where name == "pc" || name.hasPrefix("pc-"): board = Logged(.pc, line: option.line)
      default: unknown.append(Logged("machine \(name)", line: option.line))
      }
    }
    if let accelerator = option["accel"] { read(accelerator: accelerator, line: option.line) }
    if let text = option["max-ram-below-4g"] { maxRAMBelow4G = try size(text, unit: 1, option) }
    if let text = option["hpet"] {
      hasHPET = Logged(text != "off" && text != "no" && text != "false", line: option.line)
    }
  }

  private mutating func read(memory option: QEMUOption) throws(QEMUCommandError) {
    let text = option["size"] ?? option.first
    // A bare number is in MiB.
    if let size = try size(text, unit: .mib, option) { ram = size }
  }

  private mutating func read(cpu option: QEMUOption) throws(QEMUCommandError) {
    processor = Logged(option.first, line: option.line)
    guard let text = option["phys-bits"] ?? option["phys_bits"], !isUnknown(text, option.line) else { return }
    guard let bits = Int(text), bits == 0 || CPU.physBitsRange.contains(bits) else {
      throw QEMUCommandError(line: option.line, found: "phys-bits=\(excerpt(Array(text.utf8)[...]))")
    }
    if bits > 0 { physBits = Logged(bits, line: option.line) }
  }

  private mutating func read(accelerator name: String, line: Int) {
    usesKVM = Logged(name.hasPrefix("kvm"), line: line)
  }

  private mutating func read(device option: QEMUOption) {
    let driver = option["driver"] ?? option.first
    if let kind = TPM(rawValue: driver) { tpm = Logged(kind, line: option.line) }
    if driver == "tpm-tis-device" { tpm = Logged(.tis, line: option.line) }
  }

  private mutating func read(drive option: QEMUOption) {
    guard let file = option["file"] ?? option["filename"] else { return }
    let name = file.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let isFlash = option["if"] == "pflash" || name.contains("ovmf") || name.contains("edk2")
    if isFlash, !name.contains("vars") { firmware = firmware ?? Logged(file, line: option.line) }
  }

  private mutating func read(objects: [QEMUOption], guest id: String?, line: Int) {
    for object in objects where id == nil || object["id"] == nil || object["id"] == id {
      let platform: Platform? =
        switch object["qom-type"] ?? object.first {
        case "sev-snp-guest": .sevSNP
        case "tdx-guest": .tdx
        case "sev-guest": Self.isES(policy: object["policy"]) ? .sevES : .sev
        default: nil
        }
      if let platform { guest = Logged(platform, line: object.line) }
    }
    guard ram == nil else { return }
    for object in objects where (object["qom-type"] ?? object.first).hasPrefix("memory-backend-") {
      guard let text = object["size"], let size = QEMUWords.size(text, unit: 1) else { continue }
      ram = Logged((ram?.value ?? 0).adding(clamped: size), line: object.line)
    }
  }

  /// Bit 2 of an SEV guest's policy asks for SEV-ES.
  private static func isES(policy: String?) -> Bool {
    guard let policy else { return false }
    var scanner = ByteScanner(policy)
    return (scanner.prefixedHex() ?? scanner.decimal() ?? 0) & 4 != 0
  }

  private mutating func size(_ text: String, unit: UInt64, _ option: QEMUOption) throws(QEMUCommandError)
    -> Logged<UInt64>?
  {
    guard !isUnknown(text, option.line) else { return nil }
    guard let value = QEMUWords.size(text, unit: unit), value > 0, value <= 1 << 52 else {
      throw QEMUCommandError(
        line: option.line, found: "no amount of memory: \(excerpt(Array(text.utf8)[...]))")
    }
    return Logged(value, line: option.line)
  }

  /// `$MEM`, `<size>`: for a shell or a reader to fill in.
  private mutating func isUnknown(_ text: String, _ line: Int) -> Bool {
    guard text.contains("$") || text.hasPrefix("<") || text.hasPrefix("{") else { return false }
    unknown.append(Logged(text, line: line))
    return true
  }
}

extension FileKind {
  public static let qemuCommand = FileKind(
    "QEMU command line",
    example: "qemu-system-x86_64 -machine q35,confidential-guest-support=sev0 -m 4G -device tpm-tis",
    origin:
      "tr '\\0' ' ' < /proc/$(pgrep -o qemu)/cmdline on the host, or libvirt's /var/log/libvirt/qemu/NAME.log",
    recognition: .lines(follows: { QEMUWords.continues($0.quoted) }, matches: { QEMUWords.begins($0) }),
    read: { source throws(QEMUCommandError) in try QEMUCommand(source) })
}

extension MachineReport {
  public var qemuCommand: Named<QEMUCommand>? {
    get { self[QEMUCommand.self] }
    set { self[QEMUCommand.self] = newValue }
  }
}
