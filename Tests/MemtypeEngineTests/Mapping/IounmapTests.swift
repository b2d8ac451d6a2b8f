import Testing

@testable import MemtypeEngine

@Suite struct IounmapTests {
  private func kernel(_ revision: KernelRevision) -> KernelMappings {
    KernelMappings(
      physBits: 40, mtrr: MTRRState(cpu: CPU(vendor: .intel, physBits: 40), kernel: revision),
      resources: ResourceTree())
  }

  @Test func aMappingIsFreed() throws {
    var kernel = kernel(.newest)
    let mapping = try #require(kernel.ioremap(0xd000_0000, size: 0x1000).mapping)
    #expect(kernel.tracker.entries.count == 1)
    #expect(kernel.iounmap(.mapping(mapping)) == nil)
    #expect(kernel.tracker.entries.isEmpty && kernel.log.isEmpty)
    #expect(kernel.iounmap(.mapping(mapping)) == Errno.invalid)
  }

  @Test func foreignAddressesCostOneWarningSince6_12() {
    var kernel = kernel(KernelRevision(6, 12))
    for _ in 0..<2 {
      kernel.iounmap(.directMap)
      kernel.iounmap(.elsewhere)
    }
    kernel.iounmap(.unknown)
    kernel.iounmap(.unknown)
    #expect(
      kernel.log.map(\.text) == [
        "WARNING: CPU: 0 PID: 1 at iounmap", "iounmap: bad address (____ptrval____)",
        "iounmap: bad address (____ptrval____)",
      ])
    #expect(kernel.log.map(\.isWarning) == [true, false, false])
  }

  @Test func theDirectMapWasIgnoredBefore() {
    var kernel = kernel(KernelRevision(6, 1))
    kernel.iounmap(.directMap)
    #expect(kernel.log.isEmpty)
    kernel.iounmap(.elsewhere)
    kernel.iounmap(.unknown)
    #expect(kernel.log == [.mapping(.badIounmap), .mapping(.badIounmap)])
  }
}
