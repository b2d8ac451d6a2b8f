/// A colour by how it looks: distances in this space agree with the eye (Björn Ottosson, 2020).
public struct OKLab: Hashable, Sendable {
  /// 0 is black, 1 is white.
  public var lightness: Double
  public var a: Double
  public var b: Double

  public init(_ color: RGB) {
    let red = Linear.value(color.red)
    let green = Linear.value(color.green)
    let blue = Linear.value(color.blue)
    let l = Root.cube(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    let m = Root.cube(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    let s = Root.cube(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
  }

  /// The square of the distance, with differences in colour counted `hueWeight` times those in lightness.
  public func squaredDistance(to other: OKLab, hueWeight: Double = 1) -> Double {
    let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
    return dl * dl + hueWeight * (da * da + db * db)
  }

  /// The distance from grey.
  var chroma: Double { (a * a + b * b).squareRoot() }
  var isGrey: Bool { chroma < 0.045 }
}
