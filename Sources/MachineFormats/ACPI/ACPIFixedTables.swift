import MemtypeEngine

/// What the tables without AML say about memory.
public struct ACPIFixedTables: Hashable, Sendable {
  public struct HPET: Hashable, Sendable {
    public var base: UInt64
    public var space: ACPIAddressSpace
    /// The event timer block id.
    public var id: UInt64
  }

  public struct TPM2: Hashable, Sendable {
    public var startMethod: UInt64
    public var controlArea: UInt64
    /// Where the firmware left its event log, if the table is long enough to say so.
    public var logArea: AddressRange?

    /// 6 is memory-mapped, the FIFO interface (TIS); 2, 7, 8 and 11 are the CRB.
    public var isTIS: Bool { startMethod == 6 }
    public var interface: String {
      switch startMethod {
      case 6: "MMIO (TIS)"
      case 2, 7, 8, 11: "CRB"
      default: "start method \(startMethod)"
      }
    }
  }

  /// Configuration space of one PCI segment.
  public struct Window: Hashable, Sendable {
    public var base: UInt64
    public var segment: UInt64
    public var firstBus: UInt64
    public var lastBus: UInt64

    /// `base` is the place of bus 0; each bus takes up a megabyte.
    public var range: AddressRange {
      let first = base.adding(clamped: firstBus << 20)
      return AddressRange(start: first, size: (lastBus.subtracting(clamped: firstBus) + 1) << 20)
    }
  }

  public var hpet: HPET?
  public var tpm2: TPM2?
  public var ecam: [Window] = []
  public var localAPIC: UInt64?
  public var ioAPICs: [UInt64] = []
  public var bootGraphics: UInt64?

  mutating func add(_ table: ACPITableFile) {
    let bytes = table.bytes[...]
    func number(_ offset: Int, _ count: Int) -> UInt64 {
      ACPITableFile.number(bytes, at: offset, bytes: count)
    }
    switch table.signature {
    case "HPET" where bytes.count >= 52:
      hpet = HPET(
        base: number(44, 8), space: ACPIAddressSpace(rawValue: UInt8(truncatingIfNeeded: number(40, 1))),
        id: number(36, 4))
    case "TPM2" where bytes.count >= 52:
      let log = AddressRange(start: number(68, 8), size: number(64, 4))
      tpm2 = TPM2(
        startMethod: number(48, 4), controlArea: number(40, 8),
        logArea: bytes.count >= 76 && !log.isEmpty ? log : nil)
    case "MCFG":
      for start in stride(from: 44, through: bytes.count - 16, by: 16) {
        ecam.append(
          Window(
            base: number(start, 8), segment: number(start + 8, 2), firstBus: number(start + 10, 1),
            lastBus: number(start + 11, 1)))
      }
    case "APIC" where bytes.count >= 44: addAPICs(bytes)
    case "BGRT" where bytes.count >= 48: bootGraphics = number(40, 8)
    default: break
    }
  }

  private mutating func addAPICs(_ bytes: ArraySlice<UInt8>) {
    func number(_ offset: Int, _ count: Int) -> UInt64 {
      ACPITableFile.number(bytes, at: offset, bytes: count)
    }
    localAPIC = number(36, 4)
    var start = 44
    while start + 2 <= bytes.count {
      let length = Int(number(start + 1, 1))
      guard length >= 2, start + length <= bytes.count else { break }
      switch number(start, 1) {
      case 1 where length >= 12: ioAPICs.append(number(start + 4, 4))
      case 5 where length >= 12: localAPIC = number(start + 4, 8)
      default: break
      }
      start += length
    }
  }
}
