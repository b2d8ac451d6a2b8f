/// A value of a YAML document. Scalars stay as they are written: 6.10 is a release and 000000 a colour, not numbers.
public struct YAMLNode: Sendable {
  public enum Content: Sendable {
    case scalar(String)
    case sequence([YAMLNode])
    /// In the order of the text; a key stands once.
    case mapping([(key: String, value: YAMLNode)])
  }

  public let content: Content
  /// From 1. For an empty value the line of its key.
  public let line: Int

  public var scalar: String? { if case .scalar(let text) = content { text } else { nil } }
  public var mapping: [(key: String, value: YAMLNode)]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The one document of a text; nil for a text that says nothing.
  ///
  /// - Parameters:
  ///   - text: the whole of it, in memory for as long as it is read.
  ///   - mostValues: how many values there may be, keys and what aliases repeat included; checked before they are held.
  /// - Throws: `YAMLError` with the line of what cannot be used.
  public init?(yaml text: String, mostValues: Int) throws(YAMLError) {
    var parser = YAMLComposer(mostValues: mostValues)
    guard let root = try parser.root(of: text) else { return nil }
    self = root
  }

  init(_ content: Content, line: Int) {
    self.content = content
    self.line = line
  }
}

/// Why a text is no document that can be used.
public enum YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
  case syntax(problem: String, line: Int?)
  case repeatedKey(String, line: Int)
  /// A list or a mapping stands where a key belongs.
  case noKey(line: Int)
  case tooManyValues(limit: Int, line: Int)
  case tooDeep(limit: Int, line: Int)

  /// From 1; nil when it is the whole text.
  public var line: Int? {
    switch self {
    case .syntax(_, let line): line
    case .repeatedKey(_, let line), .noKey(let line), .tooManyValues(_, let line), .tooDeep(_, let line): line
    }
  }

  public var description: String {
    switch self {
    case .syntax(let problem, _): "no YAML: \(problem)"
    case .repeatedKey(let key, _): "given twice: \(key)"
    case .noKey: "something that is no key"
    case .tooManyValues(let limit, _): "more than \(limit) values, aliases unfolded"
    case .tooDeep(let limit, _): "values in values, more than \(limit) deep"
    }
  }
}
