import Foundation
import TestSupport
import Testing

/// The manual and the shell's completions, of the real binary.
@Suite(.bounded) struct ManualEndToEndTests {
  private func output(_ arguments: [String], in directory: String? = nil) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(BuiltProduct.path("mtrrscope")))
    process.arguments = arguments
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func everyOptionAndSubcommandIsInTheManual() throws {
    let manual = try output(["manual"])
    for command in [
      "explore", "check", "explain", "map", "log", "show", "diff", "convert", "sweep", "eval", "cures",
      "solve", "scenarios",
      "inputs", "config", "manual",
    ] {
      #expect(manual.contains("\n  \(command) "), "\(command)")
      let help = try output([command, "--help"])
      let options = help.matches(of: /--[a-z-]+/).map { String($0.output) }
      #expect(!options.isEmpty)
      for option in Set(options) where option != "--" {
        #expect(manual.contains(option), "\(command) \(option)")
      }
    }
    let inputs = try output(["inputs"])
    for line in [
      "\n/proc/iomem\n  00100000-7ffcefff : System RAM\n  sudo cat /proc/iomem\n", "\nQEMU monitor\n",
    ] {
      #expect(inputs.contains(line), "\(inputs)")
    }
    let page = try output(["manual", "--man"])
    #expect(page.hasPrefix(".TH MTRRSCOPE 1"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreGenerated(shell: String) throws {
    let script = try output(["--generate-completion-script", shell])
    #expect(script.contains("mtrrscope") && script.contains("phys-bits") && script.contains("---completion"))
  }

  /// What the scripts ask the binary for.
  @Test func wordsAreCompleted() throws {
    let home = try TemporaryDirectory()
    try home.make("bare-bones.yaml", "")
    try home.make("sub/x", "")
    func offered(_ subcommand: String, _ argument: String, _ prefix: String) throws -> [String] {
      let text = try output(
        [
          "---completion", subcommand, "--", argument, "2", "\(prefix.count)", "mtrrscope", subcommand,
          prefix,
        ],
        in: home.path)
      return text.split(separator: "\n").map(String.init)
    }
    let cases: [(String, String, String, [String])] = [
      ("check", "positional@0", "bare", ["bare-metal", "bare-bones.yaml"]),
      ("check", "positional@0", "su", ["sub/"]),
      ("explore", "--theme", "okabe", ["okabe-ito-dark", "okabe-ito-light"]),
      ("explore", "--goto", "to", ["tolud", "top"]),
    ]
    for (subcommand, argument, prefix, expected) in cases {
      let words = try offered(subcommand, argument, prefix)
      #expect(words == expected)
    }
  }

  @Test func theManualOpensOverWhateverThereIs() throws {
    let terminal = try CommandTests.start()
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("\u{1b}OP")
    #expect(terminal.wait(for: "The story in ten keys"))
    terminal.send("/exit status\r")
    #expect(
      terminal.wait(for: "Exit status"))
    terminal.send("\u{1b}")
    #expect(terminal.wait(for: "to scale"))
    terminal.send("?")
    #expect(terminal.wait(for: "Keys that matter"))
    // The keys of where one is stand below the legend.
    terminal.send("/keys in the ruler\r")
    #expect(terminal.wait(for: "Keys in the ruler"))
    terminal.send("qq")
    #expect(terminal.exitStatus() == 0)
  }
}
