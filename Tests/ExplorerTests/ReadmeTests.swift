import Explorer
import Foundation
import Screen
import TestSupport
import Testing

/// README's picture is the screen that the program shows.
@Suite(.bounded) struct ReadmeTests {
  @Test func thePictureIsTheScreen() throws {
    let url = Fixtures.directory.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("README.md")
    let readme = try String(contentsOf: url, encoding: .utf8)
    let picture = try #require(readme.components(separatedBy: "```\n").first { $0.hasPrefix(" mtrrscope") })
    let size = Size(columns: 100, rows: 30)
    var explorer = Explorer(.initial)
    _ = explorer.update(.resized(size))
    let screen = frame(of: explorer, size: size).text.split(separator: "\n", omittingEmptySubsequences: false)
    let lines = picture.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(Array(lines) == Array(screen.prefix(lines.count)), "mtrrscope --screen 100x30 prints it")
    #expect(lines.count == size.rows)
  }
}
