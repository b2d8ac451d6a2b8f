@testable import MemtypeEngine

extension RegisterProblem {
  /// The first address at which a processor would not do what is wanted of these registers, or nil.
  ///
  /// The check knows nothing of the solver: it puts the registers into a machine and asks its hardware reading.
  func firstFault(_ blocks: [RegisterBlock], _ defaultType: MemoryType) -> String? {
    for block in blocks where block.base % block.size != 0 || block.sizeBits < 12 {
      return "\(block) is not legal"
    }
    let width = wanted.physBits
    var state = MTRRState(
      cpu: CPU(vendor: .intel, physBits: width, hasMTRR: true), kernel: KernelRevision(6, 12, 117))
    var log = KernelLog()
    // Fixed ranges stay off: what is below 1 MiB is wanted of nobody where they are on.
    state.initialize(
      MTRRRegisters(
        capabilities: UInt64(blocks.count) | 0x400, defaultTypeRegister: 0x800 | UInt64(defaultType.rawValue),
        variable: blocks.map { $0.register(physBits: width) }), log: &log)
    let map = effectiveMap
    for segment in HardwareReading(state).segments(in: AddressRange(0, wanted.size)) {
      guard segment.answer.isDefined else { return "\(segment.range.start.grouped): undefined" }
      var address = segment.range.start
      while address < segment.range.end {
        let piece = map.pieces[map.index(of: address)]
        if let type = piece.type, type != segment.answer.type {
          return "\(address.grouped): \(segment.answer.type.name) instead of \(type.name)"
        }
        address = piece.range.end
      }
    }
    return nil
  }
}
