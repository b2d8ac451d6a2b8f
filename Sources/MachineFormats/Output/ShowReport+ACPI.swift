import MemtypeEngine

extension ShowReport {
  /// The memory that AML can touch: each SystemMemory region, its fields, the methods that name them, and what Linux
  /// makes of them at boot.
  static func acpi(_ tables: ACPITables?) throws(Missing) -> [String] {
    guard let tables else {
      throw Missing(reason: "no ACPI tables are among the inputs: mtrrscope inputs says how to get them")
    }
    let regions = tables.systemMemoryRegions
    guard !regions.isEmpty else { throw Missing(reason: "the ACPI tables declare no region of memory") }
    return regions.flatMap { lines($0, tables) }
  }

  private static func lines(_ region: ACPITables.Region, _ tables: ACPITables) -> [String] {
    let fields = region.fields.map { field($0) }
    let uses = tables.methodUses.filter { $0.region == region.path }.map { use($0) }
    let accesses = tables.bootAccesses.filter { $0.region == region.path }.map { access($0) }
    return [head(region)] + (fields + uses + accesses).map { "  " + $0 }
  }

  private static func head(_ region: ACPITables.Region) -> String {
    let place =
      region.range.map { "\($0.start.grouped) \($0.size.sizeText)" } ?? region.baseExpression ?? "unknown"
    let condition = region.isConditional ? ", under a condition that is not known" : ""
    return "\(region.path) at \(place), in \(region.declaredIn)\(condition)"
  }

  private static func field(_ field: ACPITables.Field) -> String {
    let last = field.bitOffset.adding(clamped: max(field.bitWidth, 1) - 1)
    let lock = field.locks ? ", under the global lock" : ""
    return
      "field \(field.name), bits \(field.bitOffset) to \(last), \(field.access.name), \(field.update.name)\(lock)"
  }

  private static func use(_ use: ACPITables.MethodUse) -> String {
    let accesses = use.accesses.map { "\($0.kind.rawValue)s \($0.field)" }.joined(separator: ", ")
    let callers = use.calledBy.isEmpty ? "" : "; called by \(use.calledBy.joined(separator: ", "))"
    return "\(use.method) \(accesses)\(callers)"
  }

  private static func access(_ access: ACPIAccess) -> String {
    let way = access.method == access.entry ? "" : " by way of \(access.method)"
    let condition = access.isConditional ? ", perhaps" : ""
    return "at boot \(access.entry) \(access.kind.rawValue)s \(access.field)\(way)\(condition)"
  }
}
