import CTerminal
import Glibc
import Screen

/// What the environment says about the terminal, and what follows from it.
struct TerminalKind {
  /// The terminfo entry to use.
  var name: String
  var depth: ColorDepth
  var glyphs: GlyphSet
  /// Understands private modes, mouse reports and OSC 52; the others print or misread them.
  var isXtermLike: Bool
  /// Knows ECMA-48's codes for styles and motions, and leaves the cursor in the last column: frames need no curses.
  var knowsStyleCodes: Bool
  var erasing: FrameWriter.Erasing
  /// GNU screen passes on only what is wrapped for it.
  var needsScreenPassthrough: Bool

  /// Finds out without writing anything; curses' own start would end the process where this throws.
  init(options: TerminalOptions, output: Int32) throws(TerminalError) {
    guard let name = Self.variable("TERM") else { throw .typeNotSet }
    switch ct_check_terminal(name, output) {
    case 0: break
    case 1: throw .unknownType(name)
    default: throw .incapableType(name)
    }
    self.name = name
    let isStandard = Self.capability("cup")?.hasPrefix("\u{1b}[") ?? false
    isXtermLike = isStandard && !Self.isBasic(name)
    knowsStyleCodes = (isXtermLike || name.hasPrefix("linux")) && ct_has_flag("xenl") != 0
    erasing = FrameWriter.Erasing(
      toEnd: Self.capability("el") != nil, cells: Self.capability("ech") != nil,
      takesBackground: ct_has_flag("bce") != 0)
    needsScreenPassthrough = name.hasPrefix("screen") && Self.variable("TMUX") == nil
    let wanted = options.color.wanted(
      noColor: Self.variable("NO_COLOR"), colorTerm: Self.variable("COLORTERM"))
    depth = ColorDepth(colors: Int(ct_color_count()))
    if let wanted {
      if wanted > depth, wanted >= .indexed, let richer = Self.richerEntry(than: name, output) {
        self.name = richer
        depth = .indexed
      }
      // Curses would need an entry with as many colours. GNU screen has no more than 256.
      let isExact = wanted == .truecolor && depth == .indexed && knowsStyleCodes && !needsScreenPassthrough
      depth = isExact ? .truecolor : min(depth, wanted)
    }
    let isUnicode = Self.useUnicodeLocale(isBasic: !isXtermLike)
    if !isUnicode {
      glyphs = .ascii
    } else {
      glyphs = options.glyphs ?? (name.hasPrefix("linux") ? .console : .unicode)
    }
  }

  /// `xterm` and its like have a second entry with 256 colours. Makes it the current one if there is one.
  private static func richerEntry(than name: String, _ output: Int32) -> String? {
    guard ["xterm", "screen", "tmux", "rxvt", "putty", "konsole", "vte"].contains(name) else { return nil }
    let richer = name + "-256color"
    if ct_check_terminal(richer, output) == 0 { return richer }
    _ = ct_check_terminal(name, output)
    return nil
  }

  /// A locale that is named decides; with none named (a server that passes none on), terminal emulators are taken
  /// to know UTF-8 and plain consoles not to.
  private static func useUnicodeLocale(isBasic: Bool) -> Bool {
    let named = variable("LC_ALL") ?? variable("LC_CTYPE") ?? variable("LANG")
    guard let named else { return !isBasic && ct_use_locale("C.UTF-8") == 1 }
    let wantsUnicode = named.lowercased().contains("utf-8") || named.lowercased().contains("utf8")
    if ct_use_locale("") == 1 { return true }
    // The name is right, only this machine has not generated it.
    return wantsUnicode && ct_use_locale("C.UTF-8") == 1
  }

  private static func isBasic(_ name: String) -> Bool {
    ["linux", "vt", "ansi", "cons", "sun", "wyse", "hurd", "pcansi", "dumb"].contains { prefix in
      // `vte` is an emulator, `vt100` a terminal.
      name.hasPrefix(prefix) && !name.hasPrefix("vte")
    }
  }

  /// A string that the current terminal's terminfo entry has.
  static func capability(_ name: String) -> String? { ct_capability(name).map { String(cString: $0) } }

  /// An environment variable that is set and not empty.
  static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
