import Foundation
#if canImport(FoundationXML)
  import FoundationXML
#endif
import TestSupport
import Testing
import Themes

@testable import Screen

@Suite(.bounded) struct FramePictureTests {
  private let frame: Frame = {
    var canvas = Canvas(size: Size(columns: 12, rows: 3))
    canvas.box(title: "a<b")
    canvas.text("UC & WB", column: 2, row: 1, Style(.bad, bold: true))
    canvas.put("█", column: 10, row: 1, Style(.typeUC))
    return canvas.frame
  }()

  private func picture() throws -> FramePicture {
    let scheme = try #require(Themes.named("slate"))
    return FramePicture(frame, scheme: scheme)
  }

  /// Without its style codes it is the frame's text.
  @Test func ansiIsTheTextWithCodes() throws {
    let ansi = try picture().ansi
    var plain = ""
    var isCode = false
    for scalar in ansi.unicodeScalars {
      if scalar == "\u{1b}" { isCode = true }
      if !isCode { plain.unicodeScalars.append(scalar) }
      if isCode, scalar == "m" { isCode = false }
    }
    let lines = plain.split(separator: "\n").map { line in
      String(line).replacingOccurrences(of: " +$", with: "", options: .regularExpression)
    }
    #expect(lines.joined(separator: "\n") == frame.text)
    let palette = Palette(scheme: try #require(Themes.named("slate")), depth: .truecolor)
    let red = try #require(palette.colors(of: .bad, on: .plain)).foreground
    #expect(ansi.contains("0;1;38;2;\(red.red);\(red.green);\(red.blue);"))
  }

  @Test(arguments: Themes.names) func documentsAreWellFormed(theme: String) throws {
    let scheme = try #require(Themes.named(theme))
    let picture = FramePicture(frame, scheme: scheme)
    for text in [picture.svg(title: "x < \"y\" & z"), String(picture.html().dropFirst(16))] {
      let xml = text.replacingOccurrences(of: "<meta charset=\"utf-8\">", with: "")
      let reader = XMLReader()
      #expect(reader.read(xml), "\(reader.problem)\n\(xml)")
      #expect(reader.text.contains("UC") && reader.text.contains("WB"))
    }
  }

  @Test func htmlHasTheTextOfTheFrame() throws {
    let picture = try picture()
    let reader = XMLReader()
    #expect(reader.read(picture.htmlElement))
    let lines = reader.text.split(separator: "\n").map {
      String($0).replacingOccurrences(of: " +$", with: "", options: .regularExpression)
    }
    #expect(lines.joined(separator: "\n") == frame.text)
  }

  /// Lines and blocks are shapes: no font has to join them.
  @Test func svgDrawsLines() throws {
    let svg = try picture().svg()
    #expect(!svg.contains("─") && !svg.contains("╭") && !svg.contains("█"))
    // Two sides of ten cells and two of one, and four corners.
    #expect(svg.components(separatedBy: "<path").count - 1 > 2 * 6)
    #expect(svg.contains("a&lt;b") && svg.contains("&amp;"))
  }

  @Test func withoutSchemeItIsBlackOnWhite() {
    var canvas = Canvas(frame: frame)
    canvas.lay(Region(row: 1, columns: 12, rows: 1), on: .cursor)
    let picture = FramePicture(canvas.frame, scheme: nil)
    #expect(picture.svg().contains("fill=\"#ffffff\""))
    // The cursor's row is reversed.
    #expect(picture.ansi.contains("\u{1b}[0;1;7m"))
    #expect(!picture.ansi.contains("38;2"))
  }

  /// Every line and block that the glyph sets have is drawn.
  @Test func everyShapeIsKnown() {
    for set in [GlyphSet.unicode, .console] {
      let box = set.box
      let shapes = [
        box.horizontal, box.vertical, box.topLeft, box.topRight, box.bottomLeft, box.bottomRight,
        box.teeLeft, box.teeRight, box.teeTop, box.teeBottom, box.crossing, set.lane, set.laneStart,
        set.laneEnd, set.tick, set.majorTick, set.scrollThumb, set.scrollTrough,
      ]
      for shape in shapes { #expect(LineShape(shape) != nil, "\(shape)") }
    }
  }
}

/// Collects the text of a document that is well formed.
private final class XMLReader: NSObject, XMLParserDelegate {
  private(set) var text = ""
  private(set) var problem = ""

  func read(_ document: String) -> Bool {
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    let isRead = parser.parse()
    if let error = parser.parserError { problem = "\(error)" }
    return isRead
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
