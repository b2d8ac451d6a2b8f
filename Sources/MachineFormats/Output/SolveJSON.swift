import MemtypeEngine

/// A solved register problem as JSON, for `mtrrscope solve --json`. Addresses are hex strings, range ends exclusive.
public struct SolveJSON: Encodable {
  struct Block: Encodable {
    var base: String
    var size: String
    var type: String
    var physBase: String
    var physMask: String
  }

  struct Stretch: Encodable {
    var start: String
    var end: String
    var type: String
  }

  struct Cost: Encodable {
    var border: String?
    var registers: Int
  }

  struct Advice: Encodable {
    var change: String
    var count: Int
    var fits: Bool
    var lostWriteBack: String
    var gainedWriteBack: String
  }

  var physBits: Int
  var available: Int
  var fits: Bool
  var count: Int
  var defaultType: String
  var countByDefaultType: [String: Int]
  var wanted: [Stretch]
  var registers: [Block]
  var bill: [Cost]
  var advice: [Advice]
  /// In which order a machine's registers are written; none without a machine.
  var order: [String]?
  /// The registers that a machine holds, and the fewest that make the same map.
  var current: Current?

  struct Current: Encodable {
    var registers: [Block]
    var fewest: [Block]
    var defaultType: String
  }

  /// `order` are the lines of `WritingOrder`, empty for no machine; `current` is a machine's own map, solved.
  public init(_ report: SolveReport, order: [String] = [], current: SolveReport? = nil) {
    let (problem, solution) = (report.problem, report.solution)
    physBits = problem.wanted.physBits
    available = problem.registerCount
    fits = solution.fits
    count = solution.blocks.count
    defaultType = solution.defaultType.name
    countByDefaultType = Dictionary(
      solution.counts.map { ($0.defaultType.name, $0.count) }, uniquingKeysWith: { first, _ in first })
    wanted = problem.wanted.pieces.map {
      Stretch(
        start: $0.range.start.prefixedHex(), end: $0.range.end.prefixedHex(), type: $0.type?.name ?? "any")
    }
    let width = problem.wanted.physBits
    registers = solution.blocks.map { Block($0, physBits: width) }
    self.order = order.isEmpty ? nil : order
    self.current = current.map {
      Current(
        registers: $0.problem.current.map { Block($0, physBits: width) },
        fewest: $0.solution.blocks.map { Block($0, physBits: width) },
        defaultType: $0.solution.defaultType.name)
    }
    bill = report.bill.lines.map { Cost(border: $0.border?.prefixedHex(), registers: $0.blocks.count) }
    advice = report.advice.map {
      Advice(
        change: $0.text, count: $0.count, fits: $0.count <= problem.registerCount,
        lostWriteBack: $0.lostWriteBack.prefixedHex(), gainedWriteBack: $0.gainedWriteBack.prefixedHex())
    }
  }
}

extension SolveJSON.Block {
  fileprivate init(_ block: RegisterBlock, physBits: Int) {
    let pair = block.register(physBits: physBits)
    self.init(
      base: block.base.prefixedHex(), size: block.size.prefixedHex(), type: block.type.name,
      physBase: pair.base.prefixedHex(), physMask: pair.mask.prefixedHex())
  }
}
