extension OutputSchema {
  static let reason: [JSONShape.Field] = [
    .field("text", .string, "The reason."), .field("source", .string, "The kernel function or manual."),
    .optional("step", .integer, "The boot's step."),
  ]

  static let explain: [JSONShape.Field] = [
    .field(
      "answers",
      .list(
        .object([
          .field("address", .hex, "What was asked for."),
          .field("devices", .list(.string), "What lies there."),
          .optional("type", type, "The MTRR type."), .optional("typeSource", .string, "What gives it."),
          .optional("tracked", mode, "The tracker's type."),
          .field("reasons", .list(.named("step")), "In order."),
          .field("verdict", .string, "For people."), .field("fails", .boolean, "A driver there fails."),
        ])), "One for each address.")
  ]

  static let map: [JSONShape.Field] = [
    .field("reading", .words(["linux", "hardware", "effective"]), "Whose."),
    .optional("afterStep", .integer, "The boot's step."),
    .field("isComplete", .boolean, "There are no more rows."),
    .field(
      "rows",
      .list(
        .object([
          .field("start", .hex, "The first address."), .field("end", .hex, "Behind the last one."),
          .optional("type", type, "Missing where nothing is mapped."),
          .optional("source", .string, "What gives it."),
          .optional("tracked", .string, "The tracker's type, RAM or fixmap."),
          .optional("isDefined", .boolean, "False: ranges overlap without a rule."),
        ])), "In order."),
  ]

  private static let plainStretch = JSONShape.object([
    .field("start", .hex, "The first address."), .field("end", .hex, "Behind the last one."),
  ])

  static let bits: [JSONShape.Field] = [
    .field("register", .string, "As --bits takes it."), .field("title", .string, "For people."),
    .optional("msr", .hex, "Missing where it is none."),
    .field(
      "words",
      .list(
        .object([
          .field("name", .string, "Of the MSR or of the structure's member."),
          .field("value", .hex, "64 bits."),
          .field(
            "fields",
            .list(
              .object([
                .field("name", .string, "As the manuals have it."),
                .field("high", .integer, "Its highest bit."),
                .field("low", .integer, "Its lowest bit."),
                .field("meaning", .string, "What its value says."),
              ])), "The highest first."),
          .optional("reserved", .hex, "Reserved bits that are set."),
        ])), "A pair has two."),
    .optional(
      "comparison",
      .object([
        .field("address", .hex, "Compared."), .field("compared", .hex, "The bits that a processor compares."),
        .field("differing", .hex, "Those of them that differ."),
        .field("isMatchedByHardware", .boolean, "By the mask."),
        .field("isMatchedByLinux", .boolean, "By base and size."),
        .optional("linux", plainStretch, "The range that Linux makes of it; missing where it is none."),
        .field("hardware", .list(plainStretch), "The first ranges that a processor makes of it."),
        .field("hardwareCount", .integer, "How many there are."),
      ]), "Of a base/mask pair."),
    .field("notes", .list(.string), "What it amounts to."),
  ]

  static let logLine: [JSONShape.Field] = [
    .field("step", .integer, "The boot's step."), .field("function", .string, "The kernel function."),
    .field("text", .string, "The line."),
  ]

  static let stretch: [JSONShape.Field] = [
    .field("start", .hex, "The first address."), .field("end", .hex, "Behind the last one."),
    .optional("old", .string, "In a."), .optional("new", .string, "In b."),
    .optional("oldSource", .string, "What gives it in a."),
    .optional("newSource", .string, "What gives it in b."),
  ]

  static let oneSided: [JSONShape.Field] = [
    .field("isNew", .boolean, "In b, not in a."), .field("text", .string, "The reason."),
    .field("source", .string, "The kernel function or manual."),
  ]

  static let diff: [JSONShape.Field] = [
    .field("a", .string, "The first machine."), .field("b", .string, "The second."),
    .field("isSame", .boolean, "Nothing differs."),
    .field(
      "inputs",
      .list(
        .object([
          .field("name", .string, "The input."), .field("old", .string, "In a."),
          .field("new", .string, "In b."),
        ])), "What was put in."),
    .field("memoryTypes", .list(.named("stretch")), "MTRR types."),
    .field("tracked", .list(.named("stretch")), "The tracker's types."),
    .field("memoryMap", .list(.named("stretch")), "The firmware's map."),
    .field(
      "devices",
      .list(
        .object([
          .field("id", .string, "The device's id."), .field("name", .string, "For people."),
          .optional("old", .string, "In a."), .optional("new", .string, "In b."),
          .field("because", .list(.named("oneSided")), "Reasons that one side alone has."),
        ])), "Outcomes."),
    .field("typesBecause", .list(.named("oneSided")), "Why the first type differs."),
    .field(
      "log",
      .list(.object([.field("isNew", .boolean, "In b, not in a."), .field("text", .string, "The line.")])),
      "Lines that one side alone has."),
  ]

  static let cures: [JSONShape.Field] = [
    .field("scenario", .string, "The machine's name."), .field("summary", .string, "In one sentence."),
    .field(
      "cures",
      .list(
        .object([
          .field("cure", .string, "Its name at the shell."),
          .field("title", .string, "As people call it."),
          .field("isCurrent", .boolean, "It is what the machine has."),
          .field("summary", .string, "What changes."), .field("status", .string, "How far it came."),
          .field("statusText", .string, "The same with the release."),
          .field("verdict", .string, "For people."),
          .field("allDriversMap", .boolean, "It heals."),
          .field("isRefused", .boolean, "The kernel refuses it here."),
          .field("risks", .list(.string), "Of all devices."),
          .field(
            "devices",
            .list(
              .object([
                .field("id", .string, "The device's id."), .field("name", .string, "For people."),
                .field("status", deviceStatus, "What becomes of it."),
                .optional("type", mode, "As it is mapped."),
                .optional("error", .integer, "Negative."),
                .optional("requested", mode, "What the driver asks for."),
                .optional("tracked", mode, "The tracker's type."),
                .field("risks", .list(.string), "Of this one."),
              ])), "What becomes of each."),
        ])), "In the order of time."),
  ]

  static let solve: [JSONShape.Field] = [
    .field("physBits", .integer, "Physical address bits."),
    .field("available", .integer, "Registers at hand."),
    .field("fits", .boolean, "They suffice."), .field("count", .integer, "Registers of the answer."),
    .field("defaultType", type, "Of the answer."),
    .field("countByDefaultType", .dictionary(.integer), "For each default type that may be."),
    .field(
      "wanted",
      .list(
        .object([
          .field("start", .hex, "The first address."), .field("end", .hex, "Behind the last one."),
          .field("type", .string, "A type, or any."),
        ])), "The map."),
    .field("registers", blocks, "The answer."),
    .field(
      "bill",
      .list(
        .object([
          .optional("border", .hex, "Missing: the type itself."),
          .field("registers", .integer, "What it costs."),
        ])), "Which border costs which registers."),
    .field(
      "advice",
      .list(
        .object([
          .field("change", .string, "What to change."), .field("count", .integer, "Registers then."),
          .field("fits", .boolean, "They suffice then."), .field("lostWriteBack", .hex, "Bytes."),
          .field("gainedWriteBack", .hex, "Bytes."),
        ])), "Where it does not fit."),
    .optional("order", .list(.string), "With a machine: the order of writing, a step each."),
    .optional(
      "current",
      .object([
        .field("registers", blocks, "What the machine holds, but for pairs that are no legal range."),
        .field("fewest", blocks, "The fewest that make the same map."),
        .field("defaultType", type, "Of the fewest."),
      ]), "With a machine alone."),
  ]

  private static let blocks = JSONShape.list(
    .object([
      .field("base", .hex, "The range's."), .field("size", .hex, "The range's."),
      .field("type", type, "Its type."),
      .field("physBase", .hex, "IA32_MTRR_PHYSBASE."), .field("physMask", .hex, "IA32_MTRR_PHYSMASK."),
    ]))

  static let sweep: [JSONShape.Field] = [
    .field("cases", .integer, "Evaluated."), .field("of", .integer, "In the grid."),
    .field(
      "outcomes",
      .list(.object([.field("outcome", .string, "For people."), .field("count", .integer, "Cases.")])),
      "In the order of their first case."),
    .field("decides", .list(.string), "Inputs of which another value alone changes an outcome."),
    .field("withoutInfluence", .list(.string), "Inputs of which none does."),
    .field("notCompared", .list(.string), "Inputs whose cases lie too far apart."),
    .field(
      "borders",
      .list(
        .object([
          .field("key", .string, "The input."),
          .field("last", .string, "The last value with the one outcome."),
          .field("first", .string, "The first value with the other."),
          .field("before", .string, "The one outcome."),
          .field("after", .string, "The other."),
          .field("lines", .integer, "Lines of the grid that cross it there."),
          .field("at", .dictionary(.string), "The other inputs where it was found."),
          .field("isExact", .boolean, "To the page, or to one."),
        ])), "Where outcomes change."),
    .field("moreBorders", .integer, "Borders that were too many."),
  ]

  static let evaluated: [JSONShape.Field] = [
    .field("schema", .integer, "The version of this schema."), .field("line", .integer, "From 1."),
    .optional("id", .string, "As the line has it."), .field("scenario", .string, "The machine's name."),
    .field("platform", .string, "What the kernel runs on."), .field("kernel", .string, "The Linux release."),
    .field("behaviour", .string, "What the kernel does with its MTRR state."),
    .field("tolud", .hex, "The end of low RAM."), .field("physBits", .integer, "Physical address bits."),
    .field("verdict", verdict, "As check's."), exitStatus,
    .field("failures", .list(.named("failure")), "Drivers that fail."),
    .field("regressions", .list(.string), "Drivers that have less than they asked for."),
    .field("hangsOn", .list(.string), "What is not decided hangs on."),
    .field(
      "devices",
      .list(
        .object([
          .field("id", .string, "The device's id."), .field("status", .string, "What became of its driver."),
          .optional("requested", mode, "What it asked for."), .optional("got", mode, "What it got."),
        ])), "In the scenario's order."),
  ]

  static let refused: [JSONShape.Field] = [
    .field("schema", .integer, "The version of this schema."), .field("line", .integer, "From 1."),
    .field("error", .string, "What is wrong, and what is accepted."),
  ]

  static let finding: [JSONShape.Field] = [
    .field("machine", .string, "The capture."), .field("rule", .string, "As audit --list-rules has it."),
    .field("severity", .words(["error", "warning", "note"]), "How bad it is."),
    .field("message", .string, "What was found."),
    .field(
      "evidence",
      .list(
        .object([
          .field("file", .string, "Where."), .optional("line", .integer, "From 1."),
          .field("text", .string, "What stands there."),
        ])), "What it stands on."),
    .field("certainty", .words(["logged", "certain", "depends"]), "How sure it is."),
    .field("hangsOn", .list(.string), "On what."), .field("advice", .string, "What to do."),
  ]

  static let unread: [JSONShape.Field] = [
    .field("machine", .string, "The capture."), .field("error", .string, "Why it cannot be read."),
  ]

  static let audit: [JSONShape.Field] = [
    .field("schema", .integer, "The version of this schema."),
    .field("findings", .list(.named("finding")), "Machine by machine, the worst first."),
    .field("machines", .integer, "How many were looked at."),
    .field("errors", .list(.named("unread")), "Not read."),
  ]
}
