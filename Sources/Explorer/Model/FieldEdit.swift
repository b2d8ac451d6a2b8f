import MemtypeEngine

/// A value that is being typed where it stands.
struct FieldEdit: Hashable, Sendable {
  var field: InputPath
  var editor: LineEditor
  /// Why the text as it stands cannot be; nil if it can.
  var error: EditError?
  /// What names stood for when it began: while TOLUD is typed, `tolud` is where it was.
  var places: [String: PhysicalAddress] = [:]
}
