import ArgumentParser
import Foundation

struct Mtrrscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mtrrscope",
    abstract:
      "Explore x86 memory types: which type every address gets, and which drivers can map their devices.",
    discussion: """
      Without arguments it opens a guest whose TPM driver fails. Name a built-in scenario, or files of a real \
      machine (a boot log, /proc/mtrr, /proc/iomem, an MSR dump, ... or a directory of them); "-" is standard input.

        mtrrscope                              the failing SEV-SNP guest
        mtrrscope bare-metal                   another built-in scenario
        ssh box dmesg | mtrrscope -            another machine's boot
        mtrrscope check dmesg.txt --tolud 2G   a what-if at the shell
        mtrrscope explain 0xfed40000           why that type?
        mtrrscope solve 0..2G:WB 4G..6G:WB     the fewest MTRRs for a map
        sudo mtrrscope --live                  this machine
        mtrrscope scenarios bare-metal         a machine as a file to edit: name it to open it

      Exit status: 0; 1 when check finds a driver that fails, or solve a map that does not fit; 2 for \
      unusable input or options; 3 when check cannot decide.
      """,
    version: "0.1.0",
    subcommands: [
      Explore.self, Check.self, Explain.self, Cures.self, Solve.self, Scenarios.self, InputKinds.self,
      Config.self,
      ManualCommand.self,
    ],
    defaultSubcommand: Explore.self)
}

/// Input that cannot be used: one line on standard error and exit status 2.
struct Failure: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

@main
enum Main {
  static let unusable: Int32 = 2

  static func main() {
    do {
      var command = try Mtrrscope.parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      complain("mtrrscope: \(failure.message)")
    } catch {
      let code = Mtrrscope.exitCode(for: error)
      guard code == .validationFailure else { Mtrrscope.exit(withError: error) }
      complain(Mtrrscope.fullMessage(for: error))
    }
  }

  private static func complain(_ text: String) -> Never {
    FileHandle.standardError.write(Data((text + "\n").utf8))
    exit(unusable)
  }
}
