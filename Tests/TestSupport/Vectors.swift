import Foundation
import Testing

/// A file of kernel answers, one JSON object a line.
///
/// The files are those in `Tests/Fixtures/Vectors`, or of the directory named by `MTRRSCOPE_VECTORS`.
public struct VectorFile: Sendable {
  /// The kind, `mtrr-lookup`: the file's name without `.jsonl`.
  public let kind: String
  private let url: URL

  public init(_ kind: String) {
    self.kind = kind
    url = Self.directory.appendingPathComponent(kind + ".jsonl")
  }

  public static var directory: URL {
    if let other = ProcessInfo.processInfo.environment["MTRRSCOPE_VECTORS"], !other.isEmpty {
      return URL(fileURLWithPath: other, isDirectory: true)
    }
    return Fixtures.directory.appendingPathComponent("Vectors", isDirectory: true)
  }

  /// The project's own files are required; a foreign directory need not have each of them.
  public var exists: Bool { !Self.isForeign || FileManager.default.fileExists(atPath: url.path) }

  /// Whether `MTRRSCOPE_VECTORS` names another directory than the project's own.
  public static var isForeign: Bool {
    ProcessInfo.processInfo.environment["MTRRSCOPE_VECTORS"].map { !$0.isEmpty } ?? false
  }

  /// Runs `check` on every line, prints how many cases ran, and records one issue with the first mismatches.
  ///
  /// A file without a single case is a failure: nothing was checked. So is another number of cases than `count`, unless
  /// the directory is another one.
  public func run(cases count: Int, _ check: (JSON, inout VectorCase) throws -> Void) throws {
    let data = try Data(contentsOf: url, options: .mappedIfSafe)
    var cases = 0
    var bad = 0
    var first: [String] = []
    var line = 0
    for text in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      if text.allSatisfy({ $0 == 0x20 || $0 == 0x0d }) { continue }
      cases += 1
      var test = VectorCase()
      do {
        try check(JSON(parsing: Data(text)), &test)
      } catch {
        test.mismatches.append("threw \(error)")
      }
      guard !test.mismatches.isEmpty else { continue }
      bad += 1
      for mismatch in test.mismatches.prefix(3) where first.count < 12 {
        first.append("\(kind).jsonl:\(line): \(mismatch)")
      }
    }
    print("\(kind): \(cases) cases, \(bad) mismatching (\(Self.directory.path))")
    if cases == 0 || cases != count && !Self.isForeign {
      Issue.record("\(kind): \(cases) cases in \(url.path), not \(count)")
    }
    if bad > 0 {
      let examples = first.joined(separator: "\n")
      Issue.record("\(kind): \(bad) of \(cases) cases differ\n\(examples)")
    }
  }
}

/// Collects the differences of one case, field by field.
public struct VectorCase {
  public internal(set) var mismatches: [String] = []

  public mutating func expect<T: Equatable>(_ field: String, _ got: T, is expected: T) {
    if got != expected { mismatches.append("\(field): expected \(expected), got \(got)") }
  }
}

/// A table of answers, `KIND.csv`, beside the vectors or in the directory named by `MTRRSCOPE_VECTORS`.
public struct VectorTable: Sendable {
  public let url: URL

  public init(_ kind: String) { url = VectorFile.directory.appendingPathComponent(kind + ".csv") }

  /// The project's own tables are required; a foreign directory need not have each of them.
  public var exists: Bool {
    !VectorFile.isForeign || FileManager.default.fileExists(atPath: url.path)
  }
}

/// Where the test data lies, found from this source file.
public enum Fixtures {
  public static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
      "Fixtures", isDirectory: true)
}
