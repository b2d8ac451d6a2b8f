import ArgumentParser
import MachineFormats

struct InputKinds: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inputs",
    abstract: "List every kind of input that is read, with a line of each and how to get it on a machine.",
    discussion: """
      Each is recognised by its content, whatever the file is called. A file may hold several of them, as pasted \
      texts do; files may be named in any combination, and a directory is searched for them.
      """)

  func run() throws {
    let kinds = FileKind.all.map { "\($0.title)\n  \($0.example)\n  \($0.origin)\n\n" }
    try Output.write(
      kinds.joined() + "scenario file\n  platform: SEV-SNP on KVM\n  mtrrscope scenarios NAME\n")
  }
}
