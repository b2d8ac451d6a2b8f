import Explorer
import Foundation
import MachineFormats
import MemtypeEngine

/// What the words on the command line name: a built-in scenario, or files of a machine.
enum Inputs {
  /// The scenario that the words name; without a word the one that fails.
  static func open(_ words: [String]) throws -> Scenario {
    guard let first = words.first else { return .initial }
    if let scenario = Scenario.builtIn(named: first) {
      guard words.count == 1 else { throw Failure("\(first) is a built-in scenario: name it alone") }
      return scenario
    }
    if let unknown = words.first(where: { !isPath($0) }) {
      throw Failure(
        "\(printable(unknown)): no such file, and no built-in scenario (mtrrscope scenarios lists them)")
    }
    do throws(InputError) {
      return try openMachine(paths: words) { Array(FileHandle.standardInput.readDataToEndOfFile()) }.scenario
    } catch {
      throw Failure(error.description)
    }
  }

  /// The machine that this runs on.
  static func live(_ words: [String]) throws -> Scenario {
    guard words.isEmpty else { throw Failure("--live is this machine: name no other input") }
    do throws(InputError) {
      return try LiveMachine().open().scenario
    } catch {
      throw Failure(error.description)
    }
  }

  /// Whether a word names a machine rather than an address.
  static func isInput(_ word: String) -> Bool { Scenario.builtIn(named: word) != nil || isPath(word) }

  /// An address as the explorer's go-to reads it.
  static func address(_ text: String, in scenario: Scenario) throws -> PhysicalAddress {
    do throws(Explorer.PlaceError) {
      return try Explorer(scenario).address(text)
    } catch {
      throw Failure(printable(error.text))
    }
  }

  private static func isPath(_ word: String) -> Bool {
    word == "-" || FileManager.default.fileExists(atPath: word)
  }
}
