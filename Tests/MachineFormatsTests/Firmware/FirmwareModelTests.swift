import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// The firmware models against the real machines: same machine, RAM and firmware, same map and registers.
@Suite("Firmware models", .bounded) struct FirmwareModelTests {
  @Test("every capture whose machine has a model: memory map, registers, TOLUD, MTRR map line")
  func captures() throws {
    var counts: [String: Int] = [:]
    var models: Set<FirmwareModel> = []
    for capture in CaptureDirectory.all {
      guard let machine = CapturedMachine(capture), let physBits = capture.physBits else { continue }
      let opened = try capture.open()
      let real = opened.scenario
      let state = try machine.model.setUp(
        ram: machine.ram, maxRAMBelow4G: machine.maxRAMBelow4G, physBits: max(physBits, 36),
        vendor: real.cpu.vendor, hasTPM: machine.hasTPM)
      models.insert(machine.model)
      func compare<T: Equatable>(_ what: String, _ got: T, _ expected: T) {
        counts[what, default: 0] += 1
        #expect(got == expected, "\(capture.name): \(what)")
      }
      let map = firmwareMap(capture.messages)
      if !map.isEmpty { compare("map", lines(state.map), map) }
      guard machine.hasFirmwareRegisters, real.cpu.hasMTRR else { continue }
      // Registers that somebody rewrote later are not the firmware's.
      if capture.msrs[0xfe] != nil, opened.report.laterRegisters == nil {
        compare("registers", state.mtrr, registers(capture.msrs))
      }
      guard !map.isEmpty else { continue }
      var modelled = real
      modelled.firmwareMap = state.map
      modelled.mtrr = state.mtrr
      let words = (capture.text("cmdline.txt") ?? "").split { $0 == " " || $0 == "\n" }
      modelled.parameters.memory = words.filter { $0.hasPrefix("mem=") }.map(String.init)
      let boot = evaluate(modelled)
      if let low = capture.lastPFNs.last(where: { $0 <= 0x100000 }) {
        compare("TOLUD", boot.tolud, low << 12)
      }
      if let line = capture.messages.first(where: { $0.hasPrefix("MTRR map: ") }) {
        compare(
          "map line", boot.trace.log.lazy.map(\.text).first { $0.hasPrefix("MTRR map: ") } ?? "", String(line)
        )
      }
      if let ecam = state.ecam {
        compare("ECAM", real.devices.first { $0.kind == .ecam }?.range, ecam)
      }
      if let tables = state.acpiTables {
        let found = real.devices.filter { $0.kind == .acpiTables }.map(\.range)
        // OVMF keeps the FACS apart, in NVS.
        if !found.isEmpty { compare("tables", found.contains { tables.pageRounded.contains($0) }, true) }
      }
    }
    let text = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    print("Firmware models: \(models.map(\.rawValue).sorted()); compared: \(text)")
    for what in ["map", "registers", "TOLUD", "map line", "ECAM", "tables"] {
      #expect(counts[what, default: 0] > 0, "no \(what) was compared")
    }
  }

  private func lines(_ map: [E820Entry]) -> [String] {
    map.map { "\($0.address.prefixedHex())-\($0.range.last.prefixedHex()) \($0.type.name)" }
  }

  /// The `BIOS-e820:` lines in both wordings.
  private func firmwareMap(_ messages: [Substring]) -> [String] {
    let words: [(String, E820Type)] = [
      ("usable", .ram), ("System RAM", .ram), ("device reserved", .reserved), ("reserved", .reserved),
      ("ACPI data", .acpi), ("ACPI NVS", .nvs),
    ]
    return messages.compactMap { message in
      guard message.hasPrefix("BIOS-e820: [mem 0x"), let end = message.firstIndex(of: "]") else { return nil }
      let numbers = message[..<end].dropFirst("BIOS-e820: [mem ".count).split(separator: "-").compactMap {
        UInt64($0.dropFirst(2), radix: 16)
      }
      let word = message[end...].dropFirst().drop { $0 == " " }
      guard numbers.count == 2, let type = words.first(where: { $0.0 == word })?.1 else {
        return String(message)
      }
      return "\(numbers[0].prefixedHex())-\(numbers[1].prefixedHex()) \(type.name)"
    }
  }

  private func registers(_ msrs: [UInt64: UInt64]) -> MTRRRegisters {
    MTRRRegisters(
      capabilities: msrs[0xfe] ?? 0, defaultTypeRegister: msrs[0x2ff] ?? 0,
      fixed: FixedRanges(registers: FixedRanges.msrNumbers.map { msrs[UInt64($0)] ?? 0 }),
      variable: (0..<(msrs[0xfe] ?? 0) & 0xff).map {
        VariableRange(base: msrs[0x200 + 2 * $0] ?? 0, mask: msrs[0x201 + 2 * $0] ?? 0)
      })
  }
}
