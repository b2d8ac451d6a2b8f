import TestSupport
import Testing

@testable import MemtypeEngine

/// Huge pages in ioremap, and the one line that the MTRRs can cost them.
@Suite(.bounded) struct HugePageTests {
  private func kernel(
    _ variable: [VariableRange], defaultType: MemoryType = .wb, revision: KernelRevision = .newest,
    hasMTRR: Bool = true
  ) -> KernelMappings {
    var log = KernelLog()
    var state = MTRRState(cpu: CPU(vendor: .intel, physBits: 40, hasMTRR: hasMTRR), kernel: revision)
    state.initialize(
      MTRRRegisters(
        capabilities: 0x500 | UInt64(variable.count),
        defaultTypeRegister: 0x800 | UInt64(defaultType.rawValue),
        variable: variable), log: &log)
    return KernelMappings(physBits: 40, mtrr: state, resources: ResourceTree())
  }

  private func range(_ base: UInt64, _ size: UInt64, _ type: MemoryType) -> VariableRange {
    VariableRange(
      base: base | UInt64(type.rawValue), mask: UInt64.mask(bits: 40) & ~(size - 1) | VariableRange.validBit)
  }

  private static let old = KernelRevision(6, 1)

  /// The captures q35-seabios-2g-wcmtrr-nopat-6.1 and bios-overlap-wt-wp-6.1: the frame buffer has a WC range of its
  /// own inside the UC one. Since 6.5 it is one uncachable piece.
  @Test func overlappingRangesCountUpTo6_4() {
    let registers = [range(0xc000_0000, .gib, .uc), range(0xfd00_0000, 16 << 20, .wc)]
    var old = kernel(registers, revision: Self.old)
    #expect(old.ioremap(0xfd00_0000, size: 16 << 20, .wc).mapping != nil)
    #expect(
      old.log.map(\.text) == [
        "pmd_set_huge: Cannot satisfy [mem 0xfd000000-0xfd200000] with a huge-page mapping due to MTRR override."
      ])
    #expect(old.ioremap(0xfd00_0000, size: 16 << 20, .wc).mapping != nil)
    #expect(old.log.count == 1)
    var new = kernel(registers)
    new.ioremap(0xfd00_0000, size: 16 << 20, .wc)
    #expect(new.log.isEmpty)
  }

  /// The capture cpu-without-mtrr-6.12: nothing is known, so nothing is uniform. Up to 6.4 that was no obstacle.
  @Test func withoutMTRRsTheFirstPieceIsRefused() {
    var new = kernel([], hasMTRR: false)
    new.ioremap(0xb000_0000, size: 256 << 20)
    #expect(
      new.log.map(\.text) == [
        "pmd_set_huge: Cannot satisfy [mem 0xb0000000-0xb0200000] with a huge-page mapping due to MTRR override."
      ])
    var old = kernel([], revision: Self.old, hasMTRR: false)
    old.ioremap(0xb000_0000, size: 256 << 20)
    #expect(old.log.isEmpty)
  }

  @Test func smallAndUnalignedMappingsAreNotAffected() {
    var kernel = kernel([], hasMTRR: false)
    kernel.ioremap(0xb000_0000, size: 2 << 20 - 0x1000)
    kernel.ioremap(0xb000_1000, size: 16 << 20)
    #expect(kernel.log.isEmpty)
    kernel.mapsHugePages = false
    kernel.ioremap(0xb000_0000, size: 2 << 20)
    #expect(kernel.log.isEmpty)
    kernel.mapsHugePages = true
    kernel.ioremap(0xb000_0000, size: 2 << 20 - 1)
    #expect(kernel.log.count == 1)
  }

  /// Only the piece with the border in it is refused, and only if the type changes on the way up.
  @Test func borderInsideAPiece() {
    let registers = [range(0xd010_0000, .mib, .uc)]
    var new = kernel(registers)
    new.ioremap(0xcf00_0000, size: 64 << 20)
    #expect(new.log == [.mapping(.hugePageRefused(AddressRange(0xd000_0000, 0xd020_0000)))])
    var reverse = kernel([range(0xd000_0000, .mib, .uc)])
    reverse.ioremap(0xcf00_0000, size: 64 << 20)
    #expect(reverse.log.isEmpty)
    // An answer of WB was good enough once, whatever it was made of.
    let halves = [range(0xd000_0000, .mib, .wb), range(0xd010_0000, .mib, .wb)]
    var old = kernel(halves, defaultType: .uc, revision: Self.old)
    old.ioremap(0xd000_0000, size: 4 << 20)
    #expect(old.log.isEmpty)
  }

  /// A page of 1 GiB that fits spares the smaller ones the question.
  @Test func gigabytePagesComeFirst() {
    // UC first: the gigabyte is uniform, but the piece with WC and WB in it is not.
    let registers = [range(0x1_0000_0000, 512 << 20, .uc), range(0x1_2000_0000, .mib, .wc)]
    var kernel = kernel(registers)
    kernel.ioremap(0x1_0000_0000, size: .gib)
    #expect(kernel.log.isEmpty)
    kernel.mapsGigabytePages = false
    kernel.ioremap(0x1_0000_0000, size: .gib)
    #expect(kernel.log == [.mapping(.hugePageRefused(AddressRange(0x1_2000_0000, 0x1_2020_0000)))])
  }

  /// Looking at borders alone finds the same piece as asking for every one.
  @Test(arguments: [Self.old, .newest]) func bordersSuffice(revision: KernelRevision) {
    var generator = SeededGenerator(seed: 7)
    var refusals = 0
    for _ in 0..<300 {
      let registers = (0..<5).map { _ in
        let size: UInt64 = 1 << UInt64.random(in: 12..<29, using: &generator)
        let base = (.gib + UInt64.random(in: 0..<(1 << 28), using: &generator)) & ~(size - 1)
        return range(base, size, [.uc, .wc, .wt, .wp, .wb].randomElement(using: &generator) ?? .uc)
      }
      let mappings = kernel(
        registers, defaultType: Bool.random(using: &generator) ? .wb : .uc, revision: revision)
      let whole = AddressRange(start: .gib, size: 1 << 28)
      let expected = stride(from: whole.start, to: whole.end, by: 2 << 20).lazy
        .map { AddressRange(start: $0, size: 2 << 20) }
        .first { !mappings.mtrr.allowsHugePage($0) }
      #expect(mappings.firstRefusedHugePage(whole) == expected)
      if expected != nil { refusals += 1 }
    }
    #expect(refusals > 100 && refusals < 300)
  }
}
