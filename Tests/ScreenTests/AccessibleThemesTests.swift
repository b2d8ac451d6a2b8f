import Foundation
import Screen
import TestSupport
import Testing
import Themes

/// The themes for eyes that need more: high contrast, and colours that the colour-blind tell apart.
@Suite(.bounded) struct AccessibleThemesTests {
  @Test(arguments: ["contrast-dark", "contrast-light"], [ColorDepth.indexed, .truecolor])
  func highContrastIsEnhanced(name: String, depth: ColorDepth) throws {
    let palette = Palette(scheme: try #require(Themes.named(name)), depth: depth)
    for surface in Surface.allCases {
      for role in Role.allCases where role != .border {
        let contrast = try #require(palette.contrast(of: role, on: surface))
        #expect(contrast >= 7, "\(role) on \(surface): \(contrast)")
      }
    }
  }

  /// How a colour looks without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1), in linear light.
  enum Deficiency: CaseIterable, Sendable {
    case protanopia, deuteranopia, tritanopia

    private var matrix: [[Double]] {
      switch self {
      case .protanopia:
        [
          [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
        ]
      case .deuteranopia:
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
      case .tritanopia:
        [
          [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
        ]
      }
    }

    func seen(_ color: RGB) -> RGB {
      func linear(_ byte: UInt8) -> Double {
        let value = Double(byte) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      func byte(_ value: Double) -> UInt8 {
        let value = min(max(0, value), 1)
        let shown = value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
        return UInt8(clamping: Int(shown * 255 + 0.5))
      }
      let light = [linear(color.red), linear(color.green), linear(color.blue)]
      let mixed = matrix.map { row in zip(row, light).reduce(0) { $0 + $1.0 * $1.1 } }
      return RGB(byte(mixed[0]), byte(mixed[1]), byte(mixed[2]))
    }
  }

  /// Letters and patterns tell everything; in these themes colours do, too.
  @Test(arguments: ["okabe-ito-dark", "okabe-ito-light"], Deficiency.allCases)
  func colourBlindEyesTellThemApart(name: String, deficiency: Deficiency) throws {
    // 256 colours are coarse where they are dark.
    for (depth, least) in [(ColorDepth.truecolor, 0.05), (.indexed, 0.015)] {
      let palette = Palette(scheme: try #require(Themes.named(name)), depth: depth)
      let roles = PaletteTests.types + [.bad]
      let colors = try roles.map { role in
        OKLab(deficiency.seen(try #require(palette.colors(of: role, on: .plain)).foreground))
      }
      for (i, a) in colors.enumerated() {
        for (j, b) in colors.enumerated() where j > i {
          let distance = a.squaredDistance(to: b).squareRoot()
          #expect(distance > least, "\(roles[i]) and \(roles[j]) with \(depth): \(distance)")
        }
      }
      // What works and what fails is told at a glance.
      let good = OKLab(deficiency.seen(try #require(palette.colors(of: .good, on: .plain)).foreground))
      let bad = OKLab(deficiency.seen(try #require(palette.colors(of: .bad, on: .plain)).foreground))
      #expect(good.squaredDistance(to: bad).squareRoot() > least, "\(depth)")
    }
  }

  @Test func thereAreLightAndDarkOnes() {
    let names = Themes.names
    #expect(names.count >= 10)
    let light = names.filter { name in Themes.named(name).map { $0[.base00].luminance > 0.5 } ?? false }
    #expect(light.count >= 3 && names.count - light.count >= 3)
  }
}
