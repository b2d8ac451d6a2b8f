import MemtypeEngine

/// A value that is being typed where it stands.
struct FieldEdit: Hashable, Sendable {
  var field: Field
  var editor: LineEditor
  /// Why the text as it stands cannot be; nil if it can.
  var error: FieldError?
  /// What names stood for when it began: while TOLUD is typed, `tolud` is where it was.
  var places: [String: PhysicalAddress] = [:]
}

/// A line that asks for an address, a command or something to search for.
struct Prompt: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case address, command, search, open, saveAs }

  var kind: Kind
  var editor = LineEditor()
  /// The row of the list of commands.
  var selection = 0
  /// What is done once a scenario is saved.
  var next = SaveRequest.Next.stay
}
