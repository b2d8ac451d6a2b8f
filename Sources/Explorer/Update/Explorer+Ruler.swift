import MemtypeEngine
import Screen

extension Explorer {
  mutating func performOnRuler(_ command: Command) {
    switch command {
    case .switchReading: switchReading()
    case .zoomIn: zoom(by: -1)
    case .zoomOut: zoom(by: 1)
    case .zoomToSegment: zoomToSegment()
    case .zoomToFit: zoomToFit()
    case .select:
      ruler.anchor = ruler.anchor == nil ? cursorAddress : nil
      if ruler.anchor != nil {
        notice = Notice(text: "selecting: z zooms to it, y copies it, \(keyName(.leave)) drops it")
      }
    case .flipRuler:
      rereading { $0.isLowAtBottom.toggle() }
      notice = Notice(text: ruler.isLowAtBottom ? "low addresses at the bottom" : "low addresses on top")
    case .nextDevice: goToDevice(forward: true, among: scenario.devices)
    case .previousDevice: goToDevice(forward: false, among: scenario.devices)
    case .nextFailure: goToDevice(forward: true, among: failingDevices)
    case .previousFailure: goToDevice(forward: false, among: failingDevices)
    case .nextChange: goToChange(forward: true)
    case .previousChange: goToChange(forward: false)
    default: break
    }
  }

  /// Changes how the ruler is read and keeps the cursor's row where it is on the screen.
  private mutating func rereading(_ change: (inout Ruler) -> Void) {
    let offset = rulerRows.row(of: cursorAddress) - ruler.top
    change(&ruler)
    ruler.top = rulerRows.row(of: cursorAddress) - offset
  }

  private mutating func switchReading() {
    let fitting = fittingShift
    rereading {
      $0.reading = $0.reading == .bySegment ? .toScale : .bySegment
      $0.chosenShift = $0.chosenShift ?? fitting
    }
    focus(on: .ruler)
  }

  /// The scale at which everything up to 4 GiB is a page.
  private var fittingShift: Int {
    let rows = UInt64(clamping: max(1, pageHeight(of: .ruler)))
    var shift = RulerScale.smallest
    while shift < RulerScale.largest, (.fourGiB - 1) >> UInt64(shift) >= rows { shift += 1 }
    return shift
  }

  private mutating func zoom(by steps: Int) {
    let scale = rulerRows.scale.zoomed(by: steps)
    rereading { $0.chosenShift = scale.shift }
  }

  /// The selection whole, or as much of the segment as leaves something around it.
  private mutating func zoomToSegment() {
    guard let range = selection ?? evaluation.segment(at: cursorAddress)?.range else { return }
    let page = max(1, pageHeight(of: .ruler))
    let rows = UInt64(clamping: selection == nil ? max(1, page * 2 / 3) : page)
    var shift = RulerScale.smallest
    while shift < RulerScale.largest, (range.last >> UInt64(shift)) - (range.start >> UInt64(shift)) >= rows {
      shift += 1
    }
    let isSelection = selection != nil
    rereading {
      $0.reading = .toScale
      $0.chosenShift = shift
      $0.anchor = nil
    }
    if isSelection { ruler.top = min(rulerRows.row(of: range.start), rulerRows.row(of: range.last)) }
  }

  private mutating func zoomToFit() {
    let shift = fittingShift
    rereading {
      $0.reading = .toScale
      $0.chosenShift = shift
    }
    ruler.top = min(rulerRows.row(of: 0), rulerRows.row(of: .fourGiB - 1))
  }

  /// From the row where the selection began to the cursor's, both whole.
  var selection: AddressRange? {
    guard let anchor = ruler.anchor else { return nil }
    let rows = rulerRows
    let ends = [anchor, cursorAddress].compactMap { address -> AddressRange? in
      if case .stretch(let range, _) = rows[rows.row(of: min(address, evaluation.lastAddress))] {
        range
      } else {
        nil
      }
    }
    guard let low = ends.map(\.start).min(), let high = ends.map(\.end).max() else { return nil }
    return AddressRange(low, high)
  }

  /// Goes to the next device from the cursor, and round the end.
  private mutating func goToDevice(forward: Bool, among devices: [Device]) {
    let starts = Set(devices.map(\.range.start).filter { $0 <= evaluation.lastAddress }).sorted()
    let here = cursorAddress
    let target =
      forward ? starts.first { $0 > here } ?? starts.first : starts.last { $0 < here } ?? starts.last
    if let target { go(to: target) }
  }

  private mutating func goToChange(forward: Bool) {
    let segments = evaluation.segments
    let changes = segments.indices.filter { i in
      i == 0 || segments[i].type != segments[i - 1].type || segments[i].tracked != segments[i - 1].tracked
        || segments[i].e820 != segments[i - 1].e820
    }.map { segments[$0].range.start }
    let here = cursorAddress
    if let target = forward ? changes.first(where: { $0 > here }) : changes.last(where: { $0 < here }) {
      go(to: target)
    } else {
      notice = Notice(
        text: forward ? "nothing changes above this address" : "nothing changes below this address")
    }
  }

  /// Puts the ruler's cursor on an address.
  public mutating func go(to address: PhysicalAddress) {
    let target = min(address, evaluation.lastAddress)
    if target != cursorAddress { places.leave(cursorAddress) }
    ruler.cursor = target
    settle()
  }
}
