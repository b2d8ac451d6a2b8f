extension GlyphSet {
  /// What to draw for a character of text: itself, or in ASCII the nearest that says the same.
  func drawn(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard kind == .ascii, !scalar.isASCII else { return scalar }
    switch scalar {
    case "─", "━", "–", "—", "−", "‐", "‑": return "-"
    case "│", "┃", "║": return "|"
    case "═": return "="
    case "·", "•", "∙": return "."
    case "…": return "~"
    case "→", "▸", "►", "»", "›": return ">"
    case "←", "◂", "◄", "«", "‹": return "<"
    case "↑", "▲": return "^"
    case "↓", "▼", "▾": return "v"
    case "×", "✗", "✕": return "x"
    case "✓", "√", "±": return "+"
    case "‘", "’", "′": return "'"
    case "“", "”", "″": return "\""
    case "≤": return "<"
    case "≥": return ">"
    case "◆", "♦", "●": return "*"
    case "█", "▓": return "#"
    case "▒", "░": return ":"
    case "\u{a0}": return " "
    default:
      return scalar.value >= 0x2500 && scalar.value < 0x2580 ? "+" : "?"
    }
  }
}
