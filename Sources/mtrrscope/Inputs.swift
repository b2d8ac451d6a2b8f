import Foundation
import MachineFormats
import MemtypeEngine
import VisibleText
import Workspace

/// What the words on the command line name: a built-in scenario, or files of a machine.
enum Inputs {
  /// What the words name; without a word the scenario that fails.
  static func open(_ words: [String]) throws -> Opened {
    do throws(OpeningError) {
      return try Opened.named(words) { () throws(InputError) in try InputFile.standardInput() }
    } catch {
      throw Failure(error.description)
    }
  }

  /// The machine that this runs on.
  static func live(_ words: [String]) throws -> Opened {
    guard words.isEmpty else { throw Failure("--live is this machine: name no other input") }
    do throws(OpeningError) {
      return try Opened.live()
    } catch {
      throw Failure(error.description)
    }
  }

  /// Whether a word names a machine rather than an address.
  static func isInput(_ word: String) -> Bool { Scenario.builtIn(named: word) != nil || isPath(word) }

  /// An address, a name or a sum of them, as the explorer's go-to reads it.
  static func address(_ text: String, in evaluation: @autoclosure () -> Evaluation) throws -> PhysicalAddress
  {
    do throws(PlaceError) {
      return try evaluation().address(text)
    } catch {
      throw Failure(printable(error.text))
    }
  }

  private static func isPath(_ word: String) -> Bool {
    word == "-" || FileManager.default.fileExists(atPath: word)
  }
}
