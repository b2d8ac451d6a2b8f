import FoundationEssentials
import Glibc

/// The user's directory: what HOME says, or, as under cron or su, what the system knows.
public func homeDirectory() -> String {
  if let home = ProcessInfo.processInfo.environment["HOME"], home.hasPrefix("/") { return home }
  return getpwuid(getuid()).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) } ?? "/"
}
