/// The task on whose behalf the kernel acts: the `%s:%d` in PAT messages.
public struct KernelTask: Hashable, Sendable {
  public var comm: String
  public var pid: Int

  public init(comm: String, pid: Int) {
    self.comm = comm
    self.pid = pid
  }

  /// The boot's own task while initcalls run.
  public static let initialization = KernelTask(comm: "swapper/0", pid: 1)

  /// `swapper/0:1`.
  public var text: String { "\(comm):\(pid)" }
}
