import MemtypeEngine
import Screen

/// What goes out: the answer as a report for others, on the clipboard, to read here, and in files.
extension Explorer {
  /// The answer in the form that files with an extension have; nil where none has it.
  func report(inFilesNamed fileExtension: String) -> String? {
    formats.reports.first { $0.fileExtension == fileExtension }?.text(reported)
  }

  /// The report as plain text; empty where nothing is written.
  var reportText: String { formats.reports.first?.text(reported) ?? "" }

  /// The whole boot, held against what the machine said.
  private var reported: Diagnosis {
    diagnosis ?? diagnose(wholeBoot, evidence: document.evidence, machine: document.machine)
  }

  /// What writing to a path means: a report or the scenario, by what the name ends on.
  func writeEffect(to path: String) -> Effect {
    let name = path.lowercased()
    guard let dot = name.lastIndex(of: "."), let text = report(inFilesNamed: String(name[dot...].dropFirst()))
    else { return saveEffect(to: path, next: .stay) }
    return .write(FileRequest(path: path, text: text, what: "the report"))
  }

  fileprivate mutating func copyReport() -> [Effect] {
    let text = reportText
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
    notice = Notice(text: "sent to the terminal's clipboard: the report, \(lines) lines")
    return [.copy(text)]
  }

  /// The report's lines as a reader shows them; what stands at the left border is a heading, and below it a rule.
  func reportLines(width: Int) -> [ListLine] {
    reportText.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      let isRule = !line.isEmpty && line.allSatisfy { "-=".contains($0) }
      let isHeading = !isRule && line.first?.isWhitespace == false
      let style = isRule ? Style(.dim) : isHeading ? Style(.title, bold: true) : Style()
      let indent = String(line.prefix { $0 == " " })
      // Lines are kept as they are where there is room.
      let parts =
        DisplayWidth.of(String(line)) <= width
        ? [String(line.dropFirst(indent.count))] : wrapped(String(line), width: max(8, width - indent.count))
      return parts.map { ListLine(spans: [Span(indent), Span($0, style)]) }
    }
  }
}

extension Command {
  static let showReport = Command(
    "report", .anyPane, [], "read what a report would say: verdict, requests, reasons, registers, the log",
    argument: .file
  ) { $0.open(Reader(subject: .report($0.$evaluation))) }

  static let copyReport = Command(
    "copy-report", .anyPane, ["Y"], "send the report to the terminal's clipboard: all that others need",
    aliases: ["copy-evaluation"],
    also: [Use(.help, ["Y"], "send the report to the terminal's clipboard")], effects: { $0.copyReport() })

  static let shot = Command(
    "shot", .anyPane, [], "write this screen to a file in the theme's colours: .svg, .html, .ansi or .txt",
    aliases: ["screenshot"], argument: .picture
  ) { $0.open(CommandPrompt(beginningWith: "shot ")) }

  static let write = Command(
    "write", .anyPane, [],
    "write to a file what its name asks for: .txt, .md and .html a report, others the scenario",
    argument: .file
  ) { $0.open(CommandPrompt(beginningWith: "write ")) }
}

extension Argument {
  /// A file that is written; what goes into it its name says.
  static let file = Argument(
    what: "a file: NAME.yaml for the scenario, NAME.txt, .md or .html for a report",
    candidates: { explorer, text in explorer.host.paths(text).map { Candidate(text: $0) } },
    run: { explorer, text throws(ArgumentError) in [explorer.writeEffect(to: text)] })

  /// A file for the screen as a picture; what kind its name says.
  static let picture = Argument(
    what: "a file: NAME.svg, .html, .ansi or .txt",
    candidates: { explorer, text in explorer.host.paths(text).map { Candidate(text: $0) } },
    run: { explorer, text throws(ArgumentError) in
      guard let picture = explorer.picture(for: text) else {
        throw ArgumentError(
          text: "\"\(text)\" does not say which kind: accepted: NAME.svg, .html, .ansi or .txt")
      }
      return [.write(FileRequest(path: text, text: picture, what: "the screen"))]
    })
}

extension Explorer {
  /// The screen as it is, in the form that a file's name asks for; nil where it asks for none.
  fileprivate func picture(for path: String) -> String? {
    let name = path.lowercased()
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let kind = String(name[dot...].dropFirst())
    let frame = frame(of: self, size: size)
    if kind == "txt" { return frame.text + "\n" }
    guard let format = FramePicture.Format(rawValue: kind == "ans" ? "ansi" : kind) else { return nil }
    return FramePicture(frame, scheme: host.scheme(theme)).text(format, title: scenario.name)
  }
}
