import Explorer
import MachineFormats
import MemtypeEngine
import TestSupport
import Testing

/// Every input goes through every door: files, --set, edits, the list of changes, completion, and the manual.
@Suite("The schema", .bounded) struct SchemaTests {
  /// A machine that has something of everything.
  private static let machine = Scenario.bareMetal.addingDevice(at: 0xfed8_0000).scenario

  /// Every scalar, and the inputs of one element of each list; of devices those of the HPET and of one's own.
  private static let paths: [InputPath] = Schema.fields.flatMap { field -> [InputPath] in
    switch field.list {
    case nil: return [InputPath(field.key)]
    case .devices?:
      let hpet = machine.devices.firstIndex { $0.id == "hpet" } ?? 0
      return [hpet, machine.devices.count - 1].map { .device($0, field.key) }
    case let list?: return [InputPath(list, 0, field.key)]
    }
  }

  /// Values to try where there are no choices: one of them fits.
  private static let samples = [
    "3", "41", "0x40000", "0x40000000", "mem=1G", "6.9.3", "2G", "64K", "SeaBIOS", "0x1000-0x1fff", "UC",
    "UC-", "on",
    "custom", "0x0-0x9efff RAM", "0+1G:WC", "nopat mem=1G", "TPM CRB",
  ]
  private static let flows = [
    "[]", "[a, b]", "[driver:hpet]", "[{missing: a, assumed: b}]", "[hpet, tpm]",
    "[0-0x9ffff RAM, 0x100000+1G RAM]", "tpm",
    "[0+2G:WB]", "[0x1000+4K]", "[{name: x, range: 0x1000+4K, call: ioremap}]",
    "[{path: X, base: 0x1000, length: 16}]", "{like: tpm, name: another}",
    "{id: x, kind: HPET, range: 0x1000+4K}", "{text: probe failed, error: -12}",
  ]

  /// The machine with another value of an input, and what was typed for it.
  private static func changed(_ path: InputPath) -> (scenario: Scenario, edit: InputEdit)? {
    let key = machine.text(of: path)
    let choices = machine.choices(at: path, baseline: machine)
    for text in choices + samples + flows {
      guard let value = try? FileNode.value(text, name: key) else { continue }
      let edit = InputEdit(key: key, value: value)
      if let scenario = try? machine.applying([edit]), scenario != machine { return (scenario, edit) }
    }
    return nil
  }

  @Test(arguments: paths) func everyInputGoesThroughEveryDoor(_ path: InputPath) throws {
    let machine = Self.machine
    let field = try #require(Schema.field(path))
    let key = machine.text(of: path)
    // Its path finds it, and what it says of itself is something.
    #expect(try machine.inputPath(key) == path)
    #expect(field.label.count <= 16 && !field.help.isEmpty && !field.accepted.isEmpty)
    let manual = Manual().text
    let pattern = path.device == nil ? key.replacing("[0]", with: "[N]") : "devices.ID"
    let shown = path.device == nil || path.key.isEmpty ? pattern : "\(pattern).\(path.key)"
    let parts = path.list == nil ? shown.split(separator: ".").map(String.init) : [shown]
    #expect(parts.allSatisfy { manual.contains($0) }, "the manual does not say \(shown)")
    guard let (scenario, edit) = Self.changed(path) else {
      // Only what belongs to another kind of device cannot be changed here.
      let isOwn = path.device == machine.devices.count - 1
      #expect(isOwn ? path.key == "acpi-read" : ["maps-with", "when"].contains(path.key), "\(key)")
      return
    }
    // Files keep it.
    let text = ScenarioFile.text(of: scenario)
    #expect(try ScenarioFile.parse(text, file: "a.yaml") == scenario, "\(key) \(edit.value)")
    // The list of changes says so, and each way back.
    #expect(!scenario.changes(from: machine).isEmpty, "\(key)")
    #expect(machine.changes(from: machine).isEmpty)
    if path.key != "ram", path.key != "command-line", !path.key.isEmpty || path.list == .fixedSlots {
      if let back = try scenario.copying(path, from: machine) {
        #expect(back.text(at: path) == machine.text(at: path), "\(key)")
      }
    }
    // What is offered for editing is read back as the same.
    let editable = scenario.editableText(at: path)
    if field.isTyped, edit.value.word != nil, !editable.isEmpty, !editable.hasPrefix("{"),
      !editable.hasPrefix("[")
    {
      #expect(try scenario.setting(path, to: editable) == scenario, "\(key)=\(editable)")
    }
    // Nonsense is refused with what would be accepted.
    #expect(throws: InputEditError.self) {
      try machine.applying([InputEdit(key: key, value: FileNode(.record([]), name: key))])
        .applying([InputEdit(key: key + ".zzz", value: FileNode(.word("zzz"), name: key))])
    }
  }

  /// What completion and menus offer is taken, and what files write.
  @Test(arguments: paths) func everyNameIsTaken(_ path: InputPath) throws {
    let machine = Self.machine
    let field = try #require(Schema.field(path))
    // What belongs to another kind of device cannot be changed.
    let isOwn = path.device == machine.devices.count - 1
    if isOwn ? path.key == "acpi-read" : ["maps-with", "when"].contains(path.key) { return }
    for name in machine.choices(at: path, baseline: machine) {
      _ = try machine.setting(path, to: name)
      // Without blanks and in lower case, as a shell has it.
      let plain = name.lowercased().split { " +(),".contains($0) }.joined(separator: "-")
      #expect(try machine.setting(path, to: plain) == machine.setting(path, to: name), "\(name) \(plain)")
    }
    guard path.list == nil, field.file != .none, !field.shape.isList, field.key != "firmware" else { return }
    for name in field.shape.names where name != "none" {
      let edited = try machine.setting(path, to: name)
      #expect(try ScenarioFile.parse(ScenarioFile.text(of: edited), file: "a.yaml") == edited, "\(name)")
    }
  }

  @Test func oldSpellingsAreRead() throws {
    func read(_ text: String) throws -> Scenario { try ScenarioFile.parse(text, file: "a.yaml") }
    for spelling in ["forced WB + PCI hole", "forced-wb-pci-hole", "Forced_WB_PCI_Hole"] {
      #expect(try read("behaviour: \(spelling)").behaviour == .forcedWBAndPCIHole)
    }
    #expect(try read("patches: [always-wb, acpi-uses-ioremap]").patches == [.alwaysWB, .acpiUsesIoremap])
    #expect(
      try read("patches: {acpi-uc-minus: on, reserve-hole: true}").patches == [
        .acpiUsesIoremap, .reservesPCIHole,
      ])
    #expect(try !read("remaps-cut-ram: no").remapsCutRAM)
    #expect(try read("vendor: amd").cpu.vendor == .amd && read("cpu: {vendor: AMD}").cpu.vendor == .amd)
    #expect(try read("mtrr: {variable: [0xe0000000+512M:WC]}").mtrr.variable.first?.type == .wc)
    #expect(try read("ram: 7f000000h").tolud == read("ram: 7f00_0000").tolud)
  }

  /// The order of edits does not matter where one depends on the other.
  @Test func editsAreMadeInTheirOrderOfDependence() throws {
    func edits(_ pairs: (String, String)...) -> [InputEdit] {
      pairs.map { InputEdit(key: $0.0, value: FileNode(.word($0.1), name: $0.0)) }
    }
    let first = try Scenario.bareMetal.applying(
      edits(("tolud", "1G"), ("kernel", "5.10"), ("cpu.phys-bits", "40")))
    let second = try Scenario.bareMetal.applying(
      edits(("cpu.phys-bits", "40"), ("kernel", "5.10"), ("tolud", "1G")))
    #expect(first == second && first.tolud == 1 << 30)
    // Names stand for addresses.
    let moved = try Scenario.bareMetal.applying(edits(("devices.hpet.base", "tolud+16M")))
    #expect(moved.devices.first { $0.id == "hpet" }?.range.start == Scenario.bareMetal.tolud + 16 << 20)
  }

  @Test(arguments: [
    ("tolut=2G", "tolud?"), ("tolud=5T", "at most"), ("cpu.phys-bits=99", "36 to 52"),
    ("cpu.phys-bits=-1", "36 to 52"),
    ("cpu.phys-bits=18446744073709551615", "36 to 52"), ("mtrr.variable[300]=unused", "no variable range"),
    ("mtrr.variable[0].bass=0", "base"), ("devices.tpn.driver=off", "devices.hpet"),
    ("behaviour=never", "none"),
    ("kernel=six", "6.16"), ("mtrr.variable[0]=0xe0000000+3M:WC", "power of two"),
    ("mtrr.fixed[88]=UC", "0 to 87"),
  ]) func errorsListWhatIsPossible(_ text: String, _ remedy: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    do {
      _ = try Scenario.bareMetal.applying([
        InputEdit(key: parts[0], value: FileNode(.word(parts[1]), name: parts[0]))
      ])
      Issue.record("accepted \(text)")
    } catch {
      #expect(error.reason.contains(remedy), "\(error.reason)")
      #expect(!error.reason.contains("\n"))
    }
  }
}
