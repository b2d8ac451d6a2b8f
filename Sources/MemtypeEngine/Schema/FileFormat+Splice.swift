extension FileFormat.Change {
  /// A list by the stretches of the old one that are replaced, in their order:
  /// `- {at: 3, remove: 1, insert: [...]}`.
  static func splices<Element: Hashable & Sendable>(
    of element: FileFormat<Element>, atMost limit: Int
  ) -> FileFormat<[Element]>.Change where Value == [Element] {
    let accepted = "a list of at, remove and insert"
    return FileFormat<[Element]>.Change(
      write: { new, old in
        .list(
          ListSplice.splices(from: old, to: new).map { splice in
            .record([
              .init(key: "at", value: .integer(splice.old.lowerBound)),
              .init(key: "remove", value: .integer(splice.old.count)),
              .init(key: "insert", value: .list(new[splice.new].map(element.write))),
            ])
          })
      },
      read: { node, old throws(ScenarioFileError) in
        var result: [Element] = []
        var kept = 0
        for splice in try node.elements(accepted: accepted) {
          let entries = try splice.entries(accepted: accepted)
          func part(_ key: String) throws(ScenarioFileError) -> FileNode {
            guard let entry = entries.first(where: { $0.key == key }) else {
              throw splice.rejected(accepted: accepted)
            }
            return entry.value
          }
          let start = try FileFormat<Int>.integer(kept...old.count).read(try part("at"))
          let count = try FileFormat<Int>.integer(0...old.count - start).read(try part("remove"))
          result += old[kept..<start]
          for inserted in try part("insert").elements(accepted: element.accepted) {
            result.append(try element.read(inserted))
          }
          kept = start + count
        }
        result += old[kept...]
        guard result.count <= limit else {
          throw node.error(
            found: "\(node.name) has \(result.count) entries", accepted: "\(limit) entries at most")
        }
        return result
      })
  }
}

/// A stretch of a list, and what stands there instead.
struct ListSplice: Hashable, Sendable {
  var old: Range<Int>
  var new: Range<Int>

  /// How much may be left out on both sides before what is left of them counts as one stretch.
  private static let window = 32

  /// In order, with something unchanged between any two; found in linear time, so not always the fewest.
  static func splices<Element: Equatable>(from old: [Element], to new: [Element]) -> [ListSplice] {
    let shorter = min(old.count, new.count)
    var start = (0..<shorter).first { old[$0] != new[$0] } ?? shorter
    let most = shorter - start
    let kept = (0..<most).first { old[old.count - 1 - $0] != new[new.count - 1 - $0] } ?? most
    let (oldEnd, newEnd) = (old.count - kept, new.count - kept)
    var other = start
    var result: [ListSplice] = []
    while start < oldEnd || other < newEnd {
      if start < oldEnd, other < newEnd, old[start] == new[other] {
        (start, other) = (start + 1, other + 1)
        continue
      }
      func isSame(_ i: Int, _ j: Int) -> Bool { i < oldEnd && j < newEnd && old[i] == new[j] }
      // Where they meet again with the least left out on both sides together.
      var next = (oldEnd, newEnd)
      search: for distance in 1...window {
        for skipped in 0...distance where isSame(start + skipped, other + distance - skipped) {
          next = (start + skipped, other + distance - skipped)
          break search
        }
      }
      result.append(ListSplice(old: start..<next.0, new: other..<next.1))
      (start, other) = next
    }
    return result
  }
}
