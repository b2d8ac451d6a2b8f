import MemtypeEngine

/// A value that is being typed where it stands.
struct FieldEdit: Hashable, Sendable {
  var field: Field
  var editor: LineEditor
  /// Why the text as it stands cannot be; nil if it can.
  var error: FieldError?
}

/// A line that asks for an address, a command or something to search for.
struct Prompt: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case address, command, search }

  var kind: Kind
  var editor = LineEditor()
  /// The row of the list of commands.
  var selection = 0
}
