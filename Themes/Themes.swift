import Screen

/// The colour schemes that come with the program, and the user's own.
public enum Themes {
  public static let defaultName = "slate"

  /// The names of the bundled schemes, the default first.
  public static let names = bundled.map(\.name)

  /// A bundled scheme by its name; nil if there is none of that name.
  public static func named(_ name: String) -> Scheme? {
    guard let entry = bundled.first(where: { $0.name == name }) else { return nil }
    return try? SchemeFile.parse(String(decoding: entry.bytes(), as: UTF8.self), file: name)
  }

  /// A scheme by bundled name, by file name, or by the name of a file in one of the folders (`NAME.yaml` or
  /// `NAME.yml`). A user's own scheme wins over a bundled one of the same name.
  public static func find(
    _ name: String, folders: [String] = [], read: (String) -> String?
  ) throws(SchemeError) -> Scheme {
    if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      guard let text = read(name) else { throw SchemeError(file: name, reason: "this file cannot be read") }
      return try SchemeFile.parse(text, file: name)
    }
    for folder in folders {
      for ending in ["yaml", "yml"] {
        let path = "\(folder)/\(name).\(ending)"
        if let text = read(path) { return try SchemeFile.parse(text, file: path) }
      }
    }
    guard let scheme = named(name) else {
      throw SchemeError(
        file: name, reason: "no such theme; there are \(names.joined(separator: ", ")), or name a .yaml file")
    }
    return scheme
  }

  private static let bundled: [(name: String, bytes: @Sendable () -> [UInt8])] = [
    ("slate", { PackageResources.slate_yaml }),
    ("paper", { PackageResources.paper_yaml }),
    ("okabe-ito-dark", { PackageResources.okabe_ito_dark_yaml }),
    ("okabe-ito-light", { PackageResources.okabe_ito_light_yaml }),
    ("contrast-dark", { PackageResources.contrast_dark_yaml }),
    ("contrast-light", { PackageResources.contrast_light_yaml }),
    ("moss", { PackageResources.moss_yaml }),
    ("dusk", { PackageResources.dusk_yaml }),
    ("amber", { PackageResources.amber_yaml }),
    ("glacier", { PackageResources.glacier_yaml }),
  ]
}
