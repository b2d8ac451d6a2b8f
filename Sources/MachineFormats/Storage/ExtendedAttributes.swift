import CExtendedAttributes
import Glibc

/// What a file has besides its text, owner and mode: access lists (`system.posix_acl_access`), security labels, and
/// what users put there.
enum ExtendedAttributes {
  /// An attribute that could not be copied, and the error number.
  struct Loss {
    var name: String
    var code: Int32
  }

  private static let accessList = "system.posix_acl_access"

  /// Gives a new file all attributes of another one; what it has already with the same value is left alone. An access
  /// list that it has from its directory goes where the other one has none.
  ///
  /// - Parameters:
  ///   - path: The file that has them.
  ///   - file: The new file. The mode that it is to have is set afterwards, since an access list changes it.
  /// - Returns: The first attribute that could not be copied; nil where nothing is lost.
  static func copy(from path: String, to file: OpenFile) -> Loss? {
    let names = names(of: path)
    for name in names {
      guard let value = filled({ getxattr(path, name, $0, $1) }) else {
        // Gone meanwhile: then there is nothing to lose.
        if errno == ENODATA { continue }
        return Loss(name: name, code: errno)
      }
      if filled({ fgetxattr(file.descriptor, name, $0, $1) }) == value { continue }
      if fsetxattr(file.descriptor, name, value, value.count, 0) != 0 { return Loss(name: name, code: errno) }
    }
    if !names.contains(accessList), fremovexattr(file.descriptor, accessList) != 0, errno != ENODATA,
      errno != ENOTSUP
    {
      return Loss(name: accessList, code: errno)
    }
    return nil
  }

  /// None on a file system that has no attributes.
  private static func names(of path: String) -> [String] {
    let list = filled { buffer, size in
      listxattr(path, buffer?.assumingMemoryBound(to: CChar.self), size)
    }
    return (list ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What a call fills a buffer with, whose size it tells first; nil with errno set.
  private static func filled(_ call: (UnsafeMutableRawPointer?, Int) -> Int) -> [UInt8]? {
    // It may grow between the two calls.
    for _ in 0..<8 {
      let size = call(nil, 0)
      guard size >= 0 else { return nil }
      if size == 0 { return [] }
      var buffer = [UInt8](repeating: 0, count: size)
      let count = buffer.withUnsafeMutableBytes { call($0.baseAddress, size) }
      if count >= 0 { return Array(buffer[..<min(count, size)]) }
      guard errno == ERANGE else { return nil }
    }
    return nil
  }
}
