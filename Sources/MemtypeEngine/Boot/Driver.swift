/// A driver, as far as it maps memory.
public struct Driver: Hashable, Sendable {
  /// As the driver core calls it, `tpm_tis`. Empty where nothing is printed in its name.
  public var name: String
  public var call: MappingCall
  /// When it runs.
  public var phase: BootStep.Phase
  /// The kernel function that maps, `vesafb_probe`.
  public var function: String
  /// What it returns without its mapping, negative; 0: it goes on without.
  public var error: Int
  /// It unmaps again once it has looked.
  public var isBrief: Bool
  /// Who asks: a process for mappings from user space.
  public var task: KernelTask

  public init(
    name: String, call: MappingCall, phase: BootStep.Phase = .device, function: String = "",
    error: Int = Errno.noMemory, isBrief: Bool = false, task: KernelTask = .initialization
  ) {
    self.name = name
    self.call = call
    // Before that there are no mappings.
    self.phase = max(phase, .startKernel)
    self.function = function
    self.error = error
    self.isBrief = isBrief
    self.task = task
  }
}
