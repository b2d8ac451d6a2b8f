import Foundation
import TestSupport
import Testing

/// What `--log` leaves for a bug report.
@Suite(.bounded) struct LogEndToEndTests {
  @Test func itHasWhatLedToSomething() throws {
    let home = try TemporaryDirectory()
    let path = home.path + "/session.log"
    let terminal = try CommandTests.start(["snp-tpm-forced-wb", "--log", path], columns: 100, rows: 30)
    #expect(terminal.wait(for: "1 driver fails"))
    terminal.send("K")
    #expect(terminal.wait(for: "every driver maps"))
    terminal.send("gtpm\u{1b}[200~secret\u{1b}[201~\u{1b}")
    terminal.resize(columns: 90, rows: 28)
    #expect(terminal.wait { $0.lines[27].contains("? help") })
    terminal.send("qd")
    #expect(terminal.exitStatus() == 0)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.drop { $0 != " " }.dropFirst() }
    #expect(lines.first?.hasPrefix("mtrrscope 0.1.0, 20") == true)
    for part in [
      "terminal 100x30", "TERM=xterm-256color", "opened snp-tpm-forced-wb", "key K, cycle-behaviour, ",
      "key g, go-to-address, ", "paste of 6 characters", "size 90x28", "frame 90x28, ", "effect quit",
      "end, as asked for",
    ] {
      #expect(lines.contains { $0.contains(part) }, "\(part): \(text)")
    }
    #expect(!text.contains("secret"))
    let times = text.split(separator: "\n").compactMap { Double($0.prefix { $0 != " " }) }
    #expect(times.count == lines.count && times == times.sorted())
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
  }

  @Test func whatIsNoFileIsRefusedBeforeTheScreenIsTaken() throws {
    let home = try TemporaryDirectory()
    for path in [home.path, "/dev/null", home.path + "/nowhere/x"] {
      let terminal = try CommandTests.start(["--log", path])
      #expect(terminal.exitStatus() == 2)
      #expect(terminal.model.text.contains("--log \(path.prefix(20))"), "\(terminal.model.text)")
      SessionTests.expectRestored(terminal)
    }
  }
}
