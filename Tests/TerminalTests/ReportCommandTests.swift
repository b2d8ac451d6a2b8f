import Foundation
import TestSupport
import Testing

/// `mtrrscope report` and `render`, and what the explorer writes to files.
@Suite(.bounded) struct ReportCommandTests {
  private let home: TemporaryDirectory

  init() throws { home = try TemporaryDirectory() }

  @Test func theReportFitsAMailAndItsStatusIsChecks() throws {
    let result = try ShellTests.run(["report", "snp-tpm-forced-wb"])
    #expect(result.status == 1)
    #expect(result.output.hasPrefix("1 driver cannot map: TPM TIS failed -12 ENOMEM\n"))
    for line in result.output.split(separator: "\n") { #expect(line.count <= 72, "\(line)") }
    let healed = try ShellTests.run(["report", "snp-tpm-forced-wb", "--cure", "pci-hole"])
    #expect(healed.status == 0)
    #expect(healed.output.hasPrefix("Every driver maps its device"))
    #expect(healed.output.contains("a what-if"))
  }

  @Test func theSameAsMarkdownAndAsAPage() throws {
    let markdown = try ShellTests.run(["report", "--format", "markdown", "google-vmm-tpm"])
    #expect(markdown.output.hasPrefix("# ") && markdown.output.contains("\n## Devices\n"))
    let html = try ShellTests.run(["report", "--format", "html", "google-vmm-tpm"])
    #expect(html.output.hasPrefix("<!DOCTYPE html>") && html.output.contains("<h2>Devices</h2>"))
    #expect(try ShellTests.run(["report", "--format", "pdf"]).status == 2)
  }

  @Test func aScreenIsRenderedAfterKeys() throws {
    let text = try ShellTests.run(
      ["render", "snp-tpm-forced-wb", "--size", "80x24", "--format", "text", "--keys", "K"])
    #expect(text.status == 0 && text.output.contains("every driver maps"))
    #expect(text.output.split(separator: "\n", omittingEmptySubsequences: false).count == 25)
    let ansi = try ShellTests.run(["render", "--size", "80x24", "--format", "ansi"])
    #expect(ansi.output.contains("\u{1b}[0;"))
    let (paper, slate) = (
      try ShellTests.run(["render", "--theme", "paper"]), try ShellTests.run(["render", "--theme", "slate"])
    )
    #expect(paper.output.hasPrefix("<svg") && slate.output.hasPrefix("<svg"))
    #expect(paper.output != slate.output)
    #expect(try ShellTests.run(["render", "--theme", "nosuch"]).status == 2)
    #expect(try ShellTests.run(["render", "--size", "0x0"]).status == 2)
  }

  /// The explorer's own files: a report and a picture, not over another file unasked.
  @Test func theExplorerWritesThem() throws {
    let terminal = try CommandTests.start(environment: ["XDG_STATE_HOME": home.file("state")])
    #expect(terminal.wait(for: "Why TPM TIS fails"))
    let (report, picture) = (home.file("mail.txt"), home.file("screen.svg"))
    terminal.send(":write \(report)\r")
    #expect(terminal.wait(for: "wrote the report"))
    terminal.send(":shot \(picture)\r")
    #expect(terminal.wait(for: "wrote the screen"))
    let text = try String(contentsOfFile: report, encoding: .utf8)
    #expect(text.hasPrefix("1 driver cannot map"))
    #expect(try String(contentsOfFile: picture, encoding: .utf8).hasPrefix("<svg"))
    try Data("mine".utf8).write(to: URL(fileURLWithPath: report))
    terminal.send(":write \(report)\r")
    #expect(terminal.wait(for: "exists"))
    terminal.send("n")
    #expect(terminal.wait(for: "nothing was written"))
    #expect(try String(contentsOfFile: report, encoding: .utf8) == "mine")
    terminal.send("q")
    #expect(terminal.exitStatus() == 0)
  }

  // MARK: In a browser

  private static let browser: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ["chromium", "chromium-browser", "google-chrome"]
      .flatMap { name in folders.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// A browser paints the picture: its ground is the theme's, and words and textures are where the screen has them.
  @Test(.enabled(if: browser != nil, "no Chromium is installed (chromium, chromium-browser, google-chrome)"))
  func aBrowserShowsThePicture() throws {
    let browser = try #require(Self.browser)
    let picture = try ShellTests.run(["render", "snp-tpm-forced-wb", "--size", "80x24", "--theme", "paper"])
    let file = home.file("screen.svg")
    // The page measures what it shows: text is asked back from the painted document.
    let page = home.file("page.html")
    try Data(picture.output.utf8).write(to: URL(fileURLWithPath: file))
    let script = """
      const svg = document.querySelector('svg');
      const box = svg.getBoundingClientRect();
      const words = [...svg.querySelectorAll('text')].map(t => {
        const r = t.getBoundingClientRect();
        return [t.textContent, Math.round(r.left - box.left), Math.round(r.right - box.left), r.height > 4];
      });
      document.title = JSON.stringify({
        width: box.width, height: box.height, ground: getComputedStyle(svg.querySelector('rect')).fill,
        outside: words.filter(w => w[1] < -1 || w[2] > box.width + 1 || !w[3]).length, count: words.length,
        left: words.filter(w => w[0].includes('TPM')).map(w => w[1])
      });
      """
    let html = "<!DOCTYPE html><meta charset=utf-8><body>\(picture.output)<script>\(script)</script></body>"
    try Data(html.utf8).write(to: URL(fileURLWithPath: page))
    let dump = Process()
    dump.executableURL = URL(fileURLWithPath: browser)
    dump.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--user-data-dir=\(home.file("profile"))", "--dump-dom", "file://\(page)",
    ]
    let output = Pipe()
    dump.standardOutput = output
    dump.standardError = FileHandle.nullDevice
    try dump.run()
    let dom = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    dump.waitUntilExit()
    let title = try #require(dom.range(of: "<title>{").map { dom[$0.upperBound...] })
    let end = try #require(title.range(of: "</title>"))
    let seen = try JSON(parsing: Data(("{" + title[..<end.lowerBound]).utf8))
    #expect(seen["width"].int == 720 && seen["height"].int == 432)
    #expect(try #require(seen["count"].int) > 100)
    #expect(seen["outside"].int == 0, "every word lies within the picture and has a height")
    #expect(seen["ground"].string?.hasPrefix("rgb(") == true && seen["ground"].string != "rgb(0, 0, 0)")
    // A word's first cell is where the screen has it.
    let text = try ShellTests.run(
      ["render", "snp-tpm-forced-wb", "--size", "80x24", "--format", "text", "--theme", "paper"])
    let row = try #require(text.output.split(separator: "\n").first { $0.contains("TPM TIS") })
    #expect(row.count <= 80)
    for left in seen["left"].array.compactMap(\.int) { #expect(left % 9 <= 1 || left % 9 == 8) }
  }
}
