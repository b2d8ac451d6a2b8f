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

/// Why input could not be opened, in one line for people.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path as it was given, `-` for standard input.
  public var file: String
  /// From 1; nil where the whole file is meant.
  public var line: Int?
  public var found: String
  public var accepted: String

  public init(file: String, line: Int? = nil, found: String, accepted: String) {
    self.file = file
    self.line = line
    self.found = found
    self.accepted = accepted
  }

  public init(file: String, _ error: some FormatError) {
    self.init(
      file: file, line: error.line > 0 ? error.line : nil, found: error.found,
      accepted: type(of: error).accepted)
  }

  /// `msrs.txt:7: not a register value: "xyz"; accepted: 0x2ff 0000000000000c06`.
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return printable("\(place): \(found); accepted: \(accepted)")
  }
}
