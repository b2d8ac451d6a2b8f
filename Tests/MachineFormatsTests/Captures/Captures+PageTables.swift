import MachineFormats
import MemtypeEngine
import Testing

extension Captures {
  /// vmallocinfo.txt lists the areas in the order of their virtual addresses, page_tables_vmalloc.txt how their pages
  /// are mapped: one run of pages each, or several, with an unmapped page behind.
  @Test("page tables: the PWT, PCD and PAT bits of what is mapped follow from the tracked types")
  func pageTables() throws {
    var compared = 0
    var captures = 0
    for capture in CaptureDirectory.all {
      guard let tables = capture.text("page_tables_vmalloc.txt"), let areas = capture.text("vmallocinfo.txt")
      else {
        continue
      }
      captures += 1
      let machine = try capture.open()
      let boot = evaluate(machine.scenario)
      var runs = Self.runs(tables)[...]
      for line in areas.split(separator: "\n") where !line.contains("unpurged") && !line.contains("vmap_area")
      {
        guard let area = Self.area(line) else { continue }
        var size: UInt64 = 0
        var bits: Set<[String]> = []
        while size < area.size, let run = runs.popFirst() {
          size += run.size
          bits.insert(run.bits)
        }
        guard size == area.size else {
          Issue.record("\(capture.name): the areas do not fit the page tables at \(line)")
          break
        }
        guard let phys = area.phys,
          let mode = Self.mode(
            of: AddressRange(start: phys, size: size), isACPI: line.contains(" acpi_os_map"), boot)
        else {
          continue
        }
        let expected = boot.pat.pageTableBits(of: mode)
        let names = [(UInt64(0x8), "PWT"), (0x10, "PCD"), (0x80, "PAT")].filter { expected & $0.0 != 0 }.map(
          \.1)
        #expect(bits == [names], "\(capture.name): \(line)")
        compared += 1
      }
    }
    try expectCounts(["the bits of \(compared) mappings in \(captures) captures"], "page-tables")
    #expect(compared > 0 || captures == 0)
  }

  /// The mode of a standing mapping of exactly these pages, by ACPI or by a driver.
  private static func mode(of pages: AddressRange, isACPI: Bool, _ boot: Evaluation) -> PageCacheMode? {
    for step in boot.trace.steps {
      guard let mapping = step.mapping, !mapping.isReleased, !mapping.isUntracked,
        (mapping.call == "ioremap_cache") == isACPI
      else { continue }
      if case .mapped(let mode) = mapping.outcome, mapping.range.pageRounded == pages { return mode }
    }
    return nil
  }

  private static func area(_ line: Substring) -> (size: UInt64, phys: UInt64?)? {
    let words = line.split(separator: " ")
    guard words.count > 1, let size = UInt64(words[1]), size > 0x1000 else { return nil }
    let phys = words.first { $0.hasPrefix("phys=0x") }.flatMap { UInt64($0.dropFirst(7), radix: 16) }
    return (size - 0x1000, phys)
  }

  private static func runs(_ text: String) -> [(size: UInt64, bits: [String])] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let ends = words.first?.split(separator: "-"), ends.count == 2, ends[0].hasPrefix("0x"),
        let start = UInt64(ends[0].dropFirst(2), radix: 16),
        let end = UInt64(ends[1].dropFirst(2), radix: 16),
        words.contains("RW") || words.contains("ro")
      else { return nil }
      return (end &- start, words.filter { ["PWT", "PCD", "PAT"].contains($0) }.map(String.init))
    }
  }
}
