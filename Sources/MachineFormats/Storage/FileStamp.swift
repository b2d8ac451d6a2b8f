import Glibc

/// What tells whether somebody else has written a file: which file it is, when it changed last, and what it holds.
///
/// Nobody can set the time of the last change of an inode; where two changes fall into one tick of the clock the content
/// tells them apart.
public struct FileStamp: Hashable, Sendable {
  private var device: UInt64
  private var inode: UInt64
  private var size: Int64
  private var modified: [Int]
  private var changed: [Int]
  private var content: UInt64

  /// nil where there is no file.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    content = 0
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= ScenarioFile.sizeLimit,
      let file = OpenFile(path, O_RDONLY | O_NONBLOCK),
      let bytes = file.contents(limit: ScenarioFile.sizeLimit)
    else { return }
    content = Checksum.of(bytes[...])
  }
}

/// FNV-1a: enough to tell a torn write, or one text from another.
enum Checksum {
  static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBufferPointer { buffer in
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in buffer { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      return hash
    }
  }
}
