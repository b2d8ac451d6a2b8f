import Foundation
import TestSupport
import Testing
import VisibleText

/// Streams that are closed, full or no files, names and arguments that command a terminal, and inputs without end.
@Suite(.bounded) struct HostileUseTests {
  private let home: TemporaryDirectory

  init() throws { home = try TemporaryDirectory() }

  /// Runs a line of the shell, `$B` is the program; its status and what it printed on both streams. 124: no end in two minutes.
  private func shell(_ line: String) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["120", "bash", "-c", "{ \(line) ; } 2>&1"]
    process.currentDirectoryURL = URL(fileURLWithPath: home.path)
    process.environment = [
      "B": try #require(BuiltProduct.path("mtrrscope")), "PATH": "/usr/bin:/bin", "HOME": home.path,
      "SWIFT_BACKTRACE": "enable=no",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private static let log = "BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff] usable\n"

  @Test(arguments: ["check -", "cures -", "scenarios -", "explain 0 -", "-"])
  func standardInputThatCannotBeReadIsSaidSo(command: String) throws {
    for stream in ["<&-", "</"] {
      let result = try shell("$B \(command) \(stream)")
      #expect(
        result.status == 2 && result.text.hasPrefix("mtrrscope: -: "), "\(command) \(stream): \(result)")
      #expect(result.text.contains("accepted: "))
    }
  }

  @Test func inputsHaveALimitThatIsNamed() throws {
    let endless = try shell("$B check - </dev/zero")
    #expect(
      endless.status == 2 && endless.text.contains("more than 64 MiB; accepted: at most 64 MiB"), "\(endless)"
    )
    let named = try shell("truncate -s 3G big; $B check big")
    #expect(
      named.status == 2 && named.text.contains("big: a file of 3 GiB; accepted: at most 64 MiB"), "\(named)")
    let scenario = try shell("truncate -s 40M big.yaml; $B check big.yaml")
    #expect(scenario.status == 2 && scenario.text.contains("big.yaml: a scenario of 40 MiB"), "\(scenario)")
    let settings = try shell(
      "mkdir -p .config/mtrrscope; mkfifo .config/mtrrscope/config.yaml; $B --screen 80x24; rm -r .config")
    #expect(settings.text.contains("cannot be read"), "\(settings)")
  }

  @Test(
    arguments: [
      "scenarios bare-metal", "scenarios", "manual --man", "config", "cures", "explain 0", "--version",
      "--help",
      "--screen 80x24", "check --json", "--generate-completion-script bash",
    ])
  func outputThatCannotBeWrittenIsSaidSo(command: String) throws {
    for stream in [">/dev/full", ">&-"] {
      let result = try shell("$B \(command) \(stream)")
      #expect(
        result.status == 2 && result.text.contains("mtrrscope: standard output cannot be written: "),
        "\(command) \(stream): \(result)")
    }
    let closed = try shell("( trap '' PIPE; $B \(command); echo status $? >&2 ) | true")
    let isQuiet = closed.text.hasSuffix("status 2\n") || closed.text.hasSuffix("status 0\n")
    #expect(isQuiet, "\(command): \(closed)")
  }

  @Test func standardErrorMayBeFullOrClosed() throws {
    for stream in ["2>/dev/full", "2>&-"] {
      #expect(try shell("$B check --bogus \(stream)").status == 2)
      #expect(try shell("$B check nowhere \(stream)").status == 2)
      #expect(try shell("$B config \(stream) >/dev/null").status == 0)
    }
  }

  @Test func whatIsNoPlainFileIsPassedOver() throws {
    try home.make("d/dmesg", Self.log)
    let directory = try shell("mkfifo d/pipe; ln -s /dev/zero d/zero; $B check d")
    #expect(directory.status == 0, "\(directory)")
    #expect(try shell("$B check /proc").status != 124)
    #expect(try shell("$B check /dev/kmsg").status != 124)
    let pipe = try shell("mkfifo alone; $B check alone")
    #expect(pipe.status == 2 && pipe.text.contains("nobody writes to"), "\(pipe)")
    let substituted = try shell("$B check <(sleep 0.3; cat d/dmesg)")
    #expect(substituted.status == 0, "\(substituted)")
  }

  @Test func oneUnreadableFileRefusesNoDirectory() throws {
    try home.make("d/dmesg", Self.log)
    let result = try shell("truncate -s 100M d/core; $B check d")
    #expect(result.status == 0 && result.text.contains("core"), "\(result)")
  }

  /// A file outranks a number that is not said to be one.
  @Test func whatCouldBeANumberIsTheFileOfThatName() throws {
    for name in ["d", "2G", "fed4_0000", "10"] {
      try home.make(name, Self.log)
      let result = try shell("$B check \(name)")
      #expect(result.text.contains("memory map: BIOS-e820, \(name):1"), "\(name): \(result)")
      // A list of one entry is a part: Linux would have refused it, and printed other words.
      #expect(result.text.contains("TOLUD 0x8000_0000"), "\(name): \(result)")
    }
    let address = try shell("$B check fed40000")
    #expect(address.status == 1 && address.text.contains("0xfed4_0000"), "\(address)")
  }

  /// Swift takes the arguments from /proc; only root may hide it.
  @Test(.enabled(if: geteuid() == 0)) func withoutProcArgumentsArrive() throws {
    guard try shell("unshare -m true").status == 0 else { return }
    let result = try shell("unshare -m sh -c 'mount -t tmpfs t /proc; $B check bare-metal --brief'")
    #expect(result.status == 0 && result.text == "maps\n", "\(result)")
  }

  @Test func namesAndArgumentsAreShownAsTheyAre() throws {
    let bad = "$'a\\e]0;pwned\\a\\e[31m\\u202e'"
    let commands = [
      "echo garbage >\(bad); $B check \(bad)", "echo 'platform: nope' >\(bad).yaml; $B check \(bad).yaml",
      "mkdir \(bad).d; echo '00000000-7fffffff : System RAM' | tee \(bad).d/i1 >\(bad).d/i2; $B check \(bad).d",
      "$B check --phys-bits=\(bad)", "$B check --\(bad)", "$B \(bad)", "$B explain \(bad)",
      "$B --theme \(bad)",
      "XDG_CONFIG_HOME=/\(bad) $B config", "$B scenarios bare-metal --save /nowhere/\(bad)",
      "printf 'platform: KVM\\n\\e]52;c;aGVsbG8=\\a: 1\\n\\e]52;c;aGVsbG8=\\a: 2\\n' >k.yaml; $B check k.yaml",
      "printf 'name: \"\\\\e[31m\\\\u061c\\\\u202e\\\\x9b\"\\nplatform: KVM\\n' >n.yaml; $B check n.yaml --json; "
        + "$B check n.yaml; $B scenarios n.yaml; $B cures n.yaml; $B --screen 80x24 n.yaml",
    ]
    for command in commands {
      let result = try shell(command)
      let hidden = result.text.unicodeScalars.first { $0.isHidden && $0 != "\n" && $0 != "\t" }
      #expect(hidden == nil, "\(command): \(result)")
      #expect(result.status != 124 && result.status < 128, "\(command): \(result)")
    }
  }

  @Test func jsonSaysTheSameText() throws {
    let name = "\u{1b}[31m\u{61c}\u{202e}\u{9b}\u{e0041}"
    let escaped = name.unicodeScalars.map {
      "\\U" + String(repeating: "0", count: 8 - String($0.value, radix: 16).count)
        + String($0.value, radix: 16)
    }.joined()
    try home.make("n.yaml", "name: \"\(escaped)\"\nplatform: KVM\n")
    let result = try shell("$B check n.yaml --json")
    let scenario = try JSON(parsing: Data(result.text.utf8))["scenario"]
    #expect(scenario.string == name || scenario["name"].string == name, "\(result.text.prefix(2000))")
  }
}
