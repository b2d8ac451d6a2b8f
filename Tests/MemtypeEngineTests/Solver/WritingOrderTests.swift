import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct WritingOrderTests {
  private static let ram = [AddressRange(0, 2 << 30), AddressRange(4 << 30, 6 << 30)]

  /// On the way of every order that is found, RAM keeps its type.
  @Test func ramKeepsItsTypeOnTheWay() throws {
    // WB over 4 GiB with a UC hole, and the 2 GiB above: the same map by default WB is one register.
    let current =
      [
        RegisterBlock(base: 0, sizeBits: 32, type: .wb),
        RegisterBlock(base: 2 << 30, sizeBits: 31, type: .uc),
        RegisterBlock(base: 4 << 30, sizeBits: 31, type: .wb),
      ].map { $0.register(physBits: 36) } + [.unused]
    let map = try WantedMap(physBits: 36, filledWith: .wb, painting: [.init(.pciHole(tolud: 2 << 30), .uc)])
    let solution = RegisterSolver(RegisterProblem(wanted: map, defaultTypes: [.wb], registerCount: 4))
      .solution()
    let order = try WritingOrder(
      from: current, defaultType: .uc, to: solution, physBits: 36, inUse: Self.ram)
    #expect(order.steps.contains(.setDefault(.wb)))
    var registers = MTRRRegisters(
      capabilities: 0x404, defaultTypeRegister: 0x800, variable: current)
    for step in order.steps {
      switch step {
      case .clear(let slot): registers.variable[slot].isValid = false
      case .write(let slot, let block):
        #expect(!registers.variable[slot].isValid)
        registers.variable[slot] = block.register(physBits: 36)
      case .setDefault(let type): registers.defaultType = type
      }
      let reading = HardwareReading(try #require(Self.state(registers)))
      for address: UInt64 in [0, 1 << 30, 4 << 30, 5 << 30] {
        #expect(reading.answer(at: address) == .init(type: .wb, isDefined: true), "after \(step)")
      }
    }
    #expect(registers.defaultType == .wb)
    #expect(registers.variable.filter(\.isValid) == solution.blocks.map { $0.register(physBits: 36) })
  }

  /// With no slot to spare, a register that is exchanged is switched off in between: no order is right.
  @Test func whereThereIsNoOrderItIsSaid() throws {
    let current = [RegisterBlock(base: 0, sizeBits: 31, type: .wb).register(physBits: 36)]
    let map = try WantedMap(physBits: 36, filledWith: .uc, painting: [.init(AddressRange(0, 4 << 30), .wb)])
    let solution = RegisterSolver(RegisterProblem(wanted: map, defaultTypes: [.uc], registerCount: 1))
      .solution()
    #expect(throws: WritingOrder.Failure.none) {
      try WritingOrder(
        from: current, defaultType: .uc, to: solution, physBits: 36, inUse: [AddressRange(0, 2 << 30)])
    }
    #expect(throws: WritingOrder.Failure.doesNotFit) {
      try WritingOrder(from: [], defaultType: .uc, to: solution, physBits: 36, inUse: [])
    }
  }

  private static func state(_ registers: MTRRRegisters) -> MTRRState? {
    var state = MTRRState(
      cpu: CPU(vendor: .intel, physBits: 36, hasMTRR: true), kernel: KernelRevision(6, 12, 117))
    var log = KernelLog()
    state.initialize(registers, log: &log)
    return state
  }
}
