import MachineFormats
import MemtypeEngine

/// Texts of the kinds that are read, shortened and made anonymous after public ones: one of each form that is known.
struct FormatFixture: Sendable, CustomStringConvertible {
  var name: String
  var kind: FileKind
  var text: String
  var description: String { name }

  func open() throws(InputError) -> OpenedMachine {
    try readMachine(named: name, [MachineInput(name: "file", bytes: Array(text.utf8))])
  }

  static let all: [FormatFixture] = [
    coreboot, corebootLevels, uboot, edk2, qemuScript, qemuLibvirt, mtree, flatView, qtree, lspci,
    lspciNumbers,
    lspciHex, xen, xenBrackets, msrTable, rdmsrPairs, rdmsrAll, namedRegisters, vmalloc, ioports, efiOld,
    efiNew, oldMTRR,
  ]

  static let coreboot = FormatFixture(
    name: "coreboot", kind: .firmwareLog,
    text: """
      MTRR: Physical address space:
      0x0000000000000000 - 0x000000000009ffff size 0x000a0000 type 6
      0x00000000000a0000 - 0x00000000000bffff size 0x00020000 type 0
      0x00000000000c0000 - 0x000000007affffff size 0x7af40000 type 6
      0x000000007b000000 - 0x00000000ffffffff size 0x85000000 type 0
      0x0000000100000000 - 0x000000027dffffff size 0x17e000000 type 6
      MTRR: Fixed MSR 0x250 0x0606060606060606
      MTRR: Fixed MSR 0x258 0x0606060606060606
      MTRR: Fixed MSR 0x259 0x0000000000000000
      MTRR: Fixed MSR 0x268 0x0606060606060606
      MTRR: Fixed MSR 0x26f 0x0606060606060606
      CPU physical address size: 39 bits
      MTRR: default type WB/UC MTRR counts: 6/6.
      MTRR: UC selected as default type.
      MTRR: 0 base 0x0000000000000000 mask 0x0000007f80000000 type 6
      MTRR: 1 base 0x000000007b000000 mask 0x0000007fff000000 type 0
      MTRR: 2 base 0x000000007c000000 mask 0x0000007ffc000000 type 0
      MTRR: 3 base 0x0000000100000000 mask 0x0000007f00000000 type 6
      """)

  static let corebootLevels = FormatFixture(
    name: "coreboot with levels and processors", kind: .firmwareLog,
    text: """
      [DEBUG]  MTRR: Physical address space:
      [DEBUG]  0x0000000000000000 - 0x000000000009ffff size 0x000a0000 type 6
      [DEBUG]  0x00000000000c0000 - 0x000000007affffff size 0x7af40000 type 6
      [DEBUG]  apic_id 0x0: MTRR: Fixed MSR 0x250 0x0606060606060606
      [DEBUG]  apic_id 0x0: MTRR: Fixed MSR 0x259 0x0000000000000000
      [DEBUG]  apic_id 0x2: MTRR: Fixed MSR 0x250 0x0000000000000000
      [DEBUG]  apic_id 0x0 setup mtrr for CPU physical address size: 39 bits
      [DEBUG]  MTRR: default type WB/UC MTRR counts: 6/9.
      [DEBUG]  MTRR: WB selected as default type.
      [DEBUG]  MTRR: 0 base 0x0000000080000000 mask 0x0000007f80000000 type 0
      [INFO ]  apic_id 0x2 setup mtrr for CPU physical address size: 39 bits
      """)

  static let uboot = FormatFixture(
    name: "U-Boot's mtrr command", kind: .firmwareLog,
    text: """
      => mtrr
      CPU 0:
      Reg Valid Write-type   Base   ||        Mask   ||        Size   ||
      0   Y     Back         0000000000000000 0000000f80000000 0000000080000000
      1   Y     Uncacheable  000000007b000000 0000000fff000000 0000000001000000
      2   Y     Combine      00000000d0000000 0000000ff0000000 0000000010000000
      3   N     Uncacheable  0000000000000000 0000000000000000 0000001000000000
      """)

  static let edk2 = FormatFixture(
    name: "EDK2's MTRR Settings", kind: .firmwareLog,
    text: """
      MTRR Settings:
      =============
      MTRR Default Type: 0000000000000C06
      Fixed MTRR[00]   : 0606060606060606
      Fixed MTRR[01]   : 0606060606060606
      Fixed MTRR[02]   : 0000000000000000
      Fixed MTRR[03]   : 0505050505050505
      Variable MTRR[00]: Base=00000000C0000000 Mask=000000FFC0000800
      Variable MTRR[01]: Base=0000800000000000 Mask=0000000000000000

      Memory Ranges:
      ====================================
      WB:0000000000000000-000000000009FFFF
      UC:00000000000A0000-00000000000BFFFF
      WP:00000000000C0000-00000000000FFFFF
      WB:0000000000100000-00000000BFFFFFFF
      UC:00000000C0000000-00000000FFFFFFFF
      WB:0000000100000000-000000FFFFFFFFFF
      """)

  static let qemuScript = FormatFixture(
    name: "QEMU in a script", kind: .qemuCommand,
    text: """
      qemu-system-x86_64 -enable-kvm \\
        -smp 4 -m 8G,slots=5,maxmem=10G \\
        -cpu EPYC-Milan,phys-bits=48 \\
        -machine q35,confidential-guest-support=sev0,memory-backend=ram1 \\
        -object memory-backend-memfd,id=ram1,size=8G,share=true \\
        -object sev-snp-guest,id=sev0,cbitpos=51,reduced-phys-bits=1 \\
        -chardev socket,id=chrtpm,path=/tmp/swtpm -tpmdev emulator,id=tpm0,chardev=chrtpm \\
        -device tpm-tis,tpmdev=tpm0 -bios $OVMF_CODE -nographic
      """)

  static let qemuLibvirt = FormatFixture(
    name: "QEMU in libvirt's log", kind: .qemuCommand,
    text: """
      2026-01-01 00:00:00.000+0000: starting up libvirt version: 10.0.0
      LC_ALL=C \\
      PATH=/usr/bin \\
      /usr/bin/qemu-system-x86_64 \\
      -name guest=td,debug-threads=on \\
      -machine pc-q35-8.2,usb=off,confidential-guest-support=lsec0,hpet=off,max-ram-below-4g=1G \\
      -cpu host,migratable=on \\
      -m size=4194304k \\
      -object '{"qom-type":"tdx-guest","id":"lsec0","debug":false}' \\
      -device '{"driver":"tpm-crb","tpmdev":"tpm-tpm0","id":"tpm0"}' \\
      -append 'console=ttyS0 nopat'
      """)

  static let mtree = FormatFixture(
    name: "info mtree", kind: .qemuMonitor,
    text: """
      (qemu) info mtree
      address-space: memory
        0000000000000000-ffffffffffffffff (prio 0, i/o): system
          0000000000000000-000000007fffffff (prio 0, ram): alias ram-below-4g @pc.ram 0000000000000000-000000007fffffff
          0000000000000000-ffffffffffffffff (prio -1, i/o): pci
            00000000fd000000-00000000fdffffff (prio 1, ram): vga.vram
          00000000b0000000-00000000bfffffff (prio 0, i/o): pcie-mmcfg-mmio
          00000000fec00000-00000000fec00fff (prio 0, i/o): kvm-ioapic
          00000000fed00000-00000000fed003ff (prio 0, i/o): hpet
          00000000fed40000-00000000fed44fff (prio 0, i/o): tpm-tis-mmio
          00000000fee00000-00000000feefffff (prio 4096, i/o): apic-msi
          0000000100000000-000000017fffffff (prio 0, ram): alias ram-above-4g @pc.ram 0000000080000000-00000000ffffffff
      """)

  static let flatView = FormatFixture(
    name: "info mtree -f", kind: .qemuMonitor,
    text: """
      FlatView #1
       AS "memory", root: system
       Root memory region: system
        0000000000000000-000000000009ffff (prio 0, ram): pc.ram KVM
        00000000000a0000-00000000000bffff (prio 1, i/o): vga-lowmem
        0000000000100000-00000000bfffffff (prio 0, ram): pc.ram @0000000000100000 KVM
        00000000fed40000-00000000fed40fff (prio 0, ram): tpm-crb-cmd KVM
        00000000fed40000-00000000fed40fff (prio 1, i/o): tpm-crb-mmio
        0000000100000000-000000013fffffff (prio 0, ram): pc.ram @00000000c0000000 KVM
      """)

  static let qtree = FormatFixture(
    name: "info qtree", kind: .qemuMonitor,
    text: """
      bus: main-system-bus
        type System
        dev: hpet, id ""
          gpio-in "" 2
          mmio 00000000fed00000/0000000000000400
        dev: kvm-ioapic, id ""
          mmio 00000000fec00000/0000000000001000
        dev: q35-pcihost, id ""
          MCFG = 3758096384 (0xe0000000)
          below-4g-mem-size = 2147483648 (2 GiB)
          above-4g-mem-size = 6442450944 (6 GiB)
          bus: pcie.0
            type PCIE
            dev: pcie-root-port, id "pci.12"
              class PCI bridge, addr 00:01.2, pci id 1b36:000c (sub 0000:0000)
              bar 0: mem at 0x92508000 [0x92508fff]
      """)

  static let lspci = FormatFixture(
    name: "lspci -vvnn", kind: .pciList,
    text: """
      00:00.0 Host bridge [0600]: Intel Corporation 8th Gen Core Processor Host Bridge [8086:3e30] (rev 0d)
      \tSubsystem: Example Device [1043:8694]
      \tControl: I/O- Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx-
      01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [GeForce RTX 3070] [10de:2484] (rev a1) (prog-if 00 [VGA controller])
      \tFlags: bus master, fast devsel, latency 0, IRQ 148
      \tRegion 0: Memory at a2000000 (32-bit, non-prefetchable) [size=16M]
      \tRegion 1: Memory at 90000000 (64-bit, prefetchable) [size=256M]
      \tRegion 5: I/O ports at 4000 [size=128]
      \tExpansion ROM at a3000000 [disabled] [size=512K]
      \tCapabilities: [60] Power Management version 3
      \t\tStatus: D0 NoSoftRst+ PME-Enable- DSel=0 DScale=0 PME-
      \tKernel driver in use: nouveau
      \tKernel modules: nvidiafb, nouveau
      0000:02:00.0 Non-Volatile memory controller: Example NVMe SSD Controller (rev 01) (prog-if 02 [NVM Express])
      \tMemory at a3100000 (64-bit, non-prefetchable) [size=16K]
      \tMemory at <ignored> (64-bit, non-prefetchable)
      \tKernel driver in use: nvme
      """)

  static let lspciNumbers = FormatFixture(
    name: "lspci -n", kind: .pciList, text: "00:1f.2 0106: 8086:2922 (rev 02)\n00:02.0 0300: 1234:1111\n")

  static let lspciHex = FormatFixture(
    name: "lspci -xxxx", kind: .pciList,
    text: """
      00:02.0 VGA compatible controller: Example GPU (rev 02)
      00: 86 80 91 59 07 04 10 00 07 00 00 03 00 00 00 00
      10: 04 00 00 de 00 00 00 00 0c 00 00 c0 00 00 00 00
      20: 01 f0 00 00 00 00 00 00 00 00 00 00 86 80 00 00
      30: 00 00 00 00 40 00 00 00 00 00 00 00 ff 01 00 00
      """)

  static let xen = FormatFixture(
    name: "Xen's console", kind: .xenConsole,
    text: """
      (XEN) Xen version 4.4.1 (root@example) (gcc 4.9) debug=n
      (XEN) Xen-e820 RAM map:
      (XEN)  0000000000000000 - 000000000009a800 (usable)
      (XEN)  000000000009a800 - 00000000000a0000 (reserved)
      (XEN)  0000000000100000 - 00000000dfe90000 (usable)
      (XEN)  00000000dfe9e000 - 00000000dfea0000 type 9
      (XEN)  00000000dfea0000 - 00000000dfeb2000 (ACPI data)
      (XEN)  0000000100000000 - 0000000220000000 (usable)
      (XEN) ACPI: RSDP 000FA0E0, 0024 (r2 ACPIAM)
      """)

  static let xenBrackets = FormatFixture(
    name: "Xen's console since 4.13", kind: .xenConsole,
    text: """
      (XEN) [    0.000000] EFI RAM map:
      (XEN) [    0.000000]  [0000000000000000, 000000000009ffff] (usable)
      (XEN) [    0.000000]  [0000000000100000, 0000000077f44fff] (usable)
      (XEN) [    0.000000]  [0000000077f45000, 0000000078ffffff] (reserved)
      """)

  static let msrTable = FormatFixture(
    name: "msr_dump's table", kind: .msrDump,
    text: """
      Name, address, set(values)
      SYSCFG, 0xC0010010, {'3fc0000'}
      TOP_MEM, 0xC001001A, {'80000000'}
      TOP_MEM2, 0xC001001D, {'4080000000'}
      MTRRphysBase0, 0x200, {'6'}
      MTRRphysMask0, 0x201, {'ffff80000800'}
      MTRRphysBase1, 0x202, {'0', 'ff000005'}
      MTRRphysMask1, 0x203, {'0'}
      MTRRdefType, 0x2ff, {'c00'}
      """)

  static let rdmsrPairs = FormatFixture(
    name: "rdmsr and its answers", kind: .msrDump,
    text: """
      # rdmsr -p0 0x2ff
      c06
      root@host:~# rdmsr 0xfe
      508
      $ sudo rdmsr -p 0 0x200
      c0000000
      $ sudo rdmsr -p 0 513
      ffc0000800
      rdmsr 0x277: 407050600070106
      """)

  static let rdmsrAll = FormatFixture(
    name: "rdmsr -a", kind: .msrDump,
    text: "# rdmsr -a 0x2ff\nc06\nc06\n0\n# rdmsr -a 0xfe\n508\n508\n508\n# wrmsr -a 0x2ff 0xc06\n")

  static let namedRegisters = FormatFixture(
    name: "registers by their names", kind: .msrDump,
    text: """
      IA32_MTRR_DEF_TYPE = 0000 0000 0000 0C06H
      MTRRcap: 0x508
      MSR_IA32_CR_PAT 0x0007_0406_0007_0406
      MSR_MTRRfix4K_C0000: 0505050505050505h
      IA32_MTRR_PHYSBASE2 = 0000 0000 A000 0001H
      IA32_MTRR_PHYSMASK2 = 0000 000F FF80 0800H (Caches A0000000-A0800000 as WC type.)
      """)

  static let vmalloc = FormatFixture(
    name: "/proc/vmallocinfo", kind: .vmallocInfo,
    text: """
      0x(____ptrval____)-0x(____ptrval____)    8192 hpet_enable+0x91/0x39b phys=0x00000000fed00000 ioremap
      0xffffa1c2c0004000-0xffffa1c2c0009000   20480 gen_pool_add_owner+0x40/0x9f pages=4 vmalloc N0=4
      0xffffa1c2c0010000-0xffffa1c2c0015000   20480 nvme_dev_map+0x40/0x90 [nvme] phys=0x00000000a3100000 ioremap
      """)

  static let ioports = FormatFixture(
    name: "/proc/ioports", kind: .ioPorts,
    text: "0000-0cf7 : PCI Bus 0000:00\n  0020-0021 : pic1\n0cf8-0cff : PCI conf1\n")

  static let efiOld = FormatFixture(
    name: "EFI map before 4.0", kind: .bootLog,
    text: """
      efi: mem00: type=7, attr=0xf, range=[0x0000000000000000-0x00000000000a0000) (0MB)
      efi: mem01: type=4, attr=0xf, range=[0x0000000000100000-0x000000007e4f0000) (2020MB)
      efi: mem02: type=10, attr=0xf, range=[0x000000007e4f0000-0x000000007e500000) (0MB)
      efi: mem03: type=11, attr=0x8000000000000001, range=[0x00000000e0000000-0x00000000f0000000) (256MB)
      """)

  static let efiNew = FormatFixture(
    name: "EFI map since 4.0", kind: .bootLog,
    text: """
      [    0.000000] efi: mem00: [Conventional Memory|   |  |  |  |   |WB|WT|WC|UC] range=[0x0000000000000000-0x000000000009ffff] (0MB)
      [    0.000000] efi: mem01: [Boot Data          |   |  |  |  |   |WB|WT|WC|UC] range=[0x0000000000100000-0x000000007e4effff] (2020MB)
      [    0.000000] efi: mem02: [ACPI Mem NVS|RUN|  |  |  |   |WB|WT|WC|UC] range=[0x000000007e4f0000-0x000000007e4fffff] (0MB)
      [    0.000000] efi: mem03: [MMIO        |RUN|  |  |  |   |  |  |  |UC] range=[0x00000000e0000000-0x00000000efffffff] (256MB)
      """)

  static let oldMTRR = FormatFixture(
    name: "/proc/mtrr before 2.6.30", kind: .procMTRR,
    text: """
      reg00: base=0x00000000 (   0MB), size=2048MB: write-back, count=1
      reg01: base=0xe4000000 (3648MB), size=  16MB: write-combining, count=9
      """)
}
