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

  /// About two and a half just noticeable differences.
  private static let distinctDistanceSquared = 0.05 * 0.05

  /// Nil for no colours.
  static func of(_ depth: ColorDepth) -> ColorTable? {
    switch depth {
    case .none: nil
    case .eight: eight
    case .sixteen: sixteen
    case .indexed: indexed
    }
  }

  /// The entry that looks most like a colour; of those that keep at least `contrast` with a background, if there
  /// is one, and preferably of those that nobody confuses with `others`.
  func nearest(
    to color: RGB, contrast: Double = 1, with background: Entry? = nil, awayFrom others: [Entry] = []
  ) -> Entry {
    let lab = OKLab(color)
    func best(hueWeight: Double, _ isAllowed: (Entry) -> Bool) -> Entry? {
      var best: Entry?
      var least = Double.infinity
      for entry in entries where isAllowed(entry) {
        let distance = lab.squaredDistance(to: entry.lab, hueWeight: hueWeight)
        if distance < least { (best, least) = (entry, distance) }
      }
      return best
    }
    func isReadable(_ entry: Entry) -> Bool {
      background.map { entry.contrast(with: $0.luminance) >= contrast } ?? true
    }
    func isDistinct(_ entry: Entry) -> Bool {
      others.allSatisfy { $0.lab.squaredDistance(to: entry.lab) >= ColorTable.distinctDistanceSquared }
    }
    if let plain = best(hueWeight: 1, { _ in true }), isReadable(plain), isDistinct(plain) {
      return plain
    }
    // Lightness gives way before the hue does.
    return best(hueWeight: 3) { isReadable($0) && isDistinct($0) }
      ?? best(hueWeight: 3, isReadable)
      ?? entries.max {
        $0.contrast(with: background?.luminance ?? 0) < $1.contrast(with: background?.luminance ?? 0)
      }
      ?? Entry(7, RGB(229, 229, 229))
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
