import Lessons

extension Manual {
  static let lessons: [Section] = [
    Section(
      title: "Lessons",
      blocks: [
        .paragraph(
          "mtrrscope learn and L open a course of fourteen lessons, ninety minutes in all. A lesson stands beside the "
            + "explorer, or below it where the screen is narrow. Each step shows a machine and asks you to predict "
            + "what comes of it; until you answer, what lies ahead is hidden: the boot has not come to it yet. The answer "
            + "is computed from the machine, and a wrong one is met with the rule that leads to it and the reasons for "
            + "the right one. Progress is kept."),
        .keys(.lesson),
        .paragraph(
          "L comes back to the lesson from the panes, from another scenario, and from whatever was tried on the machine "
            + "of the step. mtrrscope quiz asks new questions of five levels; with --sheet and --key it prints a "
            + "worksheet and its key: the same seed gives the same questions. mtrrscope learn --export DIRECTORY writes "
            + "every step's screen, before and after the answer, as ANSI, SVG and HTML."),
      ]),
    Section(
      title: "Presenting",
      blocks: [
        .pairs([
          (
            "z",
            "gives a pane the whole screen; the themes contrast-dark and contrast-light are for projectors."
          ),
          (
            "*", "lets the row under the cursor stay lit, wherever the cursor goes then; * on it puts it out."
          ),
          (
            ":toggle-keys", "shows keys as they are pressed; show-keys in config.yaml does so from the start."
          ),
        ])
      ]),
    Section(title: "Writing lessons", blocks: format),
    Section(
      title: "Glossary",
      blocks: [
        .paragraph("P explains the terms of the row under the cursor; mtrrscope glossary TERM prints one."),
        .terms(
          Glossary.standard.entries.map { entry -> Term in
            let also = entry.aliases.isEmpty ? "" : " Also: \(entry.aliases.joined(separator: ", "))."
            let text = "\(entry.text)\(also) On the screen: \(entry.screen). Source: \(entry.source)."
            return Term(word: entry.term, text: text)
          }),
      ]),
  ]

  private static let format: [Block] = [
    .paragraph(
      "A lesson is a Markdown file in $XDG_DATA_HOME/mtrrscope/lessons (or ~/.local/share/mtrrscope/lessons), or any "
        + "file that is named. It begins with lines of key: value between two lines of ---, and has a heading ## TITLE for "
        + "each step. mtrrscope learn --check FILE says what is wrong with one, with file and line."),
    .code([
      "---", "title: Two ranges", "minutes: 5", "goal: say which type wins", "scenario: bare-metal",
      "set: mtrr.default-type-register=0xc06", "---", "", "## An overlap",
      "set: mtrr.variable[0]=0x8000_0000+2G:UC",
      "goto: tpm", "pane: inputs", "", "Text, with `code` and *terms*.", "", "? Which type has the TPM?",
      "ask: type tpm", "- [first-range]", "- WP", "hint: Look at MTRR 0.", "",
      "What is said once it is answered.",
    ]),
    .paragraph("In the front matter and below a heading may stand:"),
    .pairs([
      ("title, minutes, goal", "what the list of lessons and exports say; in the front matter only."),
      ("needs, out-of-scope", "lessons that come before, and what is left out; in the front matter only."),
      ("scenario: NAME", "begins with a built-in scenario. Changes go on from step to step."),
      ("set: KEY=VALUE", "changes an input, as --set does; repeatable."),
      ("goto: PLACE", "puts the ruler's cursor on an address or a name."),
      ("pane: NAME", "opens a pane: \(LessonReader.panes.joined(separator: ", "))."),
      (
        "before: STEP",
        "stops the boot before a step until the question is answered. Without it the boot stands before the MTRRs are "
          + "read; types says so, and nothing hides nothing."
      ),
      ("cover: PANE ...", "hides panes until the question is answered."),
      (
        "show: WHAT",
        "lists \(LessonStep.Shown.allCases.map(\.rawValue).joined(separator: ", ")) of the machine in the text."
      ),
      ("log: TEXT", "lists the lines of the kernel log that hold a text."),
      ("```log", "a block of kernel log in the text: the machine is the one that it describes."),
      ("teacher: TEXT", "behind the last text of a step: for exports only."),
    ]),
    .paragraph(
      "A line ? QUESTION begins what is asked. ask: says which kind of question it is; the answer is computed and never "
        + "written. Each - OPTION proposes a wrong answer, - OPTION [rule] with the wrong rule behind it, and - [rule] "
        + "what that rule gives here. Without options the answer is typed, or where "
        + "it is a sentence chosen among what wrong rules give. Kinds of questions:"),
    .terms(
      QuestionKind.all.map { Term(word: "\($0.name) \($0.arguments)", text: "\($0.help).") }),
    .paragraph("Wrong rules:"),
    .terms(
      Misconception.allCases.map { Term(word: $0.name, text: "\($0.rule.wrong); but \($0.rule.right).") }),
  ]
}

extension Manual.Block {
  fileprivate static func pairs(_ pairs: [(String, String)]) -> Manual.Block {
    .terms(pairs.map { Manual.Term(word: $0.0, text: $0.1) })
  }
}
