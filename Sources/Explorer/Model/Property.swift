import MemtypeEngine

/// A plain value of the scenario that has one line among the inputs.
enum Property: Hashable, Sendable, CaseIterable {
  case capabilities, defaultTypeRegister, syscfg, topMem2
  case family, model, stepping, fiveLevelPaging, patMSR
  case debugPAT, mtrrDebug, memory, cleanUp, chunkSize, granSize, spareRegisters, trim, cleanUpDebug
  case alwaysWB, acpiUsesIoremap, reservesPCIHole, waivesForceConditions
  case hostKernel, hostVendor, selfSnoop, nonCoherentDMA, ignorePATQuirk, cdNWQuirk

  /// How a value is kept, and with that how it is edited.
  enum Storage: Sendable {
    case flag(any WritableKeyPath<Scenario, Bool> & Sendable)
    /// In decimal.
    case integer(any WritableKeyPath<Scenario, Int> & Sendable, ClosedRange<Int>)
    /// In hex.
    case number(any WritableKeyPath<Scenario, UInt64> & Sendable)
    /// `none` for a register that is not there.
    case optionalNumber(any WritableKeyPath<Scenario, UInt64?> & Sendable)
    case size(any WritableKeyPath<Scenario, UInt64> & Sendable)
    case words(any WritableKeyPath<Scenario, [String]> & Sendable)
    case release(any WritableKeyPath<Scenario, KernelRevision> & Sendable)
    case vendor(any WritableKeyPath<Scenario, CPU.Vendor> & Sendable)
    case patch(KernelPatches)
  }

  var section: InputSection {
    switch self {
    case .capabilities, .defaultTypeRegister, .syscfg, .topMem2: .registers
    case .family, .model, .stepping, .fiveLevelPaging, .patMSR: .processor
    case .debugPAT, .mtrrDebug, .memory, .cleanUp, .chunkSize, .granSize, .spareRegisters, .trim,
      .cleanUpDebug:
      .parameters
    case .alwaysWB, .acpiUsesIoremap, .reservesPCIHole, .waivesForceConditions: .patches
    case .hostKernel, .hostVendor, .selfSnoop, .nonCoherentDMA, .ignorePATQuirk, .cdNWQuirk: .host
    }
  }

  /// At most ten columns, in the field's own terms.
  var label: String {
    switch self {
    case .capabilities: "MTRRCAP"
    case .defaultTypeRegister: "DEF_TYPE"
    case .syscfg: "SYSCFG"
    case .topMem2: "TOP_MEM2"
    case .family: "family"
    case .model: "model"
    case .stepping: "stepping"
    case .fiveLevelPaging: "5-level"
    case .patMSR: "PAT MSR"
    case .debugPAT: "debugpat"
    case .mtrrDebug: "mtrr=debug"
    case .memory: "mem=..."
    case .cleanUp: "clean-up"
    case .chunkSize: "chunk size"
    case .granSize: "gran size"
    case .spareRegisters: "spare regs"
    case .trim: "trim"
    case .cleanUpDebug: "debug it"
    case .alwaysWB: "always WB"
    case .acpiUsesIoremap: "ACPI UC-"
    case .reservesPCIHole: "hole held"
    case .waivesForceConditions: "any guest"
    case .hostKernel: "Linux"
    case .hostVendor: "vendor"
    case .selfSnoop: "self-snoop"
    case .nonCoherentDMA: "n.c. DMA"
    case .ignorePATQuirk: "PAT quirk"
    case .cdNWQuirk: "CD quirk"
    }
  }

  var storage: Storage {
    switch self {
    case .capabilities: .number(\.mtrr.capabilities)
    case .defaultTypeRegister: .number(\.mtrr.defaultTypeRegister)
    case .syscfg: .optionalNumber(\.mtrr.syscfg)
    case .topMem2: .optionalNumber(\.mtrr.topMem2)
    case .family: .integer(\.cpu.family, 0...270)
    case .model: .integer(\.cpu.model, 0...255)
    case .stepping: .integer(\.cpu.stepping, 0...15)
    case .fiveLevelPaging: .flag(\.cpu.hasFiveLevelPaging)
    case .patMSR: .number(\.cpu.patMSR)
    case .debugPAT: .flag(\.parameters.debugPAT)
    case .mtrrDebug: .flag(\.parameters.mtrrDebug)
    case .memory: .words(\.parameters.memory)
    case .cleanUp: .flag(\.parameters.mtrr.cleansUp)
    case .chunkSize: .size(\.parameters.mtrr.chunkSize)
    case .granSize: .size(\.parameters.mtrr.granSize)
    case .spareRegisters: .integer(\.parameters.mtrr.spareRegisters, 0...255)
    case .trim: .flag(\.parameters.mtrr.trims)
    case .cleanUpDebug: .flag(\.parameters.mtrr.debugsCleanup)
    case .alwaysWB: .patch(.alwaysWB)
    case .acpiUsesIoremap: .patch(.acpiUsesIoremap)
    case .reservesPCIHole: .patch(.reservesPCIHole)
    case .waivesForceConditions: .flag(\.waivesForceConditions)
    case .hostKernel: .release(\.host.kernel)
    case .hostVendor: .vendor(\.host.vendor)
    case .selfSnoop: .flag(\.host.hasSelfSnoop)
    case .nonCoherentDMA: .flag(\.host.hasNonCoherentDMA)
    case .ignorePATQuirk: .flag(\.host.hasIgnorePATQuirk)
    case .cdNWQuirk: .flag(\.host.hasCDNWClearedQuirk)
    }
  }

  var isTyped: Bool {
    switch storage {
    case .flag, .vendor, .patch: false
    default: true
    }
  }

  /// What one may type.
  var accepts: String {
    switch storage {
    case .flag, .vendor, .patch: ""
    case .integer(_, let range): "\(range.lowerBound) to \(range.upperBound)"
    case .number: "64 bits: 0x508"
    case .optionalNumber: "64 bits: 0x508, or none"
    case .size: "a size: 256M, 0"
    case .words: "options between blanks: mem=700M memmap=1M$2G"
    case .release: "a release: 6.16, 6.12.117"
    }
  }

  /// More about it, for the last line.
  var explanation: String {
    switch self {
    case .capabilities: "IA32_MTRRCAP: the number of variable ranges, fixed ranges, WC"
    case .defaultTypeRegister: "IA32_MTRR_DEF_TYPE: type, FE, E"
    case .syscfg: "AMD's SYSCFG: TOM2 is WB with bit 22"
    case .topMem2: "AMD's TOP_MEM2: the end of RAM above 4 GiB"
    case .family, .model, .stepping: "as CPUID gives it: decides which quirks Linux applies"
    case .fiveLevelPaging: "57-bit addresses: phys bits up to 52"
    case .patMSR: "IA32_PAT as the firmware leaves it"
    case .debugPAT: "debugpat: the log says what is tracked"
    case .mtrrDebug: "mtrr=debug: the log says how the map is made"
    case .memory: "mem=, memmap= and the like, in their order"
    case .cleanUp: "enable_mtrr_cleanup"
    case .chunkSize: "mtrr_chunk_size="
    case .granSize: "mtrr_gran_size=; 0 searches"
    case .spareRegisters: "mtrr_spare_reg_nr="
    case .trim: "off: disable_mtrr_trim"
    case .cleanUpDebug: "mtrr_cleanup_debug"
    case .alwaysWB: "a proposal: lookups always answer WB"
    case .acpiUsesIoremap: "a proposal: ACPI maps with ioremap"
    case .reservesPCIHole: "a proposal: the PCI hole is tracked UC- before anything"
    case .waivesForceConditions: "the state is forced on any platform"
    case .hostKernel, .hostVendor: "the host decides what a guest's types amount to"
    case .selfSnoop: "the host's CPU snoops its own caches"
    case .nonCoherentDMA: "a device of the guest does not snoop"
    case .ignorePATQuirk: "KVM_X86_QUIRK_IGNORE_GUEST_PAT"
    case .cdNWQuirk: "KVM_X86_QUIRK_CD_NW_CLEARED"
    }
  }
}

extension Scenario {
  func text(of property: Property) -> String {
    switch property.storage {
    case .flag(let path): self[keyPath: path] ? "on" : "off"
    case .integer(let path, _): String(self[keyPath: path])
    case .number(let path): self[keyPath: path].grouped
    case .optionalNumber(let path): self[keyPath: path]?.grouped ?? "none"
    case .size(let path): self[keyPath: path] == 0 ? "0" : self[keyPath: path].sizeText
    case .words(let path): self[keyPath: path].isEmpty ? "none" : self[keyPath: path].joined(separator: " ")
    case .release(let path): self[keyPath: path].name
    case .vendor(let path): self[keyPath: path].displayName
    case .patch(let patch): patches.contains(patch) ? "on" : "off"
    }
  }

  func editableText(of property: Property) -> String {
    switch property.storage {
    case .size(let path): NumberText.editable(self[keyPath: path])
    case .words(let path): self[keyPath: path].joined(separator: " ")
    default: text(of: property)
    }
  }

  func setting(_ property: Property, to text: String) throws(FieldError) -> Scenario {
    var result = self
    let text = AddressExpression.trimmed(text)
    switch property.storage {
    case .integer(let path, let range):
      let value = Int(clamping: try Self.number(text))
      guard range.contains(value) else {
        throw .noChoice("\(property.label) is \(range.lowerBound) to \(range.upperBound), not \(value)")
      }
      result[keyPath: path] = value
    case .number(let path), .size(let path): result[keyPath: path] = try Self.number(text)
    case .optionalNumber(let path):
      result[keyPath: path] = text.lowercased() == "none" || text.isEmpty ? nil : try Self.number(text)
    case .words(let path):
      result[keyPath: path] = text == "none" ? [] : text.split(separator: " ").map(String.init)
    case .release(let path):
      guard let release = KernelRevision(text) else {
        throw .noChoice("\"\(text)\" is no release of Linux: 6.16 and 6.12.117 are")
      }
      result[keyPath: path] = release
    case .flag, .vendor, .patch:
      throw .noChoice("\(property.label) is chosen, not typed: Space goes through the choices")
    }
    return result
  }

  /// The next choice, or a step up or down.
  func stepping(_ property: Property, forward: Bool) throws(FieldError) -> Scenario {
    var result = self
    switch property.storage {
    case .flag(let path): result[keyPath: path].toggle()
    case .patch(let patch): result.patches.formSymmetricDifference(patch)
    case .vendor(let path):
      result[keyPath: path] = Self.step(self[keyPath: path], in: CPU.Vendor.allCases, forward)
    case .integer(let path, let range):
      let next = self[keyPath: path] &+ (forward ? 1 : -1)
      guard range.contains(next) else {
        throw .noChoice("\(property.label) is \(range.lowerBound) to \(range.upperBound)")
      }
      result[keyPath: path] = next
    case .release(let path):
      let all = Set(KernelRevision.known + [self[keyPath: path]]).sorted()
      result[keyPath: path] = Self.step(self[keyPath: path], in: all, forward)
    case .size(let path):
      let size = self[keyPath: path]
      guard forward || size > 0 else { throw .noChoice("\(property.label) is 0 already: + makes it more") }
      result[keyPath: path] = forward ? max(.mib, size.adding(clamped: size)) : size >> 1
    case .number, .optionalNumber, .words:
      throw .noChoice("\(property.label) has no step: type a value")
    }
    return result
  }

  func copying(_ property: Property, from other: Scenario) -> Scenario {
    var result = self
    switch property.storage {
    case .flag(let path): result[keyPath: path] = other[keyPath: path]
    case .integer(let path, _): result[keyPath: path] = other[keyPath: path]
    case .number(let path), .size(let path): result[keyPath: path] = other[keyPath: path]
    case .optionalNumber(let path): result[keyPath: path] = other[keyPath: path]
    case .words(let path): result[keyPath: path] = other[keyPath: path]
    case .release(let path): result[keyPath: path] = other[keyPath: path]
    case .vendor(let path): result[keyPath: path] = other[keyPath: path]
    case .patch(let patch):
      if other.patches.contains(patch) { result.patches.insert(patch) } else { result.patches.remove(patch) }
    }
    return result
  }
}
