/// A frame as a picture for slides, handouts and bug reports: ANSI text, SVG or HTML.
///
///     try FramePicture(frame, scheme: scheme).svg(title: "bare-metal")
public struct FramePicture: Sendable {
  /// What a frame can be written as; the raw value is a file name's extension.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    case ansi, svg, html
  }

  let frame: Frame
  let ink: Ink

  /// In a scheme's colours; without a scheme black on white, where only shapes and emphasis tell things apart.
  public init(_ frame: Frame, scheme: Scheme?) {
    self.frame = frame
    ink = Ink(scheme)
  }

  /// The picture in a format; `title` is for what shows one beside a picture.
  public func text(_ format: Format, title: String = "") -> String {
    switch format {
    case .ansi: ansi
    case .svg: svg(title: title)
    case .html: html(title: title)
    }
  }

  /// Text with ECMA-48 style codes and colours of 24 bits, a line feed behind each row.
  public var ansi: String {
    var text = ""
    for row in 0..<frame.size.rows {
      var shown: Look?
      for run in runs(row) {
        if run.look != shown { text += "\u{1b}[\(run.look.codes(isMonochrome: ink.isMonochrome))m" }
        shown = run.look
        text += run.text
      }
      text += "\u{1b}[0m\n"
    }
    return text
  }

  // MARK: Runs

  /// Neighbouring cells that look alike.
  struct Run: Hashable {
    var column: Int
    var columns: Int
    var look: Look
    var scalars: [Unicode.Scalar]

    /// What is read; blanks at the ends included.
    var text: String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      return String(view)
    }

    var isBlank: Bool { scalars.allSatisfy { $0 == " " } }
  }

  func runs(_ row: Int) -> [Run] {
    var runs: [Run] = []
    for column in 0..<frame.size.columns {
      let cell = frame[column, row]
      let look = ink.look(of: cell.style)
      if let last = runs.last, last.look == look {
        runs[runs.count - 1].columns += 1
        runs[runs.count - 1].scalars += cell.scalars
      } else {
        runs.append(Run(column: column, columns: 1, look: look, scalars: cell.scalars))
      }
    }
    return runs
  }
}

/// How a cell looks: colours as they are seen, and emphasis.
struct Look: Hashable {
  var foreground: RGB
  var background: RGB
  var isBold = false
  var isUnderlined = false

  /// The parameters of a style sequence. Black on white is left to the terminal or the printer.
  func codes(isMonochrome: Bool) -> String {
    var codes = ["0"]
    if isBold { codes.append("1") }
    if isUnderlined { codes.append("4") }
    if isMonochrome {
      if foreground.luminance > background.luminance { codes.append("7") }
      return codes.joined(separator: ";")
    }
    for (code, color) in [("38", foreground), ("48", background)] {
      codes.append("\(code);2;\(color.red);\(color.green);\(color.blue)")
    }
    return codes.joined(separator: ";")
  }
}

/// What a picture is painted with.
struct Ink: Sendable {
  private let palette: Palette?
  let background: RGB
  let foreground: RGB

  init(_ scheme: Scheme?) {
    palette = scheme.map { Palette(scheme: $0, depth: .truecolor) }
    let plain = palette?.colors(of: .text, on: .plain)
    background = plain?.background ?? RGB(255, 255, 255)
    foreground = plain?.foreground ?? RGB(0, 0, 0)
  }

  private static let monochrome = {
    // Colours are not asked for without depth: any scheme does.
    let colors = Dictionary(uniqueKeysWithValues: Scheme.Slot.allCases.map { ($0, RGB(0, 0, 0)) })
    return Scheme(name: "", colors: colors).map { Palette(scheme: $0, depth: .none) }
  }()

  var isMonochrome: Bool { palette == nil }

  func look(of style: Style) -> Look {
    let appearance = (palette ?? Self.monochrome)?.appearance(of: style) ?? Appearance()
    let colors = palette?.colors(of: style.role, on: style.surface)
    var look = Look(
      foreground: colors?.foreground ?? foreground, background: colors?.background ?? background,
      isBold: appearance.attributes.contains(.bold),
      isUnderlined: appearance.attributes.contains(.underlined))
    if appearance.attributes.contains(.reversed) {
      (look.foreground, look.background) = (look.background, look.foreground)
    }
    if appearance.attributes.contains(.dim) {
      look.foreground = look.foreground.mixed(with: look.background, 0.4)
    }
    return look
  }
}

/// Text between tags or in an attribute.
func markup(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
  return result
}
