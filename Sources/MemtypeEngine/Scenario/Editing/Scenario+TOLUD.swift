extension Scenario {
  /// TOLUD by Linux's rule for this kernel: the end of low RAM (and of ACPI tables, since 6.11), page-rounded.
  ///
  /// It is the firmware map's, before `mem=` or the MTRR trim change anything.
  public var tolud: PhysicalAddress { sanitizedMap.tolud(for: kernel, cpu: cpu) }

  /// The firmware's map as the kernel takes it over.
  private var sanitizedMap: E820Table {
    var table = E820Table(kernel: kernel)
    var unread = KernelLog.unread
    table.setUp(firmware: firmwareMap, log: &unread)
    return table
  }

  /// The scenario with TOLUD moved to `tolud`.
  ///
  /// The largest low RAM entry grows or shrinks; what the firmware placed above it, up to and directly above
  /// TOLUD (ACPI tables, NVS, reserved), moves along with the devices in it. RAM that is cut off reappears at
  /// the end of RAM above 4 GiB, and is taken back from there, unless `remapsCutRAM` is off.
  ///
  /// - Throws: `EditError.notPageAligned`, `.noLowRAM`, `.toludTooLow`.
  public func settingTOLUD(_ tolud: PhysicalAddress) throws(EditError) -> Scenario {
    guard tolud % .page == 0 else { throw .notPageAligned(tolud) }
    let old = self.tolud
    guard tolud != old else { return self }
    let entries = sanitizedMap.entries
    let low = entries.indices.filter { entries[$0].type == .ram && entries[$0].range.end <= old }
    guard let main = low.max(by: { entries[$0].size < entries[$1].size }), old < .fourGiB else {
      throw .noLowRAM
    }
    let block = movingBlock(in: entries, after: main, tolud: old)
    let least = old &- entries[main].size &+ .page
    guard tolud >= least else { throw .toludTooLow(tolud, least: least) }
    let blockEnd = block.last.map { entries[$0].range.end } ?? entries[main].range.end

    var result = self
    let grows = tolud > old
    let delta = tolud &- old  // modulo 2^64: negative when shrinking
    if grows {
      try requireRoom(from: blockEnd, to: blockEnd &+ delta, tolud: tolud, entries: entries, block: block)
    }
    var moved = entries
    moved[main].size &+= delta
    for i in block { moved[i].address &+= delta }
    for i in result.devices.indices {
      let range = result.devices[i].range
      guard range.start >= entries[main].range.end, range.end <= blockEnd else { continue }
      result.devices[i].range = AddressRange(range.start &+ delta, range.end &+ delta)
    }
    if remapsCutRAM {
      try Self.adjustHighRAM(&moved, grows: grows, by: grows ? delta : 0 &- delta, physBits: cpu.physBits)
    }
    result.firmwareMap = moved
    // A map that the kernel does not believe (fewer than two entries) cannot be moved either.
    guard result.tolud == tolud else { throw .noLowRAM }
    return result
  }

  /// The entries above the main RAM entry that move with it: all up to TOLUD, and what directly follows.
  private func movingBlock(in entries: [E820Entry], after main: Int, tolud: PhysicalAddress) -> Range<Int> {
    var end = main + 1
    while end < entries.count, entries[end].address < tolud { end += 1 }
    while end < entries.count, entries[end].address == entries[end - 1].range.end,
      entries[end].range.end <= .fourGiB, entries[end].type != .ram
    { end += 1 }
    return (main + 1)..<end
  }

  /// Refuses when something stands where low memory would grow to.
  private func requireRoom(
    from old: PhysicalAddress, to new: PhysicalAddress, tolud: PhysicalAddress, entries: [E820Entry],
    block: Range<Int>
  ) throws(EditError) {
    let wanted = AddressRange(old, new)
    var obstacles = entries.indices.filter { !block.contains($0) }.map {
      (entries[$0].range, "a firmware entry")
    }
    obstacles += devices.map { ($0.range, $0.name) }
    obstacles.append((AddressRange(.fourGiB, .max), "4 GiB"))
    let first = obstacles.filter { $0.0.overlaps(wanted) && $0.0.start >= old }.min { $0.0 < $1.0 }
    if let (range, what) = first {
      throw .toludReaches(
        tolud, obstacle: range, what: what, most: tolud &- (new &- range.start).roundedUp(to: .page))
    }
  }

  /// Lengthens or shortens the RAM above 4 GiB by what low memory lost or gained.
  private static func adjustHighRAM(
    _ entries: inout [E820Entry], grows: Bool, by amount: UInt64, physBits: Int
  ) throws(EditError) {
    let high = entries.lastIndex { $0.type == .ram && $0.address >= .fourGiB }
    if grows {
      guard let high else { return }
      if entries[high].size <= amount {
        entries.remove(at: high)
      } else {
        entries[high].size -= amount
      }
      return
    }
    let end = high.map { entries[$0].range.end } ?? .fourGiB
    let next = entries.map(\.address).filter { $0 >= end }.min() ?? .top
    guard end.adding(clamped: amount) <= min(next, UInt64.mask(bits: physBits) &+ 1) else {
      throw .beyondPhysBits(end.adding(clamped: amount), bits: physBits)
    }
    if let high {
      entries[high].size += amount
    } else {
      let place = entries.firstIndex { $0.address >= .fourGiB } ?? entries.count
      entries.insert(E820Entry(address: .fourGiB, size: amount, type: .ram), at: place)
    }
  }
}

extension E820Table {
  /// TOLUD in bytes (`e820__end_of_low_ram_pfn`), without the line that the kernel prints for each question.
  func tolud(for kernel: KernelRevision, cpu: CPU) -> PhysicalAddress {
    endOfRAMPages(
      limit: .fourGiB >> 12, countingACPI: kernel.has(.acpiCountsAsRAM), maxArchPages: cpu.maxArchPages) << 12
  }
}

extension CPU {
  /// `max_arch_pfn`: what page tables of four or five levels can reach.
  public var maxArchPages: UInt64 {
    hasFiveLevelPaging ? E820Table.maxArchPages5Level : E820Table.maxArchPages4Level
  }
}
