/// What is common to several ways through a method. Comparing costs steps by what is compared: two large packages in a
/// loop would otherwise take for ever.
extension ACPIInterpreter {
  /// The value where both ways have the same one.
  mutating func merged(_ a: ACPIValue, _ b: ACPIValue) -> ACPIValue {
    spend(min(a.size, b.size) / 8)
    return !isExhausted && a == b ? a : .unknown
  }

  /// Keeps of the state what another way has in common with it.
  mutating func merge(_ other: State) {
    spend(state.size / 8)
    var values = state.values
    // Otherwise every change would copy it.
    state.values = [:]
    for (node, value) in other.values {
      values[node] = values[node].map { merged($0, value) } ?? .unknown
    }
    for node in values.keys where other.values[node] == nil { values[node] = .unknown }
    state.values = values
    state.mergePlaces(other)
  }
}

extension ACPIInterpreter.State {
  /// How many objects it knows of.
  var size: Int { values.count + bases.count + bufferFields.count }

  /// Regions and buffer fields: one that only one way has declared is what it has declared.
  fileprivate mutating func mergePlaces(_ other: Self) {
    for (node, extent) in other.bases where bases[node] != extent {
      guard let own = bases[node] else {
        bases[node] = extent
        continue
      }
      bases[node] = .init(
        base: own.base == extent.base ? own.base : nil, length: own.length == extent.length ? own.length : nil
      )
    }
    for (node, field) in other.bufferFields where bufferFields[node] != field {
      bufferFields[node] = bufferFields[node] == nil ? field : .init(source: .unknown, bit: nil, width: nil)
    }
  }
}
