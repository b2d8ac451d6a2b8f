import MemtypeEngine

/// A row of a list before anybody looks at it: a scenario may have ten thousand devices, a screen sixty rows.
enum ListRow: Hashable, Sendable {
  case line(ListLine)
  /// An outcome of the evaluation, by index.
  case driver(Int)
  /// Devices that are shown as one, folded or not.
  case deviceGroup(DeviceGroup, isOpen: Bool)
  /// A device's outcomes before and now, side by side.
  case driverPair(Comparison.DriverPair)
  /// What the mapping of an outcome amounts to, by index.
  case effect(Int)
  /// A step of the boot, by index.
  case step(Int)
  /// A step of the boot that is left out, by its id.
  case switchedOff(String)

  var isSelectable: Bool {
    switch self {
    case .line(let line): line.isSelectable
    case .effect: false
    case .driver, .deviceGroup, .driverPair, .step, .switchedOff: true
    }
  }
}

/// The rows of a list for a width, as long as what they show does not change.
struct ListRows: Sendable {
  var width: Int
  var rows: [ListRow]
}
