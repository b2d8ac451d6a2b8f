import ArgumentParser
import MachineFormats
import MemtypeEngine

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the chain of reasons for the memory type of addresses.",
    discussion: """
      Addresses are hex with 0x, decimal, with K, M, G or T, or names: tolud, 4g, or a device's id such as tpm. \
      A word that names a built-in scenario or an existing file is the machine to look at.
      """)

  @Argument(help: "Addresses, and the scenario or files they are in.", completion: .machines)
  var words: [String]
  @OptionGroup var changes: WhatIf

  func run() throws {
    let inputs = words.filter(Inputs.isInput)
    let evaluation = evaluate(try changes.scenario(from: inputs))
    let addresses = words.filter { !Inputs.isInput($0) }
    guard !addresses.isEmpty else { throw ValidationError("name at least one address, such as 0xfed40000") }
    for word in addresses {
      let address = try Inputs.address(word, in: evaluation.scenario)
      let devices = evaluation.segment(at: address)?.devices ?? []
      let names = devices.map { printable(evaluation.scenario.devices[$0].name) }
      print(([address.grouped] + names).joined(separator: "  "))
      for (i, reason) in explain(address, in: evaluation).enumerated() {
        print("  \(i + 1). \(printable(reason.text))  [\(reason.source)]")
      }
    }
  }
}
