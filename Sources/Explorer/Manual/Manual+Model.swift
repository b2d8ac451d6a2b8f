extension Manual {
  static let model: [Section] = [
    Section(
      title: "What is modelled",
      blocks: [
        .paragraph("From the firmware's memory map to the driver's result, in the order of the boot:"),
        .terms([
          (
            "e820",
            "The map is sanitised and cut as Linux does (e820__update_table, mem=, memmap=). TOLUD is the end of "
              + "the last RAM below 4 GiB (e820__end_of_low_ram_pfn)."
          ),
          (
            "MTRR",
            "Two readings. Linux: the registers as its code takes them, by release; since 6.5 into a cache map "
              + "(mtrr_type_lookup), before that register by register. Hardware: the processor's mask compare (SDM vol. 3A, "
              + "MTRRs; AMD TOM2). They differ for masks with holes. Clean-up and trimming are modelled, too."
          ),
          (
            "guest override",
            "guest_force_mtrr_state replaces the state by a default type and at most one range: "
              + "everything WB in SEV-SNP and TDX guests, and since 6.18 (6.17.4, 6.12.54) UC over the PCI hole."
          ),
          (
            "PAT",
            "pat_bp_init and what nopat or a missing CPUID bit make of it; a cache mode's page table bits."
          ),
          (
            "memtype tracker",
            "memtype_reserve: a request for WB becomes what the MTRRs say (pat_x_mtrr_type); where "
              + "an entry overlaps, the first one decides (memtype_check_conflict)."
          ),
          (
            "ioremap",
            "All variants, memremap, /dev/mem, sysfs resources. UC- may not become WB, UC not WC or WB "
              + "(is_new_memtype_allowed): the mapping fails, and the driver with -12."
          ),
          (
            "ACPI",
            "Regions that AML reads at boot are mapped with ioremap_cache (acpi_os_ioremap), before drivers."
          ),
          (
            "effective type",
            "MTRR by PAT as the processor combines them (SDM vol. 3A, table on effective memory types); "
              + "under KVM what the EPT or nested page table makes of it. A device that the host emulates has no type: "
              + "every access traps."
          ),
        ]),
      ]),
    Section(
      title: "Words",
      blocks: [
        .terms([
          ("memory type", "UC, WC, WT, WP, WB and UC-, numbered as in the MSRs: 0, 1, 4, 5, 6, 7."),
          ("page cache mode", "Linux's own numbers, in its log lines: WB 0, WC 1, UC- 2, UC 3, WT 4, WP 5."),
          ("PCI hole", "[TOLUD, 4 GiB)."), ("phys bits", "The physical address width, MAXPHYADDR: 36 to 52."),
          ("tracked", "Held by an entry of the memtype tracker, as debugfs' pat_memtype_list shows it."),
        ])
      ]),
  ]
}
