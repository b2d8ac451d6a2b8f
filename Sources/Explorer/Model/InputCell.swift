import MemtypeEngine

/// What the cursor can stand on among the inputs.
enum InputCell: Hashable, Sendable {
  case input(InputPath)
  /// The line that opens a part or folds it away.
  case section(InputSection)
  /// The line that unfolds something else.
  case fold(Fold)

  var path: InputPath? { if case .input(let path) = self { path } else { nil } }
}

extension InputPath {
  var field: ScenarioField? { Schema.field(self) }
  /// A value is typed; otherwise it is chosen.
  var isTyped: Bool { field?.isTyped ?? false }
}
