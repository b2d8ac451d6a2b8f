import FoundationEssentials
import Glibc
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

  /// Which of the words are devices or addresses, and which the machine, where no option says so: places by name and
  /// numbers after 0x are what they are, and so is whatever names no machine.
  static func split(
    _ words: [String], beginsWithTarget: Bool = false
  ) -> (targets: [String], inputs: [String]) {
    let usual = evaluate(.initial)
    var (targets, inputs): ([String], [String]) = ([], [])
    for (index, word) in words.enumerated() {
      // 2G and d are numbers only where no file has that name: a directory d is a likely thing, 0xd is not.
      let isHex = word.lowercased().hasPrefix("0x")
      let isBareNumber = word.first?.isNumber == true || word.allSatisfy { $0.isHexDigit || $0 == "_" }
      let isPlace = (isHex || !isBareNumber) && (try? usual.address(word)) != nil
      if isPlace || beginsWithTarget && index == 0 || !isInput(word) {
        targets.append(word)
      } else {
        inputs.append(word)
      }
    }
    return (targets, inputs)
  }

  /// A device or an address that is asked for.
  static func target(_ text: String, in evaluation: Evaluation) throws -> Evaluation.Target {
    do throws(PlaceError) {
      return try evaluation.target(text)
    } catch {
      throw Failure(printable(error.text))
    }
  }

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
