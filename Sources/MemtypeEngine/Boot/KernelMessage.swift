/// A line of the kernel log, kept as data and put into words only when somebody looks.
public enum KernelMessage: Hashable, Sendable {
  case driver(DriverMessage)

  /// The line without level and time, as the kernel prints it.
  public var text: String {
    switch self {
    case .driver(let message): message.text
    }
  }
}
