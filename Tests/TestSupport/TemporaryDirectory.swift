import Foundation

/// A directory of its own for a test, removed with it.
public final class TemporaryDirectory {
  public let path: String

  public init() throws {
    path = NSTemporaryDirectory() + "mtrrscope-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func file(_ name: String) -> String { "\(path)/\(name)" }

  public var names: [String] { names(in: "") }

  /// What a directory in it holds.
  public func names(in directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: file(directory))) ?? []).sorted()
  }

  public func text(_ name: String) -> String? { try? String(contentsOfFile: file(name), encoding: .utf8) }

  /// Makes a file with the directories above it.
  public func make(_ name: String, _ bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  public func make(_ name: String, _ text: String) throws { try make(name, Array(text.utf8)) }
}
