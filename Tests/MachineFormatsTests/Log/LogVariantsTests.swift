import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// The same log as people save, paste and send it must describe the same machine.
@Suite("Log variants", .bounded) struct LogVariantsTests {
  struct Style: Sendable, CustomTestStringConvertible {
    var name: String
    var rewrite: @Sendable (_ stamp: String, _ message: String, _ line: Int) -> String
    var end = "\n"
    var testDescription: String { name }
  }

  static let styles: [Style] = [
    Style(name: "no time stamps") { _, message, _ in message },
    Style(name: "dmesg -T") { _, message, _ in "[Mon Nov 23 05:42:48 2026] \(message)" },
    Style(name: "dmesg -T with one digit day") { _, message, _ in "[Mon Nov  3 05:42:48 2026] \(message)" },
    Style(name: "dmesg -H") { _, message, line in
      line == 0 ? "[Nov23 05:42] \(message)" : "[  +0.000012] \(message)"
    },
    Style(name: "dmesg -x") { stamp, message, _ in "kern  :notice: \(stamp) \(message)" },
    Style(name: "dmesg -r") { stamp, message, _ in "<5>\(stamp) \(message)" },
    Style(name: "dmesg with caller") { stamp, message, _ in "\(stamp)[    T1] \(message)" },
    Style(name: "dmesg iso") { _, message, _ in "2026-11-23T05:42:48,123456+00:00 \(message)" },
    Style(name: "dmesg in colour") { stamp, message, _ in
      let parts = message.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let text = parts.count == 2 ? "\u{1b}[33m\(parts[0]):\u{1b}[0m\u{1b}[1m\(parts[1])\u{1b}[0m" : message
      return "\u{1b}[32m\(stamp) \u{1b}[0m\(text)"
    },
    Style(name: "colour codes as a pager shows them") { stamp, message, _ in
      "ESC[32m\(stamp) ESC[0mESC[1;33m\(message)ESC[m"
    },
    Style(name: "colour codes as an editor shows them") { stamp, message, _ in
      "^[[32m\(stamp) ^[[0m^[[33m\(message)^[[0m"
    },
    Style(name: "colour codes without their escape character") { stamp, message, _ in
      "[32m\(stamp) [0m[33m\(message)[0m"
    },
    Style(name: "journalctl -k") { _, message, _ in "Nov 23 05:42:48 box kernel: \(message)" },
    Style(name: "journalctl -k -o short-iso") { _, message, _ in
      "2026-11-23T05:42:48+0000 box.example kernel: \(message)"
    },
    Style(name: "journalctl -k -o short-full") { _, message, _ in
      "Mon 2026-11-23 05:42:48 UTC box kernel: \(message)"
    },
    Style(name: "journalctl -k -o short-monotonic") { stamp, message, _ in "\(stamp) box kernel: \(message)"
    },
    Style(name: "syslog") { stamp, message, _ in "Nov  3 05:42:48 box kernel: \(stamp) \(message)" },
    Style(name: "rsyslog iso") { stamp, message, _ in
      "2026-11-23T05:42:48.123456+00:00 box kernel: \(stamp) \(message)"
    },
    Style(name: "CRLF", rewrite: { stamp, message, _ in "\(stamp) \(message)" }, end: "\r\n"),
    Style(name: "quoted twice") { stamp, message, _ in "> > \(stamp) \(message)" },
    Style(name: "quoted without blanks") { stamp, message, _ in ">>\(stamp) \(message)" },
    Style(name: "quoted journal") { _, message, _ in "> Nov 23 05:42:48 box kernel: \(message)" },
    Style(name: "indented") { stamp, message, _ in "        \(stamp) \(message)" },
    Style(name: "indented by a tab, no time stamps") { _, message, _ in "\t\(message)" },
    Style(name: "cat -n") { stamp, message, line in "  \(line)\t\(stamp) \(message)" },
    Style(name: "wrapped by a mailer") { stamp, message, _ in wrapped("> \(stamp) \(message)", at: 72) },
    Style(name: "wrapped by a mailer, no time stamps") { _, message, _ in
      // What is long there is recognised as damaged; a release and a command line have no end that could be missed.
      message.hasPrefix("Linux") || message.hasPrefix("Command") ? message : wrapped(message, at: 72)
    },
    Style(name: "trailing blanks") { stamp, message, _ in "\(stamp) \(message)   " },
    Style(name: "other lines in between") { stamp, message, _ in
      "Nov 23 05:42:48 box systemd[1]: Started thing.\n\(stamp) \(message)\n\nHi all, this is what I see:\n"
    },
    Style(name: "damaged UTF-8 lines in between") { stamp, message, line in
      line % 7 == 0 ? "\(stamp) caf\u{fffd} \u{202e}\n\(stamp) \(message)" : "\(stamp) \(message)"
    },
  ]

  private static func wrapped(_ line: String, at width: Int) -> String {
    var lines: [String] = []
    var rest = Substring(line)
    while rest.count > width, let blank = rest.prefix(width).lastIndex(of: " "), blank > rest.startIndex {
      let start = rest.index(after: blank)
      lines.append(String(rest[..<blank]))
      rest = rest[start...]
      if rest.count == line.count { break }
    }
    let mark = line.hasPrefix("> ") ? "\n> " : "\n"
    return (lines + [String(rest)]).joined(separator: mark)
  }

  /// Logs that between them have every kind of line: a dump, a trimmed map, new wording, a forced state, `mem=`.
  static let captures = [
    "bios-uc-default-trim-6.12", "q35-seabios-3g-phys36-tis-7.2", "seed-tpm-a-q35-2032m",
    "pc-ovmf-1g-mem700-phys48-6.12", "q35-seabios-8g-5.10", "xen-dom0-6.12",
  ]

  @Test("every way to paste a log gives the same scenario", arguments: styles)
  func sameScenario(_ style: Style) throws {
    for name in Self.captures {
      let plain = try #require(CaptureDirectory.named(name).text("dmesg.txt"))
      let expected = try read(plain)
      #expect(expected.firmwareMap.count > 4)
      var text = ""
      for (number, line) in plain.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        guard let end = line.firstIndex(of: "]"), line.hasPrefix("[") else { continue }
        let message = String(line[line.index(after: end)...].dropFirst())
        text += style.rewrite(String(line[...end]), message, number) + style.end
      }
      let got = try read(text)
      let differing = zip(Mirror(reflecting: got).children, Mirror(reflecting: expected).children)
        .filter { "\($0.value)" != "\($1.value)" }.map {
          "\($0.label ?? ""): \($0.value) instead of \($1.value)"
        }
      let isSame = got == expected
      #expect(isSame, "\(name), \(style.name): \(differing)")
    }
  }

  @Test("a file in UTF-16, as Windows pastes it, too")
  func utf16() throws {
    let plain = try #require(CaptureDirectory.named("seed-tpm-a-q35-2032m").text("dmesg.txt"))
    let bytes: [UInt8] = [0xff, 0xfe] + plain.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    let got = try readMachine(named: "x", [MachineInput(name: "dmesg", bytes: bytes)]).scenario
    #expect(got == (try read(plain)))
  }

  @Test("of two boots in one file the last is taken, unless it has no memory map")
  func twoBoots() throws {
    let first = try #require(CaptureDirectory.named("seed-tpm-a-q35-2032m").text("dmesg.txt"))
    let second = try #require(CaptureDirectory.named("q35-seabios-8g-5.10").text("dmesg.txt"))
    #expect(try read(first + second) == (try read(second)))
    #expect(try read(first + "Linux version 6.1.0 (me) (gcc)\n") == (try read(first)))
    let machine = try readMachine(
      named: "x", [MachineInput(name: "dmesg", bytes: Array((first + second).utf8))])
    #expect(machine.report.notes.contains { $0.hasPrefix("2 boots in the log") })
  }

  @Test("a log cut off at the top names what it lacks and keeps what is left")
  func cutAtTheTop() throws {
    let plain = try #require(CaptureDirectory.named("seed-tpm-a-q35-2032m").text("dmesg.txt"))
    let lines = plain.split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.contains("0x0000000000100000-0x000000007efcefff") })
    let scenario = try read(lines[start...].joined(separator: "\n"))
    #expect(scenario.assumptions.contains { $0.missing == "the beginning of the memory map" })
    #expect(evaluate(scenario).tolud == 0x7efc_f000)
    #expect(scenario.behaviour == .forcedWB)
    let later = try #require(lines.firstIndex { $0.contains("last_pfn") })
    let rest = try read(lines[later...].joined(separator: "\n"))
    // The ranges of the nodes say more than the counts of RAM.
    #expect(rest.assumptions.contains { $0.text.contains("the memory of the nodes") })
    #expect(evaluate(rest).tolud == 0x7efc_f000)
  }

  @Test("a log cut off anywhere opens, or says in one line why not")
  func cutAnywhere() throws {
    let plain = try #require(CaptureDirectory.named("bios-uc-default-subtractive-6.12").bytes("dmesg.txt"))
    let part = Array(plain.prefix(9000))
    for cut in stride(from: 0, to: part.count, by: 97) {
      for piece in [Array(part[cut...]), Array(part[..<cut])] {
        do throws(InputError) {
          _ = evaluate(try readMachine(named: "x", [MachineInput(name: "dmesg", bytes: piece)]).scenario)
        } catch {
          #expect(!error.description.contains("\n"))
        }
      }
    }
  }

  private func read(_ text: String) throws(InputError) -> Scenario {
    try readMachine(named: "x", [MachineInput(name: "dmesg", bytes: Array(text.utf8))]).scenario
  }
}
