import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct MTRRPropertyTests {
  private static let kernels = [KernelRevision(6, 1), KernelRevision(6, 12)]

  /// Registers whose ranges crowd the first 256 pages above 1 MiB, so that they overlap in every way.
  private func crowded(_ random: inout SeededGenerator) -> MTRRRegisters {
    let types: [UInt64] = [0, 1, 2, 4, 5, 6, 6, 6]
    var fixed = FixedRanges()
    for slot in 0..<FixedRanges.slotCount {
      fixed[slot] = MemoryType(rawValue: UInt8(types.randomElement(using: &random) ?? 0))
    }
    return MTRRRegisters(
      capabilities: 0x50a,
      defaultTypeRegister: 0x800 | (Bool.random(using: &random) ? 0x400 : 0)
        | (types.randomElement(using: &random) ?? 0),
      fixed: fixed,
      variable: (0..<10).map { _ in
        let size = UInt64.random(in: 1...96, using: &random) << 12
        let base = UInt64.random(in: 0xf0...0x1f0, using: &random) << 12
        return VariableRange(
          base: base | (types.randomElement(using: &random) ?? 0),
          mask: UInt64.mask(bits: 36) & (0 &- size) | 0x800)
      })
  }

  private func booted(_ registers: MTRRRegisters, kernel: KernelRevision = .newest) -> MTRRState {
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 36), kernel: kernel)
    var log = KernelLog()
    state.initialize(registers, log: &log)
    return state
  }

  @Test func registerOrderDoesNotMatter() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      var registers = crowded(&random)
      let map = booted(registers).map
      registers.variable.shuffle(using: &random)
      #expect(booted(registers).map == map)
    }
  }

  @Test func mapIsSortedDisjointJoinedAndWithinItsCapacity() {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<500 {
      let state = booted(crowded(&random))
      #expect(state.map.entries.count <= state.mapCapacity)
      for (a, b) in zip(state.map.entries, state.map.entries.dropFirst()) {
        #expect(a.start < a.end && a.end <= b.start)
        #expect(a.end < b.start || a.type != b.type || a.isFixed || b.isFixed)
      }
    }
  }

  /// The rule for one address, taken from the registers without any map.
  private func model(_ registers: MTRRRegisters, _ address: UInt64) -> MemoryType {
    if registers.isFixedEnabled, let slot = FixedRanges.slot(of: address) { return registers.fixed[slot] }
    let types = Set(
      registers.variable.filter { register in
        let size = 0 &- (register.maskBits | ~UInt64.mask(bits: 36))
        return address >= register.baseAddress && address - register.baseAddress < size
      }.map(\.type))
    switch types.count {
    case 0: return registers.defaultType
    case 1: return types.first ?? .invalid
    default: return types == [.wb, .wt] ? .wt : .uc
    }
  }

  @Test func lookupIsWhatAWalkOverAllPagesGives() {
    var random = SeededGenerator(seed: 13)
    for _ in 0..<100 {
      let registers = crowded(&random)
      let state = booted(registers)
      for _ in 0..<20 {
        let first = UInt64.random(in: 0...0x240, using: &random)
        let count = UInt64.random(in: 1...0x80, using: &random)
        var type = model(registers, first << 12)
        var isUniform = true
        for page in first + 1..<first + count {
          let next = model(registers, page << 12)
          let both: MemoryType =
            next == type ? type : Set([next, type]) == [.wb, .wt] ? .wt : .uc
          if both != type { isUniform = false }
          type = both
        }
        #expect(
          state.typeLookup(first << 12, (first + count) << 12) == MTRRLookup(type: type, isUniform: isUniform)
        )
        #expect(state.type(at: first << 12) == model(registers, first << 12))
      }
    }
  }

  @Test func typeAndSourceOnlyChangeAtBoundaries() {
    var random = SeededGenerator(seed: 14)
    for kernel in Self.kernels {
      for _ in 0..<20 {
        let state = booted(crowded(&random), kernel: kernel)
        let bounds = Set(state.boundaries)
        for page in UInt64(1)..<0x280 where !bounds.contains(page << 12) {
          #expect(state.type(at: page << 12) == state.type(at: page << 12 - 1))
          #expect(state.source(at: page << 12) == state.source(at: page << 12 - 1))
        }
      }
    }
  }

  @Test func noNumbersTrap() {
    var random = SeededGenerator(seed: 15)
    let edges: [UInt64] = [0, 1, 0xfff, 0x800, 0x1000, 1 << 32, 1 << 52, 1 << 63, .max - 0xfff, .max]
    func value() -> UInt64 {
      Bool.random(using: &random)
        ? edges.randomElement(using: &random) ?? 0 : .random(in: 0 ... .max, using: &random)
    }
    for round in 0..<120 {
      let cpu = CPU(
        vendor: .amd, family: 25, physBits: .random(in: 0...64, using: &random))
      let registers = MTRRRegisters(
        capabilities: value() & ~0xf0, defaultTypeRegister: value() | (round % 2 == 0 ? 0x800 : 0),
        fixed: FixedRanges(registers: (0..<11).map { _ in value() }),
        variable: (0..<12).map { _ in VariableRange(base: value(), mask: value() | 0x800) },
        syscfg: value(), topMem2: value())
      var options = MTRROptions()
      options.cleansUp = true
      options.chunkSize = value()
      options.granSize = value()
      options.spareRegisters = Int(Int32(truncatingIfNeeded: value()))
      for kernel in Self.kernels {
        var state = MTRRState(cpu: cpu, kernel: kernel)
        var log = KernelLog()
        if round % 5 == 0 {
          state.guestForce(registers.variable, defaultType: registers.defaultType, on: .tdx, log: &log)
        }
        state.initialize(registers, options: options, debug: true, log: &log)
        for _ in 0..<5 {
          let address = value()
          _ = state.typeLookup(address, address &+ (value() & 0xffff))
          _ = state.type(at: address)
          _ = state.source(at: address)
          if let next = state.nextChange(after: address) { #expect(next > address) }
          _ = state.divergences(in: AddressRange(address, value()), limit: 50)
          _ = state.add(basePage: value(), pages: value(), type: .wb, increment: true, log: &log)
          _ = state.delete(register: Int(truncatingIfNeeded: value()), log: &log)
          _ = MTRRState.pciHoleRange(tolud: value(), physBits: cpu.physBits)
        }
        var table = E820Table(kernel: kernel)
        table.setUp(
          firmware: [
            E820Entry(address: value(), size: value(), type: .ram), E820Entry(.firstMegabyte, .ram),
          ],
          log: &log)
        state.trimUncachedMemory(&table, endPage: value(), debug: true, log: &log)
        _ = state.readProcFile(log: &log)
        #expect(log.allSatisfy { !$0.text.contains("\n") })
      }
    }
  }
}
