import CYAML

/// Makes nodes of libyaml's events, one at a time, so that a text costs no more than the values that it may hold.
struct YAMLComposer {
  /// What is read and destroyed step by step must fit on a stack; no file of ours comes near it.
  private static let deepest = 64

  /// A list or a mapping whose end has not come.
  private struct Open {
    var isMapping: Bool
    var line: Int
    var anchor: String?
    var elements: [YAMLNode] = []
    var entries: [(key: String, value: YAMLNode)] = []
    var keys: Set<String> = []
    /// A key that waits for its value.
    var key: (name: String, line: Int)?
    /// Values in it, itself included, and how deep they stand in each other.
    var count = 1
    var height = 1
  }

  private struct Anchored {
    var node: YAMLNode
    var count: Int
    var height: Int
  }

  private let mostValues: Int
  private var values = 0
  private var open: [Open] = []
  private var anchors: [String: Anchored] = [:]
  private var root: YAMLNode?

  init(mostValues: Int) {
    self.mostValues = mostValues
  }

  mutating func root(of text: String) throws(YAMLError) -> YAMLNode? {
    var text = text
    var outcome: YAMLError?
    text.withUTF8 { bytes in
      do throws(YAMLError) { try compose(bytes) } catch { outcome = error }
    }
    if let outcome { throw outcome }
    return root
  }

  private mutating func compose(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { throw .syntax(problem: "no memory", line: nil) }
    defer { yaml_parser_delete(&parser) }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else { throw Self.error(of: parser) }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { return }
      try take(event)
    }
  }

  private mutating func take(_ event: yaml_event_t) throws(YAMLError) {
    let line = Self.line(event.start_mark)
    switch event.type {
    case YAML_DOCUMENT_START_EVENT:
      if root != nil { throw .syntax(problem: "another document begins", line: line) }
    case YAML_ALIAS_EVENT:
      let name = Self.text(event.data.alias.anchor)
      guard let anchored = anchors[name] else { throw .syntax(problem: "found undefined alias", line: line) }
      try add(anchored, line: line, isNew: true)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let anchor = scalar.anchor.map { Self.text($0) }
      // The mark of an empty value is where the next one begins.
      let place = text.isEmpty ? open.last?.key?.line ?? line : line
      try close(
        Anchored(node: YAMLNode(.scalar(text), line: place), count: 1, height: 1), anchor: anchor,
        line: place,
        isNew: true)
    case YAML_SEQUENCE_START_EVENT:
      try begin(isMapping: false, line: line, anchor: event.data.sequence_start.anchor)
    case YAML_MAPPING_START_EVENT:
      try begin(isMapping: true, line: line, anchor: event.data.mapping_start.anchor)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      guard let ended = open.popLast() else { return }
      let content: YAMLNode.Content = ended.isMapping ? .mapping(ended.entries) : .sequence(ended.elements)
      try close(
        Anchored(node: YAMLNode(content, line: ended.line), count: ended.count, height: ended.height),
        anchor: ended.anchor, line: ended.line, isNew: false)
    default: break
    }
  }

  private mutating func begin(
    isMapping: Bool, line: Int, anchor: UnsafeMutablePointer<UInt8>?
  ) throws(YAMLError) {
    if let last = open.last, last.isMapping, last.key == nil { throw .noKey(line: line) }
    guard open.count < Self.deepest else { throw .tooDeep(limit: Self.deepest, line: line) }
    try count(1, line: line)
    open.append(Open(isMapping: isMapping, line: line, anchor: anchor.map { Self.text($0) }))
  }

  private mutating func close(
    _ value: Anchored, anchor: String?, line: Int, isNew: Bool
  ) throws(YAMLError) {
    if let anchor { anchors[anchor] = value }
    try add(value, line: line, isNew: isNew)
  }

  /// Puts a whole value where it stands: as a key, as the value of one, in a list, or as the document.
  private mutating func add(_ value: Anchored, line: Int, isNew: Bool) throws(YAMLError) {
    if isNew { try count(value.count, line: line) }
    guard !open.isEmpty else {
      root = value.node
      return
    }
    guard open.count + value.height <= Self.deepest else { throw .tooDeep(limit: Self.deepest, line: line) }
    let last = open.count - 1
    open[last].count += value.count
    open[last].height = max(open[last].height, value.height + 1)
    guard open[last].isMapping else {
      open[last].elements.append(value.node)
      return
    }
    if let key = open[last].key {
      open[last].entries.append((key.name, value.node))
      open[last].key = nil
    } else {
      guard let name = value.node.scalar else { throw .noKey(line: line) }
      guard open[last].keys.insert(name).inserted else { throw .repeatedKey(name, line: line) }
      open[last].key = (name, line)
    }
  }

  private mutating func count(_ more: Int, line: Int) throws(YAMLError) {
    values += more
    guard values <= mostValues else { throw .tooManyValues(limit: mostValues, line: line) }
  }

  private static func error(of parser: yaml_parser_t) -> YAMLError {
    let problem = parser.problem.map { String(cString: $0) } ?? "unreadable"
    // A reader's error has no mark, only the place in bytes.
    let hasMark = parser.error == YAML_SCANNER_ERROR || parser.error == YAML_PARSER_ERROR
    return .syntax(problem: problem, line: hasMark ? line(parser.problem_mark) : nil)
  }

  private static func line(_ mark: yaml_mark_t) -> Int { Int(clamping: mark.line) + 1 }

  private static func text(_ name: UnsafeMutablePointer<UInt8>) -> String {
    String(decodingCString: name, as: UTF8.self)
  }
}
