import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

/// What no machine is, and files that would take for ever.
@Suite("Scenario bounds", .bounded) struct ScenarioBoundsTests {
  private static let map = "memory-map:\n  - 0x0-0x9_ffff RAM\n  - 0x10_0000-0x7fff_ffff RAM\n"

  private static func registers(_ count: Int) -> String {
    "platform: KVM\n\(map)mtrr:\n  variable:\n"
      + String(repeating: "    - {base: 0x0, mask: 0x800}\n", count: count)
  }

  private func found(_ text: String) -> String? {
    do {
      _ = try ScenarioFile.parse(text, file: "x.yaml")
      return nil
    } catch {
      return error.description
    }
  }

  @Test(
    arguments: [
      (registers(256), "256 variable ranges"), (registers(4096), "4096 variable ranges"),
      (
        "platform: KVM\n\(map)devices:\n  - {id: a, kind: HPET, range: {start: 0x2000, end: 0x1000}}\n",
        "a ends before it starts"
      ),
      (
        "platform: KVM\nmemory-map:\n  - {address: 0xffff_ffff_ffff_0000, size: 0x2_0000, type: reserved}\n",
        "goes round the end of the addresses"
      ),
      (
        "platform: KVM\nmemory-map:\n  - {address: 0xf_ffff_ffff_f000, size: 0x2000, type: RAM}\n",
        "RAM beyond"
      ),
    ] as [(String, String)])
  func isRefused(text: String, reason: String) {
    #expect(found(text)?.contains(reason) == true, "\(found(text) ?? "taken")")
  }

  @Test(arguments: [
    registers(255), "platform: KVM\n\(map)mtrr:\n  variable:\n    - {base: 0x7, mask: 0xff_00ff_0800}\n",
    "platform: KVM\n\(map)devices:\n  - {id: a, kind: HPET, range: {start: 0x2000, end: 0x2000}}\n",
    "platform: KVM\nmemory-map:\n  - {address: 0x0, size: 0x0, type: RAM}\n  - 0x1000-0x7fff_ffff RAM\n",
  ])
  func isTaken(text: String) {
    #expect(found(text) == nil, "\(found(text) ?? "")")
  }

  @Test func aliasesCountAsOftenAsTheyAreUsed() {
    let regions = (0..<3000).map { "{path: r\($0), base: 0x\($0), length: 1}" }.joined(separator: ", ")
    let devices = (0..<4000).map { "  - {id: d\($0), kind: HPET, range: 0x0-0xfff, regions: *r}\n" }.joined()
    let text =
      "platform: KVM\n\(Self.map)devices:\n  - {id: a, kind: HPET, range: 0x0-0xfff, regions: &r [\(regions)]}\n\(devices)"
    #expect(
      found(text)?.contains("values") == true,
      "\(found(text)?.prefix(300) ?? "taken")")
  }

  @Test func valuesAreCountedBeforeTheyAreHeld() {
    #expect(
      found("platform: KVM\nx:\n" + String(repeating: "- 1\n", count: 3 << 20))?.contains("values") == true)
  }
}
