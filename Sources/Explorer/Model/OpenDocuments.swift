import MemtypeEngine

/// A document that is open but not in front, with the place where the user was in it.
struct BackgroundDocument: Sendable {
  var document: Document
  var baseline: Evaluation
  var baselineKind: BaselineKind
  var ruler: Ruler
  var viewports: [Pane: Viewport]
  var indents: [Pane: Int]
  var places: VisitedPlaces
  var wish = RegisterWish()
}

/// What is compared with.
enum BaselineKind: Hashable, Sendable {
  /// The scenario as it was opened.
  case opened
  /// A moment that was made the baseline.
  case moment
  /// Another scenario that is open, by its document and its name; as it is whenever one comes back to this one, or as it
  /// was when it was closed.
  case other(Int, String)
}

/// The documents that are open before and after the one in front.
struct OpenDocuments: Sendable {
  var before: [BackgroundDocument] = []
  var after: [BackgroundDocument] = []
  private(set) var nextID = 2

  var count: Int { before.count + after.count + 1 }
  /// The place of the one in front, from 0.
  var front: Int { before.count }

  mutating func makeID() -> Int {
    defer { nextID += 1 }
    return nextID
  }

  /// The document at a place; nil for the one in front.
  subscript(place: Int) -> BackgroundDocument? {
    if before.indices.contains(place) { return before[place] }
    let index = place - before.count - 1
    return after.indices.contains(index) ? after[index] : nil
  }

  /// Removes and returns the document at a place, and files the one in front among the others; nil for the one in front
  /// itself.
  mutating func bringForward(_ place: Int, puttingAway current: BackgroundDocument) -> BackgroundDocument? {
    guard place != front, self[place] != nil else { return nil }
    var all = before + [current] + after
    let result = all[place]
    (before, after) = (Array(all[..<place]), Array(all[(place + 1)...]))
    all = []
    return result
  }

  /// The next one instead of the one in front, which goes; nil where there is no other.
  mutating func closeFront() -> BackgroundDocument? {
    after.isEmpty ? before.popLast() : after.removeFirst()
  }

  mutating func changeDocument(_ id: Int, _ change: (inout Document) -> Void) {
    for i in before.indices where before[i].document.id == id { change(&before[i].document) }
    for i in after.indices where after[i].document.id == id { change(&after[i].document) }
  }
}
