/// Kernel command line options of the MTRR code, other than `mtrr=debug`.
public struct MTRROptions: Hashable, Sendable {
  /// `enable_mtrr_cleanup`, `disable_mtrr_cleanup`: the last one wins. Off in Debian's kernels.
  public var cleansUp = false
  /// `mtrr_chunk_size=`, in bytes.
  public var chunkSize: UInt64 = 256 << 20
  /// `mtrr_gran_size=`, in bytes. 0: cleanup searches for the sizes itself.
  public var granSize: UInt64 = 0
  /// `mtrr_spare_reg_nr=`: registers that cleanup leaves free.
  public var spareRegisters = 1
  /// Not `disable_mtrr_trim`.
  public var trims = true
  /// `mtrr_cleanup_debug`, up to 6.4.
  public var debugsCleanup = false

  public init() {}

  /// Takes over an option, `mtrr_gran_size=16M`; others are ignored.
  public mutating func apply(option: String) {
    let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count == 2 ? parts[1] : nil
    switch parts.first {
    case "enable_mtrr_cleanup": cleansUp = true
    case "disable_mtrr_cleanup": cleansUp = false
    case "disable_mtrr_trim": trims = false
    case "mtrr_cleanup_debug": debugsCleanup = true
    case "mtrr_chunk_size": if let value { chunkSize = Self.size(value) }
    case "mtrr_gran_size": if let value { granSize = Self.size(value) }
    case "mtrr_spare_reg_nr":
      guard let value else { return }
      var parser = KernelNumberParser(value.utf8)
      spareRegisters = Int(Int32(truncatingIfNeeded: parser.number()))
    default: break
    }
  }

  private static func size(_ text: Substring) -> UInt64 {
    var parser = KernelNumberParser(text.utf8)
    return parser.size()
  }
}
