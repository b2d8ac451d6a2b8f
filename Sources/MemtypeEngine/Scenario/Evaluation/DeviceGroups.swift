/// Devices that are shown as one: firmware has dozens of ACPI tables, and what becomes of each is the same.
public struct DeviceGroup: Hashable, Sendable {
  /// The title of the group of ACPI's tables.
  public static let tables = "ACPI tables"

  /// `ACPI tables`.
  public var title: String
  /// Indexes of their outcomes, in order; at least two.
  public var members: [Int]
  public var status: DeviceOutcome.Status
  public var requested: PageCacheMode?
  public var got: PageCacheMode?
  /// None of them has what it was asked for.
  public var isRegression: Bool
  /// The lowest start among them.
  public var start: PhysicalAddress

  /// `ACPI tables: 27, all mapped WB`; `all mapped UC-, asked WB` where that is not what was asked for.
  public var text: String {
    let asked = isRegression ? requested.map { ", asked \($0.name)" } ?? "" : ""
    return "\(title): \(members.count), all \(status.text)\(asked)"
  }
}

/// A device, or a group of them, in a list of devices.
public enum DeviceRow: Hashable, Sendable {
  /// Index of the outcome.
  case device(Int)
  case group(DeviceGroup)
}

extension Evaluation {
  /// All outcomes once, in their order, with ACPI's tables as one as far as the same became of them; the group stands
  /// where the first of them is. One that differs stands alone.
  public var deviceRows: [DeviceRow] {
    var counts: [TableOutcome: Int] = [:]
    for outcome in outcomes { if let key = tableOutcome(outcome) { counts[key, default: 0] += 1 } }
    let usual = counts.max { ($0.value, $1.key.order) < ($1.value, $0.key.order) }
    guard let usual, usual.value > 1 else { return outcomes.indices.map { .device($0) } }
    let members = outcomes.indices.filter { tableOutcome(outcomes[$0]) == usual.key }
    let starts = members.compactMap { scenario.devices[safe: outcomes[$0].device]?.range.start }
    let group = DeviceGroup(
      title: DeviceGroup.tables, members: members, status: usual.key.status, requested: usual.key.requested,
      got: usual.key.got, isRegression: usual.key.isRegression, start: starts.min() ?? 0)
    let grouped = Set(members)
    return outcomes.indices.compactMap { index in
      guard grouped.contains(index) else { return .device(index) }
      return index == members.first ? .group(group) : nil
    }
  }

  /// What tells tables apart.
  private struct TableOutcome: Hashable {
    var status: DeviceOutcome.Status
    var requested: PageCacheMode?
    var got: PageCacheMode?
    var isRegression: Bool

    /// Breaks ties, so that the answer is always the same.
    var order: String { status.text + (got?.name ?? "") }
  }

  /// nil for what is no table, and for one that must be seen: it failed.
  private func tableOutcome(_ outcome: DeviceOutcome) -> TableOutcome? {
    guard !outcome.isFailure, let device = scenario.devices[safe: outcome.device],
      device.kind.traits.contains(.firmwareTables)
    else { return nil }
    return TableOutcome(
      status: outcome.status, requested: outcome.requested, got: outcome.got,
      isRegression: outcome.regression != nil)
  }
}
