import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// AML that reads a field only if hardware says so: what a log or a memtype list shows of it decides.
@Suite("ACPI reads under conditions", .bounded) struct ConditionalReadTests {
  /// In place of the capture's own SSDT, whose _STA reads the TPM's registers whatever happens.
  private static let table = """
    DefinitionBlock ("", "SSDT", 2, "TEST", "TPMREG", 0x00000001)
    {
        Scope (\\_SB)
        {
            Device (TPMX)
            {
                Name (_HID, "TEST0001")
                OperationRegion (CFGR, SystemIO, 0x0510, 0x02)
                Field (CFGR, ByteAcc, NoLock, Preserve)
                {
                    FLAG,   8
                }

                OperationRegion (TPMR, SystemMemory, 0xFED40000, 0x5000)
                Field (TPMR, DWordAcc, NoLock, Preserve)
                {
                    Offset (0xF00),
                    DVID,   32
                }

                Method (_STA, 0, NotSerialized)
                {
                    If ((FLAG == One))
                    {
                        If ((DVID == 0xFFFFFFFF))
                        {
                            Return (Zero)
                        }
                    }

                    Return (0x0F)
                }
            }
        }
    }
    """

  /// A capture with that table, its log as a filter leaves it, and with or without its memtype list.
  private func open(
    _ name: String, hasList: Bool = false, hasTree: Bool = true,
    log isKept: (Substring) -> Bool = { _ in true }
  ) throws -> OpenedMachine {
    let capture = CaptureDirectory.named(name)
    let log = try #require(capture.text("dmesg.txt")).split(separator: "\n").filter(isKept)
    var inputs = [
      MachineInput(name: "dmesg.txt", bytes: Array(log.joined(separator: "\n").utf8)),
      MachineInput(name: "ssdt.dsl", bytes: Array(Self.table.utf8)),
    ]
    var names = ["cpuinfo.txt", "msrs.txt", "acpi/DSDT.aml", "acpi/TPM2.bin", "acpi/HPET.bin"]
    if hasTree { names.append("iomem.txt") }
    if hasList { names.append("pat_memtype_list.txt") }
    for file in names {
      inputs.append(MachineInput(name: file, bytes: try #require(capture.bytes(file), "\(file)")))
    }
    return try readMachine(named: "x", inputs)
  }

  private static func isTracker(_ line: Substring) -> Bool {
    line.contains("x86/PAT: ") && line.contains("mem ") || line.contains("Overlap at")
  }

  private static func isFailure(_ line: Substring) -> Bool {
    line.contains("ioremap error") || line.contains("failed with error")
  }

  /// Nothing of the tracker or of the TPM's driver.
  private static func isQuiet(_ line: Substring) -> Bool {
    !isTracker(line) && !isFailure(line) && !line.contains("ima: ")
  }

  private func expect(_ machine: OpenedMachine, isRead: Bool, _ comment: Comment) throws {
    let accesses = try #require(machine.report.acpi).bootAccesses.filter { $0.region.hasSuffix("TPMR") }
    #expect(accesses.allSatisfy { !$0.isConditional } && accesses.isEmpty == !isRead, comment)
    #expect(!machine.scenario.assumptions.contains { $0.missing.contains("condition") }, comment)
    let tpm = try #require(machine.scenario.devices.firstIndex { $0.kind.isTPM })
    #expect(evaluate(machine.scenario).outcomes[tpm].isFailure == isRead, comment)
  }

  private static let failing = "bios-no-uc-hole-tpm-6.12"
  private static let working = "q35-seabios-2g-tis-6.12"

  @Test("the tracker's messages decide") func log() throws {
    try expect(open(Self.failing), isRead: true, "the log shows the mapping")
    try expect(open(Self.working), isRead: false, "the log shows that there was none")
  }

  @Test("without messages the memtype list decides") func list() throws {
    try expect(
      open(Self.failing, hasList: true, hasTree: false, log: Self.isQuiet), isRead: true, "an entry of ACPI's"
    )
    try expect(
      open(Self.working, hasList: true, hasTree: false, log: Self.isQuiet), isRead: false,
      "only the driver's entry")
  }

  @Test("a driver that was refused tells of it") func refusal() throws {
    try expect(open(Self.failing) { !Self.isTracker($0) }, isRead: true, "the refusal")
  }

  @Test("where nothing tells it is open, and what hangs on it is said") func open() throws {
    // A log that goes on to user space would have the driver's failure.
    let machine = try open(Self.failing, hasTree: false) { Self.isQuiet($0) && !$0.contains("Run /") }
    let input = try #require(machine.evidence.open.first { $0.missing.contains("condition") })
    #expect(input.candidates.map(\.name) == ["it was read", "it was not"])
    let diagnosis = diagnose(machine.scenario, evidence: machine.evidence)
    #expect(diagnosis.verdict == .undecided && diagnosis.exitStatus == 3)
    let tpm = try #require(machine.scenario.devices.firstIndex { $0.kind.isTPM })
    #expect(diagnosis.devices[tpm].isOpen)
  }
}
