import TestSupport
import Testing
import YAML

@Suite(.bounded) struct YAMLNodeTests {
  private func read(_ text: String, mostValues: Int = 1000) throws(YAMLError) -> YAMLNode? {
    try YAMLNode(yaml: text, mostValues: mostValues)
  }

  private func error(_ text: String, mostValues: Int = 1000) -> YAMLError? {
    do throws(YAMLError) {
      _ = try read(text, mostValues: mostValues)
      return nil
    } catch {
      return error
    }
  }

  /// The content as a text of one form.
  private func shown(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let text): "'\(text)'"
    case .sequence(let elements): "[" + elements.map(shown).joined(separator: " ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key)=\(shown($0.value))" }.joined(separator: " ") + "}"
    }
  }

  @Test(arguments: [
    ("a", "'a'"), ("\"a\\tb\"", "'a\tb'"), ("6.10", "'6.10'"), ("000000", "'000000'"), ("~", "'~'"),
    ("a: 1\nb: [x, y]\nc: {d: e}\n", "{a='1' b=['x' 'y'] c={d='e'}}"),
    ("z: 1\na: 2\nm: 3\n", "{z='1' a='2' m='3'}"),
    ("- a\n-\n  - b\n- c:\n", "['a' ['b'] {c=''}]"),
    ("a: |\n  one\n  two\n", "{a='one\ntwo\n'}"),
    ("{\"a\": [1, {}], \"b\": []}", "{a=['1' {}] b=[]}"),
    ("a: &x [1, 2]\nb: *x\n", "{a=['1' '2'] b=['1' '2']}"),
    ("&k a: 1\nb: *k\n", "{a='1' b='a'}"),
    ("a: &x 1\nb: &x 2\nc: *x\n", "{a='1' b='2' c='2'}"),
    ("é: \u{1F600}\n", "{é='\u{1F600}'}"),
  ])
  func isRead(text: String, content: String) throws {
    #expect(try read(text).map(shown) == content)
  }

  @Test(arguments: ["", "# only a remark\n", "---\n...\n"])
  func nothingIsSaid(text: String) throws {
    let node = try read(text)
    #expect(node.map(shown) ?? "''" == "''")
  }

  @Test func linesAreThoseOfTheText() throws {
    let root = try #require(try read("\na: 1\nb:\n\nc:\n  - x\n  - y\n"))
    let entries = try #require(root.mapping)
    #expect(root.line == 2)
    // The empty value of b stands where b does.
    #expect(entries.map(\.value.line) == [2, 3, 6])
    guard case .sequence(let list) = entries[2].value.content else { return #expect(Bool(false)) }
    #expect(list.map(\.line) == [6, 7])
  }

  @Test(
    arguments: [
      ("a: [1\n", "no YAML", 2), ("a: b: c", "no YAML", 1), ("a\n\tb: 1\n", "no YAML", 2),
      ("a: *x", "undefined alias", 1),
      ("a: 1\n---\nb: 2\n", "another document", 2), ("a: 1\nb: 2\na: 3\n", "given twice: a", 3),
      ("[a]: 1\n", "no key", 1), ("{a: 1}: 1\n", "no key", 1), ("a: &x [1]\n*x : 2\n", "no key", 2),
      // A value that would hold itself.
      ("a: &x [*x]\n", "undefined alias", 1), ("&x a: {b: *x, *x : 1, a: *x, a: 1}\n", "given twice: a", 1),
      ("a: \u{1}\n", "control characters", nil),
    ] as [(String, String, Int?)])
  func isRefused(text: String, problem: String, line: Int?) throws {
    let error = try #require(self.error(text))
    #expect(error.description.contains(problem))
    #expect(error.line == line, "\(error)")
  }

  @Test func depthHasAnEnd() throws {
    func lists(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try read(lists(64)) != nil)
    #expect(error(lists(65))?.description.contains("64 deep") == true)
    #expect(error(String(repeating: "[", count: 1_000_000))?.description.contains("64 deep") == true)
    #expect(error(String(repeating: "- ", count: 100_000))?.description.contains("64 deep") == true)
    // Aliases stand as deep as what they repeat.
    let chain = (1...70).map { "- &a\($0) [*a\($0 - 1)]\n" }.joined()
    #expect(error("- &a0 x\n\(chain)", mostValues: 100_000)?.description.contains("64 deep") == true)
  }

  @Test func valuesHaveAnEnd() throws {
    #expect(try read("a: [1, 2]\n", mostValues: 5) != nil)
    #expect(error("a: [1, 2]\n", mostValues: 4)?.description.contains("more than 4 values") == true)
    // A key and its value for each line: "a" of three, then *x of three.
    #expect(try read("a: &x [1, 2]\nb: *x\n", mostValues: 9) != nil)
    #expect(error("a: &x [1, 2]\nb: *x\n", mostValues: 8)?.line == 2)
    let bomb = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    #expect(error("a0: &a0 x\n\(bomb)", mostValues: 1_000_000)?.description.contains("values") == true)
  }
}
