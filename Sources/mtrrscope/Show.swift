import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Print one list of a machine as the machine itself would: mtrr, pat, e820, tracker, msrs, facts or acpi.",
    discussion: """
      mtrr is /proc/mtrr, pat the PAT's entries, e820 the sanitised memory map, tracker debugfs' pat_memtype_list, msrs \
      the registers as the firmware leaves them, facts what the log says, with file and line, acpi the memory that \
      ACPI's code can touch, by which method, and what it touches at boot. Exit status: 0; 1 where the machine has no \
      such list; 2 for unusable input.

        mtrrscope show mtrr bare-metal
        mtrrscope show tracker dmesg.txt --at-step 9
      """)

  @Argument(help: "mtrr, pat, e820, tracker, msrs, facts or acpi.")
  var list: ShowReport
  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @OptionGroup var moment: Moment
  @OptionGroup var changes: WhatIf

  func run() throws {
    let opened = try changes.opened(inputs)
    let scenario = try changes.changed(opened.scenario)
    let evaluation = try moment.at(evaluate(scenario))
    var evidence = opened.evidence
    // What somebody made of the machine's registers later says nothing of a change of the machine.
    if scenario != opened.scenario { evidence.later = nil }
    do {
      let lines = try list.lines(evaluation, evidence: evidence, acpi: opened.report?.acpi)
      try Output.write(lines.map { printable($0) + "\n" }.joined())
    } catch let missing as ShowReport.Missing {
      complain(missing.reason)
      throw ExitCode(1)
    }
  }
}

extension ShowReport: ExpressibleByArgument {}
