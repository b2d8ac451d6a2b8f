/// What the PAT and memtype code prints (arch/x86/mm/pat/memtype.c, memtype_interval.c).
///
/// Ranges are half-open, as everywhere; the text shows them the way each line does.
public enum PATMessage: Hashable, Sendable {
  case notSupported
  case disabledByFirmware
  case disabledByBootOption
  /// `CONFIG_X86_PAT=n`.
  case notConfigured
  /// Up to 6.1.
  case skippedWithoutMTRR
  /// The MTRRs are off, but clean-up has switched the PAT on: a WARN (up to 6.1).
  case cannotBeDisabled
  case configuration(UInt64)

  /// A reversed or empty range: a WARN.
  case invalidReserve(AddressRange, requested: PageCacheMode)
  case reserveFailed(AddressRange, track: PageCacheMode, requested: PageCacheMode)
  case conflict(KernelTask, AddressRange, found: PageCacheMode, other: PageCacheMode)
  case ramReserveFailed(AddressRange, track: PageCacheMode, requested: PageCacheMode)
  /// RAM pages were asked for as UC: a WARN without words, once.
  case uncachedRAM
  /// A lookup stepped over a register border that lies below its start: a WARN without words (up to 6.4).
  case lookupBorder
  case invalidFree(KernelTask, AddressRange)
  case mapRAM(KernelTask, AddressRange, requested: PageCacheMode, got: PageCacheMode)
  case directMapUnchanged(KernelTask, AddressRange, PageCacheMode)
  case mapRefused(KernelTask, AddressRange, requested: PageCacheMode, got: PageCacheMode)

  /// With `debugpat` only, as the next two.
  case overlap(AddressRange)
  case added(AddressRange, track: PageCacheMode, requested: PageCacheMode, returned: PageCacheMode?)
  case freed(AddressRange)

  /// Whether it comes as a WARN, with a stack trace around it.
  public var isWarning: Bool {
    switch self {
    case .cannotBeDisabled, .invalidReserve, .uncachedRAM, .lookupBorder: true
    default: false
    }
  }

  /// For a WARN without words its headline, without the source line.
  public var text: String {
    switch self {
    case .notSupported: "x86/PAT: PAT not supported by the CPU."
    case .disabledByFirmware: "x86/PAT: PAT support disabled by the firmware."
    case .disabledByBootOption: "x86/PAT: PAT support disabled via boot option."
    case .notConfigured:
      "x86/PAT: PAT support disabled because CONFIG_X86_PAT is disabled in the kernel."
    case .skippedWithoutMTRR: "x86/PAT: MTRRs disabled, skipping PAT initialization too."
    case .cannotBeDisabled: "x86/PAT: PAT cannot be disabled after initialization"
    case .configuration(let layout):
      "x86/PAT: Configuration [0-7]: " + PATConfiguration.configurationText(of: layout)
    case .invalidReserve(let range, let requested):
      "memtype_reserve failed: \(range.bracketed), req \(requested.word)"
    case .reserveFailed(let range, let track, let requested):
      "x86/PAT: memtype_reserve failed \(range.bracketed), track \(track.word), req \(requested.word)"
    case .conflict(let task, let range, let found, let other):
      "x86/PAT: \(task.text) conflicting memory types \(range.start.hex())-\(range.end.hex()) "
        + "\(found.word)<->\(other.word)"
    case .ramReserveFailed(let range, let track, let requested):
      "x86/PAT: reserve_ram_pages_type failed \(range.bracketed), track 0x\(track.rawValue.hex()), "
        + "req 0x\(requested.rawValue.hex())"
    case .uncachedRAM: "WARNING: CPU: 0 PID: 1 at reserve_ram_pages_type"
    case .lookupBorder: "WARNING: CPU: 0 PID: 1 at mtrr_type_lookup_variable"
    case .invalidFree(let task, let range):
      "x86/PAT: \(task.text) freeing invalid memtype \(range.bracketed)"
    case .mapRAM(let task, let range, let requested, let got):
      "x86/PAT: \(task.text) map pfn RAM range req \(requested.word) for \(range.bracketed), got \(got.word)"
    case .directMapUnchanged(let task, let range, let mode):
      "x86/PAT: \(task.text) ioremap_change_attr failed \(mode.word) for \(range.bracketed)"
    case .mapRefused(let task, let range, let requested, let got):
      "x86/PAT: \(task.text) map pfn expected mapping type \(requested.word) for \(range.bracketed), "
        + "got \(got.word)"
    case .overlap(let range):
      "x86/PAT: Overlap at \(range.start.prefixedHex())-\(range.end.prefixedHex())"
    case .added(let range, let track, let requested, let returned):
      "x86/PAT: memtype_reserve added \(range.bracketed), track \(track.word), req \(requested.word), "
        + "ret \(returned?.word ?? "-")"
    case .freed(let range): "x86/PAT: memtype_free request \(range.bracketed)"
    }
  }
}

extension AddressRange {
  /// `[mem 0xfed40000-0xfed44fff]`: inclusive, as in `[mem %#010Lx-%#010Lx]`. The end of an empty range
  /// wraps.
  var bracketed: String { "[mem \(start.prefixedHex(width: 10))-\(last.prefixedHex(width: 10))]" }
}
