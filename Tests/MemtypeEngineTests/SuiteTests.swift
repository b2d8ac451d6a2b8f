import Foundation
import TestSupport
import Testing

/// What holds for all tests.
@Suite(.bounded) struct SuiteTests {
  @Test func everySuiteHasATimeLimit() throws {
    let root = Fixtures.directory.deletingLastPathComponent()
    let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      let lines = text.split(separator: "\n")
      guard lines.contains(where: { $0.hasPrefix("  @Test") }) else { continue }
      count += 1
      let suites = lines.indices.filter { lines[$0].hasPrefix("@Suite") }
      for start in suites {
        let declaration = lines[start...].prefix(6).joined(separator: " ").prefix { $0 != "{" }
        #expect(declaration.contains(".bounded"), "\(file.lastPathComponent): \(declaration)")
      }
      let isExtension = lines.contains { $0.hasPrefix("extension ") }
      #expect(!suites.isEmpty || isExtension, "\(file.lastPathComponent): tests without @Suite(.bounded)")
    }
    #expect(count > 100)
  }
}
