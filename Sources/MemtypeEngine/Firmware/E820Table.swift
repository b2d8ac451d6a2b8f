/// The kernel's copy of the firmware memory map and everything that boot code does to it (arch/x86/kernel/e820.c).
///
/// Entries may overlap and be out of order until `sanitize` puts them right, as in the kernel.
public struct E820Table: Hashable, Sendable {
  public internal(set) var entries: [E820Entry] = []
  /// How many entries the kernel's table holds; further ones are dropped with a message.
  public let capacity: Int
  /// How this kernel's messages name the types.
  public let wording: E820Type.Wording
  /// A `mem=` or `memmap=` option was seen, so the map is printed again after the early parameters.
  public internal(set) var isUserDefined = false

  /// 128 entries from the boot loader and three for each of Debian's 1024 possible NUMA nodes.
  public static let usualCapacity = 128 + 3 * 1024

  /// An empty table.
  public init(kernel: KernelRevision = .newest, capacity: Int = E820Table.usualCapacity) {
    self.capacity = max(1, capacity)
    wording = E820Type.Wording(kernel)
  }

  /// Takes over the firmware's map, puts it in order and prints it (`e820__memory_setup`).
  ///
  /// A map of fewer than two entries, or one with an entry that wraps around, is not believed: a map with RAM in
  /// [0, 0x9f000) and `fallbackKiB` from 1 MiB takes its place.
  public mutating func setUp(
    firmware: [E820Entry], source: E820Message.Source = .biosE820, fallbackKiB: UInt64 = 0,
    log: inout KernelLog
  ) {
    entries.removeAll(keepingCapacity: true)
    var source = source
    if !append(firmware: firmware, log: &log) {
      source = .biosE801
      entries = [
        E820Entry(address: 0, size: 0x9f000, type: .ram),
        E820Entry(address: .mib, size: fallbackKiB << 10, type: .ram),
      ]
    }
    sanitize()
    log.append(.e820(.heading(source)))
    print(source, log: &log)
  }

  private mutating func append(firmware: [E820Entry], log: inout KernelLog) -> Bool {
    guard firmware.count >= 2 else { return false }
    entries.reserveCapacity(firmware.count)
    for entry in firmware {
      if entry.size != 0, entry.address > entry.address &+ entry.size &- 1 { return false }
      add(entry, log: &log)
    }
    return true
  }

  /// Appends an entry as it is, or says that there is no room for it (`__e820__range_add`).
  public mutating func add(_ entry: E820Entry, log: inout KernelLog) {
    guard entries.count < capacity else {
      log.append(
        .e820(.tooManyEntries(AddressRange(entry.address, entry.address &+ entry.size))))
      return
    }
    entries.append(entry)
  }

  /// One line for each entry in table order, and for each gap in newer kernels (`e820__print_table`).
  public func print(_ source: E820Message.Source, log: inout KernelLog) {
    // A log that forgets learns no more from further lines once it is not silent.
    guard log.isKept || log.isSilent else { return }
    var previousEnd: UInt64 = 0
    for entry in entries {
      if wording == .systemRAM {
        if entry.address < previousEnd { log.append(.e820(.outOfOrder)) }
        if entry.address > previousEnd {
          log.append(.e820(.gap(source, AddressRange(previousEnd, entry.address))))
        }
        previousEnd = entry.address &+ entry.size
      }
      log.append(.e820(.entry(source, entry, wording)))
    }
  }
}
