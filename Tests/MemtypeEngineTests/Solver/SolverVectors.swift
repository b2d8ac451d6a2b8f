import Foundation
import TestSupport
import Testing

@testable import MemtypeEngine

/// The solver against optima that were proven elsewhere (`mtrr-solve.README.md` beside the vectors).
@Suite("SolverVectors", .bounded) struct SolverVectors {
  @Test(
    .enabled(if: VectorFile("mtrr-solve").exists, "mtrr-solve.jsonl is absent"))
  func everyCaseIsSolvedAtTheOptimum() throws {
    try VectorFile("mtrr-solve").run(cases: 310) { json, test in
      let problem = try json.registerProblem()
      let solver = RegisterSolver(problem)
      for (text, count) in json["optimum"]["by_default"].object {
        test.expect("count with default \(text)", solver.count(defaultType: try type(text)), is: count.int)
      }
      let solution = solver.solution()
      test.expect("count", solution.blocks.count, is: json["optimum"]["count"].int)
      test.expect("fits", solution.fits, is: json["optimum"]["fits"].bool)
      for defaultType in problem.defaultTypes {
        let blocks = solver.blocks(defaultType: defaultType)
        test.expect("blocks", blocks.count, is: solver.count(defaultType: defaultType))
        test.expect("wrong", problem.firstFault(blocks, defaultType), is: nil)
      }
    }
  }

  /// Every MiB-aligned TOLUD of a guest's PCI hole, and of a machine with RAM below it only.
  @Test(.enabled(if: table.exists, "mtrr-tolud.csv is absent"))
  func everyTOLUDIsSolvedAtTheOptimum() throws {
    let lines = try String(contentsOf: Self.table.url, encoding: .utf8).split(separator: "\n")
    let columns = lines[0].split(separator: ",")
    let hole = try #require(columns.firstIndex(of: "hole_opt"))
    let low = try #require(columns.firstIndex(of: "low_opt"))
    var rows = 0
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",").map { Int($0) }
      let tolud = UInt64(try #require(cells[0])) << 20
      let guest = try WantedMap(
        physBits: 46, filledWith: .wb, painting: [.init(.pciHole(tolud: tolud), .uc)])
      let machine = try WantedMap(
        physBits: 46, filledWith: .uc, painting: [.init(AddressRange(0, tolud), .wb)])
      for (map, type, column) in [(guest, MemoryType.wb, hole), (machine, .uc, low)] {
        let problem = RegisterProblem(wanted: map, defaultTypes: [type], registerCount: 250)
        let solution = RegisterSolver(problem).solution()
        #expect(solution.blocks.count == cells[column], "TOLUD \(tolud.grouped)")
        #expect(problem.firstFault(solution.blocks, type) == nil, "TOLUD \(tolud.grouped)")
      }
      rows += 1
    }
    #expect(rows == 4095 || VectorFile.isForeign)
  }

  private static let table = VectorTable("mtrr-tolud")
}

private func type(_ text: String?) throws -> MemoryType {
  let number = try #require(text.flatMap { UInt8($0.dropFirst(2), radix: 16) })
  return MemoryType(rawValue: number)
}

extension JSON {
  fileprivate func registerProblem() throws -> RegisterProblem {
    let pieces = try self["ranges"].array.map { piece in
      let base = try #require(piece[0].uint64)
      let size = try #require(piece[1].uint64)
      return WantedMap.Piece(
        AddressRange(start: base, size: size), piece[2].string == "any" ? nil : try type(piece[2].string))
    }
    return RegisterProblem(
      wanted: try WantedMap(
        physBits: try #require(self["phys_bits"].int), filledWith: nil, painting: pieces),
      defaultTypes: try self["allowed_default"].strings.map(type),
      registerCount: try #require(self["var_mtrrs"].int))
  }
}
