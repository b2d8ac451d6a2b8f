import MemtypeEngine

extension ScenarioBuilder {
  /// Who takes the firmware's framebuffer. simpledrm claims as `simpledrm` or `BOOTFB`, which the platform device has.
  static let framebufferDrivers: Set<String> = ["vesafb", "efifb", "simplefb", "simpledrm"]

  /// What fbdev drivers said that they mapped, in the log or by what they claim in the resource tree.
  mutating func framebuffers() -> [Device] {
    var places: [AddressRange] = []
    var devices: [Device] = []
    for entry in log?.devices.framebuffers ?? [] {
      places.append(entry.value.range)
      assume("the size of the framebuffer", "what \(entry.value.driver) says in the log")
      devices.append(framebuffer(entry.value.driver, entry.value.range))
    }
    for resource in resources(Self.framebufferDrivers.contains) where resource.range.start >= .mib {
      guard !places.contains(where: { $0.overlaps(resource.range) }) else { continue }
      places.append(resource.range)
      devices.append(framebuffer(resource.name, resource.range))
    }
    return devices
  }

  private mutating func framebuffer(_ driver: String, _ range: AddressRange) -> Device {
    let request = log?.memtypes.lazy.compactMap { event -> PageCacheMode? in
      if case .added(range.pageRounded, _, let request, _) = event.value { request } else { nil }
    }.first
    let mode = request ?? usualMode(ofFramebufferDriver: driver, range)
    if request == nil { assume("what \(driver) asks for", "\(mode.name), as it does by default") }
    return Device(
      id: "fb", name: "\(driver) framebuffer", kind: Self.framebufferKind(driver, mode), range: range,
      busName: driver)
  }

  /// What makes the driver ask for this mode.
  private static func framebufferKind(_ driver: String, _ mode: PageCacheMode) -> Device.Kind {
    switch (driver, mode) {
    case ("efifb", .wc): .efiFramebuffer(.wc)
    case ("efifb", .ucMinus): .efiFramebuffer(.uc)
    case ("efifb", .wt): .efiFramebuffer(.wt)
    case ("efifb", .wb): .efiFramebuffer(.wb)
    case ("simpledrm", .wc): .simpleFramebuffer(isSystemMemory: false)
    default: .framebuffer(mode)
    }
  }

  /// vesafb maps UC- unless `mtrr:3` asks for WC; efifb WC unless `nowc`; the others ask for WC.
  private func usualMode(ofFramebufferDriver driver: String, _ range: AddressRange) -> PageCacheMode {
    let options = report.anyCommandLine?.options ?? []
    switch driver {
    case "vesafb": return options.contains { $0.contains("mtrr:3") } ? .wc : .ucMinus
    case "efifb":
      let hasNoWC = options.contains { $0.hasPrefix("video=efifb:") && $0.contains("nowc") }
      return efiMode(of: range, wantsWC: !hasNoWC)
    default: return .wc
    }
  }

  /// What EFI's memory map permits for a framebuffer in it, of what efifb wants (`efifb_probe`).
  private func efiMode(of range: AddressRange, wantsWC: Bool) -> PageCacheMode {
    var wanted: Set<MemoryType> = wantsWC ? [.wc, .uc] : [.uc]
    let permitted = log?.efiMap.first { $0.value.range.contains(range.start) }?.value.capabilities
      .subtracting([.wp])
    if let permitted, !permitted.isEmpty { wanted = wanted.union([.wt, .wb]).intersection(permitted) }
    if wanted.contains(.wc) { return .wc }
    if wanted.contains(.uc) { return .ucMinus }
    return wanted.contains(.wt) ? .wt : wanted.contains(.wb) ? .wb : .ucMinus
  }
}
