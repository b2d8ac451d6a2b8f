import TestSupport
import Testing

@testable import Explorer

@Suite(.bounded) struct HistoryTests {
  @Test func undoAndRedoWalkTheSameValues() {
    var history = History(0)
    for value in 1...500 { history.record(value, title: "to \(value)") }
    #expect(history.depth == 500)
    for value in (0..<500).reversed() {
      #expect(history.undo() == "to \(value + 1)")
      #expect(history.present == value)
    }
    #expect(history.undo() == nil && !history.canUndo)
    for value in 1...500 {
      #expect(history.redo() == "to \(value)")
      #expect(history.present == value)
    }
    #expect(history.redo() == nil && !history.canRedo)
  }

  @Test func aNewEditForgetsWhatWasTakenBack() {
    var history = History("a")
    history.record("b", title: "b")
    _ = history.undo()
    history.record("c", title: "c")
    #expect(!history.canRedo)
    _ = history.undo()
    #expect(history.present == "a")
  }

  @Test func theSameValueIsNoStep() {
    var history = History(1)
    history.record(1, title: "nothing")
    #expect(!history.canUndo)
  }
}
