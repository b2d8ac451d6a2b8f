/// What a machine has and what it needs, as wanted maps.
extension Evaluation {
  /// The map that the machine has: as Linux reads a state that it forced on itself, else as a processor reads the
  /// registers. Stretches without a defined type are "any".
  /// Throws `WantedMapError.tooMany` where masks with holes cut the space into more pieces than a map may have.
  package func registerMap() throws(WantedMapError) -> WantedMap {
    let physBits = scenario.cpu.physBits
    var pieces: [WantedMap.Piece] = []
    if override.isApplied {
      pieces = typeRanges.map { .init($0.range, MemoryType.mtrrTypes.contains($0.type) ? $0.type : nil) }
    } else {
      let space = AddressRange(0, 1 << UInt64(min(max(physBits, 12), 52)))
      for segment in HardwareReading(mtrr).segments(in: space) {
        if pieces.count >= WantedMap.mostPieces { throw .tooMany(pieces.count) }
        let isWanted = segment.answer.isDefined && MemoryType.mtrrTypes.contains(segment.answer.type)
        pieces.append(.init(segment.range, isWanted ? segment.answer.type : nil))
      }
    }
    return try WantedMap(physBits: physBits, filledWith: nil, painting: pieces)
  }

  /// The least that the machine's memory map asks for: RAM and ACPI's memory write-back, the PCI hole, devices and what
  /// lies above RAM uncached. Reserved memory below TOLUD, and right above it where it was carved out of RAM, may have
  /// any type: nothing of it is Linux's. Throws where the memory map reaches beyond the address space.
  package func neededMap() throws(WantedMapError) -> WantedMap {
    let size: UInt64 = 1 << UInt64(min(max(scenario.cpu.physBits, 32), 52))
    var pieces: [WantedMap.Piece] = [.init(AddressRange(0, carvedOutEnd), nil)]
    for entry in scenario.firmwareMap where [.ram, .acpi, .nvs].contains(entry.type) {
      // A page that is RAM in part is kept whole.
      pieces.append(.init(entry.range.pageRounded, .wb))
    }
    for device in scenario.devices where device.range.start >= tolud {
      pieces.append(.init(device.range.pageRounded, .uc))
    }
    let inSpace = pieces.map { piece in
      WantedMap.Piece(AddressRange(min(piece.range.start, size), min(piece.range.end, size)), piece.type)
    }
    return try WantedMap(
      physBits: scenario.cpu.physBits, filledWith: .uc, painting: inSpace.filter { !$0.range.isEmpty })
  }

  /// Where the reserved entries end that follow TOLUD without a gap: graphics memory, SMRAM and the like.
  private var carvedOutEnd: PhysicalAddress {
    var end = tolud.roundedDown(to: .page)
    for entry in scenario.firmwareMap.sorted(by: { $0.address < $1.address })
    where entry.type == .reserved && entry.range.start <= end && entry.range.end > end {
      end = min(entry.range.end.roundedDown(to: .page), .fourGiB)
    }
    return end
  }

  /// What the firmware's registers hold, as blocks; pairs that are no legal block are left out.
  package var registerBlocks: [RegisterBlock] {
    scenario.mtrr.variable.compactMap { RegisterBlock($0, physBits: scenario.cpu.physBits) }
  }
}
