extension Manual {
  static let reference: [Section] = [
    Section(
      title: "Subcommands",
      blocks: [
        .terms([
          ("explore", "Opens the explorer; the default."),
          (
            "check",
            "Prints memory types, devices with their outcomes, and the kernel log; --json for scripts. A list of "
              + "values, --tolud 2G,2816M,3G, gives a table with a row a case; --brief prints the verdict alone."
          ),
          ("explain", "Prints the chain of reasons for addresses, and the verdict."),
          (
            "map",
            "Prints the memory type of every address, as Linux, the processor or an access sees it."
          ),
          ("log", "Prints the kernel log of the boot."),
          ("show", "Prints one list as the machine would: mtrr, pat, e820, tracker, msrs or facts."),
          (
            "diff",
            "Prints what differs between two machines, or a machine and what --set makes of it: inputs, memory types, "
              + "devices and log, with the reasons."
          ),
          (
            "convert",
            "Prints a machine as yaml, json, proc (/proc/mtrr), ranges (lines to write to it), wrmsr, c, or a qemu "
              + "command line; what a form cannot say goes to standard error."
          ),
          (
            "sweep",
            "Evaluates every combination of the inputs that --vary names, and says which decide and where the borders "
              + "lie, exact to the page. Ctrl-C keeps what is done."
          ),
          (
            "eval",
            "Answers lines with lines of JSON, in order, on all cores: names, paths, scenarios as JSON, or "
              + "{\"base\": NAME, \"set\": {KEY: VALUE}}. A line that cannot be used is answered with its error."
          ),
          ("cures", "Prints every remedy side by side; --json for scripts."),
          (
            "solve",
            "Prints the fewest legal variable MTRRs that make a map, or a machine's map, with the reasons."
          ),
          (
            "scenarios",
            "Lists the built-in scenarios, or prints one, or a machine, as a scenario file; --save writes it."
          ),
          ("inputs", "Lists what is read, with a line of each kind and how to get it on a machine."),
          ("config", "Prints a settings file with everything as it comes, and where it belongs."),
          ("manual", "Prints this manual; --man as a man page."),
        ]),
        .paragraph("Every subcommand says more with --help."),
      ]),
    Section(
      title: "Options",
      blocks: [
        .terms([
          (
            "--live",
            "Look at this machine: its kernel log, maps, registers and ACPI tables, as root for all of them."
          ),
          ("--also WORDS", "Open one more scenario, or the files of one more machine, beside the first."),
          ("--goto PLACE", "Begin at an address, or at a name such as tolud, 4g or tpm."),
          (
            "--set KEY=VALUE",
            "Change any input by its path, as scenario files have it: cpu.phys-bits=39, "
              + "mtrr.variable[1]=0xe0000000+512M:WC, devices.tpm.driver=off. Repeatable; the order does not matter."
          ),
          ("--tolud ADDRESS", "Move TOLUD."), ("--phys-bits N", "Physical address bits, 36 to 52."),
          (
            "--behaviour NAME",
            "What the kernel does with the MTRRs, whatever its release does here: released, none, forced-wb, "
              + "forced-wb-pci-hole, forced-wb-untracked-hole."
          ),
          ("--cure NAME", "Apply a remedy, as cures lists them."),
          ("--kernel RELEASE", "The Linux release whose rules apply."),
          ("--remap, --no-remap", "Whether RAM that a lower TOLUD cuts off reappears above 4 GiB."),
          ("--theme NAME", "A theme, or a base16 or base24 scheme file."),
          ("--color WHAT", "auto, never, 8, 16, 256 or truecolor."),
          ("--ascii, --no-ascii", "Whether to draw with ASCII characters only."),
          ("--mouse, --no-mouse", "Whether to use the mouse."),
          ("--config, --no-config", "Whether to heed the settings file."),
          ("--screen SIZE", "Print one screen as text, COLUMNSxROWS, and leave."),
          ("--json", "Print JSON, with check, explain, map, log, diff and cures."),
          ("--brief", "Print the verdict alone on one line, with check."),
          ("--linux, --hardware, --effective", "Whose reading of the types, with map."),
          ("--at-step N", "The machine after this step of the boot, with map, log and show."),
          ("--to FORM", "The form, with convert."),
          ("--vary KEY=VALUES", "What varies, with sweep: KEY=A..B:STEP or KEY=V1,V2. Repeatable."),
          ("--summary-only", "Print the summary alone, with sweep."),
          ("--in INPUT", "The machine, with explain and solve; all words of explain are targets then."),
          ("--rest TYPE", "What is wanted everywhere else, with solve."),
          ("--default TYPES", "Default types to choose from, with solve."),
          ("--registers N", "Variable MTRRs at hand, with solve."),
          ("--fixed, --no-fixed", "Whether fixed MTRRs decide below 1 MiB, with solve."),
          ("--proof", "Say why fewer registers cannot do, with solve."),
          ("--format FORM", "text, json, proc, wrmsr or c, with solve; text, csv or jsonl, with sweep."),
          ("--save FILE", "Write the scenario to a file, with scenarios."),
          ("--man", "Print the man page, with manual."),
          ("--generate-completion-script SHELL", "Print completions for bash, zsh or fish."),
          ("--version, --help", "What they say."),
        ])
      ]),
    Section(
      title: "Scenario files",
      blocks: [
        .paragraph(
          "YAML. A few keys do: a firmware model fills in the rest. A range includes its last address, or is a base and a "
            + "size, 0xfed4_0000+20K; numbers are as everywhere. mtrrscope scenarios NAME prints a file that says "
            + "everything."),
        .code([
          "platform: SEV-SNP on KVM", "firmware: OVMF", "ram: 6G", "tolud: 2G", "kernel: \"6.16\"",
          "devices: [hpet, tpm]",
        ]),
      ] + scenarioKeys),
    Section(
      title: "Settings",
      blocks: [
        .paragraph(
          "$XDG_CONFIG_HOME/mtrrscope/config.yaml, or ~/.config/mtrrscope/config.yaml: theme, color, mouse, ascii, "
            + "scenario, ruler, addresses, and keys. mtrrscope config prints one with everything as it comes. A file "
            + "with a mistake is named with its line, and nothing opens; --no-config opens without it."),
        .code([
          "theme: paper", "mouse: off", "keys:", "  undo: [u, Ctrl-Z]", "  suspend: none", "  in the ruler:",
          "    zoom-in: [+, PgUp]",
        ]),
        .paragraph(
          "A theme is a base16 or base24 scheme file as it is published; in themes/ beside the settings it is found by its "
            + "name. Text that a scheme would make unreadable is moved in lightness until it has a contrast of 4.5:1."
        ),
      ]),
    Section(
      title: "Keys elsewhere",
      blocks: [
        .paragraph("While a value is typed:"), .keys(.editing),
        .paragraph("In a list to choose from, where letters narrow it:"),
        .keys(.menu), .paragraph("In the cures:"), .keys(.cures),
        .paragraph("In the help and in this manual:"), .keys(.help),
        .paragraph("Before the letter of a mark:"), .keys(.letter),
      ]),
    Section(
      title: "Environment",
      blocks: [
        .terms([
          ("TERM", "The terminal; any that can move its cursor will do."),
          ("COLORTERM", "truecolor or 24bit: exact colours."), ("NO_COLOR", "Not empty: no colours."),
          ("LC_ALL, LC_CTYPE, LANG", "A locale that is not UTF-8: ASCII characters only."),
          ("ESCDELAY", "How long a lone Esc waits for more, in milliseconds; 25, over SSH 60."),
          ("XDG_CONFIG_HOME, XDG_STATE_HOME", "Where settings and journals lie."),
        ])
      ]),
    Section(
      title: "Exit status",
      blocks: [
        .paragraph(
          "0; 1 when check finds a driver that fails, or diff a difference; 2 for unusable input or options; 128 and the signal's number where a "
            + "signal ended it.")
      ]),
  ]
}
