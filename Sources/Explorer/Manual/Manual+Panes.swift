extension Manual {
  static let panes: [Section] = [
    Section(
      title: "The screen",
      blocks: [
        .paragraph(
          "The title line says what is open, on what it runs, and whether every driver gets its registers. The last line "
            + "has the keys that matter here, after a message as many as fit. Between them are panes, as many as fit; "
            + "digits and Tab go to them, Tab as they stand on the screen, and a pane that is not on it takes another "
            + "one's place. z gives one pane the whole screen and puts it back."),
        .paragraph(
          "The mouse: a click goes to a pane and a row, the wheel moves what is under it, the keys in the last line can be "
            + "clicked, and in a list a second click chooses while one beside it closes it. Holding Shift selects text; M, "
            + "or --no-mouse, leaves the mouse to the terminal altogether."),
        .keys(.anyPane), .keys(.everywhere),
      ]),
    Section(
      title: "The ruler",
      blocks: [
        .paragraph(
          "The physical address space, read in two ways. By segment each row is a stretch over which nothing changes; to "
            + "scale each row is the same power of two of bytes, and the cells of its bar are equal parts of it, with a "
            + "mark where a device begins in one and a dot where several things meet. A row has the address, the MTRR type "
            + "by Linux's reading as a texture and in letters, the size, what lies there, lanes, and what the memtype "
            + "tracker holds (trk) with a check where a driver got its registers and a cross where one failed."
        ),
        .terms([
          (
            "lanes",
            "Each covers the rows that its register covers, in the texture's colour: f for a block of fixed MTRRs "
              + "(64K, 16K and 4K slots), 0 to 9 and a to z for a variable MTRR, under M. A column is used again when what "
              + "stood in it has ended. Under h runs what hardware reads otherwise, beside trk the tracker's entries."
          ),
          (
            "strip",
            "Above the panes the address space is drawn to scale: the first 4 GiB, RAM above them to another scale, "
              + "and the empty rest folded. From top to bottom: addresses, the scale with the cursor, the MTRR type and "
              + "the register that makes it, what lies there, how the drivers fare, and the stretch around the cursor "
              + "enlarged, with its devices."
          ),
          (
            "breadcrumbs",
            "Below the ruler: the part of the address space, its type and where that comes from, and what lies "
              + "there."
          ),
          (
            "borders",
            "With the mouse TOLUD and both ends of a variable MTRR can be dragged: the answer follows, "
              + "releasing keeps it, any key takes it back."
          ),
        ]),
        .keys(.ruler),
      ]),
    Section(
      title: "Textures and marks",
      blocks: [
        .paragraph("Nothing is told by colour alone: the letters, textures and marks say the same."),
        .terms([
          ("UC", "uncacheable: solid"),
          ("UC-", "uncacheable, but an MTRR may make it WC: solid with a lighter tail"),
          ("WC", "write-combining: dotted"), ("WT", "write-through: hatched"),
          ("WP", "write-protected: hatched the other way"), ("WB", "write-back: light"),
        ]),
      ]),
    Section(
      title: "Inputs",
      blocks: [
        .paragraph(
          "What the evaluation starts from. A value is typed (Enter, then text; Tab completes names and units) or chosen "
            + "(Enter lists the choices, Space goes to the next). Numbers are hex with 0x or h, decimal, or with K, M, G, "
            + "T, P; addresses may be names and sums, tolud+16M. The answer follows every text that is a legal value; any "
            + "other says what would be accepted. What differs from the baseline is marked."),
        .paragraph(
          "Below More are parts that Enter opens: the firmware's memory map entry by entry, the fixed ranges slot by slot "
            + "(64K, 16K and 4K each), the registers in the raw, the processor, the command line, proposed patches, and the "
            + "host of a KVM guest. a adds a range, or in the memory map an entry; d takes it out."),
        .keys(.inputs),
      ]),
    Section(
      title: "Everything as a file",
      blocks: [
        .paragraph(
          "The scenario as its file, in which everything can be changed, also what has no row among the inputs: every "
            + "property of a device and its regions, names, the order of things. A line is checked and its effect shown "
            + "while it is typed; one that cannot be is not kept. Tab completes keys and values."),
        .keys(.source),
      ]),
    Section(
      title: "Drivers, memory types, reasons, log",
      blocks: [
        .paragraph(
          "Drivers: for each device what its driver asks for, what it gets, what comes of it, and the step that mapped its "
            + "registers first; under a failure who holds the registers. Memory types: the address space by MTRR type with "
            + "the register that gives it, and below it where the processor's own mask compare gives another answer than "
            + "Linux's code. Why: the chain of rules for the address under the ruler's cursor. Kernel log: what Linux "
            + "prints, word for word. Enter on a row goes to its address."),
        .keys(.list),
      ]),
    Section(
      title: "Evidence",
      blocks: [
        .paragraph(
          "What a log or a machine's files say is held against the model. The pane lists what the input does not say, with "
            + "every state that it may be in: Enter takes another one, as an edit like any other. What a fact rules out "
            + "stands below, with the fact. Where a driver's fate hangs on an open input, each candidate says what "
            + "becomes of it, and a command is named that settles it."),
        .paragraph(
          "Below stand the facts in their order: = where the model prints the same line, a cross where it contradicts it or "
            + "something failed, a dot where the model has no such lines. Enter opens the text at the fact's line: it is "
            + "read, scrolled and searched like this manual, ] goes to the next fact, ) to the next file, Esc back. I opens "
            + "the texts from anywhere."),
        .paragraph(
          "The kernel log shows the machine's own beside the model's: = is in both, + only in the machine's, - only in the "
            + "model's; on a wide screen they stand side by side. The title says when the log tells of a failure, when "
            + "lines contradict the model, and when the answer is not decided."),
      ]),
    Section(
      title: "The boot",
      blocks: [
        .paragraph(
          "Every step that sets up or maps something, in the order of the boot. Going through it shows the machine as it "
            + "is after each step: the tracker's entries, the drivers that have run, the log so far. Steps can be left out, "
            + "and moved as far as Linux leaves their order to the linker: within an initcall level.")
      ]),
  ]

  static let work: [Section] = [
    Section(
      title: "Finding one's way",
      blocks: [
        .paragraph(
          "/ searches devices, places, types, registers and addresses while you type; n and N go through what is found. g "
            + "goes to an address, a name (tolud, 4g, top, a device's id, mtrr0) or a sum of them; gg goes to the first row, "
            + "G to the last. [ and ] go from change to change, { and } from device to device, x and X from failure to "
            + "failure. m and a letter mark an address, ' and the letter come back; < and > go back and forward over jumps; J "
            + "lists both. The ruler and the reasons go with the cursor of drivers, types, steps, log and changes: < leads "
            + "back, :follow or follow: off in config.yaml leaves the ruler alone."),
        .paragraph(
          ": runs a command by its name or the beginning of it: what is highlighted is what Enter does, and the arrows go "
            + "to what only resembles the text. w, w FILE, wq, x, q, q!, e FILE and h do what they do elsewhere. An input "
            + "is set by its name: tolud 2816M, kernel 6.18, set host.vendor AMD; theme paper and g fed40000 take their "
            + "argument there, too, and Tab completes both. An address that begins with a digit is gone to."),
        .keys(.prompt), .keys(.line), .keys(.typing),
      ]),
    Section(
      title: "Comparing",
      blocks: [
        .paragraph(
          "The scenario as it was opened is the first baseline; b makes the present moment one, D chooses it: as opened, "
            + "now, or another open scenario. B shows old and new side by side in ruler, memory types and drivers, and lists "
            + "every change of inputs, drivers, types, tracked entries and memory map with its reason. F copies the scenario "
            + "to try something on, compared with the original.")
      ]),
    Section(
      title: "Scenarios, saving, recovery",
      blocks: [
        .paragraph(
          "Several scenarios can be open: o opens one more, O lists them, ( and ) go through them. w writes the scenario to "
            + "its file, at once and whole; without a file, or with W, it asks for one. Another file is not overwritten "
            + "unasked, nor one that somebody else has changed. :reload reads it again, as a step that can be undone."
        ),
        .paragraph(
          "Leaving asks if edits are not saved. Every edit is also written to a journal in $XDG_STATE_HOME/mtrrscope "
            + "(~/.local/state/mtrrscope): after a crash, a kill or a dropped connection the next start offers it, and ! "
            + "lists what can be recovered, with every edit to be taken back one by one. Answering the "
            + "question with q leaves at once and keeps the journal."
        ),
        .keys(.question),
      ]),
    Section(
      title: "Mouse, clipboard",
      blocks: [
        .paragraph(
          "A click focuses and selects, the wheel scrolls, dragging over the ruler's rows selects them, a click on a key in "
            + "the last line does what it says, one on the strip goes there. With Shift held down the terminal selects text; M or "
            + "mouse: off leaves the mouse to it altogether. y sends the row or the selection to the terminal's clipboard "
            + "(OSC 52, also over SSH), Y the whole evaluation.")
      ]),
  ]
}
