import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// The tables of real machines against what their captures say is in them.
///
/// Reads the directories that MTRRSCOPE_CAPTURES names, as the other tests of captures do, and knows none by name.
@Suite("ACPI captures", .bounded) struct ACPICapturesTests {
  struct Case: CustomStringConvertible {
    let capture: CaptureDirectory
    let answer: JSON
    let tables: ACPITables
    var description: String { capture.name }
  }

  static var cases: [Case] {
    get throws {
      try CaptureDirectory.all.compactMap { capture in
        guard let bytes = capture.bytes("acpi/regions.json") else { return nil }
        return Case(capture: capture, answer: try JSON(parsing: bytes), tables: try capture.tables())
      }
    }
  }

  @Test("regions, fields and who uses them") func regions() throws {
    var count = 0
    for entry in try Self.cases {
      let wanted = entry.answer["system_memory_regions"].array
      let found = entry.tables.systemMemoryRegions
      #expect(found.map(\.path) == wanted.map { $0["path"].string ?? "" }, "\(entry)")
      for answer in wanted {
        let path = answer["path"].string ?? ""
        guard let region = entry.tables.region(path) else { continue }
        count += 1
        let name = "\(entry) \(path)"
        #expect(region.base == answer["base"].uint64, "\(name)")
        #expect(region.length == answer["length"].uint64, "\(name)")
        #expect(region.declaredIn == answer["declared_in"].string, "\(name)")
        if answer["base_kind"].string == "run time" {
          #expect(region.baseExpression == answer["base_expression"].string, "\(name)")
        }
        let uses = entry.tables.methodUses.filter { $0.region == path }
        compareFields(region, uses, answer["fields"].array, name)
        #expect(uses.map(\.method) == answer["methods"].array.map { $0["path"].string ?? "" }, "\(name)")
        for (use, method) in zip(uses, answer["methods"].array) {
          #expect(
            use.accesses.map(\.field) == method["accesses"].array.map { $0["field"].string ?? "" }, "\(name)")
          #expect(
            use.accesses.map(\.kind.rawValue) == method["accesses"].array.map { $0["kind"].string ?? "" },
            "\(name)")
          #expect(use.calledBy == method["called_by"].strings, "\(name)")
        }
      }
      let others = entry.tables.regions.filter { $0.space != .systemMemory }
      let wantedOthers = entry.answer["other_regions"].array
      #expect(others.map(\.path) == wantedOthers.map { $0["path"].string ?? "" }, "\(entry)")
      #expect(others.map(\.space.description) == wantedOthers.map { $0["space"].string ?? "" }, "\(entry)")
      #expect(others.map(\.base) == wantedOthers.map(\.["base"].uint64), "\(entry)")
      #expect(others.map(\.length) == wantedOthers.map(\.["length"].uint64), "\(entry)")
      #expect(entry.tables.notes.filter { !$0.contains("passed over") } == [], "\(entry)")
    }
    try Captures().expectCounts(["\(count) SystemMemory regions"], "acpi-regions")
  }

  private func compareFields(
    _ region: ACPITables.Region, _ uses: [ACPITables.MethodUse], _ wanted: [JSON], _ name: String
  ) {
    #expect(region.fields.map(\.name) == wanted.map { $0["name"].string ?? "" }, "\(name)")
    for (field, answer) in zip(region.fields, wanted) {
      #expect(field.path == answer["path"].string, "\(name)")
      #expect(field.bitOffset == answer["bit_offset"].uint64, "\(name).\(field.name)")
      #expect(field.bitWidth == answer["bit_width"].uint64, "\(name).\(field.name)")
      #expect(field.access.name == answer["access"].string, "\(name).\(field.name)")
      #expect(field.access.bits == answer["access_bits"].uint64, "\(name).\(field.name)")
      #expect(field.locks == answer["lock"].bool, "\(name).\(field.name)")
      #expect(field.update.name == answer["update"].string, "\(name).\(field.name)")
      #expect(field.accesses == answer["accesses"].uint64, "\(name).\(field.name)")
      if let base = region.base {
        #expect(base &+ field.firstAccess == answer["first_access"].uint64, "\(name).\(field.name)")
      }
      for (kind, key) in [(ACPIAccess.Kind.read, "read_by"), (.write, "written_by")] {
        let methods = uses.filter { use in
          use.accesses.contains { $0.field == field.name && $0.kind == kind }
        }
        #expect(methods.map(\.method) == answer[key].strings, "\(name).\(field.name) \(key)")
      }
    }
  }

  @Test("what AML maps at boot, as the log shows it") func mappings() throws {
    for entry in try Self.cases {
      // The order in the log is that of the boot.
      let wanted = entry.answer["system_memory_regions"].array.flatMap { region in
        region["mapped_at_boot_by_aml"].array.map { (region["path"].string ?? "", $0) }
      }.sorted { ($0.1["log_line"].int ?? 0) < ($1.1["log_line"].int ?? 0) }
      // A log decides about what AML reads under conditions only.
      let found = try #require(try entry.capture.open().report.acpi).bootMappings
      #expect(found.map(\.access.region) == wanted.map(\.0), "\(entry)")
      for (mapping, (_, answer)) in zip(found, wanted) {
        #expect(mapping.access.entry == answer["method"].string, "\(entry)")
        #expect(mapping.access.field == answer["field"].string, "\(entry)")
        #expect(mapping.address == answer["address"].uint64, "\(entry)")
        #expect(mapping.range.start == answer["mapping"][0].uint64, "\(entry)")
        #expect(mapping.range.last == answer["mapping"][1].uint64, "\(entry)")
        #expect(!mapping.access.isConditional, "\(entry)")
      }
    }
  }

  @Test("memory resources") func resources() throws {
    for entry in try Self.cases {
      func line(_ parts: [String]) -> String { parts.joined(separator: " ") }
      let wanted = entry.answer["memory_resources"].array.map { answer in
        line([
          answer["device"].string ?? "", answer["kind"].string ?? "", answer["base"].string ?? "",
          answer["length"].string ?? "", answer["attributes"].string ?? "",
          "\(answer["computed_at_run_time"].bool ?? false)",
        ])
      }.sorted()
      let found = entry.tables.memoryResources.map { resource in
        line([
          resource.device, resource.descriptor.kind.rawValue, resource.descriptor.base?.prefixedHex() ?? "",
          resource.descriptor.length?.prefixedHex() ?? "", resource.descriptor.attributes,
          "\(resource.isComputed)",
        ])
      }.sorted()
      #expect(found == wanted, "\(entry)")
    }
  }

  @Test("tables without AML") func fixedTables() throws {
    for entry in try Self.cases {
      let answer = entry.answer["fixed_tables"]
      let fixed = entry.tables.fixed
      #expect(fixed.hpet?.base == answer["HPET"]["base"].uint64, "\(entry)")
      #expect(fixed.hpet?.space.description == answer["HPET"]["address_space"].string, "\(entry)")
      #expect(fixed.tpm2?.startMethod == answer["TPM2"]["start_method"].uint64, "\(entry)")
      #expect(fixed.tpm2?.interface == answer["TPM2"]["interface"].string, "\(entry)")
      #expect(fixed.tpm2?.controlArea == answer["TPM2"]["control_area"].uint64, "\(entry)")
      #expect(fixed.tpm2?.logArea?.start == answer["TPM2"]["log_area"].uint64, "\(entry)")
      #expect(fixed.tpm2?.logArea?.size == answer["TPM2"]["log_area_length"].uint64, "\(entry)")
      #expect(fixed.ecam.map(\.base) == answer["MCFG"].array.compactMap(\.["base"].uint64), "\(entry)")
      #expect(
        fixed.ecam.map(\.range.size) == answer["MCFG"].array.compactMap(\.["length"].uint64), "\(entry)")
      #expect(fixed.ecam.map(\.segment) == answer["MCFG"].array.compactMap(\.["segment"].uint64), "\(entry)")
      #expect(fixed.localAPIC == answer["APIC"]["local_apic"].uint64, "\(entry)")
      #expect(fixed.ioAPICs == answer["APIC"]["io_apics"].array.compactMap(\.uint64), "\(entry)")
      #expect(fixed.bootGraphics == answer["BGRT"]["image"].uint64, "\(entry)")
      for answer in entry.answer["tables"].array {
        let table = entry.tables.tables.first { $0.file == answer["file"].string }
        #expect(table?.signature == answer["signature"].string, "\(entry)")
        #expect(table?.length.map { UInt64($0) } == answer["length"].uint64, "\(entry)")
      }
    }
  }

  @Test("the text says what the bytes say") func textAndBytes() throws {
    var count = 0
    for capture in CaptureDirectory.all {
      let names = capture.acpiFiles
      for text in names where text.hasSuffix(".dsl") && names.contains(text.dropLast(4) + ".aml") {
        guard let asl = capture.bytes("acpi/" + text),
          let aml = capture.bytes("acpi/" + text.dropLast(4) + ".aml")
        else { continue }
        var fromText = ACPITableReader()
        try fromText.add(asl: SourceText(name: text, bytes: asl))
        var fromBytes = ACPITableReader()
        try fromBytes.add(binary: aml, name: text)
        let (a, b) = (fromText.read(), fromBytes.read())
        count += 1
        #expect(a.notes == [], "\(capture.name) \(text)")
        #expect(a.names == b.names, "\(capture.name) \(text)")
        #expect(a.names.count > 5, "\(capture.name) \(text)")
        #expect(a.regions == b.regions, "\(capture.name) \(text)")
        #expect(a.methodUses == b.methodUses, "\(capture.name) \(text)")
        #expect(a.memoryResources == b.memoryResources, "\(capture.name) \(text)")
        #expect(a.devices == b.devices, "\(capture.name) \(text)")
        #expect(a.bootAccesses == b.bootAccesses, "\(capture.name) \(text)")
      }
    }
    try Captures().expectCounts(["\(count) tables"], "acpi-texts")
  }

  @Test("opened as a machine: the tables' regions, in order, and the same outcome as the log tells")
  func machines() throws {
    for entry in try Self.cases {
      let machine = try entry.capture.open()
      let tables = try #require(machine.report.acpi, "\(entry)")
      let regions = machine.scenario.devices.flatMap(\.regions)
      #expect(!regions.contains { $0.path == "seen in the log" }, "\(entry): \(regions)")
      let read = regions.filter { !$0.reads.isEmpty }.map(\.path)
      #expect(read == tables.bootMappings.map(\.access.region), "\(entry)")
      let refused = entry.capture.messages.filter { $0.hasPrefix("ioremap error for") }.map(String.init)
      let trace = evaluate(machine.scenario).trace.log.map(\.text).filter {
        $0.hasPrefix("ioremap error for")
      }
      #expect(Set(trace) == Set(refused), "\(entry)")
    }
  }
}

extension CaptureDirectory {
  /// Captures other than the project's own need not have tables.
  static var isForeign: Bool {
    !(ProcessInfo.processInfo.environment["MTRRSCOPE_CAPTURES"] ?? "").isEmpty
  }

  var acpiFiles: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent("acpi").path)) ?? [])
      .sorted()
  }

  /// All tables of the capture, read without the rest of it.
  func tables() throws -> ACPITables {
    var reader = ACPITableReader()
    for name in acpiFiles where !name.hasSuffix(".json") && !name.hasSuffix(".md") {
      guard let bytes = bytes("acpi/" + name) else { continue }
      if name.hasSuffix(".dsl") {
        try reader.add(asl: SourceText(name: name, bytes: bytes))
      } else {
        try reader.add(binary: bytes, name: name)
      }
    }
    return reader.read()
  }
}
