import MemtypeEngine
import VisibleText

/// What is wrong with a file of one format: a line, what was found there, and what the format accepts.
public protocol FormatError: Error, Sendable, CustomStringConvertible {
  /// The format's name, `/proc/mtrr`.
  static var format: String { get }
  /// What a line of the format looks like, in words or by an example.
  static var accepted: String { get }
  /// From 1; 0 where the whole file is meant.
  var line: Int { get }
  /// What was found instead, short and printable.
  var found: String { get }

  init(line: Int, found: String)
}

extension FormatError {
  public var description: String {
    printable("\(Self.format):\(line): \(found); accepted: \(Self.accepted)")
  }
}

/// Why input could not be opened: what scenario files and those of a machine have in common.
public typealias InputError = ScenarioFileError

extension InputError {
  public init(file: String, _ error: some FormatError) {
    self.init(
      file: file, line: error.line > 0 ? error.line : nil, found: error.found,
      accepted: type(of: error).accepted)
  }
}
