extension KernelMappings {
  /// Undoes a mapping (`iounmap`). Returns the tracker's errno, nil for success.
  @discardableResult
  public mutating func iounmap(_ mapping: IOMapping) -> Int? { tracker.free(mapping.range, log: &log) }
}
