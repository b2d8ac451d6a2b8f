extension Evaluation {
  /// Whether another evaluation comes to the same in all that people look at: types and where they come from, what is
  /// tracked, how drivers fare, and what the kernel says.
  package func isAlike(_ other: Evaluation) -> Bool {
    segments == other.segments && outcomes == other.outcomes && tracked == other.tracked
      && memoryMap == other.memoryMap && pat == other.pat
      && trace.log.map(\.text) == other.trace.log.map(\.text)
  }
}
