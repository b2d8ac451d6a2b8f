import Screen
import TestSupport
import Testing
import Themes

@Suite(.bounded) struct PaletteTests {
  static let types: [Role] = [.typeUC, .typeUCMinus, .typeWC, .typeWT, .typeWP, .typeWB]

  static func randomScheme(_ generator: inout SeededGenerator) -> Scheme? {
    let colors = Dictionary(
      uniqueKeysWithValues: Scheme.Slot.allCases.filter(\.isRequired).map {
        (
          $0,
          RGB(
            .random(in: 0...255, using: &generator), .random(in: 0...255, using: &generator),
            .random(in: 0...255, using: &generator))
        )
      })
    return Scheme(name: "random", colors: colors)
  }

  @Test(arguments: Themes.names, [ColorDepth.indexed, .truecolor])
  func bundledSchemesAreReadableEverywhere(name: String, depth: ColorDepth) throws {
    let scheme = try #require(Themes.named(name))
    let palette = Palette(scheme: scheme, depth: depth)
    for surface in Surface.allCases {
      for role in Role.allCases where role != .border {
        let contrast = try #require(palette.contrast(of: role, on: surface))
        #expect(contrast >= 4.5, "\(role) on \(surface): \(contrast)")
      }
    }
  }

  @Test(arguments: Themes.names, [ColorDepth.eight, .sixteen])
  func withFewColoursTextIsStillReadable(name: String, depth: ColorDepth) throws {
    let palette = Palette(scheme: try #require(Themes.named(name)), depth: depth)
    for surface in Surface.allCases {
      for role in Role.allCases where role != .border {
        #expect(try #require(palette.contrast(of: role, on: surface)) >= 3, "\(role) on \(surface)")
        let shown = palette.appearance(of: Style(role, on: surface))
        #expect(try #require(shown.foreground) < depth.rawValue)
        #expect(try #require(shown.background) < depth.rawValue)
      }
    }
  }

  @Test(arguments: [ColorDepth.indexed, .truecolor])
  func anySchemeIsRepaired(depth: ColorDepth) throws {
    var generator = SeededGenerator(seed: 16)
    for round in 0..<20 {
      let palette = Palette(scheme: try #require(Self.randomScheme(&generator)), depth: depth)
      for surface in Surface.allCases {
        for role in Role.allCases where role != .border {
          // Only black and white reach 4.5 on a middle grey; nothing falls below that.
          #expect(
            try #require(palette.contrast(of: role, on: surface)) >= 4.5, "round \(round) \(role) \(surface)")
        }
      }
    }
  }

  @Test(arguments: Themes.names)
  func memoryTypesLookDifferent(name: String) throws {
    let palette = Palette(scheme: try #require(Themes.named(name)), depth: .indexed)
    for surface in [Surface.plain, .cursor, .cursorUnfocused, .overlay] {
      let colors = try Self.types.map { OKLab(try #require(palette.colors(of: $0, on: surface)).foreground) }
      for (i, a) in colors.enumerated() {
        for (j, b) in colors.enumerated() where j > i {
          let distance = a.squaredDistance(to: b).squareRoot()
          #expect(distance > 0.04, "\(Self.types[i]) and \(Self.types[j]) on \(surface): \(distance)")
        }
      }
    }
    // Red is for failures alone.
    let bad = OKLab(try #require(palette.colors(of: .bad, on: .plain)).foreground)
    for type in Self.types {
      let color = OKLab(try #require(palette.colors(of: type, on: .plain)).foreground)
      #expect(bad.squaredDistance(to: color).squareRoot() > 0.05, "\(type)")
    }
  }

  @Test(arguments: Themes.names, ColorDepth.allCases)
  func theCursorLineIsSeenInEveryDepth(name: String, depth: ColorDepth) throws {
    let palette = Palette(scheme: try #require(Themes.named(name)), depth: depth)
    // An underlined mark keeps its underline; the rest of its line tells.
    for role in Role.allCases where role != .changed && role != .match {
      let plain = palette.appearance(of: Style(role))
      for surface in [Surface.cursor, .cursorUnfocused, .bar, .field, .fieldInvalid] {
        let shown = palette.appearance(of: Style(role, on: surface))
        let differs = shown.background != plain.background || shown.attributes != plain.attributes
        #expect(differs, "\(role) on \(surface)")
      }
    }
    if let plain = palette.colors(of: .text, on: .plain), let cursor = palette.colors(of: .text, on: .cursor)
    {
      #expect(plain.background.contrast(with: cursor.background) >= 1.3)
    }
  }

  @Test(arguments: Themes.names)
  func exactColoursAreTheSchemesOwnWhereTheyCanBe(name: String) throws {
    let scheme = try #require(Themes.named(name))
    let palette = Palette(scheme: scheme, depth: .truecolor)
    let plain = palette.appearance(of: Style(.text))
    #expect(try palette.exactColors[#require(plain.background)] == scheme[.base00])
    #expect(try palette.exactColors[#require(plain.foreground)] == scheme[.base05])
    // Numbers from 16 on, one for each colour.
    #expect(palette.exactColors.keys.allSatisfy { $0 >= 16 })
    #expect(Set(palette.exactColors.values).count == palette.exactColors.count)
    #expect(palette.exactColors.count < 240)
  }

  @Test func withoutColoursNoColourIsSent() throws {
    let palette = Palette(scheme: try #require(Themes.named("slate")), depth: .none)
    for surface in Surface.allCases {
      for role in Role.allCases {
        let shown = palette.appearance(of: Style(role, on: surface))
        #expect(shown.foreground == nil && shown.background == nil)
      }
    }
    #expect(palette.appearance(of: Style(.text, on: .cursor)).attributes == .reversed)
    #expect(palette.appearance(of: Style(.text, on: .cursor, reversed: true)).attributes == [])
    #expect(palette.appearance(of: Style(.bad)).attributes == .bold)
  }
}
