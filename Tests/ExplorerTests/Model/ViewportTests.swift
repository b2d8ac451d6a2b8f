import TestSupport
import Testing

@testable import Explorer

@Suite(.bounded) struct ViewportTests {
  @Test func theCursorIsAlwaysInView() {
    for count in 0...12 {
      for height in 0...7 {
        for top in -3...14 {
          for cursor in -2...13 {
            var viewport = Viewport(cursor: cursor, top: top)
            viewport.settle(count: count, height: height)
            #expect(viewport.top >= 0 && viewport.top <= max(0, count - height) || height == 0)
            guard count > 0, height > 0 else { continue }
            #expect((viewport.top..<viewport.top + height).contains(viewport.cursor))
            let again = viewport
            viewport.settle(count: count, height: height)
            #expect(viewport == again)
          }
        }
      }
    }
  }

  /// Bytes on a slow line: inside the page nothing scrolls, at its edge a third of it does.
  @Test func thePageScrollsByThirds() {
    var viewport = Viewport(cursor: 0, top: 0)
    var tops: [Int] = []
    for cursor in 0..<100 {
      viewport.cursor = cursor
      viewport.settle(count: 100, height: 12)
      if tops.last != viewport.top { tops.append(viewport.top) }
    }
    #expect(tops == Array(stride(from: 0, through: 88, by: 4)))
  }
}
