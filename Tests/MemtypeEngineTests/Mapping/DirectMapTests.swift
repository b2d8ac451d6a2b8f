import TestSupport
import Testing

@testable import MemtypeEngine

/// Mappings that begin in RAM change its direct map too, and fail if that fails.
@Suite(.bounded) struct DirectMapTests {
  private func kernel(fails: Bool) -> KernelMappings {
    let ram = MemoryResource(AddressRange(0x1000, 0x8000), .systemRAM, "System RAM")
    var kernel = KernelMappings(
      physBits: 40, mtrr: MTRRState(cpu: CPU(vendor: .intel, physBits: 40)), resources: ResourceTree([ram]),
      reservedPages: [AddressRange(0x1000, 0x8000)])
    kernel.tracker.cannotChangeDirectMap = fails
    return kernel
  }

  private static let range = AddressRange(0x2000, 0x4000)

  @Test func failuresAreUndone() {
    let line =
      "x86/PAT: swapper/0:1 ioremap_change_attr failed uncached-minus for [mem 0x00002000-0x00003fff]"
    var kernel = kernel(fails: true)
    #expect(kernel.ioremap(0x2000, size: 0x2000).failure == .directMap)
    #expect(kernel.reserveIO(Self.range, .ucMinus).error == Errno.busy)
    let mtrr = kernel.mtrr
    #expect(
      kernel.tracker.mapFrames(Self.range, .ucMinus, mtrr: mtrr, log: &kernel.log).error == Errno.invalid)
    #expect(kernel.log.map(\.text) == [line, line, line])
    #expect(kernel.tracker.entries.isEmpty)
    // Without RAM there is nothing to change.
    #expect(kernel.ioremap(0xd000_0000, size: 0x1000).mapping != nil)
  }

  @Test func normallyItWorks() {
    var kernel = kernel(fails: false)
    #expect(kernel.ioremap(0x2000, size: 0x2000).mapping != nil)
    #expect(kernel.reserveIO(Self.range, .ucMinus).error == nil)
    #expect(kernel.log.isEmpty)
  }
}
