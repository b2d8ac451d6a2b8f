import ArgumentParser
import MachineFormats
import MemtypeEngine

struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a machine in another form: a scenario file, JSON, MTRR registers, a QEMU command line.",
    discussion: """
      yaml and json are scenario files that every command opens; proc is what /proc/mtrr shows, ranges what one writes \
      to it; wrmsr are commands for every register, c initialisers of struct mtrr_var_range; qemu is a command line \
      that builds such a machine as far as QEMU can. What a form cannot say goes to standard error.

        mtrrscope convert dmesg.txt mtrr --to yaml
        mtrrscope convert bare-metal --to wrmsr
        mtrrscope convert capture/ --tolud 2G --to qemu
      """)

  @Argument(
    help: "A built-in scenario, or files and directories of a machine; \"-\" is standard input.",
    completion: .machines)
  var inputs: [String] = []
  @Option(help: "yaml, json, proc, ranges, wrmsr, c or qemu.")
  var to: MachineExport
  @OptionGroup var changes: WhatIf

  func run() throws {
    let evaluation = evaluate(try changes.scenario(from: inputs))
    do {
      let result = try to.export(evaluation)
      try Output.write(result.text)
      for line in result.unsaid { complain("not in this: \(line)") }
    } catch let missing as ShowReport.Missing {
      complain(missing.reason)
      throw ExitCode(1)
    }
  }
}

extension MachineExport: ExpressibleByArgument {}
