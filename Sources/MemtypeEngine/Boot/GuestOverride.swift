/// What became of the guest kernel's wish to replace the MTRR state.
public enum GuestOverride: Hashable, Sendable {
  /// Nothing in this kernel asks for it on this platform: the firmware's MTRRs are used.
  case notTried
  /// `guest_force_mtrr_state` was called and did nothing.
  case refused(MTRRState.ForceOutcome)
  /// The state was replaced: default type and variable ranges.
  case applied(MemoryType, [VariableRange])

  public var isApplied: Bool {
    if case .applied = self { true } else { false }
  }
}
