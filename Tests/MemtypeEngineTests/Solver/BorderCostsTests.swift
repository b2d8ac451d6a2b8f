import Foundation
import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct BorderCostsTests {
  /// A guest's PCI hole, as the kernel's patch makes it, and where else it could begin.
  private static func hole(_ tolud: UInt64) throws -> RegisterProblem {
    RegisterProblem(
      wanted: try WantedMap(physBits: 46, filledWith: .wb, painting: [.init(.pciHole(tolud: tolud), .uc)]),
      defaultTypes: [.wb])
  }

  @Test(.enabled(if: VectorTable("mtrr-tolud").exists, "mtrr-tolud.csv is absent"))
  func theHoleCostsWhatWasProvenForEveryTOLUD() throws {
    let costs = try #require(
      BorderCosts(
        try Self.hole(0x7cb0_0000), moving: 0x7cb0_0000, in: AddressRange(0, 4 << 30), step: 16 << 20))
    #expect(costs.counts.count == 256)
    var compared = 0
    let table = try String(contentsOf: VectorTable("mtrr-tolud").url, encoding: .utf8)
    for line in table.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",").compactMap { Int($0) }
      let tolud = UInt64(try #require(cells.first)) << 20
      guard tolud % (16 << 20) == 0 else { continue }
      let index = try #require(costs.index(of: tolud))
      #expect(costs.place(index) == tolud)
      #expect(costs.counts[index] == cells[1], "TOLUD \(tolud.grouped)")
      compared += 1
    }
    #expect(compared == 255)
  }

  @Test func theBordersOwnPlaceCostsWhatTheMapCosts() throws {
    let problem = try Self.hole(0x7f00_0000)
    let costs = try #require(
      BorderCosts(problem, moving: 0x7f00_0000, in: AddressRange(0x7000_0000, 0x9000_0000), step: 16 << 20))
    let index = try #require(costs.index(of: 0x7f00_0000))
    #expect(costs.counts[index] == RegisterSolver(problem).solution().blocks.count)
  }

  @Test func nothingIsCountedWithoutABorderOrBeyondReason() throws {
    let problem = try Self.hole(2 << 30)
    let low = AddressRange(0, 4 << 30)
    #expect(BorderCosts(problem, moving: 1 << 30, in: low, step: 16 << 20) == nil)
    #expect(BorderCosts(problem, moving: 2 << 30, in: low, step: 4096) == nil)
    #expect(BorderCosts(problem, moving: 2 << 30, in: AddressRange(0, .max), step: 16 << 20) == nil)
    let one = try #require(BorderCosts(problem, moving: 2 << 30, in: low, step: .max))
    #expect(one.counts.count == 1 && one.index(of: 4 << 30) == nil)
  }
}
