/// Displays. i915 has a file of its own.
extension PCIDriver {
  private static let noMemory = Failure.always(Errno.noMemory)

  static let display: [PCIDriver] = [
    i915, xe,
    // Bonaire and later have the registers in BAR 5, older chips in BAR 2; the driver takes the newer ones first.
    PCIDriver(
      "amdgpu", [],
      [
        Request(.number(5)),
        Request(.number(0), .reserveIO(.wc), part: "aperture", function: "amdgpu_bo_init"),
        Request(
          .number(0), .ioremap(.wc), part: "visible VRAM", function: "amdgpu_ttm_init", isOptional: true),
        Request(.number(2), part: "doorbells", function: "amdgpu_doorbell_init", isOptional: true),
      ], function: "amdgpu_device_init", failure: noMemory,
      note: "GPUs that are joined to their processor's memory map it WB",
      source: "drivers/gpu/drm/amd/amdgpu/amdgpu_device.c"),
    PCIDriver(
      "radeon", [],
      [
        Request(.number(2)), Request(.number(5), isOptional: true),
        Request(
          .number(0), .reserveIO(.wc), part: "aperture", function: "radeon_bo_init", isOptional: true),
      ], function: "radeon_device_init", failure: noMemory,
      source: "drivers/gpu/drm/radeon/radeon_device.c"),
    PCIDriver(
      "nouveau", [.vendorClass(0x10de, 0x0300), .vendorClass(0x10de, 0x0302)],
      [
        Request(.number(0)),
        Request(
          .number(1), .reserveIO(.wc), part: "aperture", function: "nouveau_ttm_init", isOptional: true),
      ], function: "nvkm_device_ctor", failure: noMemory, said: "unable to map PRI",
      note: "instance memory in BAR 2 or BAR 3 is mapped by object",
      source: "drivers/gpu/drm/nouveau/nvkm/engine/device/base.c"),
    PCIDriver(
      "nvidia", [], nil,
      note: "the resource manager chooses: UC- for registers, WC for the framebuffer if it may",
      source: "kernel-open/nvidia/os-interface.c"),
    PCIDriver(
      "ast", [.devices(0x1a03, [0x1180...0x1180, 0x2000...0x2011])],
      [
        Request(.number(1)),
        Request(.number(0), .reserveIO(.wc), part: "aperture", function: "ast_mm_init", isOptional: true),
        Request(.number(0), .ioremap(.wc), part: "VRAM", function: "ast_mm_init"),
      ], function: "ast_pci_probe", failure: noMemory,
      note: "VRAM is taken as the whole BAR; its size is in the chip", source: "drivers/gpu/drm/ast/ast_mm.c"),
    PCIDriver(
      "mgag200", [.devices(0x102b, [0x0520...0x0539])],
      requests: { _, kernel in
        // Without it the reserved WC makes WC of the request for UC-.
        kernel.has(.mgag200MapsWC)
          ? [Request(.number(1)), Request(.number(0), .ioremap(.wc))]
          : [
            Request(.number(1)), Request(.number(0), .reserveIO(.wc), part: "VRAM", isOptional: true),
            Request(.number(0), part: "VRAM"),
          ]
      }, function: "mgag200_device_preinit", failure: noMemory,
      source: "drivers/gpu/drm/mgag200/mgag200_drv.c"),
    PCIDriver(
      "bochs-drm", [.devices(0x1234, [0x1111...0x1111])],
      requests: { _, kernel in
        [
          Request(.number(2)),
          Request(.number(0), kernel.has(.bochsMapsWC) ? .ioremap(.wc) : .ioremap(.plain)),
        ]
      }, function: "bochs_hw_init", failure: noMemory,
      source: "drivers/gpu/drm/tiny/bochs.c"),
    PCIDriver(
      "cirrus", [.devices(0x1013, [0x00b8...0x00b8])], [Request(.number(0)), Request(.number(1))],
      function: "cirrus_pci_probe", failure: noMemory, source: "drivers/gpu/drm/tiny/cirrus.c"),
    PCIDriver(
      "qxl", [.devices(0x1b36, [0x0100...0x0100])],
      [
        Request(.number(0), .ioremap(.wc)), Request(.number(1), .ioremap(.wc)),
        Request(.number(2), .ioremap(.wc)), Request(.number(4), .ioremap(.wc)),
      ], function: "qxl_device_init", failure: noMemory,
      note: "BAR 1 only where there is no BAR 4", source: "drivers/gpu/drm/qxl/qxl_kms.c"),
    PCIDriver(
      "vmwgfx", [.devices(0x15ad, [0x0405...0x0406])],
      requests: { function, _ in
        function?.device == 0x0406 ? [Request(.number(0))] : [Request(.number(2), .memremap(.wb))]
      }, function: "vmw_setup_pci_resources", failure: .always(Errno.noSuchAddress),
      note: "VRAM is mapped by buffer", source: "drivers/gpu/drm/vmwgfx/vmwgfx_drv.c"),
  ]
}
