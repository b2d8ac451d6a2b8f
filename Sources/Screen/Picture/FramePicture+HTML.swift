extension FramePicture {
  /// A page with the frame as text that can be selected.
  public func html(title: String = "") -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>\(markup(title))</title>
    <style>body{margin:1em;background:\(ink.background.hex)}</style>
    </head>
    <body>
    \(htmlElement)</body>
    </html>

    """
  }

  /// The frame as one element, for a page of several.
  public var htmlElement: String {
    var text =
      "<pre style=\"font:15px/18px \(markup(Self.fonts));color:\(ink.foreground.hex);"
      + "background:\(ink.background.hex);margin:0\">"
    for row in 0..<frame.size.rows {
      for run in runs(row) { text += span(run) }
      text += "\n"
    }
    return text + "</pre>\n"
  }

  private func span(_ run: Run) -> String {
    let look = run.look
    var style: [String] = []
    if look.foreground != ink.foreground, !run.isBlank { style.append("color:\(look.foreground.hex)") }
    if look.background != ink.background { style.append("background:\(look.background.hex)") }
    if look.isBold, !run.isBlank { style.append("font-weight:bold") }
    if look.isUnderlined { style.append("text-decoration:underline") }
    let text = markup(run.text)
    return style.isEmpty ? text : "<span style=\"\(style.joined(separator: ";"))\">\(text)</span>"
  }
}
