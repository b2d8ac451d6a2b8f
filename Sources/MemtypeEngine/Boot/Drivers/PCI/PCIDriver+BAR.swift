/// A memory BAR of a function.
package struct PCIMemoryBAR: Hashable, Sendable {
  package var number: Int
  package var range: AddressRange
  package var isFirstMemory: Bool

  package init(number: Int, range: AddressRange, isFirstMemory: Bool) {
    self.number = number
    self.range = range
    self.isFirstMemory = isFirstMemory
  }
}

/// What becomes of a BAR under its driver.
package enum PCIBARUse: Hashable, Sendable {
  case whole(MappingCall)
  /// Parts of it only.
  case parts([Device.Part])
  /// The driver leaves it alone.
  case notMapped
  /// Not in the table.
  case unknown
}

extension PCIDriver {
  /// What the driver asks for in a BAR of a function.
  package func use(of bar: PCIMemoryBAR, _ function: Function?, _ kernel: KernelRevision) -> PCIBARUse {
    guard let all = requests(function, kernel) else { return .unknown }
    let requests = all.filter { request in
      switch request.bar {
      case .number(let number): number == bar.number
      case .firstMemory: bar.isFirstMemory
      case .anyMemory: true
      }
    }
    guard let first = requests.first else { return .notMapped }
    if requests.count == 1, first.offset == .bytes(0), first.size.map({ $0 >= bar.range.size }) ?? true,
      !first.isOptional, first.call != .reserveIO(.wc)
    {
      return .whole(first.call)
    }
    let parts = requests.compactMap { part($0, of: bar.range, kernel) }
    return parts.isEmpty ? .notMapped : .parts(parts)
  }

  private func part(_ request: Request, of bar: AddressRange, _ kernel: KernelRevision) -> Device.Part? {
    let offset =
      switch request.offset {
      case .bytes(let bytes): bytes
      case .half: bar.size / 2
      }
    guard offset < bar.size else { return nil }
    let size = min(request.size ?? .max, bar.size - offset)
    guard size > 0 else { return nil }
    return Device.Part(
      name: request.part, range: AddressRange(start: bar.start &+ offset, size: size), call: request.call,
      function: request.function.isEmpty ? function : request.function,
      error: request.isOptional ? 0 : failure.error(kernel))
  }
}
