/// The colours that a terminal of some depth offers, by index.
struct ColorTable: Sendable {
  struct Entry: Sendable {
    var index: UInt8
    var color: RGB
    var lab: OKLab
    var luminance: Double

    init(_ index: UInt8, _ color: RGB) {
      self.index = index
      self.color = color
      lab = OKLab(color)
      luminance = color.luminance
    }

    func contrast(with luminance: Double) -> Double {
      (max(self.luminance, luminance) + 0.05) / (min(self.luminance, luminance) + 0.05)
    }
  }

  let entries: [Entry]
  private var isRough: Bool { entries.count <= 16 }
  /// Without entries: every colour is there.
  private var isExact: Bool { entries.isEmpty }

  /// About two and a half just noticeable differences.
  private static let distinctDistanceSquared = 0.05 * 0.05

  /// Nil for no colours.
  static func of(_ depth: ColorDepth) -> ColorTable? {
    switch depth {
    case .none: nil
    case .eight: eight
    case .sixteen: sixteen
    case .indexed: indexed
    case .truecolor: ColorTable(entries: [])
    }
  }

  /// The entry that looks most like a colour; of those that keep at least `contrast` with a background, if there
  /// is one, and preferably of those that nobody confuses with `others`.
  func nearest(
    to color: RGB, contrast: Double = 1, with background: Entry? = nil, awayFrom others: [Entry] = []
  ) -> Entry {
    if isExact { return exactly(color, contrast: contrast, with: background) }
    let wanted = OKLab(color)
    let readable = entries.filter { entry in
      background.map { entry.contrast(with: $0.luminance) >= contrast } ?? true
    }
    let distinct = readable.filter { entry in
      others.allSatisfy { $0.lab.squaredDistance(to: entry.lab) >= ColorTable.distinctDistanceSquared }
    }
    let found = isRough ? roughly(wanted, readable, distinct) : closely(wanted, readable, distinct)
    let behind = background?.luminance ?? 0
    return found
      ?? entries.max { $0.contrast(with: behind) < $1.contrast(with: behind) }
      ?? Entry(7, RGB(229, 229, 229))
  }

  /// The colour itself, or as little lighter or darker as gives the contrast. The index says nothing yet.
  private func exactly(_ color: RGB, contrast: Double, with background: Entry?) -> Entry {
    guard let background else { return Entry(0, color) }
    let white = RGB(255, 255, 255)
    let black = RGB(0, 0, 0)
    let goal =
      background.color.contrast(with: white) > background.color.contrast(with: black) ? white : black
    for step in 0...50 {
      let entry = Entry(0, color.mixed(with: goal, Double(step) / 50))
      if entry.contrast(with: background.luminance) >= contrast { return entry }
    }
    return Entry(0, goal)
  }

  /// By distance; where the nearest of all is no choice, lightness gives way before the hue does.
  private func closely(_ wanted: OKLab, _ readable: [Entry], _ distinct: [Entry]) -> Entry? {
    func best(_ entries: [Entry], hueWeight: Double) -> Entry? {
      entries.min {
        wanted.squaredDistance(to: $0.lab, hueWeight: hueWeight)
          < wanted.squaredDistance(to: $1.lab, hueWeight: hueWeight)
      }
    }
    if let plain = best(entries, hueWeight: 1), distinct.contains(where: { $0.index == plain.index }) {
      return plain
    }
    // And a grey takes on no hue.
    let greys = wanted.isGrey ? distinct.filter(\.lab.isGrey) : []
    return best(greys, hueWeight: 3) ?? best(distinct, hueWeight: 3) ?? best(readable, hueWeight: 3)
  }

  /// With few and strong colours: greys stay grey, colours keep their hue, and what cannot becomes grey.
  private func roughly(_ wanted: OKLab, _ readable: [Entry], _ distinct: [Entry]) -> Entry? {
    func lightnessDistance(_ entry: Entry) -> Double { abs(entry.lab.lightness - wanted.lightness) }
    func grey(_ entries: [Entry]) -> Entry? {
      entries.filter(\.lab.isGrey).min { lightnessDistance($0) < lightnessDistance($1) }
    }
    func hueDistance(_ entry: Entry) -> Double {
      let cosine = (entry.lab.a * wanted.a + entry.lab.b * wanted.b) / (entry.lab.chroma * wanted.chroma)
      return 1 - cosine + 0.1 * lightnessDistance(entry)
    }
    let hued = distinct.filter { !$0.lab.isGrey }.min { hueDistance($0) < hueDistance($1) }
    // Another hue would say something else.
    if !wanted.isGrey, let hued, hueDistance(hued) < 0.4 { return hued }
    return grey(distinct) ?? grey(readable)
  }

  /// xterm's cube and greys, which are the same everywhere; the first 16 are the user's own and unknown.
  private static let indexed = ColorTable(
    entries: (16...255).map { index in
      if index >= 232 {
        let grey = UInt8(8 + 10 * (index - 232))
        return Entry(UInt8(index), RGB(grey, grey, grey))
      }
      let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
      let cube = index - 16
      return Entry(UInt8(index), RGB(levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6]))
    })

  private static let eight = ColorTable(entries: Array(sixteen.entries.prefix(8)))

  /// xterm's defaults: near enough to what most terminals show.
  private static let sixteen = ColorTable(
    entries: [
      RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0), RGB(0, 0, 238), RGB(205, 0, 205),
      RGB(0, 205, 205), RGB(229, 229, 229), RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0),
      RGB(255, 255, 0), RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
    ].enumerated().map { Entry(UInt8($0.offset), $0.element) })
}
