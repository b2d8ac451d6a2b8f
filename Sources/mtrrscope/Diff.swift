import ArgumentParser
import MachineFormats
import MemtypeEngine

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print what differs between two machines: inputs, memory types, devices and log, and why.",
    discussion: """
      With one machine it is compared with itself as --set and the other options change it; with two they change the \
      second. Several files of one machine are one word in quotes. Exit status: 0 where nothing differs, 1 where \
      something does, 2 for unusable input.

        mtrrscope diff snp-tpm-forced-wb snp-tpm-pci-hole
        mtrrscope diff before/ after/
        mtrrscope diff dmesg.txt --set tolud=2G --json
        mtrrscope diff "dmesg.txt mtrr" guest.yaml
      """)

  @Argument(help: "One or two machines: built-in scenarios, files or directories.", completion: .machines)
  var machines: [String] = []
  @OptionGroup var changes: WhatIf
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let isChanged = !changes.settings.isEmpty || changes.cure != nil
    var words = (changes.live ? [nil] : []) + machines.map(Optional.some)
    if words.isEmpty, isChanged { words = [Scenario.initial.name] }
    guard (1...2).contains(words.count) else {
      throw Failure(
        "diff compares two machines, or one with what --set makes of it: \(words.count) are named")
    }
    let first = try open(words[0])
    let isOne = words.count == 1
    let second = isOne ? first : try open(words[1])
    let changed = try changes.changed(second)
    let names = (name(words[0], first), isOne ? "the same, changed" : name(words[1], second))
    let report = DiffReport(from: evaluate(first), to: evaluate(changed), names: names)
    try Output.write(json ? try JSONText.pretty(report) : report.text)
    if !report.isSame { throw ExitCode(1) }
  }

  /// nil is this machine.
  private func open(_ word: String?) throws -> Scenario {
    guard let word else { return try Inputs.live([]).scenario }
    return try Inputs.open(Inputs.isInput(word) ? [word] : QuotedWords.split(word)).scenario
  }

  private func name(_ word: String?, _ scenario: Scenario) -> String { word ?? scenario.name }
}
