import Explorer

extension Configuration {
  /// A file that changes nothing: every option and every key as it comes, as comments to take the `#` from.
  public static var template: String {
    var lines = [
      "# Settings of mtrrscope: take the # from a line to change it. Options on the command line win over these.",
      "",
    ]
    for option in options {
      lines += ["# \(option.help)", "#\(option.name): \(option.standard)", ""]
    }
    lines += [
      "# Keys by command: one key, a list, or none. K, Ctrl-R, F2, Shift-Tab, Space, PgDn, Up, Enter, ...",
      "# Below \"in the ruler\" and the like stand those that mean something in that place only.", "#keys:",
    ]
    for context in Context.allCases {
      let entries = Keymap.standard.entries.filter { $0.context == context }
      guard !entries.isEmpty else { continue }
      lines.append("#  \(context.rawValue):")
      for entry in entries {
        let keys = entry.keys.map { quoted($0.configurationName) }
        let value = keys.isEmpty ? "none" : "[\(keys.joined(separator: ", "))]"
        let binding = "#    \(entry.command.name): \(value)"
        let padding = String(repeating: " ", count: max(1, 44 - binding.count))
        lines.append(binding + padding + "# \(entry.help)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// In quotes where YAML would take it for something else.
  private static func quoted(_ key: String) -> String {
    let isPlain = key.count > 1 || key.first.map { $0.isLetter || $0.isNumber } == true
    return isPlain && !["y", "n"].contains(key.lowercased()) ? key : key == "'" ? "\"'\"" : "'\(key)'"
  }
}
