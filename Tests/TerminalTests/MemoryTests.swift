import Foundation
import TestSupport
import Testing

/// Reading takes a few bytes of memory a byte of input, whatever the input is made of.
@Suite(.serialized, .bounded) struct MemoryTests {
  private let home: TemporaryDirectory

  init() throws { home = try TemporaryDirectory() }

  /// The most memory that a command had at once, in KiB, beside what it has with nothing to read.
  private func peak(_ arguments: String...) throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(BuiltProduct.path("mtrrscope")))
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: home.path)
    process.environment = ["HOME": home.path, "SWIFT_BACKTRACE": "enable=no"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var peak = 0
    while process.isRunning {
      let status =
        (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      peak = max(peak, line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0)
      usleep(2000)
    }
    #expect(process.terminationReason == .exit)
    return peak
  }

  enum Kind: String, CaseIterable {
    case lineFeeds, shortLines, longLine, asl, brackets, aml, yaml, flowYAML

    var name: String {
      switch self {
      case .lineFeeds, .shortLines, .longLine: "log"
      case .asl, .brackets: "d.dsl"
      case .aml: "d.aml"
      case .yaml, .flowYAML: "x.yaml"
      }
    }

    /// Logs of short lines are slow to read where nothing is optimised.
    var size: Int { name == "log" ? 2 << 20 : 6 << 20 }

    /// What is bounded by number and not by size, in KiB: terms and values, and for logs what is read at a time.
    var allowance: Int { name == "log" ? 24 << 10 : 96 << 10 }

    var bytes: [UInt8] {
      func filled(_ head: String, _ piece: String, _ tail: String = "") -> [UInt8] {
        let piece = Array(piece.utf8)
        return Array(head.utf8) + [[UInt8]](repeating: piece, count: size / piece.count).joined()
          + Array(tail.utf8)
      }
      let block = "DefinitionBlock (\"\", \"DSDT\", 1, \"A\", \"B\", 1)\n{\n"
      switch self {
      case .lineFeeds: return filled(log, "\n")
      case .shortLines: return filled(log, "x\n")
      case .longLine: return filled(log, "x")
      case .asl: return filled(block, "A\n", "}\n")
      case .brackets: return filled(block, "()", "}\n")
      case .aml:
        var table = Array("DSDT".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: (size + 36) >> (8 * $0)) }
        table += [2, 0] + Array("BOCHS BXPCDSDT".utf8) + [1, 0, 0, 0] + Array("BXPC".utf8) + [1, 0, 0, 0]
        table += [UInt8](repeating: 0, count: size)
        table[9] = 0 &- table.reduce(0, &+)
        return table
      case .yaml: return filled("platform: KVM\nassumptions:\n", "- a\n")
      case .flowYAML: return filled("platform: KVM\nassumptions: [", "a,", "a]\n")
      }
    }
  }

  @Test(arguments: Kind.allCases) func fewBytesAByte(kind: Kind) throws {
    let rest = try peak("check", "bare-metal")
    try home.make("in/" + kind.name, kind.bytes)
    let peak = try peak("check", "in/" + kind.name) - rest
    #expect(peak <= 3 * kind.size >> 10 + kind.allowance, "\(kind): \(peak) KiB")
  }

  @Test func filesOfADirectoryComeOneAfterTheOther() throws {
    let rest = try peak("check", "bare-metal")
    let size = 4 << 20
    for number in 0..<12 { try home.make("many/\(number).bin", [UInt8](repeating: 0, count: size)) }
    try home.make("many/dmesg", log)
    let peak = try peak("check", "many") - rest
    #expect(peak <= 3 * size >> 10, "\(peak) KiB")
  }
}

private let log = "BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff] usable\n"
