import TestSupport
import Testing

@testable import MemtypeEngine

extension KernelVectors {
  @Test(
    "ioremap and ACPI mappings", .enabled(if: VectorFile("ioremap").exists, "ioremap.jsonl is absent"))
  func ioremap() throws {
    try VectorFile("ioremap").run(cases: 642) { line, test in
      var kernel = try line.bootedMappings()
      var made: [Int: IOMapping] = [:]
      var acpi: [Int: Int] = [:]
      var regions: [Int: RegionWindows] = [:]
      for (i, step) in line["steps"].array.enumerated() {
        let op = try #require(step["op"].string)
        let name = "step \(i) \(op)"
        let address = step["phys"].uint64 ?? 0
        let size = step["size"].uint64 ?? 0
        kernel.log = []
        switch op {
        case "iounmap":
          if let mapping = made[step["map_of_step"].int ?? -1] { kernel.iounmap(mapping) }
        case "acpi_unmap":
          if let entry = acpi[step["map_of_step"].int ?? -1] { kernel.acpiUnmap(entry) }
        case "acpi_map":
          let answer = kernel.acpiMap(address, size: size)
          test.expect("\(name): outcome", answer.isFailure ? "null" : "ok", is: step["outcome"].string)
          acpi[i] = answer.entry
        case "region":
          regions[try #require(step["region"].int)] = RegionWindows(
            base: try #require(step["base"].uint64), length: try #require(step["length"].uint64))
        case "access":
          let number = try #require(step["region"].int)
          var region = try #require(regions[number])
          let answer = kernel.access(
            &region, at: try #require(step["addr"].uint64), width: try #require(step["width"].int))
          regions[number] = region
          test.expect("\(name): status", answer.status.rawValue, is: step["status"].string)
        default:
          let variant = try #require(IoremapVariant.allCases.first { $0.call == op })
          let answer = kernel.ioremap(address, size: size, variant)
          test.expect("\(name): outcome", answer.mapping == nil ? "null" : "ok", is: step["outcome"].string)
          test.expect(answer.mapping, like: step, name)
          made[i] = answer.mapping
        }
        test.expect("\(name): log", kernel.log.vectorTexts, is: step["log"].strings)
      }
      test.expectList(kernel.tracker, line)
      test.expect(
        "acpi_maps", kernel.acpi.entries.map { [$0.start, $0.size, UInt64($0.references)] },
        is: line["acpi_maps"].array.map { $0.array.compactMap(\.uint64) })
    }
  }

  @Test("memremap", .enabled(if: VectorFile("memremap").exists, "memremap.jsonl is absent"))
  func memremap() throws {
    try VectorFile("memremap").run(cases: 329) { line, test in
      var kernel = try line.bootedMappings()
      var made: [Int: IOMapping] = [:]
      for (i, step) in line["steps"].array.enumerated() {
        let op = try #require(step["op"].string)
        let name = "step \(i) \(op)"
        let address = step["phys"].uint64 ?? 0
        let size = step["size"].uint64 ?? 0
        kernel.log = []
        switch op {
        case "memunmap":
          if let mapping = made[step["map_of_step"].int ?? -1] { kernel.iounmap(mapping) }
        case "memremap", "devm_memremap":
          let all: [String: MemremapFlags] = ["WB": .wb, "WT": .wt, "WC": .wc, "ENC": .enc, "DEC": .dec]
          let flags = try step["flags"].strings.map { try #require(all[$0]) }
          let answer = kernel.memremap(address, size: size, MemremapFlags(flags))
          let outcome =
            switch answer.outcome {
            case .directMap: "direct_map"
            case .mapped: "mapped"
            case .failed: op == "memremap" ? "null" : "error"
            }
          test.expect("\(name): outcome", outcome, is: step["outcome"].string)
          test.expect(answer.mapping, like: step, name)
          made[i] = answer.mapping
        default:
          let variant = try #require(IoremapVariant.allCases.first { $0.call == op })
          let answer = kernel.ioremap(address, size: size, variant)
          test.expect(
            "\(name): outcome", answer.mapping == nil ? "null" : "mapped", is: step["outcome"].string)
          test.expect(answer.mapping, like: step, name)
          made[i] = answer.mapping
        }
        test.expect("\(name): log", kernel.log.vectorTexts, is: step["log"].strings)
      }
      test.expectList(kernel.tracker, line)
    }
  }
}

extension VectorCase {
  fileprivate mutating func expect(_ mapping: IOMapping?, like step: JSON, _ name: String) {
    guard let mapping else { return }
    expect("\(name): mode", mapping.mode, is: step["mode"].mode)
    expect("\(name): encrypted", mapping.isEncrypted, is: step["encrypted"].bool)
    expect("\(name): offset", mapping.offset, is: step["offset"].uint64)
  }
}

extension JSON {
  fileprivate func bootedMappings() throws -> KernelMappings {
    let resources = try self["resources"].array.map { resource in
      let kinds: [String: MemoryResource.Kind] = ["System RAM": .systemRAM, "busy": .busy, "plain": .plain]
      let descriptors: [String: MemoryResource.Descriptor] = [
        "none": .none, "acpi_tables": .acpiTables, "acpi_nv_storage": .acpiNVStorage, "reserved": .reserved,
        "soft_reserved": .softReserved, "persistent_memory": .persistentMemory,
        "persistent_memory_legacy": .persistentMemoryLegacy,
      ]
      let range = try AddressRange(#require(resource["start"].uint64), #require(resource["end"].uint64))
      return try MemoryResource(
        range, #require(kinds[resource["kind"].string ?? ""]),
        // The vectors write the names in messages without blanks.
        #require(resource["name"].string).replacing(" ", with: "_"),
        descriptor: #require(descriptors[resource["desc"].string ?? ""]))
    }
    let isGuest = self["guest_mem_encrypt"].bool == true || self["memory_encryption"].string == "guest"
    return try KernelMappings(
      physBits: #require(self["phys_bits"].int), mtrr: bootedMTRR(KernelRevision(6, 12, 117)), pat: bootedPAT,
      resources: ResourceTree(resources),
      encryption: isGuest ? .guest : self["memory_encryption"].string == "host" ? .host : .none,
      reservedPages: self["reserved_pages"].ranges,
      memoryMap: self["e820"].array.map {
        E820Entry(
          address: $0[0].uint64 ?? 0, size: $0[1].uint64 ?? 0,
          type: E820Type(rawValue: UInt32(truncatingIfNeeded: $0[2].int ?? 0)))
      },
      efi: self["efi_map"].isNull
        ? nil
        : self["efi_map"].array.map {
          EFIRegion(
            AddressRange($0[0].uint64 ?? 0, $0[1].uint64 ?? 0),
            type: UInt32(truncatingIfNeeded: $0[2].int ?? 0), attributes: $0[3].uint64 ?? 0)
        }, caller: "CALLER")
  }
}
