import MemtypeEngine

/// What other files than the kernel's log say, a fact for each of their lines that was read.
extension MachineReport {
  var otherFacts: [Fact] {
    var facts = OtherFacts()
    if let xen = xenConsole {
      facts.take(xen) { console in
        console.log.messages.lazy.filter(\.isRead).map { ($0.line, $0.text) }
      }
    }
    facts.take(procMTRR) { list in
      (list.registers + (list.later ?? [])).map { register in
        (
          register.line,
          "reg\(register.number): \(register.type.name) \(register.base.grouped) \(register.size.sizeText)"
        )
      }
    }
    facts.take(msrs) { $0.facts }
    facts.take(memtypeList) { list in
      list.entries.map { ($0.line, "\($0.mode.name) \($0.range.text)") }
    }
    facts.take(firmwareMemMap) { map in
      map.entries.map { ($0.line, "\($0.entry.range.text) \($0.entry.type.word(.usable))") }
    }
    facts.take(cpuInfo) { $0.facts }
    facts.take(uname) { [($0.release.line, "Linux \($0.release.text)")] }
    facts.take(commandLine) { [($0.line, $0.options.joined(separator: " "))] }
    facts.take(vmallocInfo) { info in
      info.mappings.map { mapping in
        let module = mapping.module.map { " [\($0)]" } ?? ""
        return (mapping.line, "\(mapping.range.text) mapped by \(mapping.caller)\(module)")
      }
    }
    facts.take(pciList) { $0.facts }
    facts.take(devices) { $0.facts }
    return facts.list
  }
}

/// Facts as they are gathered: no more than anybody could look through.
private struct OtherFacts {
  private(set) var list: [Fact] = []

  mutating func take<Value, Lines: Sequence>(
    _ named: MachineReport.Named<Value>?, _ lines: (Value) -> Lines
  ) where Lines.Element == (Int, String) {
    guard let named else { return }
    for (line, text) in lines(named.value) {
      guard list.count < MachineReport.factLimit else { return }
      list.append(
        Fact(place: Fact.Place(file: named.file, line: line), text: String(text.prefix(240)), claim: .other))
    }
  }
}

extension AddressRange {
  fileprivate var text: String { "\(start.grouped)-\(last.grouped)" }
}

extension MSRDump {
  /// Registers that have to do with memory types, and processors that hold others in them.
  fileprivate var facts: [(Int, String)] {
    registers.sorted { $0.key < $1.key }.filter { Self.isMemtypeRegister($0.key) }.map { msr, entry in
      let value = entry.value.map { $0.hex(width: 16) } ?? "could not be read"
      let others = disagreements[msr].map { values in
        ": processors disagree, others have "
          + values.filter { $0 != entry.value }.prefix(4).map { $0.hex(width: 16) }.joined(separator: ", ")
      }
      return (entry.line, "\(UInt64(msr).prefixedHex()) \(value)\(others ?? "")")
    }
  }
}

extension CPUInfo {
  fileprivate var facts: [(Int, String)] {
    var facts: [(Int, String)] = []
    if let vendor { facts.append((vendor.line, "vendor \(vendor.value)")) }
    if let family { facts.append((family.line, "family \(family.value)")) }
    if let model { facts.append((model.line, "model \(model.value)")) }
    if let modelName { facts.append((modelName.line, modelName.value)) }
    if let stepping { facts.append((stepping.line, "stepping \(stepping.value)")) }
    if let flags {
      let known = ["mtrr", "pat", "la57", "hypervisor"].map { (flags.value.contains($0) ? "" : "no ") + $0 }
      facts.append((flags.line, "flags: \(known.joined(separator: ", "))"))
    }
    if let physBits { facts.append((physBits.line, "\(physBits.value) physical address bits")) }
    return facts
  }
}

extension PCIList {
  fileprivate var facts: [(Int, String)] {
    functions.flatMap { function -> [(Int, String)] in
      let head = [function.address, function.className, function.name].filter { !$0.isEmpty }
      var facts = [(function.line, head.joined(separator: " "))]
      facts += function.regions.map { ($0.line, "\(function.address) memory \($0.range.text)") }
      facts += function.bases.map { ($0.line, "\(function.address) memory at \($0.value.grouped)") }
      if let driver = function.driver {
        facts.append((driver.line, "\(function.address) driver \(driver.value)"))
      }
      return facts
    }
  }
}

extension DevicesList {
  fileprivate var facts: [(Int, String)] {
    var facts = functions.flatMap { function -> [(Int, String)] in
      let driver = function.driver.map { " driver \($0)" } ?? ""
      return [(function.line, "\(function.address)\(driver)")]
        + function.resources.filter { $0.isMemory && !$0.range.isEmpty }.map {
          ($0.line, "\(function.address) memory \($0.range.text)")
        }
    }
    if let tpm { facts.append((tpm.line, "TPM driver \(tpm.driver)")) }
    return facts
  }
}
