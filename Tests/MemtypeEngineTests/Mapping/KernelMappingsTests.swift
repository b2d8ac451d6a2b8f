import TestSupport
import Testing

@testable import MemtypeEngine

@Suite("Kernel mappings", .bounded) struct KernelMappingsTests {
  private static func machine(
    hole: Bool, encryption: KernelMappings.MemoryEncryption = .guest, resources: [MemoryResource] = []
  ) -> KernelMappings {
    var log = KernelLog()
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 46))
    let range = MTRRState.pciHoleRange(tolud: 0x8000_0000, physBits: 46)
    state.guestForce(hole ? [range] : nil, defaultType: .wb, on: .tdx, log: &log)
    state.initialize(.allZero, log: &log)
    let ram = [
      AddressRange(0x1000, 0xa0000), AddressRange(.mib, 0x8000_0000), AddressRange(.fourGiB, .fourGiB + .gib),
    ]
    return KernelMappings(
      physBits: 46, mtrr: state,
      resources: ResourceTree(ram.map { MemoryResource($0, .systemRAM, "System RAM") } + resources),
      encryption: encryption)
  }

  private static let tpm = AddressRange(0xfed4_0000, 0xfed4_5000)

  @Test(arguments: [false, true]) func theFailureAndTheCure(hasHole: Bool) {
    var kernel = Self.machine(hole: hasHole)
    var region = RegionWindows(base: Self.tpm.start, length: Self.tpm.size)
    let access = kernel.access(&region, at: Self.tpm.start, width: 32)
    #expect(access.status == .ok)
    #expect(access.map?.mode == (hasHole ? .ucMinus : .wb))
    let answer = kernel.ioremap(Self.tpm.start, size: Self.tpm.size)
    #expect(
      answer.decidedBy
        == TrackedEntry(AddressRange(0xfed4_0000, 0xfed4_1000), hasHole ? .ucMinus : .wb))
    if hasHole {
      #expect(answer.mapping?.mode == .ucMinus)
      #expect(kernel.log.isEmpty)
    } else {
      #expect(answer.failure == .modeNotAllowed(.wb))
      #expect(answer.got == .wb)
      #expect(
        kernel.log.map(\.text) == [
          "ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0"
        ])
      #expect(kernel.tracker.entries.count == 1)
    }
  }

  @Test func failuresSayWhy() {
    var kernel = Self.machine(hole: true)
    #expect(kernel.ioremap(0xfed0_0000, size: 0).failure == .invalidRange)
    #expect(kernel.ioremap(.max, size: 2).failure == .invalidRange)
    #expect(kernel.ioremap(1 << 46, size: 1).failure == .invalidAddress)
    #expect(kernel.ioremap(.mib, size: 0x2000).failure == .ram)
    #expect(kernel.ioremap(0x9_f000, size: 0x3000, .wc).failure == .ram)
    #expect(kernel.ioremap(0xd000_0000, size: 0x1000, .wc).failure == nil)
    #expect(kernel.ioremap(0xd000_1000, size: 0x1000, .wt).failure == nil)
    let spanning = kernel.ioremap(0xd000_0000, size: 0x2000)
    #expect(spanning.failure == .reserveFailed(Errno.busy))
    #expect(spanning.conflictsWith?.mode == .wt)
    #expect(kernel.log.filter(\.isWarning).count == 2)
  }

  @Test func warningsOfTheOnceKindComeOnce() {
    var kernel = Self.machine(hole: false)
    for _ in 0..<3 {
      kernel.ioremap(1 << 50, size: 16)
      kernel.ioremap(.mib, size: 0x1000)
    }
    #expect(kernel.log.count { $0 == .mapping(.invalidAddressTrace) } == 1)
    #expect(kernel.log.count { $0 == .mapping(.invalidAddress(1 << 50)) } == 3)
    #expect(kernel.log.count { $0.text.hasPrefix("ioremap on RAM") } == 1)
  }

  @Test func acpiSharesItsMappings() {
    var kernel = Self.machine(hole: false)
    let first = kernel.acpiMap(0xfed0_0010, size: 0x20)
    let second = kernel.acpiMap(0xfed0_0800, size: 0x800)
    #expect(second.outcome == .reused(first.entry ?? -1))
    #expect(second.mode == .wb && second.ioremap == nil)
    #expect(kernel.tracker.entries.count == 1)
    kernel.acpiUnmap(first.entry ?? -1)
    #expect(kernel.tracker.entries.count == 1)
    kernel.acpiUnmap(first.entry ?? -1)
    #expect(kernel.tracker.entries.isEmpty && kernel.acpi.entries.isEmpty)
    kernel.acpiUnmap(first.entry ?? -1)
    #expect(kernel.log.map(\.isWarning) == [true])
  }

  @Test func acpiBeforeItsListIsNotTracked() {
    var kernel = Self.machine(hole: false)
    kernel.acpi.isPermanent = false
    #expect(kernel.acpiMap(0x7ff0_0000, size: 0x1000).outcome == .early)
    #expect(kernel.acpiMap(0, size: 0x1000).isFailure)
    #expect(kernel.acpi.entries.isEmpty && kernel.tracker.entries.isEmpty)
  }

  @Test func confidentialGuestEncryptsWhatFirmwareDescribes() {
    let tables = MemoryResource(
      AddressRange(0x8000_0000, 0x8000_4000), .busy, "ACPI Tables", descriptor: .acpiTables)
    var guest = Self.machine(hole: true, resources: [tables])
    #expect(guest.ioremap(0x8000_0000, size: 0x1000, .cache).mapping?.isEncrypted == true)
    #expect(guest.ioremap(0xfed0_0000, size: 0x1000, .cache).mapping?.isEncrypted == false)
    guest.privateMMIO = [AddressRange(0xfed0_0000, 0xfed0_1000)]
    #expect(guest.ioremap(0xfed0_0000, size: 0x1000).mapping?.isEncrypted == true)
    var host = Self.machine(hole: true, encryption: .none, resources: [tables])
    #expect(host.ioremap(0x8000_0000, size: 0x1000, .cache).mapping?.isEncrypted == false)
  }

  @Test func reservedRAMPagesCanBeMapped() {
    var kernel = Self.machine(hole: false)
    kernel.reservedPages = [AddressRange(0x30_0000, 0x30_1000), AddressRange(0x30_1000, 0x30_2000)]
    #expect(kernel.ioremap(0x30_0000, size: 0x2000, .cache).mapping != nil)
    #expect(kernel.ioremap(0x30_0000, size: 0x3000, .cache).failure == .ram)
  }

  @Test func reserveIOWarnsOfRangesAcrossResources() {
    var kernel = Self.machine(
      hole: false, resources: [MemoryResource(AddressRange(0xd000_0000, 0xd100_0000), .plain, "0000:00:02.0")]
    )
    #expect(kernel.reserveIO(AddressRange(0xd000_0000, 0xd100_0000), .wc).mode == .wc)
    #expect(kernel.log.isEmpty)
    #expect(kernel.reserveIO(AddressRange(0xd0ff_0000, 0xd110_0000), .wc).error == nil)
    #expect(kernel.log.count == 2)
  }

  /// No call traps, whatever the numbers, and unmapping everything leaves nothing behind.
  @Test(arguments: [1, 2, 3] as [UInt64]) func noInputTraps(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let edges: [UInt64] = [
      0, 0xfff, 0xa0000, .mib, 0x7fff_f000, 0x8000_0000, 0xfed4_0000, .fourGiB, 1 << 46, .top, 1 << 63, .max,
    ]
    func number() -> UInt64 {
      switch UInt8.random(in: 0..<4, using: &generator) {
      case 0: generator.next()
      case 1: generator.next() >> UInt64.random(in: 0..<64, using: &generator)
      case 2: 0xfed0_0000 + UInt64.random(in: 0..<0x8_0000, using: &generator)
      default: (edges.randomElement(using: &generator) ?? 0) &+ generator.next() % 3 &- 1
      }
    }
    func range() -> AddressRange { AddressRange(number(), number()) }
    let kinds: [MemoryResource.Kind] = [.systemRAM, .busy, .plain]
    var kernel = Self.machine(
      hole: true,
      resources: (0..<20).map { MemoryResource(range(), kinds[$0 % 3], "x", descriptor: .persistentMemory) })
    kernel.memoryMap = (0..<20).map {
      E820Entry(address: number(), size: number(), type: .init(rawValue: $0))
    }
    kernel.efi = (0..<8).map { EFIRegion(range(), type: $0, attributes: number()) }
    var region = RegionWindows(base: number(), length: number())
    var mappings: [IOMapping] = []
    var acpi: [Int] = []
    for _ in 0..<3000 {
      let variant = IoremapVariant.allCases.randomElement(using: &generator) ?? .plain
      switch UInt8.random(in: 0..<6, using: &generator) {
      case 0, 1:
        if let made = kernel.ioremap(number(), size: number(), variant).mapping { mappings.append(made) }
      case 2:
        if let entry = kernel.acpiMap(number(), size: number()).entry { acpi.append(entry) }
      case 3:
        let flags = MemremapFlags(rawValue: UInt8.random(in: 0..<32, using: &generator))
        if let made = kernel.memremap(number(), size: number(), flags).mapping { mappings.append(made) }
      case 4: _ = kernel.access(&region, at: number(), width: [8, 16, 32, 64, 7][Int(number() % 5)])
      default: _ = kernel.resources.request(range(), name: "driver")
      }
    }
    #expect(mappings.count > 10)
    for mapping in mappings { kernel.iounmap(mapping) }
    for entry in acpi { kernel.acpiUnmap(entry) }
    for window in region.windows { kernel.acpiUnmap(window.entry ?? -1) }
    // An end of 2^52 cannot be given back (its mask is 0).
    #expect(kernel.tracker.entries.entries.allSatisfy { $0.range.end == .top })
    #expect(!kernel.log.map(\.text).contains(""))
  }
}

@Suite("Resource tree", .bounded) struct ResourceTreeTests {
  private let bus = MemoryResource(AddressRange(0xd000_0000, 0xe000_0000), .plain, "PCI Bus 0000:00")
  private let bar = MemoryResource(AddressRange(0xd000_0000, 0xd001_0000), .plain, "0000:00:02.0")

  @Test func parentsComeFirst() {
    let tree = ResourceTree([bar, bus])
    #expect(tree.resources == [bus, bar])
  }

  @Test func driversClaimWhatIsFree() {
    var tree = ResourceTree([bus, bar])
    #expect(tree.request(bar.range, name: "driver") == nil)
    #expect(tree.request(AddressRange(0xd000_0000, 0xd000_1000), name: "other")?.name == "driver")
    #expect(tree.request(AddressRange(0xd000_f000, 0xd001_1000), name: "other")?.name == "0000:00:02.0")
    #expect(tree.request(AddressRange(0xd002_0000, 0xd002_1000), name: "other") == nil)
    #expect(tree.request(AddressRange(0xf000_0000, 0xf000_1000), name: "third") == nil)
    tree.release(bar.range, name: "driver")
    #expect(tree.request(AddressRange(0xd000_0000, 0xd000_1000), name: "other") == nil)
  }

  @Test func walkSkipsTheLastSingleByte() {
    let ram = MemoryResource(AddressRange(0x8000_0000, 0x9000_0000), .systemRAM, "System RAM")
    let tree = ResourceTree([ram])
    func pieces(_ first: UInt64, _ last: UInt64) -> [AddressRange] {
      var result: [AddressRange] = []
      tree.walkBusy(first, last) { _, piece in
        result.append(piece)
        return true
      }
      return result
    }
    #expect(pieces(0x7fff_f000, 0x8000_0fff) == [AddressRange(0x8000_0000, 0x8000_1000)])
    #expect(pieces(0x8000_0000, 0x8000_0000).isEmpty)
    #expect(pieces(0x9000_0000, 0x9000_1000).isEmpty)
  }

  @Test func onlyOtherResourcesMakeARangeMixed() {
    let ram = MemoryResource(AddressRange(.mib, 0x8000_0000), .systemRAM, "System RAM")
    let reserved = MemoryResource(AddressRange(0x9000_0000, 0x9001_0000), .plain, "Reserved")
    let tree = ResourceTree([ram, reserved])
    func answer(_ first: UInt64, _ last: UInt64) -> ResourceTree.Intersection {
      tree.intersection(first, last) { $0.kind == .systemRAM }
    }
    #expect(answer(0x7fff_0000, 0x8fff_ffff) == .intersects)
    #expect(answer(0x7fff_0000, 0x9000_0000) == .mixed)
    #expect(answer(0x8000_0000, 0x9000_0000) == .disjoint)
    let wrapped = ResourceTree([bus, MemoryResource(bus.range, .systemRAM, "System RAM")])
    #expect(wrapped.intersection(0xd000_0000, 0xdfff_ffff) { $0.kind == .systemRAM } == .intersects)
  }
}
