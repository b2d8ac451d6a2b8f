/// An access to a field of an OperationRegion that the tables make while Linux boots.
public struct ACPIAccess: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case read
    case write
  }

  /// Why AML runs, in the order of the boot.
  public enum Cause: String, Hashable, Sendable {
    case tableLoad = "table load"
    case reg = "_REG"
    case ini = "_INI"
    case sta = "_STA"
  }

  /// `\_SB.HPET.HPTM`.
  public var region: String
  public var field: String
  public var kind: Kind
  /// Where the field's first access goes, in bytes from the base, and how many of `width` bits follow one another.
  public var offset: UInt64
  public var width: Int
  public var count: UInt64
  /// nil where the region's base is known at run time only.
  public var address: UInt64?
  public var cause: Cause
  /// The method that the kernel calls, `\_SB.HPET._STA`.
  public var entry: String
  /// The method that makes the access, which may be called by the other one.
  public var method: String
  /// Only under a condition that is not known.
  public var isConditional: Bool
}
