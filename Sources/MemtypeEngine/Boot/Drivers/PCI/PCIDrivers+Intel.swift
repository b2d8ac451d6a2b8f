/// Intel's displays, by generation (drivers/gpu/drm/i915).
extension PCIDriver {
  /// What tells how a display is laid out.
  private enum IntelDisplay {
    /// Up to generation 5: the page table is another driver's (intel-gtt).
    case old
    /// 6 and 7: BAR 0 of 4 MiB.
    case early
    /// 8 to 10: write-combining page table.
    case middle
    /// The low-power parts of generation 9, and 11 and later: UC- page table.
    case late
    /// Meteor Lake: the stolen memory is reached by its own address.
    case meteorLake
    /// With memory of its own in BAR 2.
    case discrete
  }

  /// Ids by generation (include/drm/intel/pciids.h).
  private static let displays: [(ids: [ClosedRange<UInt16>], display: IntelDisplay)] = [
    (
      [
        0x2562...0x2592, 0x2772...0x27ae, 0x2972...0x2a43, 0x2e02...0x2e93, 0x29b2...0x29d3, 0x0042...0x0046,
        0xa001...0xa012, 0x3577...0x3582,
      ], .old
    ),
    (
      [
        0x0102...0x0126, 0x0152...0x016a, 0x0402...0x042e, 0x0a02...0x0a2e, 0x0c02...0x0c2e, 0x0d02...0x0d2e,
        0x0f30...0x0f33,
      ], .early
    ),
    ([0x0a84...0x0a84, 0x1a84...0x1a85, 0x5a84...0x5a85, 0x3184...0x3185], .late),
    (
      [
        0x1602...0x163e, 0x22b0...0x22b3, 0x1902...0x193d, 0x5902...0x593b, 0x3e90...0x3ea9, 0x87c0...0x87ca,
        0x9b21...0x9bf6,
      ], .middle
    ),
    ([0x4905...0x4909, 0x5690...0x56c1], .discrete),
    ([0x7d40...0x7dd5], .meteorLake),
    (
      [
        0x8a50...0x8a71, 0x4541...0x4571, 0x4e51...0x4e71, 0x9a40...0x9af8, 0x4c80...0x4c9a, 0x4680...0x46d4,
        0xa720...0xa7ad,
      ], .late
    ),
  ]

  private static func display(_ function: Function?) -> IntelDisplay? {
    guard let function, function.vendor == 0x8086 else { return nil }
    return displays.first { function.isOne(of: $0.ids) }?.display
  }

  static let i915 = PCIDriver(
    "i915", [.vendorClass(0x8086, 0x0300), .vendorClass(0x8086, 0x0380)],
    requests: { function, _ in i915(display(function)) }, function: "intel_uncore_setup_mmio",
    failure: .always(Errno.inputOutput), said: { _ in "[drm] *ERROR* failed to map registers" },
    note: "which generation it is follows from its id", source: "drivers/gpu/drm/i915/intel_uncore.c")

  private static func i915(_ display: IntelDisplay?) -> [Request]? {
    guard let display else { return nil }
    let isBig = display == .discrete || display == .meteorLake
    let registers = Request(
      .number(0), size: display == .old ? 512 * .kib : isBig ? 4 * .mib : 2 * .mib, part: "registers")
    let aperture = Request(
      .number(2), .ioremap(.wc), part: display == .discrete ? "local memory" : "aperture",
      function: "ggtt_init_hw")
    let isCombining = display == .early || display == .middle
    let table = Request(
      .number(0), isCombining ? .ioremap(.wc) : .ioremap(.plain), at: .half, part: "GGTT",
      function: "ggtt_probe_common")
    switch display {
    case .old: return [registers, aperture]
    case .meteorLake: return [registers]
    case .early, .middle, .late, .discrete: return [registers, table, aperture]
    }
  }

  /// BAR 0 whole, so that the page table is UC- as well; the memory of discrete ones WC, whose failure nobody looks at.
  static let xe = PCIDriver(
    "xe", [.devices(0x8086, [0x64a0...0x64b0, 0xe202...0xe216, 0xb080...0xb0b0])],
    requests: { function, _ in
      let isDiscrete = function.map { $0.isOne(of: [0xe202...0xe216, 0x4905...0x4909, 0x5690...0x56c1]) }
      return [Request(.number(0))]
        + (isDiscrete == true
          ? [Request(.number(2), .ioremap(.wc), part: "VRAM", function: "xe_vram_probe", isOptional: true)]
          : [])
    }, function: "xe_mmio_probe_early", failure: .always(Errno.inputOutput),
    said: { _ in "[drm] *ERROR* failed to map registers" }, source: "drivers/gpu/drm/xe/xe_mmio.c")
}
