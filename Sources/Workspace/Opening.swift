import Explorer
import FoundationEssentials
import Glibc
import MachineFormats
import MemtypeEngine
import VisibleText

/// A scenario that was opened, what it came from, and the scenario file that it can be saved to.
public struct Opened: Sendable {
  public var scenario: Scenario
  public var origin: Document.Origin
  public var path: String?
  /// The files that a machine was read from.
  public var report: MachineReport?
  /// What the machine itself said.
  public var evidence = Evidence.none
  /// That file as it was before it was read.
  public var stamp: FileStamp?
}

extension Opened {
  /// The machine as its map, registers, devices and tables alone have it, without what its log says became of mappings;
  /// nil for a scenario, which is no machine's files.
  public var prediction: Opened? {
    guard let machine = report?.prediction(heldAgainst: evidence) else { return nil }
    var result = self
    (result.scenario, result.report, result.evidence) = (machine.scenario, machine.report, machine.evidence)
    return result
  }
}

/// Why nothing could be opened: one line, escaped for the terminal.
public struct OpeningError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}

extension Opened {
  /// What words on the command line name: a built-in scenario, or files of one machine; without a word the scenario
  /// that fails.
  ///
  /// - Throws: `OpeningError` with what cannot be opened and why, escaped for the terminal.
  public static func named(
    _ words: [String], standardInput: () throws(InputError) -> [UInt8] = { [] }
  ) throws(OpeningError) -> Opened {
    guard let first = words.first else { return Opened(scenario: .initial, origin: .words([]), path: nil) }
    if let scenario = Scenario.builtIn(named: first) {
      guard words.count == 1 else {
        throw OpeningError("\(first) is a built-in scenario: name it alone")
      }
      return Opened(scenario: scenario, origin: .words(words), path: nil)
    }
    let paths = words.map(expanded)
    if let unknown = paths.first(where: { $0 != "-" && !FileManager.default.fileExists(atPath: $0) }) {
      throw OpeningError(
        "\(printable(unknown)): no such file, and no built-in scenario (mtrrscope scenarios lists them)")
    }
    do throws(InputError) {
      // From before it is read: whoever writes to it from here on is noticed.
      let stamp = paths.count == 1 ? FileStamp(paths[0]) : nil
      let machine = try openMachine(paths: paths, standardInput: standardInput)
      return Opened(
        scenario: machine.scenario, origin: paths.contains("-") ? .standardInput : .words(paths),
        path: machine.isScenarioFile && paths.count == 1 && first != "-" ? paths[0] : nil,
        report: machine.isScenarioFile ? nil : machine.report, evidence: machine.evidence, stamp: stamp)
    } catch {
      throw OpeningError(error.description)
    }
  }

  /// The machine that this runs on.
  ///
  /// - Throws: `OpeningError` where nothing of it can be read.
  public static func live() throws(OpeningError) -> Opened {
    do throws(InputError) {
      let machine = try LiveMachine().open()
      return Opened(
        scenario: machine.scenario, origin: .live, path: nil, report: machine.report,
        evidence: machine.evidence)
    } catch {
      throw OpeningError(error.description)
    }
  }
}

/// `~` as the shell writes it out.
func expanded(_ path: String) -> String {
  path == "~" || path.hasPrefix("~/") ? homeDirectory() + path.dropFirst() : path
}
