/// A change of one input by its path, as `--set KEY=VALUE` says it.
package struct InputEdit: Sendable {
  package let key: String
  package let value: FileNode

  package init(key: String, value: FileNode) {
    self.key = key
    self.value = value
  }
}

/// Why a change by a path cannot be.
package struct InputEditError: Error, Hashable, Sendable {
  package let key: String
  package let reason: String
}

extension Scenario {
  /// The scenario with several inputs changed, in the order in which they depend on each other: `tolud` comes after
  /// `cpu.phys-bits` wherever it stands. Changes of the same place keep their order.
  ///
  /// - Throws: `InputEditError` for the first that cannot be.
  package func applying(_ edits: [InputEdit]) throws(InputEditError) -> Scenario {
    var result = self
    let ordered = edits.enumerated().map { (place: Schema.place(ofText: $0.element.key), offset: $0.offset) }
      .sorted { ($0.place, $0.offset) < ($1.place, $1.offset) }
    for (_, offset) in ordered { result = try result.applying(edits[offset]) }
    return result
  }

  func applying(_ edit: InputEdit) throws(InputEditError) -> Scenario {
    do throws(EditError) {
      let path = try inputPath(edit.key)
      // Names of places are looked for only where no number stands: there are thousands of changes in a sweep.
      let isNumber = edit.value.word.map { (try? NumberText.parse($0)) != nil } ?? false
      let needsPlaces = !isNumber && Schema.field(path)?.takesAddress == true
      let places = needsPlaces ? evaluate(self).places : [:]
      return try setting(path, to: edit.value, places: places)
    } catch {
      throw InputEditError(key: edit.key, reason: error.reason)
    }
  }
}

extension Schema {
  /// Where the input with this path stands in the reading order; behind all for what is none.
  static func place(ofText text: String) -> Int {
    let list = InputList.allCases.first { text.hasPrefix($0.rawValue) }?.rawValue
    let key = field(named: text)?.key ?? list
    return key.flatMap { key in readingOrder.firstIndex { $0.key == key } } ?? readingOrder.count
  }
}
