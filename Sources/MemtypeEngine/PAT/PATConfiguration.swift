/// What the kernel made of the PAT at boot: the layout in force and the two tables that translate between
/// cache modes and page table bits. (`pat_bp_init`, `init_cache_modes`, arch/x86/mm/pat/memtype.c;
/// arch/x86/mm/init.c)
public struct PATConfiguration: Hashable, Sendable {
  /// IA32_PAT (MSR 0x277) as the tables were built from it: what the kernel wrote, or what it found.
  public let layout: UInt64
  /// Whether the kernel wrote the layout, rather than found it.
  public let isWritten: Bool
  /// `pat_enabled()`: without it nothing is tracked.
  public let isEnabled: Bool
  /// A cache mode in each byte, by slot.
  private let modes: UInt64
  /// A slot number in each byte, by cache mode.
  private let slots: UInt64

  /// WB WC UC- UC WB WP UC- WT: what a CPU without errata gets.
  public static let full: UInt64 = 0x0407_0506_0007_0106
  /// The same with WC where WP is today: from 4.2 to 4.13.
  public static let withoutWP: UInt64 = 0x0407_0106_0007_0106
  /// WB WC UC- UC twice: for CPUs whose PAT bit is unreliable, and for all of them before 4.2.
  public static let errata: UInt64 = 0x0007_0106_0007_0106

  /// The tables for a layout. The lowest slot of a mode wins; a mode without a slot falls back to UC-, UC to
  /// slot 3.
  ///
  /// WB always has slot 0: a kernel with another mode there does not boot.
  public init(layout: UInt64, isEnabled: Bool, isWritten: Bool = false) {
    self.layout = layout
    self.isEnabled = isEnabled
    self.isWritten = isWritten
    var modes: UInt64 = 0
    // WB 0, WC 2, UC- 2, UC 3, WT 2, WP 2
    var slots: UInt64 = 0x0202_0302_0200
    for slot in (0..<UInt64(8)).reversed() {
      let mode = UInt64(Self.mode(of: layout, slot: slot).rawValue)
      modes |= mode &<< (slot &* 8)
      slots = slots & ~(0xff &<< (mode &* 8)) | slot &<< (mode &* 8)
    }
    self.modes = modes
    self.slots = slots & ~0xff
  }

  /// The PAT as every recent CPU and kernel have it.
  public static let standard = PATConfiguration(layout: full, isEnabled: true, isWritten: true)

  /// The mode of slot 0 to 7, a slot being PWT + 2 PCD + 4 PAT. Higher bits of the number are ignored.
  public func mode(ofSlot slot: Int) -> PageCacheMode {
    let byte = modes &>> (UInt64(truncatingIfNeeded: slot & 7) &* 8)
    return PageCacheMode(rawValue: UInt8(truncatingIfNeeded: byte)) ?? .wb
  }

  /// The slot through which the kernel reaches a mode, or the one that it falls back to.
  public func slot(of mode: PageCacheMode) -> Int {
    Int(slots &>> (UInt64(mode.rawValue) &* 8) & 7)
  }

  /// The page table bits of a mode in a 4 KiB entry: PWT 0x8, PCD 0x10, PAT 0x80 (`cachemode2protval`).
  public func pageTableBits(of mode: PageCacheMode) -> UInt64 {
    let slot = slot(of: mode)
    return (slot & 1 != 0 ? 0x8 : 0) | (slot & 2 != 0 ? 0x10 : 0) | (slot & 4 != 0 ? 0x80 : 0)
  }

  /// The mode that a page gets whose bits were made for `mode`: another one where the layout has no slot for
  /// it.
  public func modeInPageTable(of mode: PageCacheMode) -> PageCacheMode { self.mode(ofSlot: slot(of: mode)) }

  /// The eight entries of a layout, low byte first.
  public static func entries(of layout: UInt64) -> [MemoryType] {
    (0..<UInt64(8)).map { MemoryType(rawValue: UInt8(truncatingIfNeeded: layout &>> ($0 &* 8)) & 7) }
  }

  /// An entry as the kernel reads it: three bits, with the reserved values 2 and 3 taken for WB.
  private static func mode(of layout: UInt64, slot: UInt64) -> PageCacheMode {
    switch layout &>> (slot &* 8) & 7 {
    case 0: .uc
    case 1: .wc
    case 4: .wt
    case 5: .wp
    case 7: .ucMinus
    default: .wb
    }
  }

  /// `WB  WC  UC- UC  WB  WP  UC- WT  `: the layout as the kernel prints it, trailing blanks included.
  public static func configurationText(of layout: UInt64) -> String {
    var text = ""
    for slot in 0..<UInt64(8) {
      let name = mode(of: layout, slot: slot).name
      text += name + (name.utf8.count == 3 ? " " : "  ")
    }
    return text
  }
}
