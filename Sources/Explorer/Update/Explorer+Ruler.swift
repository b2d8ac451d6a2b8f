import MemtypeEngine
import Screen

extension Command {
  static let switchReading = Command(
    "switch-reading", .anyPane, ["s"], "read the ruler to scale or by segment"
  ) { $0.switchReading() }

  static let zoomIn = Command(
    "zoom-in", .ruler, ["+", "="], "to scale: half the span of a row",
    unless: {
      $0.whyNotZoom(isAtEnd: $0.rulerRows.scale.shift <= RulerScale.smallest, "a row is one page already")
    }
  ) { $0.zoom(by: -1) }

  static let zoomOut = Command(
    "zoom-out", .ruler, ["-", "_"], "to scale: twice the span of a row",
    unless: {
      $0.whyNotZoom(
        isAtEnd: $0.rulerRows.scale.rowCount == 1, "a row is the whole address space already")
    }
  ) { $0.zoom(by: 1) }

  static let zoomToSegment = Command(
    "zoom-to-segment", .ruler, ["Z"], "to scale, so that the selection or the segment fills the page"
  ) { $0.zoomToSegment() }

  static let zoomToFit = Command(
    "zoom-to-fit", .ruler, ["0"], "to scale, so that everything up to 4 GiB is on the page"
  ) { $0.zoomToFit() }

  static let flipRuler = Command("flip-ruler", .ruler, ["i"], "low addresses on top or at the bottom") {
    $0.flip()
  }

  static let select = Command("select", .ruler, ["v"], "begin or end a selection; moving extends it") {
    $0.toggleSelection()
  }

  static let explainAddress = Command(
    "explain-address", .ruler, [.enter],
    "go to the chain of reasons for this address; rows that are shown as one are unfolded first"
  ) { explorer in
    if let group = explorer.groupAtCursor, !explorer.unfolded.contains(group.fold) {
      explorer.toggle(group.fold)
    } else {
      explorer.focus(on: .reasons)
    }
  }

  static let nextDevice = Command(
    "next-device", .ruler, [.right, "l"], "go to the next device",
    also: [
      Use(.anyPane, ["}"], "go to the next device"), Use(.bits, ["}"], "compare the next device's address"),
    ], unless: { $0.whyNoDevice }
  ) { $0.goToDevice(forward: true, among: $0.scenario.devices) }

  static let previousDevice = Command(
    "previous-device", .ruler, [.left, "h"], "go to the previous device",
    also: [
      Use(.anyPane, ["{"], "go to the previous device"),
      Use(.bits, ["{"], "compare the address of the device before"),
    ], unless: { $0.whyNoDevice }
  ) { $0.goToDevice(forward: false, among: $0.scenario.devices) }

  static let nextFailure = Command(
    "next-failure", .anyPane, ["x"], "go to the next device whose driver fails",
    unless: { $0.whyNoFailure }
  ) { $0.goToDevice(forward: true, among: $0.failingDevices) }

  static let previousFailure = Command(
    "previous-failure", .anyPane, ["X"], "go to the failing device before", unless: { $0.whyNoFailure }
  ) { $0.goToDevice(forward: false, among: $0.failingDevices) }

  static let nextChange = Command(
    "next-change", .anyPane, ["]"],
    "go to the next address where the type, the map or the processor's reading changes"
  ) { $0.goToChange(forward: true) }

  static let previousChange = Command("previous-change", .anyPane, ["["], "go to the change before") {
    $0.goToChange(forward: false)
  }
}

extension Explorer {
  fileprivate func whyNotZoom(isAtEnd: Bool, _ end: String) -> String? {
    if ruler.reading == .bySegment {
      return
        "by segment every row has a length of its own: \(keyName(.switchReading)) reads the ruler to scale"
    }
    return isAtEnd ? end : nil
  }

  fileprivate var whyNoDevice: String? {
    scenario.devices.isEmpty ? "this scenario has no devices" : nil
  }

  fileprivate var whyNoFailure: String? {
    derived.failing.isEmpty ? "every driver maps its device: nothing fails" : nil
  }

  fileprivate mutating func flip() {
    rereading { $0.isLowAtBottom.toggle() }
    notice = Notice(text: ruler.isLowAtBottom ? "low addresses at the bottom" : "low addresses on top")
  }

  fileprivate mutating func toggleSelection() {
    ruler.anchor = ruler.anchor == nil ? cursorAddress : nil
    if ruler.anchor != nil {
      notice = Notice(
        text:
          "selecting: \(keyName(.want)) says which type it should have, \(keyName(.zoomToSegment)) zooms to it, "
          + "\(keyName(.copyLine)) copies it, \(keyName(.leave)) drops it"
      )
    }
  }

  /// Goes to a row of the ruler, or past a divider to the next one.
  mutating func moveRuler(to row: Int, forward: Bool, _ rows: RulerRows) {
    let row = min(max(0, row), max(0, rows.count - 1))
    for candidate in [row, row + (forward ? 1 : -1), row + (forward ? -1 : 1)] {
      guard candidate >= 0, candidate < rows.count, let start = rows.start(ofRow: candidate) else { continue }
      ruler.cursor = start
      return
    }
  }

  /// Changes how the ruler is read and keeps the cursor's row where it is on the screen.
  private mutating func rereading(_ change: (inout Ruler) -> Void) {
    let offset = rulerRows.row(of: cursorAddress) - ruler.top
    change(&ruler)
    ruler.top = rulerRows.row(of: cursorAddress) - offset
  }

  fileprivate mutating func switchReading() {
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

  fileprivate mutating func zoom(by steps: Int) {
    let scale = rulerRows.scale.zoomed(by: steps)
    rereading { $0.chosenShift = scale.shift }
  }

  /// The selection whole, or as much of the segment as leaves something around it.
  fileprivate mutating func zoomToSegment() {
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

  fileprivate mutating func zoomToFit() {
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
  mutating func goToDevice(forward: Bool, among devices: [Device]) {
    let starts = Set(devices.map(\.range.start).filter { $0 <= evaluation.lastAddress }).sorted()
    let here = cursorAddress
    let target =
      forward ? starts.first { $0 > here } ?? starts.first : starts.last { $0 < here } ?? starts.last
    if let target { go(to: target) }
  }

  fileprivate mutating func goToChange(forward: Bool) {
    let segments = evaluation.segments
    let changes =
      (segments.indices.filter { i in
        i == 0 || segments[i].type != segments[i - 1].type || segments[i].tracked != segments[i - 1].tracked
          || segments[i].e820 != segments[i - 1].e820
      }.map { segments[$0].range.start } + derived.divergenceBorders).sorted()
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
    unfold(for: target)
    normalizeViewState()
  }
}
