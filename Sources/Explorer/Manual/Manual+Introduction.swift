extension Manual {
  static let introduction: [Section] = [
    Section(
      title: "mtrrscope",
      blocks: [
        .paragraph(
          "mtrrscope answers one question: given this memory map, these MTRRs and this kernel, what memory type does "
            + "each physical address get, and which drivers can map their devices? It models Linux from 5.10 to 7.2 and "
            + "the x86 processor on bare metal, in plain virtual machines and in confidential guests."),
        .paragraph(
          "Everything can be changed where it stands, and the answer changes while you type. Every answer has its "
            + "reason: the rules and registers that lead to it, each with the kernel function or the manual it is from."
        ),
      ]),
    Section(
      title: "The story in ten keys",
      blocks: [
        .paragraph(
          "Started without arguments it opens an SEV-SNP guest whose TPM driver fails. The title says so in red, the "
            + "ruler's cursor is on the TPM's registers, and the kernel log ends with the two lines of the real failure."
        ),
        .terms([
          (
            "Enter",
            "goes to the reasons: the guest kernel replaced its MTRRs by write-back, so ACPI's request for "
              + "the TPM's registers, the first one, became WB. The driver asks for UC- later and gets WB, which "
              + "is_new_memtype_allowed refuses: -12."
          ),
          (
            "f",
            "goes to the step of the boot that mapped the registers first; t and T go on and back, Esc leaves."
          ),
          (
            "K",
            "changes what the kernel does: forced WB with one synthetic UC range over [TOLUD, 4 GiB), Linux's "
              + "cure. The first request is UC- now, and so is the driver's: the title turns green."
          ),
          ("B", "shows both states side by side, and a list of what changed and why."),
          ("C", "lists every remedy that was tried or proposed, with what each driver gets under it."),
          (
            "2 Enter",
            "edits TOLUD: try 0x7f000000 and see where a processor would read the range otherwise (marked "
              + "with a sign of inequality), since its mask has holes."
          ),
          ("u", "takes everything back, step by step."),
        ]),
      ]),
    Section(
      title: "Opening a machine",
      blocks: [
        .paragraph(
          "A word is a built-in scenario or a file; several files describe one machine together. Each is recognised by "
            + "its content: a boot log (dmesg, journalctl -k, syslog, quoted in a mail, cut off), /proc/mtrr, /proc/iomem, "
            + "/proc/cpuinfo, /proc/cmdline, /proc/vmallocinfo, /sys/firmware/memmap, debugfs' pat_memtype_list, MSRs, lspci, "
            + "ACPI tables (binary, acpidump's output or iasl's text), a QEMU command line or its monitor's info mtree and "
            + "info qtree, Xen's console, a log of coreboot, U-Boot or EDK2, or a scenario file. One text may hold several "
            + "of them, and a directory is searched, whole support reports too. mtrrscope inputs shows a line of each kind "
            + "and how to get it."),
        .code([
          "mtrrscope                                the failing SEV-SNP guest",
          "mtrrscope bare-metal                     another built-in scenario",
          "ssh box dmesg | mtrrscope -              another machine's boot log",
          "mtrrscope dmesg.txt msrs.txt iomem.txt   whatever there is of one machine",
          "sudo mtrrscope --live                    this machine, read only",
          "mtrrscope a.yaml --also b.yaml           two scenarios at once",
        ]),
        .paragraph(
          "What is missing is assumed, and every assumption is named below the inputs. Nothing is ever written to a "
            + "machine: mtrrscope reads files, and /proc and /sys with --live."),
      ]),
  ]
}
