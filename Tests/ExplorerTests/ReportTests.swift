import MemtypeEngine
import Screen
import TestSupport
import Testing

@testable import Explorer

/// What is carried out of the program: whole items, reports, files.
@Suite(.bounded) struct ReportTests {
  private static let formats = ScenarioFormats(
    source: { _ in "" }, scenario: { _ in .failure(.init(file: "", line: nil, found: "", accepted: "")) },
    reports: ["txt", "md", "html"].map { form in
      .init(fileExtension: form) { "VERDICT\n  \(form) of \($0.evaluation.scenario.name)\n" }
    })

  private func explorer(_ scenario: Scenario = .snpForcedWB) -> Explorer {
    Explorer(scenario, size: Size(columns: 120, rows: 40), formats: Self.formats)
  }

  private func copied(_ effects: [Effect]) -> String? {
    effects.lazy.compactMap { if case .terminal(.copy(let text)) = $0 { text } else { nil } }.first
  }

  @Test func yCopiesTheWholeReasonNotTheLineOnTheScreen() throws {
    for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
      var explorer = Explorer(.snpForcedWB, columns, rows)
      explorer.press("5 <Home>")
      var texts: [String] = []
      for _ in 0..<40 {
        texts.append(try #require(copied(explorer.press("y"))))
        explorer.press("j")
      }
      // Whatever the width, each reason is there whole, with its source.
      for reason in explorer.reasons {
        #expect(texts.contains { $0.contains(reason.text) && $0.contains(reason.source) }, "\(reason.text)")
      }
    }
  }

  @Test func yCopiesTheWholeStepAndDriver() throws {
    var explorer = Explorer(.googleVMM, 80, 24)
    explorer.press("7 <Home>")
    var steps: Set<String> = []
    for _ in 0..<60 {
      steps.insert(try #require(copied(explorer.press("y"))))
      explorer.press("j")
    }
    for step in explorer.evaluation.trace.steps {
      #expect(steps.contains { $0.contains(step.title) }, "\(step.title)")
    }
    #expect(!steps.contains { $0.contains("\(explorer.glyphs.ellipsis)") })
  }

  @Test func theReportIsCopiedAndRead() throws {
    var explorer = explorer()
    #expect(copied(explorer.press("Y")) == "VERDICT\n  txt of snp-tpm-forced-wb\n")
    explorer.press(": report <Enter>")
    #expect(!explorer.lines(with: "txt of snp-tpm-forced-wb").isEmpty)
    #expect(copied(explorer.press("Y")) != nil)
    explorer.press("<Esc>")
    #expect(explorer.layers.isEmpty)
  }

  @Test(arguments: ["txt", "md", "html"])
  func theNameOfAFileSaysWhatIsWritten(form: String) {
    var explorer = explorer()
    let effects = explorer.press(": write <Space> a.\(form) <Enter>")
    guard case .write(let request)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(request.path == "a.\(form)" && request.text.contains("\(form) of") && !request.replaces)
    _ = explorer.receive(.written(request))
    #expect(!explorer.lines(with: "wrote the report to a.\(form)").isEmpty)
  }

  @Test func anyOtherNameGetsTheScenario() {
    var explorer = explorer()
    for line in [": write <Space> a.yaml <Enter>", ": w <Space> b <Enter>"] {
      guard case .save? = explorer.press(line).first else {
        Issue.record("\(line) saves nothing")
        continue
      }
    }
  }

  @Test func anotherFileIsReplacedOnlyWhenAsked() throws {
    var explorer = explorer()
    guard case .write(let request)? = explorer.press(": write <Space> a.md <Enter>").first else {
      Issue.record("nothing is written")
      return
    }
    _ = explorer.receive(.nameIsTaken(request))
    #expect(!explorer.lines(with: "a.md exists").isEmpty)
    var refused = explorer
    #expect(refused.press("n").isEmpty)
    #expect(!refused.lines(with: "nothing was written").isEmpty)
    guard case .write(let again)? = explorer.press("y").first else {
      Issue.record("the answer does nothing")
      return
    }
    #expect(again.replaces && again.text == request.text)
  }
}

/// The screen as a picture.
@Suite(.bounded) struct ShotTests {
  @Test(arguments: ["svg", "html", "ansi", "ans", "txt"])
  func theScreenIsWrittenAsTheFilesNameSays(kind: String) throws {
    var explorer = Explorer(.snpForcedWB, 80, 24)
    let before = explorer.screen
    guard case .write(let request)? = explorer.press(": shot <Space> a.\(kind) <Enter>").first else {
      Issue.record("nothing is written")
      return
    }
    #expect(request.path == "a.\(kind)")
    let starts = ["svg": "<svg", "html": "<!DOCTYPE html>", "ansi": "\u{1b}[", "ans": "\u{1b}["]
    #expect(request.text.hasPrefix(starts[kind] ?? String(before.prefix(10))))
    // The line on which it was asked for is not on it.
    #expect(!request.text.contains("shot"))
    if kind == "txt" { #expect(request.text == before + "\n") }
  }

  @Test func aNameWithoutAKindSaysWhatIsAccepted() {
    var explorer = Explorer(.snpForcedWB, 80, 24)
    #expect(explorer.press(": shot <Space> a.png <Enter>").isEmpty)
    #expect(explorer.notice?.text.contains("accepted: NAME.svg") == true)
  }
}
