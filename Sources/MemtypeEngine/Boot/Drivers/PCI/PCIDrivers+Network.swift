/// Network interfaces, wired and wireless.
extension PCIDriver {
  private static let io = Failure.always(Errno.inputOutput)
  private static let noMemory = Failure.always(Errno.noMemory)

  static let network: [PCIDriver] = intel + wired + wireless

  private static let intel: [PCIDriver] = [
    PCIDriver(
      "e1000", [.devices(0x8086, [0x1000...0x1028, 0x1075...0x107c, 0x108a...0x108a, 0x1099...0x1099])],
      [Request(.number(0))], function: "e1000_probe", failure: io,
      source: "drivers/net/ethernet/intel/e1000/e1000_main.c"),
    // BAR 1 is the flash of chips before Sunrise Point.
    PCIDriver(
      "e1000e",
      [
        .devices(
          0x8086,
          [
            0x1049...0x104d, 0x105e...0x1060, 0x107d...0x107f, 0x108b...0x108c, 0x1096...0x1098,
            0x109a...0x109a, 0x10a4...0x10a5, 0x10b9...0x10bf, 0x10c0...0x10c5, 0x10cb...0x10d6,
            0x10d9...0x10df, 0x10e5...0x10f0, 0x10f5...0x10f6, 0x1501...0x1503, 0x1525...0x1525,
            0x153a...0x153b, 0x1559...0x155a, 0x156f...0x1570, 0x15a0...0x15a3, 0x15b7...0x15bb,
            0x15bc...0x15be, 0x15d6...0x15d8, 0x15df...0x15e3, 0x0d4c...0x0d55, 0x15f4...0x15fc,
            0x1a1c...0x1a1f, 0x550a...0x5511, 0x57a0...0x57ba,
          ])
      ],
      requests: { function, _ in
        let hasFlash = function?.isOne(of: [
          0x1049...0x104d, 0x10bd...0x10df, 0x1501...0x1503, 0x153a...0x15a3,
        ])
        return [Request(.number(0))] + (hasFlash == true ? [Request(.number(1), isOptional: true)] : [])
      }, function: "e1000_probe", failure: io, source: "drivers/net/ethernet/intel/e1000e/netdev.c"),
    PCIDriver(
      "igb",
      [
        .devices(
          0x8086,
          [
            0x10a7...0x10a9, 0x10c9...0x10c9, 0x10e6...0x10e8, 0x150a...0x1518, 0x1521...0x1524,
            0x1526...0x1527, 0x1533...0x153b, 0x157b...0x157c, 0x1f40...0x1f45, 0x0438...0x043c,
          ])
      ], [Request(.number(0))], function: "igb_probe", failure: io,
      source: "drivers/net/ethernet/intel/igb/igb_main.c"),
    PCIDriver(
      "igc",
      [
        .devices(
          0x8086,
          [
            0x15f2...0x15f3, 0x15f7...0x15f8, 0x125b...0x125f, 0x3100...0x3102, 0x0d9f...0x0d9f,
            0x5502...0x5503,
          ])
      ],
      [Request(.number(0))], function: "igc_probe", failure: io,
      source: "drivers/net/ethernet/intel/igc/igc_main.c"),
    PCIDriver(
      "ixgbe",
      [
        .devices(
          0x8086,
          [
            0x10b6...0x10b6, 0x10c6...0x10c8, 0x10db...0x10dd, 0x10e1...0x10e1, 0x10ec...0x10ec,
            0x10f1...0x10f1, 0x10f4...0x10f4, 0x10f7...0x10fc, 0x1507...0x1508, 0x150b...0x150b,
            0x1514...0x1514, 0x1517...0x1517, 0x151c...0x151c, 0x1528...0x152a, 0x154a...0x154a,
            0x154d...0x154d, 0x1557...0x1558, 0x1560...0x1563, 0x15aa...0x15ae, 0x15c2...0x15ce,
            0x15d1...0x15d1, 0x15e4...0x15e5,
          ])
      ], [Request(.number(0))], function: "ixgbe_probe", failure: io,
      source: "drivers/net/ethernet/intel/ixgbe/ixgbe_main.c"),
    PCIDriver(
      "i40e",
      [
        .devices(
          0x8086, [0x1572...0x1572, 0x1574...0x1574, 0x1580...0x158b, 0x15ff...0x15ff, 0x37ce...0x37d3])
      ],
      [Request(.number(0), size: 4 * .mib - 64 * .kib)], function: "i40e_probe", failure: io,
      source: "drivers/net/ethernet/intel/i40e/i40e_main.c"),
    PCIDriver(
      "ice",
      [
        .devices(
          0x8086, [0x1591...0x159b, 0x188a...0x188e, 0x1890...0x1894, 0x151d...0x151d, 0x124c...0x124f])
      ],
      requests: { _, _ in [Request(.number(0))] }, function: "ice_probe", failure: .managed,
      said: { "BAR0 I/O map error \(Failure.managed.error($0))" },
      source: "drivers/net/ethernet/intel/ice/ice_main.c"),
  ]

  private static let wired: [PCIDriver] = [
    PCIDriver(
      "r8169",
      [
        .devices(
          0x10ec,
          [
            0x8125...0x8129, 0x8136...0x8136, 0x8161...0x8162, 0x8167...0x8169, 0x2502...0x2502,
            0x2600...0x2600, 0x3000...0x3000,
          ])
      ],
      requests: { _, _ in [Request(.firstMemory)] }, function: "rtl_init_one", failure: .managed,
      said: { ($0.has(.managedMapInvalid) ? "error -EINVAL: " : "") + "cannot remap MMIO, aborting" },
      source: "drivers/net/ethernet/realtek/r8169_main.c"),
    PCIDriver(
      "tg3",
      [
        .devices(
          0x14e4,
          [
            0x1600...0x1609, 0x1641...0x1648, 0x1650...0x165f, 0x1665...0x16a0, 0x16a6...0x16a8,
            0x16b0...0x16bf, 0x16c6...0x16c7, 0x16dd...0x16dd, 0x16f3...0x16f7, 0x16fd...0x16ff,
            0x170d...0x170e,
          ])
      ],
      requests: { function, _ in
        // The APE of 5717 to 5762 has a BAR of its own.
        let hasAPE = function?.isOne(of: [
          0x1641...0x1646, 0x1655...0x1657, 0x1665...0x1665, 0x1680...0x1687, 0x16b0...0x16b7,
        ])
        return [Request(.number(0))] + (hasAPE == true ? [Request(.number(2))] : [])
      }, function: "tg3_init_one", failure: noMemory,
      said: { _ in "Cannot map device registers, aborting" }, source: "drivers/net/ethernet/broadcom/tg3.c"),
    PCIDriver(
      "bnxt_en",
      [
        .devices(
          0x14e4,
          [
            0x1604...0x1605, 0x1614...0x1614, 0x16c0...0x16c5, 0x16c8...0x16dc, 0x16de...0x16f2,
            0x1750...0x1752, 0x1760...0x1760, 0x1800...0x1809, 0xd802...0xd804,
          ])
      ],
      [Request(.number(0)), Request(.number(4)), Request(.number(2), function: "bnxt_map_db_bar")],
      function: "bnxt_init_board", failure: noMemory, said: "Cannot map device registers, aborting",
      note: "the firmware gives the size of BAR 2's doorbells",
      source: "drivers/net/ethernet/broadcom/bnxt/bnxt.c"),
    PCIDriver(
      "mlx4_core", [.devices(0x15b3, [0x1002...0x1010, 0x6340...0x6778])],
      [
        Request(.number(0), at: .bytes(0x80680), size: 0x18, part: "command register"),
        Request(.number(2), size: .page, part: "kernel access page"),
      ], function: "mlx4_init_hca", failure: noMemory, said: "Couldn't map command register",
      note: "the BlueFlame half of BAR 2 begins where the firmware says: it is asked for WC",
      source: "drivers/net/ethernet/mellanox/mlx4/main.c"),
    PCIDriver(
      "mlx5_core", [.devices(0x15b3, [0x1011...0x1025, 0xa2d2...0xa2df])],
      [Request(.number(0), size: .page, part: "initialization segment")], function: "mlx5_pci_init",
      failure: noMemory, said: "Failed mapping initialization segment, aborting",
      note: "the pages of BAR 0 that it asks for UC- and WC are chosen at run time",
      source: "drivers/net/ethernet/mellanox/mlx5/core/main.c"),
    PCIDriver(
      "cxgb4", [.devices(0x1425, [0x4400...0x64ff])],
      [Request(.number(0)), Request(.number(2), .ioremap(.wc), isOptional: true)], function: "init_one",
      failure: noMemory, note: "BAR 2 only where doorbells may be combined",
      source: "drivers/net/ethernet/chelsio/cxgb4/cxgb4_main.c"),
    PCIDriver(
      "qede", [.devices(0x1077, [0x1629...0x1656, 0x8070...0x8090])],
      [Request(.number(0)), Request(.number(2), .ioremap(.wc), isOptional: true)], function: "qed_init_pci",
      failure: noMemory, note: "qed maps for it; BAR 2 are its doorbells",
      source: "drivers/net/ethernet/qlogic/qed/qed_main.c"),
    PCIDriver(
      "sfc", [.devices(0x1924, [0x0900...0x0b03])], nil,
      note: "registers are asked for UC-, the region that packets are written to for WC",
      source: "drivers/net/ethernet/sfc/ef10.c"),
    PCIDriver(
      "vmxnet3", [.devices(0x15ad, [0x07b0...0x07b0])], [Request(.number(0)), Request(.number(1))],
      function: "vmxnet3_alloc_pci_resources", failure: io, said: "Failed to map bar0",
      source: "drivers/net/vmxnet3/vmxnet3_drv.c"),
    PCIDriver(
      "ena", [.devices(0x1d0f, [0x0ec2...0x0ec2, 0x1ec2...0x1ec2, 0xec20...0xec21])],
      [
        Request(.number(0), function: "devm_ioremap"),
        Request(.number(2), .ioremap(.wc), function: "devm_ioremap_wc"),
      ], function: "ena_probe", failure: .always(Errno.fault), said: "Failed to remap regs bar",
      source: "drivers/net/ethernet/amazon/ena/ena_netdev.c"),
    PCIDriver(
      "gve", [.devices(0x1ae0, [0x0042...0x0042])], [Request(.number(0)), Request(.number(2))],
      function: "gve_probe", failure: noMemory, said: "Failed to map pci bar!",
      source: "drivers/net/ethernet/google/gve/gve_main.c"),
    PCIDriver(
      "mana", [.devices(0x1414, [0x00b9...0x00ba])], [Request(.number(0))], function: "mana_gd_probe",
      failure: noMemory, said: "gdma probe failed: err = -12",
      source: "drivers/net/ethernet/microsoft/mana/gdma_main.c"),
  ]

  private static let wireless: [PCIDriver] = [
    // The first BAR's error of `pcim_iomap_regions_request_all` is the same in both releases.
    PCIDriver(
      "iwlwifi", [.vendorClass(0x8086, 0x0280)], [Request(.number(0))], function: "iwl_trans_pcie_alloc",
      failure: noMemory, said: "pcim_iomap_regions_request_all failed",
      source: "drivers/net/wireless/intel/iwlwifi/pcie/trans.c"),
    PCIDriver(
      "ath10k_pci",
      [
        .devices(
          0x168c,
          [
            0x003c...0x003c, 0x003e...0x003e, 0x0040...0x0042, 0x0046...0x0046, 0x0050...0x0050,
            0x0056...0x0056,
          ])
      ],
      [Request(.number(0))], function: "ath10k_pci_claim", failure: io, said: "failed to iomap BAR0",
      source: "drivers/net/wireless/ath/ath10k/pci.c"),
    PCIDriver(
      "ath11k_pci", [.devices(0x17cb, [0x1101...0x1104])], [Request(.number(0))],
      function: "ath11k_pci_claim", failure: io, said: "failed to map pci bar 0",
      source: "drivers/net/wireless/ath/ath11k/pci.c"),
    PCIDriver(
      "ath12k_pci", [.devices(0x17cb, [0x1107...0x1109])], [Request(.number(0))],
      function: "ath12k_pci_claim", failure: io, said: "failed to map pci bar 0",
      source: "drivers/net/wireless/ath/ath12k/pci.c"),
  ]
}
