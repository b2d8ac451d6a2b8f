import ArgumentParser
import MachineFormats
import MemtypeEngine
import VisibleText

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the chain of reasons for the memory type of addresses, and the verdict.",
    discussion: """
      A target is an address in hex with 0x, in decimal, with K, M, G or T, or a name: tolud, 4g, or a device's id such \
      as tpm; and sums of them, tpm+4K. The first word is always a target, also where a file has that name. A later \
      word that means no address and names a built-in scenario or a file is the machine to look at; with --in all \
      words are targets.

        mtrrscope explain tpm
        mtrrscope explain 0xfed40000 dmesg.txt
        mtrrscope explain tpm hpet --in bare-metal
      """)

  @Argument(help: "Addresses or devices, and the machine they are in.", completion: .places)
  var words: [String]
  @Option(
    name: .customLong("in"), help: "The machine: a built-in scenario, or files. Repeatable.",
    completion: .machines)
  var machine: [String] = []
  @OptionGroup var changes: WhatIf
  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard !words.isEmpty else { throw ValidationError("name at least one address, such as 0xfed40000") }
  }

  func run() throws {
    let (targets, inputs) = machine.isEmpty ? Inputs.split(words, beginsWithTarget: true) : (words, machine)
    let evaluation = evaluate(try changes.scenario(from: inputs))
    // Every target is looked up before anything is printed.
    let addresses = try targets.map { try Inputs.address($0, in: evaluation) }
    let report = ExplainReport(addresses, in: evaluation)
    try Output.write(json ? try JSONText.pretty(report) : report.text)
  }
}
