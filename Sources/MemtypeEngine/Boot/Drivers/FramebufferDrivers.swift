/// The drivers of the firmware's framebuffer: they hold it until the display's own driver comes.
extension DriverModel {
  /// WC with `video=vesafb:mtrr:3`, which also asks for a WC MTRR in smaller and smaller powers of two; else UC-.
  static let vesafb = DriverModel(
    "framebuffer", source: "drivers/video/fbdev/vesafb.c vesafb_probe", traits: .firmwareFramebuffer,
    forms: PageCacheMode.allCases.map { Form("framebuffer \($0.name)", .mode($0)) },
    platformName: "vesa-framebuffer.0",
    driver: { device in
      Driver(
        name: "vesa-framebuffer", call: .ioremap(asking: device.kind.mode ?? .ucMinus),
        function: "vesafb_probe", error: Errno.inputOutput)
    },
    prepare: { boot, probe in
      if probe.device.kind.mode == .wc { boot.addWriteCombiningMTRR(probe.range, isRetrying: true) }
    },
    text: { occasion, line in
      guard occasion == .refused else { return nil }
      return "vesafb: abort, cannot ioremap video memory \(line.range.placeText)"
    })

  /// Goes by what EFI's memory map says of it; empty where it says nothing.
  static let efifb = DriverModel(
    "EFI framebuffer", source: "drivers/video/fbdev/efifb.c efifb_probe", traits: .firmwareFramebuffer,
    forms: [Form("EFI framebuffer", .attributes([]))], platformName: "efi-framebuffer.0",
    driver: { device in
      guard case .attributes(let attributes) = device.kind.options else { return nil }
      return Driver(
        name: "efi-framebuffer", call: attributes.call, function: "efifb_probe", error: Errno.inputOutput)
    },
    text: { occasion, line in
      switch occasion {
      case .begins: "efifb: probing for efifb"
      case .refused: "efifb: abort, cannot remap video memory \(line.range.placeText)"
      case .found, .letGo: nil
      }
    })

  static let simpledrm = DriverModel(
    "simple framebuffer", source: "drivers/gpu/drm/tiny/simpledrm.c simpledrm_device_create",
    traits: .firmwareFramebuffer,
    forms: [
      Form("simple framebuffer", .flag(false)), Form("simple framebuffer in RAM", .flag(true)),
    ], platformName: "simple-framebuffer.0",
    driver: { device in
      Driver(
        name: "simple-framebuffer",
        call: device.kind.options == .flag(true) ? .memremap(.wc) : .ioremap(.wc), function: "simpledrm_probe"
      )
    })
}

extension Device.Kind {
  /// A linear framebuffer under vesafb. WC: with `video=vesafb:mtrr:3`, which also asks for a WC MTRR.
  public static func framebuffer(_ mode: PageCacheMode) -> Device.Kind { Device.Kind(.vesafb, .mode(mode)) }

  /// One under efifb, which goes by what EFI's memory map says of it; empty where it says nothing.
  public static func efiFramebuffer(_ attributes: EFIMemoryAttributes) -> Device.Kind {
    Device.Kind(.efifb, .attributes(attributes))
  }

  /// One under simpledrm.
  public static func simpleFramebuffer(isSystemMemory: Bool) -> Device.Kind {
    Device.Kind(.simpledrm, .flag(isSystemMemory))
  }

  /// The mode that its driver is said to ask for.
  package var mode: PageCacheMode? {
    if case .mode(let mode) = options { mode } else { nil }
  }
}

extension EFIMemoryAttributes {
  /// The best that the firmware permits, as efifb chooses.
  var call: MappingCall {
    let allowed = intersection([.uc, .wc, .wt, .wb])
    if allowed.isEmpty || allowed.contains(.wc) { return .ioremap(.wc) }
    if allowed.contains(.uc) { return .ioremap(.plain) }
    return .memremap(allowed.contains(.wt) ? .wt : .wb)
  }
}
