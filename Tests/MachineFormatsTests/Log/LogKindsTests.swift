import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

/// The logs of the captures as people send and cut them: what is read must be the same, or the part that is left, and
/// no failure may get lost.
@Suite("Kinds of pasted logs", .bounded) struct LogKindsTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rewrite: @Sendable ([String]) -> String
  }

  /// Between them: a refused mapping and its driver, conflicts, a trimmed map, a dump, a forced state, Xen.
  static let captures = [
    "seed-tpm-a-q35-2032m", "conflict-span-6.12", "conflict-mmap-6.12", "bios-uc-default-trim-6.12",
    "q35-seabios-8g-5.10", "xen-dom0-6.12",
  ]

  /// The lines that say something and every eighth other one, with time stamps; that is enough and fast.
  private static func lines(_ name: String) throws -> [String] {
    let text = try #require(CaptureDirectory.named(name).text("dmesg.txt"))
    let source = SourceText(name: name, text: text)
    let read = Set(BootLog(source).messages.filter(\.isRead).map(\.line))
    let failure = "[    4.700000] tpm_tis MSFT0101:00: probe with driver tpm_tis failed with error -12"
    return source.lines.filter { read.contains($0.number) || $0.number % 8 == 0 }.map(\.text)
      .filter { $0.hasPrefix("[") } + [failure]
  }

  /// What was read, without line numbers.
  private static func facts(_ text: String) -> Set<String> {
    facts(BootLog(SourceText(name: "x", text: text)))
  }

  private static func facts(_ log: BootLog) -> Set<String> {
    var facts: Set<String> = []
    func add<Value>(_ label: String, _ values: [Logged<Value>]) {
      for value in values { facts.insert("\(label) \(value.value)") }
    }
    func add(_ label: String, _ value: (some Any)?) { if let value { facts.insert("\(label) \(value)") } }
    add("e820", log.e820)
    add("last_pfn", log.lastPFNs)
    add("node", log.memory.nodeRanges)
    add("gap", log.memory.pciGap?.value)
    add("memtype", log.memtypes)
    add("table", log.devices.tables)
    add("bar", log.devices.bars)
    for (address, identity) in log.devices.pci.identities {
      facts.insert("function \(address) \(identity.value)")
    }
    for (address, binding) in log.devices.pci.bindings { facts.insert("driver \(address) \(binding.driver)") }
    add("ecam", log.devices.ecam)
    add("ioapic", log.devices.ioAPICs)
    add("framebuffer", log.devices.framebuffers)
    add("tpm", log.devices.tpm)
    add("release", log.release?.text)
    add("options", log.commandLine?.options)
    add("hypervisor", log.platform.hypervisor?.value)
    add("dmi", log.platform.dmi?.value)
    add("cpu", log.platform.cpu?.value)
    add("pat", log.pat.configuration?.value)
    add("lost", log.mtrr.lost?.value)
    add("map", log.mtrr.map.map { "\($0.count) \($0.fixed) \($0.variable) \($0.limit) \($0.builtFrom)" })
    for register in log.mtrr.dump?.variable ?? [] { add("register \(register.number)", register.content) }
    for run in log.mtrr.dump?.fixed ?? [] { add("fixed", run) }
    for failure in failures(log) { facts.insert(failure) }
    return facts
  }

  private static func failures(_ log: BootLog) -> [String] {
    let others: [Logged<LogFailure>] = log.otherBoots.flatMap { $0.failures }
    return (log.failures + others).map { failure in
      var value = failure.value
      value.text = ""
      return "failure \(value)"
    }
  }

  // MARK: Whole logs

  static let kinds: [Kind] = [
    Kind(testDescription: "quoted three times") { $0.map { "> > > " + $0 }.joined(separator: "\n") },
    Kind(testDescription: "syslog") { lines in
      lines.map { "Nov  3 05:42:48 box kernel: " + $0 }.joined(separator: "\n")
    },
    Kind(testDescription: "Xen's host in a journal, with two stamps") { lines in
      lines.map { "May 02 08:02:43 dom0 kernel: [   11.000000] " + $0 }.joined(separator: "\n")
    },
    Kind(testDescription: "quoted-printable") { quotedPrintable($0.joined(separator: "\n")) },
    Kind(testDescription: "quoted-printable of a quoted mail") { lines in
      quotedPrintable(lines.map { "> " + $0 }.joined(separator: "\n"))
    },
    Kind(testDescription: "a web page") { lines in
      "<pre>" + escaped(lines.joined(separator: "\n")) + "</pre>"
    },
    Kind(testDescription: "a web page with a tag a line") { lines in
      lines.map { "<div class=\"line\"><span>" + escaped($0) + "</span></div>" }.joined()
    },
    Kind(testDescription: "a forum with levels escaped") { lines in
      "[CODE]" + lines.map { "&lt;6&gt;" + escaped($0) + "<br />" }.joined(separator: "\n") + "[/CODE]"
    },
    Kind(testDescription: "an issue with a fence and a prompt") { lines in
      "Hi,\n\n```\nuser@host:~$ sudo dmesg\n[sudo] password for user: \n" + lines.joined(separator: "\n")
        + "\n```\n"
    },
    Kind(testDescription: "a line for each, in backticks") {
      $0.map { "`" + $0 + "`" }.joined(separator: "\n")
    },
    Kind(testDescription: "UTF-16's line ends and non-breaking blanks") { lines in
      lines.joined(separator: "\r\n").replacing(" ", with: "\u{a0}")
    },
    Kind(testDescription: "all line ends lost") { $0.joined(separator: " ") },
    Kind(testDescription: "with another list in the middle") { lines in
      let half = lines.count / 2
      let between = ["", "$ uptime", " 05:42:48 up 1 min,  1 user,  load average: 0.00", ""]
      return (Array(lines[..<half]) + between + Array(lines[half...])).joined(separator: "\n")
    },
    Kind(testDescription: "wrapped at 80 by a terminal") { lines in
      lines.map { hardWrapped($0, at: 80) }.joined(separator: "\n")
    },
  ]

  static let wrappings: [Kind] = (72...79).map { width in
    Kind(testDescription: "wrapped at \(width) by a mailer") { lines in
      lines.map { wrapped($0, at: width) }.joined(separator: "\n")
    }
  }

  static let flowed = Kind(testDescription: "format=flowed, quoted") { lines in
    lines.map { wrapped("> " + $0, at: 72, end: " \n> ") }.joined(separator: "\n")
  }

  @Test("the same is read from all of it", arguments: kinds + wrappings + [flowed])
  func whole(_ kind: Kind) throws {
    for name in Self.captures {
      let lines = try Self.lines(name)
      let expected = Self.facts(lines.joined(separator: "\n"))
      #expect(expected.count > 20)
      #expect(expected.contains { $0.hasPrefix("failure ") && $0.contains("tpm_tis") })
      let got = Self.facts(kind.rewrite(lines))
      let (lost, new) = (expected.subtracting(got).sorted(), got.subtracting(expected).sorted())
      #expect(lost.isEmpty && new.isEmpty, "\(name), \(kind.testDescription): lost \(lost), new \(new)")
    }
  }

  // MARK: Parts of logs

  @Test("of a part the same is read as of the whole", arguments: captures)
  func parts(_ name: String) throws {
    let lines = try Self.lines(name)
    let all = Self.facts(lines.joined(separator: "\n"))
    for i in 1..<12 {
      let cut = lines.count * i / 12
      for part in [lines[cut...], lines[..<cut]] {
        let got = Self.facts(part.joined(separator: "\n"))
        let new = got.subtracting(all).filter { !Self.changesWithTheRest($0) }.sorted()
        #expect(new.isEmpty, "\(name), cut at line \(cut): \(new)")
      }
    }
  }

  /// What a later line replaces: the last of several stands in the whole.
  private static func changesWithTheRest(_ fact: String) -> Bool {
    ["options ", "release ", "tpm ", "map ", "pat ", "gap "].contains { fact.hasPrefix($0) }
  }

  @Test("no failure is lost, wherever a log is cut and whatever stands around it", arguments: captures)
  func failures(_ name: String) throws {
    let lines = try Self.lines(name)
    let log = BootLog(SourceText(name: "x", text: lines.joined(separator: "\n")))
    var generator = SeededGenerator(seed: 11)
    for failure in Self.wanted(log) {
      let line = lines[failure.line - 1]
      for _ in 0..<4 {
        let before = Array(
          lines[..<(failure.line - 1)].suffix(Int.random(in: 0..<40, using: &generator)))
        let after = Array(lines[failure.line...].prefix(Int.random(in: 0..<40, using: &generator)))
        let quoted = before.map { "> " + $0 } + [Self.wrapped("> " + line, at: 72, end: "\n> ")]
        let twoBoots = before + [line] + ["[    0.000000] Linux version 6.1.0 (a@b) (gcc) #1"] + lines
        let texts: [String] = [
          (before + [line] + after).joined(separator: "\n"),
          "Hello,\n\nI see this:\n\n" + Self.wrapped(line, at: 72) + "\n\nwhat can I do?",
          quoted.joined(separator: "\n"), twoBoots.joined(separator: "\n"),
        ]
        for text in texts {
          let got = BootLog(SourceText(name: "x", text: text))
          let others: [Logged<LogFailure>] = got.otherBoots.flatMap { $0.failures }
          let all = got.failures + others
          #expect(
            all.contains { $0.value.kind == failure.value.kind && $0.value.range == failure.value.range },
            "\(name): \(line) is not found in \(text.prefix(400))")
        }
      }
    }
  }

  /// One failure of each kind that can stand by itself.
  private static func wanted(_ log: BootLog) -> [Logged<LogFailure>] {
    var seen: Set<LogFailure.Kind> = [.driver]
    return log.failures.filter { seen.insert($0.value.kind).inserted }
  }

  // MARK: Ways to write a text

  private static func quotedPrintable(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var result = ""
      var column = 0
      let bytes = Array(line.utf8)
      for (i, byte) in bytes.enumerated() {
        let isLast = i == bytes.count - 1
        let isPlain = (33...126).contains(byte) && byte != 61 || byte == 32 && !isLast
        let digits = String(byte, radix: 16, uppercase: true)
        let piece =
          isPlain ? String(UnicodeScalar(byte)) : "=" + (digits.count == 1 ? "0" : "") + digits
        if column + piece.count > 75 {
          result += "=\n"
          column = 0
        }
        result += piece
        column += piece.count
      }
      return result
    }.joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  private static func wrapped(_ line: String, at width: Int, end: String = "\n") -> String {
    var lines: [String] = []
    var rest = Substring(line)
    while rest.count > width, let blank = rest.prefix(width).lastIndex(of: " "), blank > rest.startIndex {
      lines.append(String(rest[..<blank]))
      rest = rest[rest.index(after: blank)...]
    }
    return (lines + [String(rest)]).joined(separator: end)
  }

  private static func hardWrapped(_ line: String, at width: Int) -> String {
    var lines: [Substring] = []
    var rest = Substring(line)
    while rest.count > width {
      lines.append(rest.prefix(width))
      rest = rest.dropFirst(width)
    }
    return (lines + [rest]).joined(separator: "\n")
  }
}
