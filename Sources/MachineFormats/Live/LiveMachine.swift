import FoundationEssentials
import Glibc
import MemtypeEngine

/// The machine that this runs on, read from its kernel's files. Nothing is written.
///
/// Root sees everything; anyone else what is left. What could not be read is named among the scenario's assumptions.
public struct LiveMachine {
  /// Where /proc, /sys and /dev are.
  public var root: String
  /// Reads a register of processor 0; an error number where that is refused.
  var readMSR: (UInt32) -> Result<UInt64, MSRError>

  public struct MSRError: Error, Sendable {
    public var code: Int32
    public init(code: Int32) { self.code = code }
  }

  public init(root: String = "/") {
    let root = root.hasSuffix("/") ? root : root + "/"
    self.root = root
    readMSR = { Self.register($0, of: root + "dev/cpu/0/msr") }
  }

  /// With registers from elsewhere.
  public init(root: String, readMSR: @escaping (UInt32) -> Result<UInt64, MSRError>) {
    self.init(root: root)
    self.readMSR = readMSR
  }

  /// Reads every source under /proc, /sys and /dev that this user may open.
  ///
  /// - Throws: `InputError` if none can be read, or what was read is damaged.
  public func open() throws(InputError) -> OpenedMachine {
    var inputs: [MachineInput] = []
    var refusals: [Assumption] = []
    func add(_ name: String, _ result: Result<[UInt8], SystemError>) {
      switch result {
      case .success(let bytes):
        // An empty /proc/mtrr says something, other empty files do not.
        guard !bytes.isEmpty || name == "/proc/mtrr" else { return }
        if name == "/proc/iomem", Self.hidesAddresses(bytes) {
          refusals.append(Assumption(missing: name, assumed: "its addresses are hidden: run as root"))
          return
        }
        inputs.append(MachineInput(name: name, bytes: bytes, isOptional: true))
      case .failure(let error):
        refusals.append(Assumption(missing: name, assumed: error.text(for: name)))
      }
    }
    add("/dev/kmsg", kernelLog())
    add("/proc/sys/kernel/osrelease", release())
    for name in Self.files { add("/" + name, contents(name)) }
    add("/sys/firmware/memmap", memoryMap())
    add("/dev/cpu/0/msr", registers())
    add("/sys/bus/pci/devices", devices())
    for (name, result) in tables() { add(name, result) }
    var machine: OpenedMachine
    do throws(InputError) {
      machine = try readMachine(named: "this machine", inputs)
    } catch {
      guard inputs.isEmpty else { throw error }
      let reason = refusals.first.map { "\($0.text)" } ?? "nothing"
      throw InputError(
        file: root, found: "nothing of a machine can be read: \(reason)", accepted: "Linux's /proc and /sys")
    }
    machine.scenario.assumptions = refusals + machine.scenario.assumptions
    return machine
  }

  /// Whether the kernel shows all addresses of /proc/iomem as 0, as it does to whom it does not trust.
  private static func hidesAddresses(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0a).allSatisfy { line in
      line.prefix { $0 != UInt8(ascii: ":") }.allSatisfy {
        $0 == 0x30 || $0 == 0x20 || $0 == UInt8(ascii: "-")
      }
    }
  }

  /// Files that are taken as they are.
  private static let files = [
    "proc/cmdline", "proc/cpuinfo", "proc/mtrr", "proc/iomem",
    "sys/kernel/debug/x86/pat_memtype_list",
  ]

  // MARK: Reading

  /// Why a file was not read.
  struct SystemError: Error {
    var code: Int32

    /// `permission denied: run as root`.
    func text(for name: String) -> String {
      switch code {
      case EACCES, EPERM: "permission denied: run as root"
      case ENOENT where name == "/proc/mtrr": "not there: the kernel has no MTRR interface"
      case ENOENT where name.hasPrefix("/dev/cpu"): "not there: the msr module is not loaded (modprobe msr)"
      case ENOENT where name.hasPrefix("/sys/kernel/debug"):
        "not there: debugfs is not mounted, or the kernel has no PAT"
      case ENOENT: "not there"
      case EIO where name.hasPrefix("/dev/cpu"):
        "the processor has no such registers, or the hypervisor refuses them"
      default: String(cString: strerror(code))
      }
    }
  }

  private func contents(_ name: String) -> Result<[UInt8], SystemError> {
    guard let file = OpenFile(root + name, O_RDONLY | O_NONBLOCK) else {
      return .failure(SystemError(code: errno))
    }
    guard let bytes = file.stream(limit: SourceText.sizeLimit) else {
      return .failure(SystemError(code: errno))
    }
    return .success(bytes)
  }

  /// The kernel's release as uname prints it.
  private func release() -> Result<[UInt8], SystemError> {
    contents("proc/sys/kernel/osrelease").map { release in
      let version = line("proc/sys/kernel/version").map { " \($0)" } ?? ""
      return Array("Linux \(line(release))\(version)\n".utf8)
    }
  }

  /// The kernel's ring buffer, a record a read; or what the boot scripts have saved of it.
  private func kernelLog() -> Result<[UInt8], SystemError> {
    let saved = contents("var/log/dmesg")
    guard let file = OpenFile(root + "dev/kmsg", O_RDONLY | O_NONBLOCK) else {
      let code = errno
      if case .success = saved { return saved }
      return .failure(SystemError(code: code))
    }
    guard let bytes = file.stream(limit: SourceText.sizeLimit) else {
      let code = errno
      if case .success = saved { return saved }
      return .failure(SystemError(code: code))
    }
    let text = KernelRecords.text(bytes)
    // A long uptime pushes the boot out of the buffer.
    if case .success(let saved) = saved, !KernelRecords.holdsBoot(text) { return .success(saved) }
    return .success(text)
  }

  /// /sys/firmware/memmap's numbered directories as lines.
  private func memoryMap() -> Result<[UInt8], SystemError> {
    let folder = "sys/firmware/memmap"
    let names: [String]
    switch list(folder) {
    case .success(let found): names = found
    case .failure(let error): return .failure(error)
    }
    var lines: [(number: Int, text: String)] = []
    for name in names {
      guard let number = Int(name), let start = line("\(folder)/\(name)/start"),
        let end = line("\(folder)/\(name)/end"), let type = line("\(folder)/\(name)/type")
      else { continue }
      lines.append((number, "\(start) \(end) \(type)\n"))
    }
    return .success(lines.sorted { $0.number < $1.number }.flatMap { Array($0.text.utf8) })
  }

  /// PCI functions with their resources, and the TPM, as lines.
  private func devices() -> Result<[UInt8], SystemError> {
    let folder = "sys/bus/pci/devices"
    let names: [String]
    switch list(folder) {
    case .success(let found): names = found
    case .failure(let error): return .failure(error)
    }
    var text = ""
    for name in names.sorted().prefix(4096) {
      let path = "\(folder)/\(name)"
      guard let vendor = line(path + "/vendor"), let device = line(path + "/device"),
        let kind = line(path + "/class")
      else { continue }
      text +=
        "\(name) vendor \(vendor) device \(device) class \(kind) driver \(link(path + "/driver") ?? "")\n"
      for resource in (self.text(path + "/resource") ?? "").split(separator: "\n") {
        let numbers = resource.split(separator: " ")
        guard numbers.count == 3, !numbers.allSatisfy({ $0.allSatisfy { $0 == "0" || $0 == "x" } }) else {
          continue
        }
        text += "\(resource)\n"
      }
    }
    let tpm = "sys/class/tpm/tpm0"
    if let driver = link(tpm + "/device/driver") {
      text += "tpm tpm0 \(driver) \(line(tpm + "/tpm_version_major") ?? "")\n"
    }
    return .success(Array(text.utf8))
  }

  /// The ACPI tables that this user may read. One refusal stands for all.
  private func tables() -> [(String, Result<[UInt8], SystemError>)] {
    let folder = "sys/firmware/acpi/tables"
    guard case .success(let names) = list(folder) else { return [] }
    var result: [(String, Result<[UInt8], SystemError>)] = []
    for folder in [folder, folder + "/dynamic"] {
      let names = folder.hasSuffix("dynamic") ? (try? list(folder).get()) ?? [] : names
      for name in names.sorted()
      where name.count >= 4 && name.prefix(4).allSatisfy({ $0.isUppercase || $0.isNumber }) {
        let bytes = contents("\(folder)/\(name)")
        if case .failure(let error) = bytes {
          return [("/\(folder)", .failure(error))]
        }
        result.append(("/\(folder)/\(name)", bytes))
      }
    }
    return result
  }

  private func list(_ folder: String) -> Result<[String], SystemError> {
    do {
      return .success(try FileManager.default.contentsOfDirectory(atPath: root + folder))
    } catch {
      return .failure(SystemError(code: access(root + folder, R_OK) == 0 ? EIO : errno))
    }
  }

  /// A small file's first line.
  private func line(_ name: String) -> String? { text(name).map { line(Array($0.utf8)) } }

  private func line(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
  }

  private func text(_ name: String) -> String? {
    guard case .success(let bytes) = contents(name) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The last part of where a symbolic link leads.
  private func link(_ name: String) -> String? {
    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: root + name)
    return target?.split(separator: "/").last.map(String.init)
  }
}
