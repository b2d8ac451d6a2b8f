extension OutputSchema {
  static let type = JSONShape.words(["UC", "CD", "WC", "WT", "WP", "WB", "UC-", "invalid"])
  static let mode = JSONShape.words(["UC", "UC-", "WC", "WT", "WP", "WB"])
  static let deviceStatus = JSONShape.words(["mapped", "failed", "fixmap", "notDriven", "unknown"])
  static let verdict = JSONShape.words(["maps", "fails", "undecided", "contradicted"])
  static let exitStatus = JSONShape.Field.field(
    "exitStatus", .integer, "0 maps, 1 fails, 2 unusable, 3 undecided or contradicted.")

  static let check: [JSONShape.Field] = [
    .field("scenario", .string, "The machine's name."), .field("summary", .string, "In one sentence."),
    .field("platform", .string, "What the kernel runs on."), .field("kernel", .string, "The Linux release."),
    .field("behaviour", .string, "What the kernel does with its MTRR state."),
    .field("behaviourIsOverride", .boolean, "The release does something else here."),
    .field("tolud", .hex, "The end of low RAM, as Linux finds it."),
    .field("physBits", .integer, "Physical address bits."),
    .field(
      "memoryTypes",
      .list(
        .object([
          .field("start", .hex, "The first address."), .field("end", .hex, "Behind the last one."),
          .field("type", type, "By Linux's reading."), .field("source", .string, "What gives it."),
        ])), "The whole address space."),
    .field(
      "divergences",
      .list(
        .object([
          .field("start", .hex, "The first address."), .field("end", .hex, "Behind the last one."),
          .field("linux", type, "Linux's reading."), .field("hardware", type, "A processor's."),
        ])), "Where a processor would read the registers otherwise."),
    .field("divergencesAreComplete", .boolean, "There are no more."),
    .field("devices", .list(.named("device")), "In the scenario's order."),
    .field("steps", .list(.object(bootStep)), "The boot."), .field("log", .list(.string), "As modelled."),
    .field("assumptions", .list(.string), "What was not in the input."),
    .field("inputs", .named("scenario"), "Every input."),
    .field("registerRemarks", .list(.string), "What is odd about the registers."),
    .field("impossibilities", .list(.string), "What no machine can be."),
    .field("allDriversMap", .boolean, "In the case that is shown."),
    .field("verdict", verdict, "What check's exit status follows from."), exitStatus,
    .field("verdictText", .string, "For people, perhaps several lines."),
    .field(
      "agreement",
      .object([
        .field("same", .integer, "Lines that agree."),
        .field("compared", .integer, "Lines that can be compared."),
        .field("missing", .list(.string), "Modelled lines that the machine would have printed."),
        .field("onlyModelled", .list(.string), "Modelled lines that its log does not have."),
      ]), "The modelled log beside the machine's own."),
    .field("facts", .list(.object(fact)), "What the machine's texts say."),
    .field("open", .list(.object(openInput)), "What the input leaves open."),
    .field("unplacedFailures", .list(.string), "Failures of the log that name no place."),
    .field(
      "otherFailures", .list(.string),
      "Drivers that failed without a line about their memory, with their places."),
    .field("refusedRegisters", .list(.string), "Requests for an MTRR that were refused, with their places."),
    .field("evaluated", .integer, "Combinations of possibilities that were evaluated."),
    .field("skipped", .integer, "Combinations that were too many."),
    .optional(
      "files",
      .object([
        .field(
          "read",
          .list(.object([.field("name", .string, "The file."), .field("kind", .string, "What it is.")])),
          "Used."),
        .field(
          "ignored",
          .list(
            .object([
              .field("name", .string, "The file."), .optional("line", .integer, "From 1."),
              .field("reason", .string, "Why."),
            ])), "Passed over."),
      ]), "The files of a real machine."),
  ]

  static let device: [JSONShape.Field] = [
    .field("id", .string, "Unique in the scenario."), .field("name", .string, "For people."),
    .field("start", .hex, "Its first address."), .field("end", .hex, "Behind its last one."),
    .field("status", deviceStatus, "What became of its driver."),
    .optional("error", .integer, "The errno of a failure, negative."),
    .optional("requested", mode, "What the driver asked for."), .optional("got", mode, "What it got."),
    .optional("step", .integer, "The driver's own step of the boot."),
    .optional("firstStep", .integer, "The step that mapped it first."),
    .optional("firstType", mode, "The type of that mapping."),
    .optional("regression", .string, "Mapped, but not as asked."),
    .optional("effect", effect, "What the mapping amounts to."),
    .optional(
      "effects",
      .list(
        .object([
          .field("start", .hex, "The first address."), .field("end", .hex, "Behind the last one."),
          .field("effect", effect, "What this piece amounts to."),
        ])), "Piece by piece, where there is more than one."),
    .field("certainty", .words(["logged", "certain", "depends"]), "How sure the status is."),
    .optional("loggedAt", .string, "The line of the log that says so, FILE:LINE."),
    .optional("loggedLine", .string, "Its text."),
    .optional("hangsOn", .list(.integer), "Elements of open."),
    .optional(
      "alternatives",
      .list(
        .object([
          .field("open", .integer, "An element of open."),
          .field("candidate", .string, "One of its candidates."),
          .field("status", deviceStatus, "What that gives."), .optional("error", .integer, "Negative."),
        ])), "What other possibilities give."),
  ]

  private static let effect: JSONShape = .object([
    .field("tracked", mode, "The tracker's type."), .field("pageTableBits", .hex, "PWT, PCD and PAT."),
    .field("pat", type, "The PAT's entry."), .field("base", .string, "What the MTRRs or the host say."),
    .optional("effective", type, "What an access gets."),
    .field("traps", .boolean, "An access is emulated."),
  ])

  private static let bootStep: [JSONShape.Field] = [
    .field("number", .integer, "From 1."), .field("phase", .string, "The initcall level."),
    .field("function", .string, "The kernel function."), .field("title", .string, "For people."),
    .optional("requested", mode, "What it asks for."), .optional("got", mode, "What it gets."),
    .field("log", .list(.string), "What it prints."),
  ]

  private static let fact: [JSONShape.Field] = [
    .field("file", .string, "Where."), .field("line", .integer, "From 1; 0 is the file as a whole."),
    .field("text", .string, "The line."), .field("kind", .string, "What it is about."),
    .field("model", .words(["same", "contradicted", "notModelled"]), "What the model says to it."),
  ]

  private static let openInput: [JSONShape.Field] = [
    .field("missing", .string, "What was not said."),
    .field(
      "candidates",
      .list(
        .object([
          .field("name", .string, "A possibility."),
          .field("isShown", .boolean, "The one that is evaluated."),
          .optional("ruledOutBy", .string, "The line that speaks against it."),
        ])), "All possibilities."),
    .optional("command", .string, "What settles it."),
    .field("decides", .boolean, "A driver's fate hangs on it."),
  ]

  static let target: [JSONShape.Field] = [
    .field("target", .string, "As asked."), .field("address", .hex, "What it means."),
    .optional("type", type, "The MTRR type."), .optional("typeSource", .string, "What gives it."),
    .optional("tracked", mode, "The tracker's type."),
    .field("devices", .list(.named("device")), "What lies there."),
    .field(
      "failures",
      .list(
        .object([
          .field("device", .string, "Its id."), .field("rule", .string, "What refuses it."),
          .field("ruleSource", .string, "The kernel function."),
          .field(
            "requests",
            .list(
              .object([
                .field("step", .integer, "Of the boot."), .field("who", .string, "Who asked."),
                .field("call", .string, "The kernel function."), .field("asked", mode, "For what."),
                .optional("got", mode, "What came of it."), .optional("error", .integer, "Negative."),
              ])), "The requests that collide, in time order."),
          .field(
            "causes",
            .list(.object([.field("text", .string, "A fact."), .field("source", .string, "Where from.")])),
            "What has to hold for it to fail."),
        ])), "Why drivers fail."),
    .field("verdict", verdict, "Of these devices alone."), exitStatus,
    .field("verdictText", .string, "For people."),
  ]

  static let failure: [JSONShape.Field] = [
    .field("id", .string, "The device's id."), .field("name", .string, "For people."),
    .field("error", .integer, "The errno, negative."),
  ]

  static let oneCase: [JSONShape.Field] = [
    .field("set", .dictionary(.string), "What was set, by path."),
    .field(
      "verdict", .words(["maps", "fails", "undecided", "contradicted", "impossible"]),
      "impossible: the inputs cannot be so together."),
    .field("failures", .list(.named("failure")), "Drivers that fail."),
    .field("regressions", .list(.string), "Drivers that have less than they asked for."),
    .field("hangsOn", .list(.string), "What is not decided hangs on."), exitStatus,
    .optional("reason", .string, "Why it cannot be, or the log's line of a failure without a device."),
  ]
}
