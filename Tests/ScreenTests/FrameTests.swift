import Screen
import TestSupport
import Testing

@Suite(.bounded) struct FrameTests {
  @Test func textKeepsEveryRow() {
    #expect(Frame(size: Size(columns: 3, rows: 3)).text == "\n\n")
    #expect(Frame(size: Size(columns: 0, rows: 0)).text == "")
  }

  @Test func lettersOfRolesAndSurfacesAreDistinct() {
    let letters = Role.allCases.map(\.letter) + Surface.allCases.map(\.letter)
    #expect(Set(letters).count == letters.count)
  }

  @Test func framesCompareByContent() {
    var canvas = Canvas(size: Size(columns: 3, rows: 1))
    let blank = canvas.frame
    canvas.put("x", column: 1, row: 0)
    #expect(canvas.frame != blank)
    canvas.fill()
    #expect(canvas.frame == blank)
    canvas.setCursor(column: 2, row: 0)
    #expect(canvas.frame != blank)
    #expect(canvas.frame.cursor.map { $0.column } == 2)
  }

  @Test func aCellHoldsAtMostTwoMarks() {
    var canvas = Canvas(size: Size(columns: 3, rows: 1))
    canvas.text("a\u{301}\u{302}\u{303}", column: 0, row: 0)
    #expect(canvas.frame[0, 0].scalars == ["a", "\u{301}", "\u{302}"])
    #expect(canvas.frame[0, 0].character == "a\u{301}\u{302}")
  }
}
