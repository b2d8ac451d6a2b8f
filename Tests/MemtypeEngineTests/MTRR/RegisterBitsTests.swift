import TestSupport
import Testing

@testable import MemtypeEngine

/// Registers in named fields, and addresses compared with them.
@Suite(.bounded) struct RegisterBitsTests {
  /// Against the plain rule, for masks of every shape: what matches, how many runs there are, where the readings differ.
  @Test func comparisonsAreTheProcessorsRule() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<400 {
      let width = 36
      let pair = VariableRange(
        base: random.next() & 0xf_ffff_f000, mask: random.next() & random.next() & 0xf_ffff_f000 | 1 << 11)
      let address = random.next() & 0xf_ffff_ffff
      let comparison = MaskComparison(pair, address: address, physBits: width)
      let isMatch = address & pair.maskBits == pair.base & pair.maskBits & 0xf_ffff_f000
      #expect(comparison.isMatchedByHardware == isMatch)
      #expect(comparison.differing == (address ^ pair.base) & pair.maskBits)
      for run in comparison.hardware {
        #expect(run.start & pair.maskBits == pair.base & pair.maskBits)
        #expect(run.last & pair.maskBits == pair.base & pair.maskBits)
      }
      let match = MaskMatch(pair, width: width)
      for difference in comparison.differences {
        let middle = difference.range.start &+ difference.range.size / 2
        #expect(match.contains(middle) == !difference.isLinux)
        #expect((comparison.linux?.contains(middle) ?? false) == difference.isLinux)
      }
    }
  }

  @Test func aPowerOfTwoIsReadAlike() {
    let pair = VariableRange(base: 0x8000_0000, mask: 0xf_8000_0800)
    let comparison = MaskComparison(pair, address: 0xfed4_0000, physBits: 36)
    #expect(comparison.hardware == [AddressRange(0x8000_0000, 1 << 32)] && comparison.runCount == 1)
    #expect(comparison.linux == AddressRange(0x8000_0000, 1 << 32) && comparison.differences.isEmpty)
    #expect(comparison.isMatchedByHardware && comparison.isMatchedByLinux)
  }

  /// 2032 MiB: the mask of the cure has a hole, and a processor would match two runs instead of one range.
  @Test func theCuresMaskIsReadOtherwiseByAProcessor() throws {
    let pair = MTRRState.pciHoleRange(tolud: 0x7f00_0000, physBits: 48)
    let comparison = MaskComparison(pair, address: 0xfed4_0000, physBits: 48)
    #expect(comparison.linux == AddressRange(0x7f00_0000, 1 << 32))
    #expect(comparison.isMatchedByLinux && !comparison.isMatchedByHardware)
    #expect(comparison.hardware.first?.start == 0x7f00_0000 && !comparison.differences.isEmpty)
    var scenario = Scenario.snpPCIHole
    scenario.behaviour = .forcedWBAndPCIHole
    let evaluation = evaluate(scenario)
    let bits = try #require(evaluation.bits(of: .forced(0), at: 0xfed4_0000))
    #expect(bits.words.map(\.label) == ["base", "mask"] && bits.bitCount >= 48)
    #expect(evaluation.register(decidingAt: 0xfed4_0000) == .forced(0))
    #expect(evaluation.segment(at: 0xfed4_0000)?.source == .forced([0]))
  }

  @Test func everyFieldIsInOneWordOnce() {
    for scenario in Scenario.builtIn {
      let evaluation = evaluate(scenario)
      for name in evaluation.registerNames {
        let words = evaluation.words(of: name)
        #expect(!words.isEmpty && words.allSatisfy { $0.reservedBits == 0 || name == .pat }, "\(name)")
        for word in words {
          var seen: Set<Int> = []
          for field in word.fields {
            for bit in field.bits { #expect(seen.insert(bit).inserted, "\(word.name) \(bit)") }
          }
        }
        let text = evaluation.bits(of: name, at: 0xfed4_0000)?.text(width: 80) ?? ""
        #expect(text.split(separator: "\n").count > 3)
      }
    }
  }

  /// Flipping twice is nothing; what is refused changes nothing.
  @Test func flippingIsItsOwnInverse() throws {
    for scenario in [Scenario.bareMetal, .snpPCIHole] {
      let evaluation = evaluate(scenario)
      for name in evaluation.registerNames {
        for (word, value) in evaluation.words(of: name).enumerated() {
          for bit in 0..<64 {
            guard let once = try? scenario.flipping(bit: bit, ofWord: word, in: name, of: evaluation) else {
              continue
            }
            guard once != scenario else { continue }
            let after = evaluate(once)
            guard let twice = try? once.flipping(bit: bit, ofWord: word, in: name, of: after) else {
              continue
            }
            if name == .capabilities {
              #expect(twice.mtrr.capabilities == scenario.mtrr.capabilities)
              #expect(once.mtrr.variable.count == Int(once.mtrr.capabilities & 0xff))
            } else if case .forced = name {
              #expect(evaluate(twice).words(of: name)[word].value == value.value)
            } else {
              #expect(twice == scenario, "\(name) \(word) \(bit)")
            }
          }
        }
      }
    }
  }

  @Test func bitsStandInGroups() {
    let columns = BitColumns(bitCount: 48, width: 76)
    #expect(columns.column(of: 0) == columns.end - 1)
    let places = (0..<48).map { columns.column(of: $0) }
    #expect(Set(places).count == 48 && places == places.sorted(by: >) && columns.end <= 76)
    #expect(columns.bit(at: columns.column(of: 17)) == 17)
    #expect(BitColumns(bitCount: 64, width: 76).end <= 76)
  }
}
