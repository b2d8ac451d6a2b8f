import Foundation
import MachineFormats
import TestSupport
import Testing

/// Damaged tables: an error, or what is left of them; never a trap, never without end.
@Suite("ACPI damage", .bounded) struct ACPIDamageTests {
  private static func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Fixtures.directory.appendingPathComponent("ACPI/" + name)))
  }

  /// With a header of 36 bytes whose length and checksum are right.
  private static func table(_ aml: [UInt8], signature: String = "SSDT") -> [UInt8] {
    var bytes = Array(signature.utf8) + [UInt8](repeating: 0, count: 32) + aml
    for i in 0..<4 { bytes[4 + i] = UInt8(truncatingIfNeeded: bytes.count >> (8 * i)) }
    bytes[8] = 2
    bytes[9] = 0 &- bytes.reduce(0 as UInt8) { $0 &+ $1 }
    return bytes
  }

  private func read(aml: [UInt8]) throws -> ACPITables {
    var reader = ACPITableReader()
    try reader.add(binary: Self.table(aml), name: "SSDT1")
    return reader.read()
  }

  private func read(asl text: String) throws -> ACPITables {
    var reader = ACPITableReader()
    try reader.add(asl: SourceText(name: "SSDT1.dsl", text: text))
    return reader.read()
  }

  @Test("mutated AML, with the checksum put right") func mutatedAML() throws {
    var readable = 0
    for (seed, name) in ["forms.aml", "late.aml"].enumerated() {
      let aml = Array(try Self.fixture(name).dropFirst(36))
      var mutator = Mutator(seed: UInt64(seed) + 0xac91)
      for _ in 0..<250 {
        let tables = try read(aml: mutator.mutated(aml))
        if !tables.names.isEmpty { readable += 1 }
        _ = tables.bootMappings
      }
    }
    #expect(readable == 500)
  }

  @Test("mutated text") func mutatedText() throws {
    var readable = 0
    for (seed, name) in ["forms.dsl", "late.dsl"].enumerated() {
      var mutator = Mutator(seed: UInt64(seed) + 0xa51)
      let text = try Self.fixture(name)
      for _ in 0..<150 {
        var reader = ACPITableReader()
        do throws(ASLError) {
          try reader.add(asl: SourceText(name: name, bytes: mutator.mutated(text)))
        } catch {
          #expect(!error.found.isEmpty)
          continue
        }
        if !reader.read().names.isEmpty { readable += 1 }
      }
    }
    #expect(readable > 100)
  }

  @Test("mutated files as they are, and dumps") func mutatedFiles() throws {
    var refused = 0
    for (seed, name) in ["forms.aml", "acpidump.txt"].enumerated() {
      var mutator = Mutator(seed: UInt64(seed) + 7)
      let bytes = try Self.fixture(name)
      for _ in 0..<150 {
        do throws(InputError) {
          _ = try readMachine(named: "x", [MachineInput(name: name, bytes: mutator.mutated(bytes))])
        } catch {
          refused += 1
          #expect(error.description.hasPrefix(name) || error.description.hasPrefix("x"))
        }
      }
    }
    #expect(refused > 100)
  }

  @Test("random bytes as AML") func randomBytes() throws {
    var generator = SeededGenerator(seed: 42)
    for _ in 0..<300 {
      let count = Int.random(in: 0..<400, using: &generator)
      // Mostly operations and names, so that it gets somewhere.
      let bytes = (0..<count).map { _ in
        [
          0x5b, 0x82, 0xa0, 0xa1, 0x14, 0x70, 0x5f, 0x41, 0x10, 0x08,
          UInt8.random(in: 0...255, using: &generator),
        ]
        .randomElement(using: &generator) ?? 0
      }
      let tables = try read(aml: bytes)
      #expect(!tables.names.isEmpty)
    }
  }

  @Test("a wrong checksum and a wrong length are refused") func headers() throws {
    var bytes = try Self.fixture("late.aml")
    bytes[50] ^= 1
    #expect(throws: ACPITableError.self) { try ACPITableFile.binary(bytes) }
    #expect(throws: ACPITableError.self) { try ACPITableFile.binary(Array(bytes.dropLast(1))) }
    let damaged = MachineInput(name: "SSDT1", bytes: bytes, isOptional: true)
    let cmdline = MachineInput(name: "cmdline.txt", bytes: Array("BOOT_IMAGE=/vmlinuz quiet\n".utf8))
    let machine = try readMachine(named: "x", [damaged, cmdline])
    #expect(machine.report.ignored.map(\.file) == ["SSDT1"])
    #expect(machine.report.notes.contains { $0.contains("checksum") })
    #expect(throws: InputError.self) {
      _ = try readMachine(named: "x", [MachineInput(name: "SSDT1", bytes: bytes)])
    }
  }

  @Test("deep nesting ends at a limit") func depth() throws {
    let text =
      "DefinitionBlock (\"\", \"SSDT\", 2, \"T\", \"T\", 1) {"
      + String(repeating: "Scope (\\_SB) {", count: 5000) + String(repeating: "}", count: 5001)
    func isNoted(_ tables: ACPITables) -> Bool { tables.notes.contains { $0.contains("levels") } }
    let nested = try read(asl: text)
    #expect(isNoted(nested))
    let sum = String(repeating: "(", count: 50_000) + "1" + String(repeating: ")", count: 50_000)
    let deep = "DefinitionBlock (\"\", \"SSDT\", 2, \"T\", \"T\", 1) { Name (ABCD, \(sum)) Name (EFGH, 1) }"
    let summed = try read(asl: deep)
    #expect(isNoted(summed))
    let nots = String(repeating: "!", count: 50_000)
    let negated = "DefinitionBlock (\"\", \"SSDT\", 2, \"T\", \"T\", 1) { Name (ABCD, \(nots)1) }"
    let inverted = try read(asl: negated)
    #expect(isNoted(inverted))
    // LNot without end.
    let bytes = try read(aml: [0x08, 0x41, 0x42, 0x43, 0x44] + Array(repeating: 0x92, count: 50_000))
    #expect(isNoted(bytes))
    // A chain of a thousand ElseIf is no nesting.
    let chain =
      "If (A) {} " + String(repeating: "ElseIf (B) {} ", count: 1000) + "Else { Return (FLD) }"
    let long = """
      DefinitionBlock ("", "SSDT", 2, "T", "T", 1) {
        OperationRegion (REG, SystemMemory, 0xFE000000, 4)
        Field (REG, ByteAcc, NoLock, Preserve) { FLD, 8 }
        Device (DEV) { Method (_STA) { \(chain) } }
      }
      """
    let tables = try read(asl: long)
    #expect(tables.notes == [])
    #expect(tables.bootAccesses.map(\.isConditional) == [true])
  }

  @Test("endless loops and recursion end at a limit and are told") func endless() throws {
    let text = """
      DefinitionBlock ("", "SSDT", 2, "T", "T", 1) {
        OperationRegion (REG, SystemMemory, 0xFE000000, 4)
        Field (REG, ByteAcc, NoLock, Preserve) { FLD, 8 }
        Device (AAAA) { Method (_STA) { While (One) { Noop } Return (FLD) } }
        Device (BBBB) { Method (_STA) { Return (_STA ()) } }
        Device (CCCC) { Method (_STA) { Return (FLD) } }
      }
      """
    let tables = try read(asl: text)
    #expect(tables.notes.contains { $0.contains("AAAA") })
    #expect(tables.bootAccesses.map(\.entry) == ["\\CCCC._STA"])
  }

  @Test("an error names its place and leaves the rest") func recovery() throws {
    let text = """
      DefinitionBlock ("", "SSDT", 2, "T", "T", 1)
      {
        Device (AAAA)
        {
          Name (_HID, = )
        }
        Device (BBBB) { Name (_HID, "TEST0001") }
      }
      """
    let tables = try read(asl: text)
    #expect(tables.notes.count == 1)
    #expect(tables.notes.first?.hasPrefix("SSDT1.dsl:5: ") == true)
    #expect(tables.devices.contains { $0.path == "\\BBBB" && $0.hid == "TEST0001" })
    #expect(throws: ASLError.self) { try read(asl: "no table at all") }
  }

  @Test("guards: what follows a return that may happen is marked") func guards() throws {
    let text = """
      DefinitionBlock ("", "SSDT", 2, "T", "T", 1) {
        OperationRegion (REG, SystemMemory, 0xFE000000, 0x10)
        Field (REG, ByteAcc, NoLock, Preserve) { FLDA, 8, FLDB, 8, FLDC, 8, FLDD, 8 }
        Device (DEV) {
          Method (_STA) {
            If (FLDA) { If (FLDB) { Return (0) } }
            Local0 = FLDC
            Return (FLDD)
          }
        }
      }
      """
    let found = try read(asl: text).bootAccesses.map { "\($0.field) \($0.isConditional)" }
    #expect(found == ["FLDA false", "FLDB true", "FLDC true", "FLDD true"])
  }
}
