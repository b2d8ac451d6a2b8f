import Screen
import TestSupport
import Testing
import Themes

@Suite(.bounded) struct SchemeFileTests {
  static let colors = Scheme.Slot.allCases.filter(\.isRequired).map {
    "\($0.name): \"0\($0.rawValue % 10)00ff\""
  }

  @Test func readsThePublishedShape() throws {
    let text = """
      system: "base16"
      name: "Test"   # a comment
      author: 'Somebody (https://example.org)'
      variant: "dark"
      palette:
        \(Self.colors.joined(separator: "\n  "))
      """
    let scheme = try SchemeFile.parse(text, file: "t.yaml")
    #expect(scheme.name == "Test" && scheme.author == "Somebody (https://example.org)")
    #expect(scheme[.base0F] == RGB(5, 0, 255))
  }

  @Test func readsTheOlderShapeWithBareColours() throws {
    let bare = Self.colors.map { $0.replacing("\"", with: "") }.joined(separator: "\n")
    let scheme = try SchemeFile.parse(
      "scheme: Old\nauthor: x\n" + bare.replacing("0700ff", with: "000000"), file: "o")
    #expect(scheme.name == "Old")
    #expect(scheme[.base07] == RGB(0, 0, 0))
  }

  @Test func readsBase24() throws {
    let scheme = try SchemeFile.parse(
      "system: base24\nname: x\npalette:\n  "
        + (Self.colors + ["base12: \"#ff0000\""]).joined(separator: "\n  "),
      file: "x")
    #expect(scheme[.base12] == RGB(255, 0, 0))
    #expect(scheme[.base13] == scheme[.base0A])
  }

  @Test(
    arguments: [
      ("", nil, "empty"),
      ("- a\n- b", 1, "expected a base16"),
      ("system: tinted8\nname: x", 1, "'tinted8' is not known"),
      ("name: x\npalette: dark", 2, "below 'palette:'"),
      ("name: x\nbase00: \"12345\"", 2, "base00 is '12345'"),
      ("name: x\n\nbase00: #123456", 3, "must stand in quotes"),
      ("name: x\nbase00: \"000000\"\nbase00: \"111111\"", nil, "twice"),
      ("name: x\nbase00: \"000000\"", nil, "base01, base02"),
      ("name: \"x\nbase00: 1", nil, "no YAML"),
      ("name: x\n\tbase00: y", 2, "no YAML"),
    ] as [(String, Int?, String)])
  func saysWhereAndWhy(text: String, line: Int?, reason: String) throws {
    let error = try #require(throws: SchemeError.self) { try SchemeFile.parse(text, file: "my.yaml") }
    #expect(error.reason.contains(reason), "\(error)")
    if let line {
      #expect(error.line == line)
      #expect(error.description.hasPrefix("my.yaml:\(line): "))
    }
  }

  @Test func aFileThatIsNotASchemeIsRefusedWhateverItHolds() {
    #expect(throws: SchemeError.self) {
      try SchemeFile.parse(String(repeating: "a", count: SchemeFile.largestFile + 1), file: "x")
    }
    #expect(throws: SchemeError.self) { try SchemeFile.parse("\u{0}\u{1}", file: "x") }
    #expect(throws: SchemeError.self) { try SchemeFile.parse("? [a]\n: b", file: "x") }
  }

  @Test func findsSchemesByNameFolderAndFile() throws {
    let own = "name: Mine\n" + Self.colors.joined(separator: "\n")
    func read(_ path: String) -> String? { path == "/themes/slate.yaml" || path == "./own.yaml" ? own : nil }
    #expect(try Themes.find("slate", read: read).name == "Slate")
    #expect(try Themes.find("slate", folders: ["/none", "/themes"], read: read).name == "Mine")
    #expect(try Themes.find("./own.yaml", read: read).name == "Mine")
    #expect(throws: SchemeError.self) { try Themes.find("other.yaml", read: read) }
    let error = try #require(throws: SchemeError.self) { try Themes.find("nothing", read: read) }
    #expect(error.reason.contains("slate, paper"))
  }

  @Test func tenSchemesDarkAndLight() throws {
    #expect(Themes.names.count == 10)
    #expect(Themes.names.first == Themes.defaultName)
    let schemes = try Themes.names.map { try #require(Themes.named($0)) }
    #expect(schemes.filter(\.isDark).count >= 4 && schemes.filter { !$0.isDark }.count >= 3)
    #expect(Set(schemes.map(\.name)).count == 10)
  }
}
