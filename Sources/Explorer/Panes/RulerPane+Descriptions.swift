import MemtypeEngine
import Screen

/// What lies at an address, in words.
extension Explorer {
  /// By segment: the devices, or else what the memory map says.
  func description(of segment: AddressSegment, width: Int = .max) -> [Span] {
    let here = sorted(segment.devices)
    var devices = here.flatMap {
      deviceSpans($0, isMarked: false, width: here.count == 1 ? max(1, width - 1) : .max)
    }
    if let failure = failure(of: segment.devices), let wanted = failure.requested, let got = failure.got {
      let blame = "wants \(wanted.name), gets \(got.name)"
      let used = devices.reduce(0) { $0 + DisplayWidth.of($1.text) }
      if used + DisplayWidth.of(blame) <= width { devices.append(Span(blame, Style(.bad))) }
    }
    if !devices.isEmpty { return devices }
    let text = place(of: segment)
    return [Span(text, Style(segment.e820 == .ram ? .text : .dim))]
  }

  /// To scale: the marks that fall into the row, its devices, or the kinds of memory in it, as far as there is
  /// room.
  func description(of segments: ArraySlice<AddressSegment>, in range: AddressRange, width: Int) -> [Span] {
    var spans: [Span] = []
    for mark in evaluation.rulerMarks where range.contains(mark.address) {
      spans.append(Span("\(mark.name) ", Style(.strong, bold: true)))
    }
    var seen: Set<Int> = []
    let devices = sorted(segments.flatMap(\.devices)).filter { seen.insert($0).inserted }
    var room = width - spans.reduce(0) { $0 + DisplayWidth.of($1.text) }
    for (i, device) in devices.enumerated() {
      let device = deviceSpans(device, isMarked: true)
      let needed = device.reduce(0) { $0 + DisplayWidth.of($1.text) } - 1
      let rest = devices.count - i
      // The first is named in any case; the last words say how many are not.
      if i > 0, needed + (rest > 1 ? 3 : 0) > room {
        spans.append(Span("+\(rest)", Style(.note)))
        break
      }
      spans += device
      room -= needed + 1
    }
    if seen.isEmpty {
      var places: [String] = []
      for segment in segments where places.count < 5 && !places.contains(place(of: segment)) {
        places.append(place(of: segment))
      }
      let isRAM = segments.contains { $0.e820 == .ram }
      spans.append(Span(places.joined(separator: ", "), Style(isRAM ? .text : .dim)))
    }
    return spans
  }

  /// Those that fail come first, for where there is no room for all.
  private func sorted(_ devices: [Int]) -> [Int] {
    let failing = devices.filter(derived.failing.contains)
    return failing.isEmpty ? devices : failing + devices.filter { !derived.failing.contains($0) }
  }

  private func deviceSpans(_ index: Int, isMarked: Bool, width: Int = .max) -> [Span] {
    guard let device = scenario.device(index) else { return [] }
    let fails = derived.failing.contains(index)
    let style = fails ? Style(.bad, bold: true) : Style(.strong)
    var spans: [Span] = []
    if isMarked { spans.append(Span(String(glyphs.diamond), fails ? style : Style(.note))) }
    spans.append(Span(clippedInside(device.name, width), style))
    if isMarked, fails { spans.append(Span(String(glyphs.cross), style)) }
    spans.append(Span(" "))
    return spans
  }

  private func failure(of devices: [Int]) -> DeviceOutcome? {
    guard devices.contains(where: derived.failing.contains) else { return nil }
    return evaluation.outcomes.first { $0.isFailure && devices.contains($0.device) }
  }

  /// `RAM`, `PCI hole`, `legacy video`: the memory map's word, or what an address without one is.
  func place(of segment: AddressSegment) -> String {
    if let type = segment.e820 { return type.name }
    let start = segment.range.start
    switch start {
    case 0xa_0000..<0xc_0000: return "legacy video"
    case 0xc_0000..<0x10_0000: return "option ROMs"
    case 0..<0x10_0000: return "no memory"
    default: break
    }
    if AddressRange.pciHole(tolud: evaluation.tolud).contains(start) { return "PCI hole" }
    return segment.range.end > evaluation.lastAddress ? "empty to 2^\(scenario.cpu.physBits)" : "empty"
  }

  /// The row under the cursor as a line of text.
  var rulerRowText: String {
    guard let segment = evaluation.segment(at: cursorAddress) else { return cursorAddress.grouped }
    let range = "\(segment.range.start.grouped)-\(segment.range.last.grouped)"
    let tracked = segment.tracked.map { " tracked \($0.name)" } ?? ""
    let what = description(of: segment).map(\.text).joined()
    return "\(range) \(segment.type.name)\(tracked) \(segment.range.size.sizeText) \(what)"
  }
}
