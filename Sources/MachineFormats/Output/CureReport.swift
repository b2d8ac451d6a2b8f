import MemtypeEngine
import VisibleText

/// Every remedy side by side, for `mtrrscope cures`: as text for people, or as JSON.
public struct CureReport: Encodable {
  struct Row: Encodable {
    var cure: String
    /// As people call it.
    var title: String
    /// It is what the machine has.
    var isCurrent: Bool
    var summary: String
    /// `merged`, `tried`, `proposed`, `idea`, `rejected`, `posted`, `past` or `failure`.
    var status: String
    /// The same with the release, `merged in 6.18`.
    var statusText: String
    var verdict: String
    var allDriversMap: Bool
    /// The kernel wanted to force a state and was refused.
    var isRefused: Bool
    var risks: [String]
    var devices: [DeviceReport]
  }

  struct DeviceReport: Encodable {
    var id: String
    var name: String
    var status: String
    var type: String?
    var error: Int?
    var requested: String?
    var tracked: String?
    var risks: [String]
  }

  var scenario: String
  var summary: String
  var cures: [Row]

  public init(_ scenario: Scenario) {
    self.scenario = scenario.name
    summary = scenario.summary
    cures = cureTable(for: scenario).map { row in
      Row(
        cure: row.cure.name, title: row.cure.title, isCurrent: row.isCurrent, summary: row.cure.summary,
        status: row.cure.status.rawValue, statusText: row.cure.statusText, verdict: row.cure.verdict,
        allDriversMap: row.works,
        isRefused: row.isRefused, risks: row.risks.map(\.rawValue),
        devices: row.devices.map { device in
          let type: String? =
            switch device.status {
            case .mapped(let mode): mode.name
            case .fixmap: "UC"
            case .failed, .notDriven, .unknown: nil
            }
          return DeviceReport(
            id: device.id, name: device.name, status: device.status.word, type: type,
            error: device.status.error,
            requested: device.requested?.name, tracked: device.tracked?.name,
            risks: device.risks.map(\.rawValue))
        })
    }
  }

  /// A line for each remedy and under it what becomes of each device that a driver maps.
  public var text: String {
    var lines = ["\(scenario): \(summary)"]
    if cures.isEmpty { lines += ["", Scenario.nothingToHeal] }
    for row in cures {
      let current = row.isCurrent ? ", the present state" : ""
      lines += ["", "\(row.title) (--cure \(row.cure)): \(row.statusText)\(current)", "  \(row.summary)"]
      if row.isRefused { lines.append("  the kernel refuses to force a state on this platform") }
      lines += TextReport.table(row.devices.filter { $0.status != "fixmap" }.map(Self.cells)).map {
        "  " + $0
      }
      lines.append("  verdict: \(row.verdict)")
    }
    return lines.map(printable).joined(separator: "\n") + "\n"
  }

  private static func cells(_ device: DeviceReport) -> [String] {
    let result: String
    switch device.status {
    case "mapped": result = "mapped \(device.type ?? "")"
    case "failed": result = "failed \(device.error ?? 0) \(Errno.name(device.error ?? 0))"
    case "unknown": result = "unknown"
    default: result = "no driver"
    }
    return [
      device.status == "failed" ? "FAIL" : "ok", device.name, result,
      device.tracked.map { "tracked \($0)" } ?? "not tracked",
      device.risks.isEmpty ? "" : "risk: " + device.risks.joined(separator: ", "),
    ]
  }
}
