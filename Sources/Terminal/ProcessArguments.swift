import CTerminal

/// The words of the command line behind the program's name, as the kernel gave them to the process.
public enum ProcessArguments {
  public static var words: [String] {
    (1..<max(1, ct_argument_count())).compactMap { ct_argument($0).map { String(cString: $0) } }
  }
}
