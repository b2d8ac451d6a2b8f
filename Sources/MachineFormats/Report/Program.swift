import MemtypeEngine

/// The program's name and version, as every form of output gives them.
public enum Program {
  public static let version = "0.1.0"

  /// `mtrrscope 0.1.0, rules of Linux 5.10 to 7.2`: what an answer is worth hangs on both.
  public static var description: String {
    "mtrrscope \(version), rules of Linux \(KernelRevision.oldestModelled.name) to \(KernelRevision.newest.name)"
  }
}
