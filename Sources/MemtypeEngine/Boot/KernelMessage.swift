/// A line of the kernel log, kept as data and put into words only when somebody looks.
public enum KernelMessage: Hashable, Sendable {
  case e820(E820Message)
  case mtrr(MTRRMessage)
  case mtrrCleanup(MTRRCleanupMessage)
  case driver(DriverMessage)
  case pat(PATMessage)
  case mapping(MappingMessage)

  /// The line without level and time, as the kernel prints it.
  public var text: String {
    switch self {
    case .e820(let message): message.text
    case .mtrr(let message): message.text
    case .mtrrCleanup(let message): message.text
    case .driver(let message): message.text
    case .pat(let message): message.text
    case .mapping(let message): message.text
    }
  }

  /// Whether it comes as a WARN, with a stack trace around it. One without words of its own has its headline for a text.
  public var isWarning: Bool {
    switch self {
    case .mtrr(let message): message.isWarning
    case .mtrrCleanup(let message): message.isWarning
    case .pat(let message): message.isWarning
    case .mapping(let message): message.isWarning
    default: false
    }
  }
}
