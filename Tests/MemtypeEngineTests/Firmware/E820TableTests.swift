import TestSupport
import Testing

@testable import MemtypeEngine

@Suite(.bounded) struct E820TableTests {
  private static let q35 = [
    E820Entry(address: 0, size: 0x9fc00, type: .ram),
    E820Entry(address: 0x9fc00, size: 0x400, type: .reserved),
    E820Entry(address: 0x100000, size: 0x7fecf000, type: .ram),
    E820Entry(address: 0x7ffcf000, size: 0x31000, type: .reserved),
    E820Entry(address: 0x1_0000_0000, size: 0x4000_0000, type: .ram),
  ]

  private func table(_ firmware: [E820Entry] = q35, kernel: KernelRevision = .newest) -> E820Table {
    var table = E820Table(kernel: kernel)
    var log = KernelLog()
    table.setUp(firmware: firmware, log: &log)
    return table
  }

  @Test func newKernelsPrintOtherWordsAndGaps() {
    var table = E820Table(kernel: KernelRevision(7, 2))
    var log = KernelLog()
    table.setUp(firmware: Self.q35, log: &log)
    table.trimBIOSRange(log: &log)
    #expect(
      log.texts == [
        "BIOS-provided physical RAM map:",
        "BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff]  System RAM",
        "BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff]  device reserved",
        "BIOS-e820: [gap 0x00000000000a0000-0x00000000000fffff]",
        "BIOS-e820: [mem 0x0000000000100000-0x000000007ffcefff]  System RAM",
        "BIOS-e820: [mem 0x000000007ffcf000-0x000000007fffffff]  device reserved",
        "BIOS-e820: [gap 0x0000000080000000-0x00000000ffffffff]",
        "BIOS-e820: [mem 0x0000000100000000-0x000000013fffffff]  System RAM",
        "e820: update [mem 0x00000000-0x00000fff] System RAM ==> device reserved",
        "e820: remove [mem 0x000a0000-0x000fffff] System RAM",
      ])
  }

  @Test func overlapsGoToTheLargestTypeInAnyOrder() {
    let entries = [
      E820Entry(address: 0x1000, size: 0x9000, type: .ram),
      E820Entry(address: 0x3000, size: 0x2000, type: .nvs),
      E820Entry(address: 0x4000, size: 0x4000, type: .reserved),
    ]
    let expected = [
      E820Entry(address: 0x1000, size: 0x2000, type: .ram),
      E820Entry(address: 0x3000, size: 0x2000, type: .nvs),
      E820Entry(address: 0x5000, size: 0x3000, type: .reserved),
      E820Entry(address: 0x8000, size: 0x2000, type: .ram),
    ]
    #expect(table(entries).entries == expected)
    #expect(table(entries.reversed()).entries == expected)
  }

  @Test func tableThatIsFullDropsEntriesWithAMessage() {
    var table = E820Table(kernel: KernelRevision(6, 12), capacity: 3)
    var log = KernelLog()
    table.setUp(firmware: Self.q35, log: &log)
    #expect(table.entries == Array(Self.q35.prefix(3)))
    #expect(log.texts.first == "too many entries; ignoring [mem 0x7ffcf000-0x7fffffff]")
  }

  @Test(arguments: [
    ("mem", -22), ("mem=", -22), ("mem=nopentium", -22), ("mem=0x1g", 0), ("memmap=bogus", 0),
    ("memmap=", 0), ("mem=99999999999999999999999", 0),
  ])
  func oddOptions(option: String, result: Int) {
    var table = table()
    var log = KernelLog()
    #expect(table.apply(option: option, log: &log) == result)
  }

  @Test func otherOptionsAreNotMeant() {
    var table = table()
    var log = KernelLog()
    #expect(table.apply(option: "memtest=4", log: &log) == nil)
    #expect(table.apply(option: "", log: &log) == nil)
    #expect(!table.isUserDefined && log.isEmpty)
  }

  @Test func retypingForms() {
    var table = table()
    var log = KernelLog()
    table.apply(option: "memmap=1M%0x200000-1+5,1M%0x400000-1,1M%0x600000+12,1M%0x800000", log: &log)
    table.sanitize()
    let bounds: [UInt64] = [0x10_0000, 0x20_0000, 0x30_0000, 0x50_0000, 0x60_0000, 0x70_0000, 0x90_0000]
    #expect(table.entries.map(\.address).filter { (0x10_0000..<0x7000_0000).contains($0) } == bounds)
    #expect(table.entries.contains(E820Entry(address: 0x20_0000, size: .mib, type: .unusable)))
    #expect(table.entries.contains(E820Entry(address: 0x60_0000, size: .mib, type: .pram)))
    #expect(log.last == .e820(.remove(AddressRange(0x80_0000, 0x90_0000), nil, .systemRAM)))
  }

  @Test func noFirmwareMapAndNoStepTraps() {
    var random = SeededGenerator(seed: 820)
    let edges: [UInt64] = [0, 1, 0xfff, 0x1000, 1 << 32, 1 << 52, 1 << 63, .max - 0xfff, .max]
    for _ in 0..<500 {
      func value() -> UInt64 {
        switch UInt8.random(in: 0..<3, using: &random) {
        case 0: edges.randomElement(using: &random) ?? 0
        case 1: .random(in: 0...0x1_0000_0000, using: &random)
        default: .random(in: 0 ... .max, using: &random)
        }
      }
      func type() -> E820Type { E820Type(rawValue: .random(in: 0..<14, using: &random)) }
      var table = E820Table(capacity: Int.random(in: 1...12, using: &random))
      var log = KernelLog()
      let firmware = (0..<Int.random(in: 0..<9, using: &random)).map { _ in
        E820Entry(address: value(), size: value(), type: type())
      }
      table.setUp(firmware: firmware, log: &log)
      table.update(value(), size: value(), from: type(), to: type(), log: &log)
      table.remove(value(), size: value(), type: Bool.random(using: &random) ? type() : nil, log: &log)
      let limit = table.endOfRAMPages(limit: value(), countingACPI: true, maxArchPages: 1 << 34)
      #expect(limit <= 1 << 34)
      if table.sanitize() {
        for (a, b) in zip(table.entries, table.entries.dropFirst()) {
          #expect(a.range.end <= b.range.start && !a.range.isEmpty)
        }
      }
      #expect(log.allSatisfy { !$0.text.isEmpty })
    }
  }

  /// However entries lie, each page has the largest type of those that cover it, and neighbours of one type are one.
  @Test func sanitizedMapsSayTheSamePageByPage() {
    var random = SeededGenerator(seed: 0xe820)
    for _ in 0..<2000 {
      var table = E820Table()
      var log = KernelLog.unread
      let given = (0..<Int.random(in: 2...8, using: &random)).map { _ in
        E820Entry(
          address: .random(in: 0..<24, using: &random), size: .random(in: 0..<6, using: &random),
          type: E820Type(rawValue: .random(in: 1...5, using: &random)))
      }
      for entry in given { table.add(entry, log: &log) }
      let isTaken = table.sanitize()
      #expect(isTaken)
      for place in UInt64(0)..<32 {
        let covering = given.filter { $0.range.contains(place) }.map(\.type.rawValue)
        #expect(table.entries.first { $0.range.contains(place) }?.type.rawValue == covering.max())
      }
      for (a, b) in zip(table.entries, table.entries.dropFirst()) {
        #expect(a.range.end <= b.range.start && (a.range.end < b.range.start || a.type != b.type))
      }
    }
  }
}
