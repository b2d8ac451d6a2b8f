import MemtypeEngine
import TestSupport
import Testing

@Suite(.bounded) struct AddressNameTests {
  static let names: [(String, UInt64)] = [
    ("tolud", 0x8000_0000), ("TOLUD", 0x8000_0000), ("4g", 1 << 32), ("tpm", 0xfed4_0000),
    ("hpet", 0xfed0_0000), ("TPM TIS", 0xfed4_0000), ("tpm+64K", 0xfed5_0000), ("4G-1", 0xffff_ffff),
    ("tolud + 0x1000 - 4K", 0x8000_0000), ("mtrr0", 0x8000_0000), ("top", (1 << 48) - 1),
    ("fed4_0000", 0xfed4_0000),
  ]

  @Test(arguments: names)
  func isUnderstood(_ text: String, _ address: UInt64) throws {
    #expect(try evaluate(.snpPCIHole).address(text) == address)
  }

  @Test func whatIsNoPlaceSaysWhatThereIs() {
    let evaluation = evaluate(.snpForcedWB)
    #expect(throws: PlaceError.beyondPhysBits(1 << 48, 48)) { try evaluation.address("256T") }
    #expect(throws: PlaceError.self) { try evaluation.address("nowhere") }
    #expect(throws: PlaceError.number(.negative("4G-5G"))) { try evaluation.address("4G-5G") }
    #expect(throws: PlaceError.self) { try evaluation.address("0xffffffffffffffff+1") }
    #expect(throws: PlaceError.self) { try evaluation.address(".") }
    #expect((try? evaluation.address(".+4K", cursor: 4096)) == 8192)
  }
}
