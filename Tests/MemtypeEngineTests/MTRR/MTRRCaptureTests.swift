import Foundation
import TestSupport
import Testing

@testable import MemtypeEngine

/// The MTRR lines of real boots, and their /proc/mtrr, from nothing but the registers.
@Suite(.bounded) struct MTRRCaptureTests {
  /// A capture's text files, as far as these tests read them.
  struct Capture: CustomTestStringConvertible {
    let name: String
    private let directory: URL

    static let all: [Capture] = {
      let root = Fixtures.directory.appendingPathComponent("Captures", isDirectory: true)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
      return names.sorted().map { Capture(name: $0, directory: root.appendingPathComponent($0)) }
    }()

    /// Those whose registers are still as the firmware left them, and are what the kernel used.
    static let withFirmwareRegisters = all.filter { capture in
      let commandLine = capture.lines("cmdline.txt").joined()
      return capture.msrs[0xfe] != nil && !commandLine.contains("mtrrlab=a")
        && !commandLine.contains("mtrrlab=b") && !commandLine.contains("enable_mtrr_cleanup")
        && !capture.name.contains("user-writes") && !capture.name.contains("wcmtrr")
    }

    var testDescription: String { name }

    func lines(_ file: String) -> [String] {
      guard let text = try? String(contentsOf: directory.appendingPathComponent(file), encoding: .utf8) else {
        return []
      }
      return text.split(separator: "\n").map(String.init)
    }

    var msrs: [UInt32: UInt64] {
      var result: [UInt32: UInt64] = [:]
      for line in lines("msrs.txt") {
        let words = line.split(separator: " ")
        if words.count == 2, let number = UInt32(words[0].dropFirst(2), radix: 16),
          let value = UInt64(words[1], radix: 16)
        {
          result[number] = value
        }
      }
      return result
    }

    var kernel: KernelRevision {
      let release = lines("uname.txt").first?.split(separator: " ").dropFirst().first ?? ""
      let numbers = release.prefix { $0 != "-" && $0 != "+" }.split(separator: ".").compactMap { Int($0) }
      return KernelRevision(
        numbers.first ?? 0, numbers.dropFirst().first ?? 0, numbers.dropFirst(2).first ?? 0)
    }

    var physBits: Int {
      let line = lines("cpuinfo.txt").first { $0.hasPrefix("address sizes") } ?? ""
      return line.split(separator: ":").last?.split(separator: " ").first.flatMap { Int($0) } ?? 0
    }

    var registers: MTRRRegisters {
      let msrs = self.msrs
      let capabilities = msrs[0xfe] ?? 0
      return MTRRRegisters(
        capabilities: capabilities, defaultTypeRegister: msrs[0x2ff] ?? 0,
        fixed: FixedRanges(registers: FixedRanges.msrNumbers.map { msrs[$0] ?? 0 }),
        variable: (0..<UInt32(capabilities & 0xff)).map {
          VariableRange(base: msrs[0x200 + 2 * $0] ?? 0, mask: msrs[0x201 + 2 * $0] ?? 0)
        })
    }

    /// The lines that set-up prints about the MTRRs, without the trimming of RAM.
    var mtrrLines: [String] {
      let isRegister = #/ +\d+ (base [0-9A-F]+ mask .*|disabled)/#
      let isRun = #/  [0-9A-F]{5}-[0-9A-F]{5} .*/#
      let isEntry = #/ +\d+: [0-9a-f]{16}-[0-9a-f]{16} .*/#
      return lines("dmesg.txt").compactMap { line in
        let text = line.drop { $0 != "]" }.dropFirst(2)
        let isOurs =
          (text.hasPrefix("MTRR") && !text.hasPrefix("MTRR MAP PFN")) || text == "Disabled"
          || text.wholeMatch(of: isRegister) != nil
          || text.wholeMatch(of: isRun) != nil || text.wholeMatch(of: isEntry) != nil
        return isOurs ? String(text) : nil
      }
    }
  }

  @Test func capturesAreThere() { #expect(Capture.withFirmwareRegisters.count > 10) }

  @Test(arguments: Capture.withFirmwareRegisters)
  func bootLinesAndProcFile(capture: Capture) {
    let hasMTRR = !capture.name.hasPrefix("cpu-without-mtrr")
    let cpu = CPU(vendor: .intel, physBits: capture.physBits, hasMTRR: hasMTRR)
    var state = MTRRState(cpu: cpu, kernel: capture.kernel)
    var log = KernelLog()
    let debug = capture.lines("cmdline.txt").joined().contains("mtrr=debug")
    state.initialize(capture.registers, debug: debug, log: &log)
    #expect(log.texts == capture.mtrrLines)
    if case .lines(let lines) = state.readProcFile(log: &log) {
      #expect(lines.map(\.text) == capture.lines("mtrr.txt"))
    } else {
      #expect(capture.lines("mtrr.txt").isEmpty)
    }
  }
}
