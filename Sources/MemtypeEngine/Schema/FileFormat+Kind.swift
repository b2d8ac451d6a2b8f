extension FileFormat where Value == Device.Kind {
  /// Kinds that a few words tell.
  private static let named: [(name: String, value: Device.Kind)] = DriverModel.all.flatMap { model in
    model.forms.map { ($0.name, Device.Kind(model, $0.options)) }
  }

  private static let byName = choice(named)
  private static let byDetails = FileFormat<KindDetails>.record(
    "a kind", base: KindDetails(), FileField<KindDetails>.all)

  /// A name, `framebuffer WC`; with details as a record, `{type: /dev/mem, synchronous: true, comm: dd, pid: 7}`.
  static let deviceKind = FileFormat(
    accepted: byName.accepted + ", or {type: EFI framebuffer, /dev/mem, resource file or custom, ...}",
    shape: .either([byName.shape, byDetails.shape]),
    read: { node throws(ScenarioFileError) in
      if node.word != nil { return try byName.read(node) }
      return try byDetails.read(node).kind
    },
    write: { kind in
      named.contains { $0.value == kind } ? byName.write(kind) : .flow(byDetails.write(KindDetails(kind)))
    }, parse: byName.parse)
}

/// What a kind of device says beyond its name.
private struct KindDetails: Hashable, Sendable {
  enum Form: String, Hashable, Sendable, CaseIterable {
    case efiFramebuffer = "EFI framebuffer"
    case deviceMemory = "/dev/mem"
    case resourceFile = "resource file"
    case custom
  }

  var form = Form.custom
  var attributes = EFIMemoryAttributes()
  /// O_SYNC of /dev/mem, or the `_wc` of a resource file.
  var isSynchronous = false
  var isWriteCombining = false
  var driver = Driver(name: "", call: .ioremap(.plain))

  init() {}

  init(_ kind: Device.Kind) {
    switch kind.options {
    case .attributes(let attributes): (form, self.attributes) = (.efiFramebuffer, attributes)
    case .process(let flag, let task) where kind.model == .deviceMemory:
      (form, isSynchronous, driver.task) = (.deviceMemory, flag, task)
    case .process(let flag, let task): (form, isWriteCombining, driver.task) = (.resourceFile, flag, task)
    case .driver(let driver): self.driver = driver
    case .none, .mode, .flag, .number: break
    }
  }

  var kind: Device.Kind {
    switch form {
    case .efiFramebuffer: .efiFramebuffer(attributes)
    case .deviceMemory: .deviceMemory(isSynchronous: isSynchronous, driver.task)
    case .resourceFile: .resourceFile(isWriteCombining: isWriteCombining, driver.task)
    case .custom: .custom(driver)
    }
  }
}

extension FileField where Root == KindDetails {
  fileprivate static let all: [FileField] = [
    FileField("type", \KindDetails.form, .cases(), always: true),
    FileField(
      "attributes", \.attributes,
      FileFormat<EFIMemoryAttributes>.flags([("UC", .uc), ("WC", .wc), ("WT", .wt), ("WB", .wb)])),
    FileField("synchronous", \.isSynchronous, .flag), FileField("write-combining", \.isWriteCombining, .flag),
    FileField("name", \.driver.name, .text), FileField("call", \.driver.call, .call),
    FileField("phase", \.driver.phase, .phase), FileField("function", \.driver.function, .text),
    FileField("error", \.driver.error, .integer()), FileField("brief", \.driver.isBrief, .flag),
    FileField("comm", \.driver.task.comm, .text), FileField("pid", \.driver.task.pid, .integer()),
  ]
}

extension FileFormat where Value == BootStep.Phase {
  static let phase = choice(BootStep.Phase.allCases.map { ($0.name, $0) })
}

extension FileFormat where Value == MappingCall {
  private static let plain: [MappingCall] =
    IoremapVariant.allCases.map { .ioremap($0) } + [.acpi, .pages, .fixmap, .earlyMemremap]
  private static let withMode: [(name: String, call: @Sendable (PageCacheMode) -> MappingCall)] = [
    ("ioremap_prot", { .ioremapProt($0) }), ("remap_pfn_range", { .frames($0) }),
    ("memtype_reserve_io", { .reserveIO($0) }), ("vmap", { .vmap($0) }),
  ]
  private static let memremapFlags: [(name: String, flag: MemremapFlags)] = [
    ("WB", .wb), ("WT", .wt), ("WC", .wc), ("ENC", .enc), ("DEC", .dec),
  ]

  /// The kernel's name of the call, with the mode or the flags where it takes any: `vmap WC`, `memremap WB WT`.
  static let call = word(
    plain.map(\.name).joined(separator: ", ")
      + ", or one with a mode or flags: \(withMode.map(\.name).joined(separator: ", ")) WC; memremap WB WT",
    names: plain.map(\.name)
      + (withMode.map(\.name) + ["memremap"]).flatMap { call in ["WB", "WT", "WC"].map { "\(call) \($0)" } }
  ) { text in
    if let call = plain.first(where: { $0.name == text }) { return call }
    let words = text.split(separator: " ").map(String.init)
    if words.first == "memremap" { return flags(words.dropFirst()).map { .memremap($0) } }
    guard words.count == 2, let named = withMode.first(where: { $0.name == words[0] }),
      let mode = PageCacheMode.allCases.first(where: { $0.name == words[1] })
    else { return nil }
    return named.call(mode)
  } write: { call in
    if case .memremap(let flags) = call {
      let names = memremapFlags.filter { flags.contains($0.flag) }.map(\.name)
      let rest = flags.subtracting(MemremapFlags(memremapFlags.map(\.flag)))
      let extra = rest.isEmpty ? [] : [UInt64(rest.rawValue).grouped]
      return (["memremap"] + names + extra).joined(separator: " ")
    }
    for named in withMode {
      if let mode = PageCacheMode.allCases.first(where: { named.call($0) == call }) {
        return "\(named.name) \(mode.name)"
      }
    }
    return call.name
  }

  private static func flags(_ words: ArraySlice<String>) -> MemremapFlags? {
    var flags: MemremapFlags = []
    for word in words {
      if let known = memremapFlags.first(where: { $0.name == word }) {
        flags.insert(known.flag)
      } else if let bits = try? NumberText.parse(word), let raw = UInt8(exactly: bits) {
        flags.insert(MemremapFlags(rawValue: raw))
      } else {
        return nil
      }
    }
    return flags
  }
}
