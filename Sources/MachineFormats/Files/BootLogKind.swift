extension FileKind {
  public static let bootLog = FileKind(
    "kernel log", example: "[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable",
    origin: "dmesg, or journalctl -k -b, from the beginning of the boot",
    recognition: .reading { source in
      let log = BootLog(source)
      return (Content(log, of: source), log.count)
    },
    read: { source throws(NoFormatError) in BootLog(source) })
}

extension MachineReport {
  public var log: Named<BootLog>? {
    get { self[BootLog.self] }
    set { self[BootLog.self] = newValue }
  }
}

/// Of readers that take anything.
struct NoFormatError: FormatError {
  static let format = "text"
  static let accepted = "any text"
  let line: Int
  let found: String

  init(line: Int, found: String) {
    self.line = line
    self.found = found
  }
}
