/// What the address is that `iounmap` gets.
public enum IounmapTarget: Hashable, Sendable {
  /// What ioremap returned.
  case mapping(IOMapping)
  /// The direct map of RAM, and of the ISA window.
  case directMap
  /// Another address outside the area from which ioremap takes its own.
  case elsewhere
  /// In that area, but nothing is mapped there.
  case unknown
}

extension KernelMappings {
  /// Undoes a mapping (`iounmap`). Returns the tracker's errno, nil for success.
  @discardableResult
  public mutating func iounmap(_ mapping: IOMapping) -> Int? { tracker.free(mapping.range, log: &log) }

  /// The same for any address. What ioremap did not return costs a line at most.
  ///
  /// A WARN for ISA addresses of the direct map stands in the source, but the test before it catches them already.
  @discardableResult
  public mutating func iounmap(_ target: IounmapTarget) -> Int? {
    switch (target, mtrr.kernel.has(.strictIounmap)) {
    case (.mapping(let mapping), _): return iounmap(mapping)
    case (.directMap, false): break
    case (.directMap, true), (.elsewhere, true):
      if !warned.iounmap { log.append(.mapping(.iounmapTrace)) }
      warned.iounmap = true
    case (.elsewhere, false), (.unknown, _): log.append(.mapping(.badIounmap))
    }
    return nil
  }
}
