import MemtypeEngine
import Screen
import Testing

@testable import Explorer

struct TinyScreenTests {
  @Test func noSizeIsTooSmall() {
    for columns in 0...45 {
      for rows in 0...12 {
        var explorer = Explorer(.initial)
        _ = explorer.update(.resized(Size(columns: columns, rows: rows)))
        _ = explorer.update(.key(.pageDown))
        let frame = frame(of: explorer, size: Size(columns: columns, rows: rows))
        #expect(frame.size == Size(columns: columns, rows: rows))
      }
    }
  }
}
