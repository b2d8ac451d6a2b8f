import ArgumentParser
import FoundationEssentials
import Glibc
import MachineFormats
import Terminal
import VisibleText

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
        mtrrscope diff before/ after/          what differs, and why
        mtrrscope convert dmesg.txt --to qemu  a machine in another form
        mtrrscope solve 0..2G:WB 4G..6G:WB     the fewest MTRRs for a map
        mtrrscope learn                        a course of 90 minutes, in the explorer
        sudo mtrrscope --live                  this machine
        mtrrscope scenarios bare-metal         a machine as a file to edit: name it to open it

      Exit status: 0; 1 when check finds a driver that fails, diff a difference, or solve a map that does not \
      fit; 2 for unusable input or options; 3 when check cannot decide.
      """,
    version: Program.version,
    subcommands: [
      Explore.self, Check.self, Explain.self, Map.self, Log.self, Show.self, Diff.self, Convert.self,
      Sweep.self, Eval.self, Audit.self, SchemaCommand.self, Cures.self, Solve.self, Report.self,
      Render.self, Learn.self, QuizCommand.self, GlossaryCommand.self, Scenarios.self, InputKinds.self,
      Config.self,
      ManualCommand.self,
    ],
    defaultSubcommand: Explore.self)
}

/// A line on standard error: what is no part of the answer.
func complain(_ text: String) { Output.complain(printable("mtrrscope: \(text)")) }

/// Input that cannot be used: one line on standard error and exit status 2.
struct Failure: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

@main
enum Main {
  static let unusable: Int32 = 2

  static func main() {
    Output.claimDescriptors()
    // Swift's runtime takes it for a crash and would print where everything stands.
    signal(SIGQUIT, SIG_DFL)
    exit(status(of: ProcessArguments.words))
  }

  private static func status(of arguments: [String]) -> Int32 {
    do {
      do {
        var command = try Mtrrscope.parseAsRoot(arguments)
        try ProgressLine.during { try command.run() }
        return 0
      } catch let code as ExitCode {
        return code.rawValue
      } catch let failure as Failure {
        throw failure
      } catch {
        let text = Mtrrscope.fullMessage(for: error)
        let code = Mtrrscope.exitCode(for: error)
        // Help, the version and completions are what was asked for.
        guard code != .success else {
          if !text.isEmpty { try Output.write(text + "\n") }
          return 0
        }
        Output.complain(printed(text, arguments))
        return code == .validationFailure ? unusable : code.rawValue
      }
    } catch let code as ExitCode {
      return code.rawValue
    } catch let failure as Failure {
      Output.complain("mtrrscope: \(failure.message)")
      return unusable
    } catch {
      Output.complain("mtrrscope: \(error)")
      return unusable
    }
  }

  /// The parser's message repeats arguments: a line feed in one of them is none of its own.
  private static func printed(_ text: String, _ arguments: [String]) -> String {
    arguments.filter { $0.contains { $0 == "\n" || $0 == "\t" } }.reduce(text) {
      $0.replacing($1, with: printable($1))
    }
  }
}
